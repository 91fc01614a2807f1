"""The objects on which every POST is tried: frameworks, drafts, a copy, their people."""

from dataclasses import dataclass
from functools import partial
from typing import cast

from django.utils import timezone
from django.utils.timezone import localdate

from cpd_site.models import (
    Invitation,
    JoinLink,
    MailDomain,
    Membership,
    Organisation,
    RoleRequest,
    User,
)
from frameworks.actions import (
    comments,
    copies,
    drafts,
    editing,
    imports,
    plan_sharing,
    plans,
    previews,
    publishing,
    reasons,
    suggestions,
)
from frameworks.desk.updates import DecisionCard, UpdatePage
from frameworks.models import Edition, Framework, Import, Plan, PlanItem, PlanShare, Preview
from frameworks.queries.plans import lines_to_choose
from frameworks.queries.updates import PendingUpdate, pending_update, plan_update
from opportunities import store
from opportunities.editing import lines
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, UserFactory, member
from tests.frameworks.imports.files import CONTENTS, all_said
from tests.frameworks.updates.copies import reworded

Role = Membership.Role


@dataclass
class World:
    """A framework with an edition and a draft, a copy with a pending update, and people."""

    framework: Framework
    unpublished: Framework
    organisation: Organisation
    draft: Edition
    people: dict[str, User]
    reader: Membership
    invitation: Invitation
    join_link: JoinLink
    mail_domain: MailDomain
    preview: Preview
    copy: Edition
    other: Framework
    published_copy: Framework
    brought: Import
    next_edition: Import
    owner: User
    plan: Plan
    line: PlanItem
    goal: PlanItem
    share: PlanShare
    appraiser: User
    school: Organisation
    role_request: RoleRequest
    own_request: RoleRequest

    @property
    def question(self) -> DecisionCard:
        """Return the question of the copy's pending update."""
        page = UpdatePage(plan_update(cast(PendingUpdate, pending_update(self.copy.framework))))
        return page.groups[0].cards[0]


def a_world() -> World:
    framework = published(grid({("NQT", "School"): ["Join in"]}), slug="thornshire").framework
    organisation = framework.organisation
    people = {role.value: member(organisation, role) for role in Role}
    people["elsewhere"] = member(OrganisationFactory.create(), Role.MANAGER)
    people["nowhere"] = UserFactory.create()
    people["staff"] = UserFactory.create(is_staff=True, is_superuser=True)
    people["above"] = member(OrganisationFactory.create(slug="above"), Role.MANAGER)
    Organisation.objects.filter(pk=organisation.pk).update(
        parent=people["above"].memberships.get().organisation
    )
    draft = drafts.start(framework=framework, by=people["editor"])
    theirs = grid({("NQT", "School"): ["Join in"]})
    followed = published(theirs, slug="followed", label="2025").framework
    copy = copies.make(framework=followed, organisation=organisation, by=people["editor"])
    ours = partial(lines.reword, key=key("Join in"), wording=Wording("Join us"))
    editing.change(edition=copy, by=people["editor"], do=ours)
    offered(copy, people["editor"])
    leader = member(OrganisationFactory.create(slug="fern"), Role.EDITOR)
    fern = leader.memberships.get().organisation
    ferns = copies.make(framework=framework, organisation=fern, by=leader)
    offered(ferns, leader)
    reasons.ask(
        copy=ferns.framework,
        by=leader,
        edition=framework.editions.published().get(),
        line=key("Join in"),
        before="Take part",
        after="Join in",
        words="",
    )
    published(reworded(theirs, Join_in="Take part"), slug="followed", label="2026")
    other = published(grid({("NQT", "School"): ["Join in"]}), slug="other").framework
    second = copies.make(framework=other, organisation=organisation, by=people["editor"])
    editing.change(edition=second, by=people["editor"], do=ours)
    publishing.publish(edition=second, by=people["publisher"], label="Ours")
    owner = member(organisation, Role.READER)
    plan = plans.create(by=owner, title="Hers")
    offered_lines = lines_to_choose(owner, "thornshire", "nqt", [])
    (line,) = plans.add_lines(plan=plan, by=owner, lines=offered_lines)
    appraiser = UserFactory.create()
    share = plan_sharing.share(
        plan=plan, by=owner, email=appraiser.email, may_comment=True, until=localdate()
    )
    school = OrganisationFactory.create(slug="oak", kind="school")
    comments.add(edition=draft, by=people["editor"], text="Is this still so?")
    return World(
        owner=owner,
        school=school,
        role_request=RoleRequest.objects.create(
            organisation=organisation, user=appraiser, role=Role.READER, why="I teach there."
        ),
        own_request=RoleRequest.objects.create(
            organisation=fern, user=owner, role=Role.READER, why="I teach there."
        ),
        share=share,
        appraiser=appraiser,
        plan=plan,
        line=line,
        goal=plans.add_goal(plan=plan, by=owner, text="Listen"),
        copy=copy,
        other=other,
        published_copy=second.framework,
        framework=framework,
        unpublished=drafts.start_framework(
            organisation=organisation, by=people["editor"], title="Begun by mistake"
        ).framework,
        organisation=organisation,
        draft=draft,
        brought=imported(organisation, people["editor"]),
        next_edition=imported(organisation, people["editor"], framework),
        preview=previews.share(edition=draft, by=people["editor"]),
        people=people,
        reader=people["reader"].memberships.get(),
        invitation=Invitation.objects.create(
            organisation=organisation,
            email="ann@example.org",
            expires_at=timezone.now() + Invitation.LASTS,
        ),
        mail_domain=a_domain(organisation),
        join_link=JoinLink.objects.create(
            organisation=organisation, name="Staff room", ends_on=localdate(), most=40
        ),
    )


def a_domain(organisation: Organisation) -> MailDomain:
    """Make a mail domain whose code has been mailed."""
    domain = MailDomain(organisation=organisation, domain="thornshire.example")
    domain.new_code("BCDFGH", "office@thornshire.example")
    return domain


def imported(organisation: Organisation, by: User, framework: Framework | None = None) -> Import:
    """Make an import for which everything is answered that only people know."""
    started = imports.start(
        organisation=organisation, by=by, name="a.docx", contents=CONTENTS, framework=framework
    )

    def said(answers: Answers) -> Answers:
        return all_said(propose(CONTENTS, answers), answers)

    return imports.answer(of=started, by=by, change=said, seen=1)


def offered(copy: Edition, by: User) -> None:
    """Offer a line of the copy's own to the followed framework."""
    cell = key("NQT"), key("School")
    do = partial(lines.add_lines, place=cell, texts=["Shadow the SENDCo"])
    editing.change(edition=copy, by=by, do=do)
    line = store.read(copy.grid).cells[cell][-1]
    suggestions.offer(draft=copy, by=by, key=line.key, why="Ours liked it.")
