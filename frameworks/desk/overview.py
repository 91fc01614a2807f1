"""The desk: somebody's organisations, their frameworks, and the next step of each.

Nothing is written here. However many organisations and frameworks there are, it takes the same
number of queries; eleven more where copies have updates waiting.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, prefetch_related_objects
from django.urls import reverse

from cpd_site.accounts import rules as accounts
from cpd_site.models import Membership, Organisation, User
from frameworks import rules
from frameworks.models import Edition, Event, Framework, Import, Suggestion
from frameworks.queries.updates import UpdatePlan, updates_of
from frameworks.rules import Person, Verdict

OPEN = Q(comments__answers=None, comments__resolved_at=None)
"""Comments of an edition that begin something and are not resolved."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing to do: what it says, where it leads, and whether this person may."""

    text: str
    address: str
    answer: Verdict


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A framework on the desk."""

    framework: Framework
    draft: Edition | None
    touched: Event | None  # the last thing that was done to it
    step: NextStep
    update: UpdatePlan | None = None  # what waits to be taken in
    suggestions: int = 0  # lines that were offered and wait for an answer
    asked: int = 0  # lines of which it was asked why they were reworded, and nobody answered
    pages: tuple[tuple[str, str], ...] = ()  # where else to go: what it is called, its address

    @property
    def current(self) -> Edition | None:
        return self.framework.current_edition


@dataclass(frozen=True, slots=True)
class DeskOrganisation:
    """An organisation that someone belongs to, with what it publishes."""

    organisation: Organisation
    role: Membership.Role
    may_manage: Verdict
    may_invite: Verdict  # readers at least
    may_start: Verdict  # a framework of its own
    frameworks: tuple[OnDesk, ...]
    imports: tuple[Import, ...] = ()  # files that are being brought in, for who may go on

    @property
    def edits(self) -> bool:
        """Whether this person changes drafts there."""
        return self.role.includes(Membership.Role.EDITOR)


def lay_out(user: User) -> list[DeskOrganisation]:
    """The organisations of this person, by name; what has a draft comes first in each."""
    belongs = Membership.objects.select_related("organisation")
    prefetch_related_objects([user], Prefetch("memberships", belongs))
    memberships = sorted(user.memberships.all(), key=lambda each: each.organisation.name)
    frameworks = list(
        Framework.objects.filter(organisation__in=[each.organisation_id for each in memberships])
        .annotate(asked=Count("editions__reasons", filter=Q(editions__reasons__text="")))
        .select_related("organisation", "current_edition", "follows__organisation")
    )
    drafts = {
        draft.framework_id: draft
        for draft in Edition.objects.drafts()
        .filter(framework__in=frameworks)
        .annotate(open_comments=Count("comments", filter=OPEN))
        .select_related("due_lapsed_by")
    }
    frameworks.sort(key=lambda framework: framework.pk not in drafts)
    touched = _last_events(frameworks)
    updates = _updates(user, frameworks)
    suggestions = _suggestions(user, frameworks)
    imports = _imports(user, [membership.organisation for membership in memberships])
    return [
        DeskOrganisation(
            organisation=membership.organisation,
            role=Membership.Role(membership.role),
            may_manage=accounts.may_manage(user, membership.organisation),
            may_invite=accounts.may_invite(user, membership.organisation),
            may_start=rules.may_begin(user, membership.organisation),
            frameworks=tuple(
                OnDesk(
                    framework=framework,
                    draft=(draft := drafts.get(framework.pk)),
                    touched=touched.get(framework.pk),
                    update=(update := updates.get(framework.pk)),
                    step=_next_step(framework, draft, update, user),
                    suggestions=suggestions.get(framework.pk, 0),
                    asked=getattr(framework, "asked", 0) if rules.may_edit(user, framework) else 0,
                    pages=_pages(framework, draft, update, user),
                )
                for framework in frameworks
                if framework.organisation_id == membership.organisation_id
            ),
            imports=tuple(imports.get(membership.organisation_id, ())),
        )
        for membership in memberships
    ]


def to_read(person: Person) -> list[Framework]:
    """What there is to read where this person works, the nearest to them first.

    Nothing, and no query, for whoever belongs nowhere.
    """
    near = rules.where_they_work(person)
    if not near:
        return []
    there = rules.listed_for(person).filter(organisation__in=near, current_edition__isnull=False)
    return sorted(
        there.select_related("organisation").distinct(),
        key=lambda framework: near.index(framework.organisation_id),
    )


def _last_events(frameworks: Collection[Framework]) -> dict[int | None, Event]:
    """The last event of each framework, by primary key, in one query."""
    last = Event.objects.filter(framework=OuterRef("pk")).order_by("-at", "-pk").values("pk")[:1]
    keys = (
        Framework.objects.filter(pk__in=[framework.pk for framework in frameworks])
        .annotate(last=Subquery(last))
        .values("last")
    )
    events = Event.objects.filter(pk__in=keys).select_related("by")
    return {event.framework_id: event for event in events}


def _updates(user: User, frameworks: Collection[Framework]) -> dict[int, UpdatePlan]:
    """What waits for the copies that this person may edit."""
    editable = [framework for framework in frameworks if rules.may_edit(user, framework)]
    return updates_of(editable)


def _suggestions(user: User, frameworks: Collection[Framework]) -> dict[int, int]:
    """How many lines wait for the answer of this person, by framework: one query."""
    editable = [framework for framework in frameworks if rules.may_edit(user, framework)]
    waiting = Suggestion.objects.open().filter(to__in=editable).order_by()
    return dict(waiting.values_list("to").annotate(Count("pk")))


def _imports(user: User, places: Collection[Organisation]) -> dict[int, list[Import]]:
    """What is being brought in where this person may begin something, by place: one query."""
    found: dict[int, list[Import]] = {}
    begin = [place for place in places if rules.may_begin(user, place)]
    for one in Import.objects.under_way().filter(organisation__in=begin):
        found.setdefault(one.organisation_id, []).append(one)
    return found


def _next_step(
    framework: Framework, draft: Edition | None, update: UpdatePlan | None, user: User
) -> NextStep:
    """To go on with the draft, to take in an update, or to start a draft; else to read it."""
    may = rules.may_edit(user, framework)
    if not may and framework.current_edition_id:
        return NextStep("Read it", framework.get_absolute_url(), rules.YES)
    text, page = "Start a draft", "draft_start"
    if draft:
        text, page = "Go on with the draft", "draft"
    elif update:
        text, page = f"Update to the {update.pending.theirs.name}", "update"
    return NextStep(text, reverse(page, args=[framework.slug]), may)


def _pages(
    framework: Framework, draft: Edition | None, update: UpdatePlan | None, user: User
) -> tuple[tuple[str, str], ...]:
    """The other pages about it, for who may change it, while no draft leads there too."""
    if not rules.may_edit(user, framework):
        return ()
    is_school = framework.organisation.kind == Organisation.Kind.SCHOOL
    found = (
        ("Start a draft", "draft_start", update and not draft),
        ("Who follows", "follower_list", framework.current_edition_id and not is_school),
        ("Suggestions", "suggestions", framework.follows_id),
        ("Publish", "draft_publish", draft),
        ("Editions", "draft_publish", framework.current_edition_id and not draft),
        ("Who sees it", "framework_sharing", True),
        ("Whom to ask", "framework_contact", True),
        ("History", "framework_history", True),
    )
    return tuple(
        (text, reverse(page, args=[framework.slug])) for text, page, is_so in found if is_so
    )
