"""The copies that follow a framework, as those who publish it may see them.

Of each copy they see that it follows, which edition it took in last, and how many lines it hides,
changed and added; no more than that, unless the copy shares its wording. What a copy drafts is
nobody's business: one without a published edition is only named. (People who follow by mail are
another thing: `models.Follower`.) However many copies there are, the number of queries is the same.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from frameworks import rules
from frameworks.models import CopySummary, Edition, Framework
from opportunities import store
from opportunities.grid.snapshot import GridSnapshot, Opportunity

UP_TO_DATE, WAITING, UNPUBLISHED, SHUT_OUT, STOPPED = range(5)

STATES = {
    "up-to-date": (UP_TO_DATE, "Up to date"),
    "waiting": (WAITING, "Waiting"),
    "unpublished": (UNPUBLISHED, "Not published yet"),
    "shut-out": (SHUT_OUT, "Cannot see it any more"),
    "stopped": (STOPPED, "Stopped following"),
}
"""The states by which the list is narrowed: in addresses, here, and in words."""


type Copies = QuerySet[Any, Any]
"""Frameworks as `of` gives them, with what it adds."""


def of(framework: Framework) -> Copies:
    """Its followers, and the copies that published something of it and stopped following.

    Each with its `state`, and `schools`: how many copies follow it in turn.
    """
    in_turn = Framework.objects.filter(follows=OuterRef("pk")).order_by().values("follows")
    return (
        Framework.objects.filter(
            Q(follows=framework) | Q(follows=None, current_edition__based_on__framework=framework)
        )
        .annotate(
            state=_state(framework),
            schools=Coalesce(Subquery(in_turn.annotate(n=Count("pk")).values("n")), 0),
        )
        .select_related("organisation", "current_edition__based_on__framework")
        .select_related("current_edition__copy_summary")
        .defer(*_words("current_edition__copy_summary__"))
    )


def _state(framework: Framework) -> Case:
    """The state of a copy: it waits if the framework has an edition newer than it is based on."""
    based_on = "current_edition__based_on"
    cases = [When(follows=None, then=STOPPED), When(current_edition=None, then=UNPUBLISHED)]
    if framework.visibility == Framework.Visibility.MEMBERS:
        organisations = framework.copies.values_list("organisation", flat=True)
        open_to = rules.which_are_open_to(set(organisations), framework)
        cases.append(When(~Q(organisation__in=open_to), then=SHUT_OUT))
    if current := framework.current_edition:
        is_ours = Q(**{f"{based_on}__framework": framework})
        waits = ~is_ours | Q(**{f"{based_on}__number__lt": current.number})
        cases.append(When(Q(**{based_on: None}) | waits, then=WAITING))
    return Case(*cases, default=UP_TO_DATE, output_field=IntegerField())


def _words(prefix: str) -> Iterable[str]:
    """Columns that the query defers: the words of copies, and what this page does not show."""
    return (f"{prefix}{name}" for name in ("rows", "wording", "reworded", "hidden"))


REMINDED_WITHIN = timedelta(days=7)
"""So long a copy is left alone after it was reminded."""


def to_remind(framework: Framework) -> Copies:
    """The copies that are behind and may be reminded now."""
    lately = timezone.now() - REMINDED_WITHIN
    may = Q(reminded_at=None) | Q(reminded_at__lt=lately)
    return of(framework).filter(may, state=WAITING, wants_reminders=True)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many follow, and how they stand."""

    up_to_date: int
    waiting: int
    unpublished: int
    shut_out: int
    stopped: int

    @property
    def follow(self) -> int:
        return self.up_to_date + self.waiting + self.unpublished + self.shut_out


def totals(framework: Framework) -> Totals:
    counted = of(framework).order_by().values_list("state").annotate(n=Count("pk"))
    by_state = dict(counted.values_list("state", "n"))
    return Totals(*(by_state.get(state, 0) for state, _ in STATES.values()))


@dataclass(frozen=True)
class FollowingCopy:
    """A copy, as the people of the framework that it follows see it."""

    copy: Framework
    state: int
    schools: int  # how many copies follow it in turn
    since: Edition | None = None  # the first edition that it has not taken in

    @property
    def organisation(self) -> Any:
        return self.copy.organisation

    @property
    def based_on(self) -> Edition | None:
        return self.copy.current_edition.based_on if self.copy.current_edition else None

    @property
    def published_at(self) -> Any:
        """When it last published. Of one that stopped following nothing later is told."""
        edition = self.copy.current_edition
        return edition.published_at if edition and self.state != STOPPED else None

    @property
    def reminded_at(self) -> Any:
        """When who is followed reminded it last, while it is behind."""
        return self.copy.reminded_at if self.state == WAITING else None

    @property
    def copy_summary(self) -> CopySummary | None:
        """How much it hid, changed and added; None if that is private or was not stored."""
        if self.copy.current_edition is None or self.state == STOPPED:
            return None
        return getattr(self.copy.current_edition, "copy_summary", None)

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        if self.state == WAITING and self.since:
            return f"Waiting since the {self.since.name}"
        return next(words for state, words in STATES.values() if state == self.state)

    @property
    def is_listed(self) -> bool:
        """Whether everybody may read it, so that it can be linked."""
        is_public = self.copy.visibility == Framework.Visibility.PUBLIC
        return is_public and self.copy.current_edition_id is not None


def following_copies(framework: Framework, copies: Iterable[Any]) -> list[FollowingCopy]:
    """These copies, which `of` gave, as the framework's people see them: one more query."""
    editions = list(
        framework.editions.at_their_addresses().order_by("number").only("number", "label")
    )
    current = framework.current_edition.number if framework.current_edition else 0
    found = []
    for copy in copies:
        base = copy.current_edition.based_on if copy.current_edition else None
        number = base.number if base and base.framework_id == framework.pk else 0
        newer = (one for one in editions if number < one.number <= current)
        since = next(newer, None) if copy.state == WAITING else None
        found.append(FollowingCopy(copy, copy.state, copy.schools, since))
    return found


@dataclass(frozen=True, slots=True)
class TouchedLine:
    """A line of the framework, and what became of it in the copies."""

    opportunity: Opportunity
    placement: UUID  # where it stands first
    stage: str
    reworded: int  # by so many
    hidden: int

    @property
    def touched(self) -> int:
        return self.reworded + self.hidden


class Touched:
    """Which lines of a framework its published followers reworded and hid, and how many of them.

    Only what those that share their wording say is read, and only for the lines that are shown.
    """

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.published = CopySummary.objects.filter(edition__current_of__follows=framework)

    @cached_property
    def _summaries(self) -> list[tuple[list[str], list[str]]]:
        return list(self.published.values_list("reworded", "hidden"))

    @cached_property
    def copies(self) -> int:
        """How many copies were asked: those that have published."""
        return len(self._summaries)

    @cached_property
    def reworded(self) -> Counter[str]:
        """By how many copies each line is reworded, by its key."""
        return Counter(key for keys, _ in self._summaries for key in keys)

    @cached_property
    def hidden(self) -> Counter[str]:
        return Counter(key for _, keys in self._summaries for key in keys)

    @cached_property
    def lines(self) -> list[TouchedLine]:
        """The lines of the current edition that copies changed; the most changed first."""
        current = self.framework.current_edition
        if current is None:
            return []
        return self.among(store.read_visible(current.grid))

    def among(self, grid: GridSnapshot, keys: Collection[UUID] | None = None) -> list[TouchedLine]:
        """The lines of this grid that copies changed, most changed first; if given, only `keys`."""
        first = {line.opportunity: line for line in reversed(grid.placements)}
        found = [
            TouchedLine(
                opportunity=grid.opportunity_by_key[key],
                placement=line.key,
                stage=grid.stage_by_key[line.stage].slug,
                reworded=self.reworded[str(key)],
                hidden=self.hidden[str(key)],
            )
            for key, line in first.items()
            if (keys is None or key in keys)
            and (str(key) in self.reworded or str(key) in self.hidden)
        ]
        return sorted(found, key=lambda one: (-one.touched, one.opportunity.text))

    def shared(self, lines: Iterable[TouchedLine]) -> Mapping[UUID, list[tuple[str, list[str]]]]:
        """What the copies say that share it where they reworded these lines: whose, and what."""
        wanted = {str(line.opportunity.key): line.opportunity.key for line in lines}
        sharing = self.published.filter(edition__current_of__shares_wording=True)
        whose = F("edition__framework__organisation__short_name")
        found: defaultdict[UUID, list[tuple[str, list[str]]]] = defaultdict(list)
        for name, wording in sharing.order_by(whose).values_list(whose, "wording"):
            for key in wanted.keys() & wording.keys():
                found[wanted[key]].append((name, wording[key]))
        return found
