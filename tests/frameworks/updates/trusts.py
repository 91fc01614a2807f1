"""Lancashire's framework, a trust's copy of it, and a school's copy of the trust's."""

from dataclasses import dataclass

from cpd_site.models import Membership, Organisation, User
from frameworks.actions import copies, updates
from frameworks.models import Edition, Framework
from frameworks.queries.updates import UpdatePlan, pending_update, plan_update
from opportunities import merge, store
from opportunities.editing.lines import EditFunction
from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge import Answer
from tests import story
from tests.factories import OrganisationFactory, member

Role = Membership.Role

RQT = "recently-qualified-teachers"

READING = "Engage in professional reading"
"""Neither trust nor school changes it."""
MEETINGS = "Contribute to staff meetings"
"""The school has a note beside it."""

TRUSTS_VISIT = "Visit two schools of our trust"
TRUSTS_PORTFOLIO = "Keep the portfolio of our trust"
OURS = "Visit Hillside Primary"


class Desk:
    """Somebody who keeps a copy up to date; it is read again each time."""

    def __init__(self, followed: Framework, organisation: Organisation) -> None:
        self.person = member(organisation, Role.PUBLISHER)
        draft = copies.make(framework=followed, organisation=organisation, by=self.person)
        self.slug = draft.framework.slug

    @property
    def framework(self) -> Framework:
        return Framework.objects.select_related("organisation").get(slug=self.slug)

    @property
    def draft(self) -> Edition:
        drafts = self.framework.editions.drafts()
        return drafts.select_related("framework", "grid").get()

    @property
    def grid(self) -> GridSnapshot:
        return store.read(self.draft.grid)

    @property
    def plan(self) -> UpdatePlan:
        waits = pending_update(self.framework)
        assert waits is not None
        return plan_update(waits)

    def publish(self, label: str, *steps: EditFunction) -> None:
        story.publish(story.work(self.draft, self.person, *steps), self.person, label)

    def next_edition(self, label: str, *steps: EditFunction) -> None:
        story.next_edition(self.framework, self.person, label, *steps)

    def take_in(self) -> None:
        """Keep ours in every question; then apply."""
        draft = updates.begin(framework=self.framework, by=self.person)
        for decision in self.plan.undecided:
            ours = Answer.OURS if Answer.OURS in decision.answers else Answer.KEEP
            updates.choose(
                draft=draft,
                by=self.person,
                decision_id=decision.id,
                seen_fingerprint=decision.fingerprint,
                choice=merge.Choice(ours),
            )
        updates.apply(draft=draft, by=self.person)


@dataclass
class Chain:
    """A chain from the authority to a trust, and on to a school."""

    admin: User
    trust: Desk
    school: Desk

    @property
    def lancashire(self) -> Framework:
        return Framework.objects.get(slug="lancashire")

    def next_edition(self, label: str, *steps: EditFunction) -> None:
        """Publish the authority's next edition."""
        story.next_edition(self.lancashire, self.admin, label, *steps)


def chain() -> Chain:
    """Make a trust with a published copy, for members, and a school with a draft."""
    lancashire = Framework.objects.get(slug="lancashire")
    oak = OrganisationFactory.create(kind=Organisation.Kind.TRUST, slug="oak", short_name="Oak")
    trust = Desk(lancashire, oak)
    trust.publish(
        "2026",
        story.reword(story.VISIT, TRUSTS_VISIT),
        story.reword_here(story.PORTFOLIO, TRUSTS_PORTFOLIO, "teachers"),
        story.copy_on(TRUSTS_PORTFOLIO, "teachers", story.SCHOOL, RQT),
        story.add(story.NQT, story.SCHOOL, "Meet the CPD lead of the trust"),
        story.note(story.SAFEGUARDING, story.NQT, "Book with the trust"),
    )
    elm = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL, slug="elm", short_name="Elm", parent=oak
    )
    admin = member(lancashire.organisation, Role.PUBLISHER)
    return Chain(admin, trust, Desk(trust.framework, elm))


def make_its_own(school: Desk) -> None:
    """Reword a line of the trust's in one cell of the school, with a note."""
    school.publish(
        "Elm 1",
        story.reword_here(TRUSTS_VISIT, OURS, story.NQT),
        story.note(MEETINGS, story.NQT, "Mondays at four"),
    )


def go_on(chain: Chain) -> None:
    """The trust takes in the authority's next edition, rewords its own words, hides two lines and
    adds another note: that edition is pending for the school.
    """
    chain.next_edition("2027", *story.NEXT_EDITION)
    chain.trust.take_in()
    chain.trust.publish(
        "2027",
        story.reword(TRUSTS_VISIT, "Visit three schools of our trust"),
        story.hide(READING, story.NQT),
        story.hide(MEETINGS, story.NQT),
        story.note(story.SAFEGUARDING, story.NQT, "Book with the trust, on line"),
    )
