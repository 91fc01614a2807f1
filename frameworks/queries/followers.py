"""The copies that follow a framework, as far as the people who publish it may see them.

They see that a copy follows, which edition it took in last, and how many lines it hides, changed
and added; its words only if the copy shares them. Drafts of copies stay private: a copy without a
published edition is only named. (`models.Follower` is another thing: people who follow by mail.)
The number of queries does not depend on the number of copies.
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
"""The states to filter by: by value in addresses, the state and its words."""


type Copies = QuerySet[Any, Any]
"""Frameworks as `copies_of` returns them, with its annotations."""


def copies_of(framework: Framework) -> Copies:
    """Return the copies that follow the framework, and those that stopped after publishing some.

    Each has its `state`, and `schools`: the number of copies that follow it in turn.
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
    """Return the state of a copy: WAITING if the framework has a newer edition than its base."""
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
    """Return the columns to defer: the words of copies, and what the page does not show."""
    return (f"{prefix}{name}" for name in ("rows", "wording", "reworded", "hidden"))


REMINDED_WITHIN = timedelta(days=7)
"""How long after a reminder a copy gets no other."""


def to_remind(framework: Framework) -> Copies:
    """Return the copies that are behind and may be reminded now."""
    lately = timezone.now() - REMINDED_WITHIN
    may = Q(reminded_at=None) | Q(reminded_at__lt=lately)
    return copies_of(framework).filter(may, state=WAITING, wants_reminders=True)


@dataclass(frozen=True, slots=True)
class Totals:
    """The number of copies in each state."""

    up_to_date: int
    waiting: int
    unpublished: int
    shut_out: int
    stopped: int

    @property
    def follow(self) -> int:
        return self.up_to_date + self.waiting + self.unpublished + self.shut_out


def totals(framework: Framework) -> Totals:
    counted = copies_of(framework).order_by().values_list("state").annotate(n=Count("pk"))
    by_state = dict(counted.values_list("state", "n"))
    return Totals(*(by_state.get(state, 0) for state, _ in STATES.values()))


@dataclass(frozen=True)
class FollowingCopy:
    """A copy as the people of the framework that it follows see it."""

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
        """When the copy last published; None if it has stopped following."""
        edition = self.copy.current_edition
        return edition.published_at if edition and self.state != STOPPED else None

    @property
    def reminded_at(self) -> Any:
        """When the copy was last reminded; None if it is not behind."""
        return self.copy.reminded_at if self.state == WAITING else None

    @property
    def copy_summary(self) -> CopySummary | None:
        """How much the copy hid, changed and added; None if that is private or not stored."""
        if self.copy.current_edition is None or self.state == STOPPED:
            return None
        return getattr(self.copy.current_edition, "copy_summary", None)

    @property
    def state_label(self) -> str:
        """The state in words."""
        if self.state == WAITING and self.since:
            return f"Waiting since the {self.since.name}"
        return next(words for state, words in STATES.values() if state == self.state)

    @property
    def is_listed(self) -> bool:
        """Whether everybody may read the copy, so that a page can link to it."""
        is_public = self.copy.visibility == Framework.Visibility.PUBLIC
        return is_public and self.copy.current_edition_id is not None


def following_copies(framework: Framework, copies: Iterable[Any]) -> list[FollowingCopy]:
    """Return these copies, from `copies_of`, as the framework's people see them: one more query."""
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
    """A line of the framework, and how many copies changed it."""

    opportunity: Opportunity
    placement: UUID  # its first place
    stage: str
    reworded: int  # by this many copies
    hidden: int  # likewise

    @property
    def touched(self) -> int:
        return self.reworded + self.hidden


class TouchedByCopies:
    """The lines of a framework that its published copies reworded or hid, and how many copies.

    Reads the words only of copies that share them, and only for the lines that are shown.
    """

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.published = CopySummary.objects.filter(edition__current_of__follows=framework)

    @cached_property
    def _summaries(self) -> list[tuple[list[str], list[str]]]:
        return list(self.published.values_list("reworded", "hidden"))

    @cached_property
    def copies(self) -> int:
        """The number of copies that have published, and so count."""
        return len(self._summaries)

    @cached_property
    def reworded(self) -> Counter[str]:
        """The number of copies that reworded each line, by its key."""
        return Counter(key for keys, _ in self._summaries for key in keys)

    @cached_property
    def hidden(self) -> Counter[str]:
        return Counter(key for _, keys in self._summaries for key in keys)

    @cached_property
    def lines(self) -> list[TouchedLine]:
        """The lines of the current edition that copies changed, most changed first."""
        current = self.framework.current_edition
        if current is None:
            return []
        return self.among(store.read_visible(current.grid))

    def among(self, grid: GridSnapshot, keys: Collection[UUID] | None = None) -> list[TouchedLine]:
        """Return the lines of this grid that copies changed, most changed first; only `keys` if
        given."""
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
        """Map each line to the names of copies that share their rewording of it, and its words."""
        wanted = {str(line.opportunity.key): line.opportunity.key for line in lines}
        sharing = self.published.filter(edition__current_of__shares_wording=True)
        whose = F("edition__framework__organisation__short_name")
        found: defaultdict[UUID, list[tuple[str, list[str]]]] = defaultdict(list)
        for name, wording in sharing.order_by(whose).values_list(whose, "wording"):
            for key in wanted.keys() & wording.keys():
                found[wanted[key]].append((name, wording[key]))
        return found
