"""The desk: a person's organisations, their frameworks, and the next step of each.

The number of queries does not depend on the number of organisations and frameworks; pending
updates of copies take eleven more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.urls import reverse

from cpd_site.accounts import rules as accounts
from cpd_site.models import Membership, Organisation, User
from frameworks import rules
from frameworks.models import Edition, Event, Framework, Import, Suggestion
from frameworks.queries.updates import UpdatePlan, updates_of
from frameworks.rules import Verdict

OPEN = Q(comments__answers=None, comments__resolved_at=None)
"""Open comments of an edition, without answers to comments."""

EVER_PUBLISHED = Edition.objects.at_their_addresses().filter(framework=OuterRef("pk"))
"""The editions of a framework that were ever published."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing to do: its text, its address, and whether this person may."""

    text: str
    address: str
    answer: Verdict


@dataclass(frozen=True, slots=True)
class DeskFramework:
    """A framework on the desk."""

    framework: Framework
    draft: Edition | None
    touched: Event | None  # its last event
    step: NextStep
    update: UpdatePlan | None = None  # the pending update
    suggestions: int = 0  # suggestions that need an answer
    asked: int = 0  # questions why a line was reworded, without an answer
    pages: tuple[tuple[str, str], ...] = ()  # further pages: label and address

    @property
    def current(self) -> Edition | None:
        return self.framework.current_edition


@dataclass(frozen=True, slots=True)
class DeskOrganisation:
    """An organisation that the person belongs to, with its frameworks."""

    organisation: Organisation
    role: Membership.Role
    may_manage: Verdict
    may_invite: Verdict  # at least readers
    may_start: Verdict  # a framework of the organisation's own
    frameworks: tuple[DeskFramework, ...]
    imports: tuple[Import, ...] = ()  # unfinished imports that this person may go on with

    @property
    def edits(self) -> bool:
        """Whether this person may change drafts there."""
        return self.role.includes(Membership.Role.EDITOR)


def lay_out(user: User) -> list[DeskOrganisation]:
    """Return the organisations of this person by name; frameworks with a draft come first.

    People who may not edit there see only frameworks with something to read.
    """
    belongs = Membership.objects.select_related("organisation")
    prefetch_related_objects([user], Prefetch("memberships", belongs))
    memberships = sorted(user.memberships.all(), key=lambda each: each.organisation.name)
    frameworks = list(
        Framework.objects.filter(organisation__in=[each.organisation_id for each in memberships])
        .annotate(
            asked=Count("editions__reasons", filter=Q(editions__reasons__text="")),
            ever_published=Exists(EVER_PUBLISHED),
        )
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
    places: defaultdict[int, list[DeskFramework]] = defaultdict(list)
    for one in _frameworks(user, frameworks, drafts):
        places[one.framework.organisation_id].append(one)
    imports = _imports(user, [membership.organisation for membership in memberships])
    return [
        DeskOrganisation(
            organisation=membership.organisation,
            role=Membership.Role(membership.role),
            may_manage=accounts.may_manage(user, membership.organisation),
            may_invite=accounts.may_invite(user, membership.organisation),
            may_start=rules.may_begin(user, membership.organisation),
            frameworks=tuple(places[membership.organisation_id]),
            imports=tuple(imports.get(membership.organisation_id, ())),
        )
        for membership in memberships
    ]


def _frameworks(
    user: User, frameworks: Collection[Framework], drafts: Mapping[int, Edition]
) -> Iterator[DeskFramework]:
    """Yield the frameworks that this person may edit, and of the others those to read."""
    editable = {framework for framework in frameworks if rules.may_edit(user, framework)}
    touched, updates = _last_events(frameworks), updates_of(editable)
    suggestions = _suggestions(editable)
    for framework in frameworks:
        may = framework in editable
        if may or framework.current_edition_id:
            draft, update = drafts.get(framework.pk), updates.get(framework.pk)
            yield DeskFramework(
                framework=framework,
                draft=draft,
                touched=touched.get(framework.pk),
                update=update,
                step=_next_step(framework, draft, update, user),
                suggestions=suggestions.get(framework.pk, 0),
                asked=getattr(framework, "asked", 0) if may else 0,
                pages=_pages(framework, draft, update) if may else (),
            )


def _last_events(frameworks: Collection[Framework]) -> dict[int | None, Event]:
    """Return the last event of each framework, by primary key, in one query."""
    last = Event.objects.filter(framework=OuterRef("pk")).order_by("-at", "-pk").values("pk")[:1]
    keys = (
        Framework.objects.filter(pk__in=[framework.pk for framework in frameworks])
        .annotate(last=Subquery(last))
        .values("last")
    )
    events = Event.objects.filter(pk__in=keys).select_related("by")
    return {event.framework_id: event for event in events}


def _suggestions(editable: Collection[Framework]) -> dict[int, int]:
    """Count the suggestions that wait for an answer, by framework, in one query."""
    waiting = Suggestion.objects.open().filter(to__in=editable).order_by()
    return dict(waiting.values_list("to").annotate(Count("pk")))


def _imports(user: User, places: Collection[Organisation]) -> dict[int, list[Import]]:
    """Return the unfinished imports where this person may start one, by organisation: one query."""
    found: dict[int, list[Import]] = {}
    begin = [place for place in places if rules.may_begin(user, place)]
    for one in Import.objects.under_way().filter(organisation__in=begin):
        found.setdefault(one.organisation_id, []).append(one)
    return found


def _next_step(
    framework: Framework, draft: Edition | None, update: UpdatePlan | None, user: User
) -> NextStep:
    """Return the next step: the draft, an update, or starting a draft; else reading."""
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
    framework: Framework, draft: Edition | None, update: UpdatePlan | None
) -> tuple[tuple[str, str], ...]:
    """Return further pages of the framework, for people who may change it."""
    is_school = framework.organisation.kind == Organisation.Kind.SCHOOL
    was_published = getattr(framework, "ever_published", True)  # annotated by `lay_out`
    found = (
        ("Start a draft", "draft_start", update and not draft),
        ("Who follows", "follower_list", framework.current_edition_id and not is_school),
        ("Suggestions", "suggestions", framework.follows_id),
        ("Publish", "draft_publish", draft),
        ("Editions", "draft_publish", framework.current_edition_id and not draft),
        ("Who sees it", "framework_sharing", True),
        ("Whom to ask", "framework_contact", True),
        ("Name", "framework_name", True),
        ("History", "framework_history", True),
        ("Remove this framework", "framework_remove", not was_published),
    )
    return tuple(
        (text, reverse(page, args=[framework.slug])) for text, page, is_so in found if is_so
    )
