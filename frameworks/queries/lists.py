"""Find the lines of a list by their keys, as one reader may read them today.

A key names an opportunity. Copies keep the keys of what they follow, and so do later editions, so
thousands of grids may have one key. These steps look for a line until one finds it:

1. the copy of the school or trust where the reader works;
2. the current editions of public frameworks that are no copies;
3. their earlier editions: the line was withdrawn, and its last words are shown;
4. everything else this reader may read, such as the public copy of a school;
5. what this reader may not read: the list then says that it is a school's own line.

Each step is one query for any number of keys. Lines in drafts and hidden lines are never found.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from frameworks import rules
from frameworks.models import Edition, Framework
from frameworks.queries.reading import NOBODY
from frameworks.rules import Person
from opportunities import store
from opportunities.grid import short_keys
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group, ProviderTier
from opportunities.models import Opportunity, Placement
from opportunities.text import fates

MOST = 40
"""Lines on a list."""

SHOWN = Q(
    placements__hidden=False, placements__stage__hidden=False, placements__column__hidden=False
)
"""The opportunities that readers see somewhere in their grid."""


class LineState(StrEnum):
    """The state of a key for this reader."""

    CURRENT = "current"  # in a current edition
    WITHDRAWN = "withdrawn"  # only in an earlier edition
    NOT_YOURS = "not yours"  # a school's own line, which this reader may not read
    UNKNOWN = "unknown"  # no such line, or no longer


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A place of a line: its stage, its provider there, the school's note."""

    stage: str
    stage_key: UUID
    stage_slug: str
    group: Group
    tier: ProviderTier
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """A key of a list, with the stage at which the line was chosen, if known.

    If the reader may read the line: its words, its edition, and its places there.
    """

    key: UUID
    state: LineState
    wording: Wording | None = None
    edition: Edition | None = None
    places: tuple[ListPlace, ...] = ()
    chosen_at: UUID | None = None

    @property
    def in_address(self) -> str:
        """The key, and the stage, as in the address of a list."""
        return short_keys.of_place(self.key, self.chosen_at)

    @property
    def short_key(self) -> str:
        return short_keys.short(self.key)

    @property
    def is_readable(self) -> bool:
        return self.wording is not None

    @property
    def title(self) -> str:
        """The words of the line, or what to say instead if this reader may not read it."""
        if self.wording is not None:
            return self.wording.text
        is_theirs = self.state == LineState.NOT_YOURS
        return "A line of a school’s own" if is_theirs else "A line that is not here"

    @property
    def where(self) -> str:
        """Where the line is: "Lancashire, Teaching Assistants", "Lancashire, 8 stages"."""
        if self.edition is None:
            return ""
        stages = [self.chosen_stage] if self.chosen_stage else self.stages
        at = stages[0].stage if len(stages) == 1 else f"{len(stages)} stages"
        return f"{self.edition.framework.organisation.short_name}, {at}"

    @property
    def tiers(self) -> list[ProviderTier]:
        """The provider tiers of the line, each once."""
        here = {place.tier for place in self.places}
        return [tier for tier in ProviderTier if tier in here]

    @property
    def stages(self) -> list[ListPlace]:
        """One place for each stage, the stage at which it was chosen first."""
        stages = {place.stage_key: place for place in self.places}
        return sorted(stages.values(), key=lambda place: place.stage_key != self.chosen_at)

    @property
    def chosen_stage(self) -> ListPlace | None:
        """The place where it was chosen, if it still has it."""
        there = (place for place in self.places if place.stage_key == self.chosen_at)
        return next(there, None)

    @property
    def other_stages(self) -> list[ListPlace]:
        """The other stages at which it could be chosen; none if it has only one stage."""
        stages = self.stages
        return stages[bool(self.chosen_stage) :] if len(stages) > 1 else []

    @property
    def notes(self) -> list[str]:
        """The school's notes, each once."""
        return list(dict.fromkeys(place.note for place in self.places if place.note))

    @property
    def fates(self) -> fates.Fates:
        """What became of the schemes that the line names."""
        groups = {place.group for place in self.places}
        return fates.of_line(self.wording, groups) if self.wording else ()

    @property
    def url(self) -> str:
        """The page of the line: the one that search leads to, or the one in its edition."""
        if self.edition is None:
            return ""
        came_from = f"?stage={self.chosen_stage.stage_slug}" if self.chosen_stage else ""
        return f"{self._page(self.edition)}{came_from}"

    def _page(self, edition: Edition) -> str:
        slug = edition.framework.slug
        if self.state == LineState.WITHDRAWN:
            return reverse("edition_opportunity", args=[slug, edition.slug, self.key])
        if _is_in_catalogue(edition):
            return reverse("opportunity_detail", args=[self.key])
        return reverse("framework_opportunity", args=[slug, self.key])


def resolve(chosen: short_keys.Chosen, reader: Person = NOBODY) -> list[ListLine]:
    """Return the lines in the order of the keys. At most eleven queries for any number."""
    found = _found(chosen, reader)
    read = {line.key: line for line in _read([pk for pk in found.values() if pk is not None])}
    lines = (read.get(key) or ListLine(key, _unread(key, found)) for key in chosen)
    return [replace(line, chosen_at=chosen[line.key]) for line in lines]


def _unread(key: UUID, found: dict[UUID, int | None]) -> LineState:
    return LineState.NOT_YOURS if key in found else LineState.UNKNOWN


def _found(keys: Collection[UUID], reader: Person) -> dict[UUID, int | None]:
    """Map each key to the primary key of the opportunity to show, None if they may not read it."""
    found: dict[UUID, int | None] = {}
    for look in _steps(reader):
        if left := [key for key in keys if key not in found]:
            rows = Opportunity.objects.filter(SHOWN, key__in=left).order_by()
            found |= look(rows)
    return found


def _steps(reader: Person) -> list[Callable[[QuerySet[Any]], dict[UUID, int | None]]]:
    public = Framework.objects.public().not_copies()
    work = rules.where_they_work(reader)

    def where_they_work(rows: QuerySet[Any]) -> dict[UUID, int | None]:
        of_current = "grid__edition__current_of__organisation"
        there = rows.filter(**{f"{of_current}__in": work}).values_list(of_current, "key", "pk")
        furthest_first = sorted(there.distinct(), key=lambda row: -work.index(row[0]))
        return {key: pk for _, key, pk in furthest_first}

    def current(rows: QuerySet[Any]) -> dict[UUID, int | None]:
        return _newest(rows.filter(grid__in=public.values("current_edition__grid")))

    def earlier(rows: QuerySet[Any]) -> dict[UUID, int | None]:
        return _newest(_published(rows).filter(grid__edition__framework__in=public.values("pk")))

    def elsewhere(rows: QuerySet[Any]) -> dict[UUID, int | None]:
        return _newest(_published(rows).filter(_readable(reader, work)))

    def not_theirs(rows: QuerySet[Any]) -> dict[UUID, int | None]:
        return dict.fromkeys(_published(rows).values_list("key", flat=True).distinct())

    own = [where_they_work] if work else []
    return [*own, current, earlier, elsewhere, not_theirs]


def _newest(rows: QuerySet[Any]) -> dict[UUID, int | None]:
    """Map each key to the row that was written last."""
    return dict(rows.values("key").annotate(newest=Max("pk")).values_list("key", "newest"))


def _published(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(grid__edition__status=Edition.Status.PUBLISHED)


def _readable(reader: Person, work: Collection[int]) -> Q:
    """Return `rules.may_read` as a filter: the frameworks whose editions this person may read."""
    if rules.is_site_staff(reader):
        return Q()
    framework = "grid__edition__framework"
    for_all = ~Q(**{f"{framework}__visibility": Framework.Visibility.MEMBERS})
    return for_all | Q(**{f"{framework}__organisation__in": work})


def _read(pks: Collection[int]) -> list[ListLine]:
    """Return the lines with these primary keys, in three queries."""
    if not pks:
        return []
    content = store.FIELDS[Opportunity]
    rows = list(Opportunity.objects.filter(pk__in=pks).values_list("grid", *content))
    editions = _editions({grid for grid, *_ in rows})
    places = _places(pks, editions)
    return [
        ListLine(
            key=key,
            state=LineState.CURRENT if editions[grid].is_current else LineState.WITHDRAWN,
            wording=store.wording(values),
            edition=editions[grid],
            places=tuple(places[pk]),
        )
        for grid, pk, key, *values, _ in rows
    ]


def _editions(grids: Collection[int]) -> dict[int, Edition]:
    framework = "framework__organisation", "framework__current_edition"
    editions = Edition.objects.filter(grid__in=grids).select_related(*framework)
    return {edition.grid_id: edition for edition in editions}


def _places(pks: Collection[int], editions: dict[int, Edition]) -> dict[int, list[ListPlace]]:
    placements = Placement.objects.filter(
        opportunity__in=pks, hidden=False, stage__hidden=False, column__hidden=False
    )
    of_stage = "stage__name", "stage__key", "stage__slug", "stage__group"
    places: defaultdict[int, list[ListPlace]] = defaultdict(list)
    rows = placements.order_by("stage__position", "stage", "column__position", "position")
    for pk, grid, name, key, slug, group, tier, note in rows.values_list(
        "opportunity", "grid", *of_stage, "tier", "note"
    ):
        url = _stage_url(editions[cast(int, grid)], cast(str, slug))
        place = ListPlace(
            stage=cast(str, name),
            stage_key=cast(UUID, key),
            stage_slug=cast(str, slug),
            group=Group(group),
            tier=ProviderTier(tier),
            note=note,
            url=url,
        )
        places[pk].append(place)
    return places


def _stage_url(edition: Edition, stage: str) -> str:
    slug = edition.framework.slug
    if edition.is_current:
        return reverse("framework_stage", args=[slug, stage])
    return reverse("edition_stage", args=[slug, edition.slug, stage])


def _is_in_catalogue(edition: Edition) -> bool:
    """Return whether its lines have pages of their own, since `catalogue` holds the framework."""
    is_public = edition.framework.visibility == Framework.Visibility.PUBLIC
    return is_public and edition.based_on_id is None
