"""The lines of a list by their keys, as one reader may read them today.

A key names an opportunity. Copies keep the keys of what they follow, and so do later editions, so
one key may stand in thousands of grids. A line is therefore looked for, as long as it is not found:

1. where the reader works, in the copy of their own school or trust;
2. in what everybody reads and is no copy, in its current editions;
3. in the earlier editions of these: it is printed no more, and its last words are shown;
4. in whatever else this reader may read, such as the copy of a school that is open to all;
5. in what this reader may not read: then it is told that it is a line of a school's own.

Each step is one query however many keys there are. What is in drafts alone, or hidden in a copy, is
nowhere.
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
"""So many lines are on a list at most."""

SHOWN = Q(
    placements__hidden=False, placements__stage__hidden=False, placements__column__hidden=False
)
"""An opportunity stands somewhere in its grid where readers see it."""


class LineState(StrEnum):
    """What this reader is told of a key."""

    CURRENT = "current"  # it stands in a current edition
    WITHDRAWN = "withdrawn"  # the current edition has it no more; an earlier one had
    NOT_YOURS = "not yours"  # it is a school's own, which this reader may not read
    UNKNOWN = "unknown"  # there is no such line, or no longer


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A cell in which a line stands: its stage, who provides it there, what the school notes."""

    stage: str
    stage_key: UUID
    stage_slug: str
    group: Group
    tier: ProviderTier
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """A key of a list, and the stage at which the line was chosen, if that is known.

    Where it may be read: its words, its edition, and where it stands there.
    """

    key: UUID
    state: LineState
    wording: Wording | None = None
    edition: Edition | None = None
    places: tuple[ListPlace, ...] = ()
    chosen_at: UUID | None = None

    @property
    def in_address(self) -> str:
        """As the address of a list carries it."""
        return short_keys.of_place(self.key, self.chosen_at)

    @property
    def short_key(self) -> str:
        return short_keys.short(self.key)

    @property
    def is_readable(self) -> bool:
        return self.wording is not None

    @property
    def title(self) -> str:
        """Its words; of what this reader may not read, what is told instead."""
        if self.wording is not None:
            return self.wording.text
        is_theirs = self.state == LineState.NOT_YOURS
        return "A line of a school’s own" if is_theirs else "A line that is not here"

    @property
    def where(self) -> str:
        """In a few words: "Lancashire, Teaching Assistants"; "Lancashire, 8 stages"."""
        if self.edition is None:
            return ""
        stages = [self.chosen_stage] if self.chosen_stage else self.stages
        at = stages[0].stage if len(stages) == 1 else f"{len(stages)} stages"
        return f"{self.edition.framework.organisation.short_name}, {at}"

    @property
    def tiers(self) -> list[ProviderTier]:
        """Who provides it, each once."""
        here = {place.tier for place in self.places}
        return [tier for tier in ProviderTier if tier in here]

    @property
    def stages(self) -> list[ListPlace]:
        """Where it stands, each stage once; that at which it was chosen first."""
        stages = {place.stage_key: place for place in self.places}
        return sorted(stages.values(), key=lambda place: place.stage_key != self.chosen_at)

    @property
    def chosen_stage(self) -> ListPlace | None:
        """Where it was chosen, if it still stands there."""
        there = (place for place in self.places if place.stage_key == self.chosen_at)
        return next(there, None)

    @property
    def other_stages(self) -> list[ListPlace]:
        """Those at which it could have been chosen instead; of one stage alone there are none."""
        stages = self.stages
        return stages[bool(self.chosen_stage) :] if len(stages) > 1 else []

    @property
    def notes(self) -> list[str]:
        """What a school notes beside it, each once."""
        return list(dict.fromkeys(place.note for place in self.places if place.note))

    @property
    def fates(self) -> fates.Fates:
        """What became of what it names."""
        groups = {place.group for place in self.places}
        return fates.of_line(self.wording, groups) if self.wording else ()

    @property
    def url(self) -> str:
        """Its own page: that which search leads to, or that of its edition."""
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
    """The lines in their order. At most eleven queries however many there are."""
    found = _found(chosen, reader)
    read = {line.key: line for line in _read([pk for pk in found.values() if pk is not None])}
    lines = (read.get(key) or ListLine(key, _unread(key, found)) for key in chosen)
    return [replace(line, chosen_at=chosen[line.key]) for line in lines]


def _unread(key: UUID, found: dict[UUID, int | None]) -> LineState:
    return LineState.NOT_YOURS if key in found else LineState.UNKNOWN


def _found(keys: Collection[UUID], reader: Person) -> dict[UUID, int | None]:
    """The opportunity to show for each key, by its primary key; None where they may not read it."""
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
    """Of each key the row that was written last."""
    return dict(rows.values("key").annotate(newest=Max("pk")).values_list("key", "newest"))


def _published(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(grid__edition__status=Edition.Status.PUBLISHED)


def _readable(reader: Person, work: Collection[int]) -> Q:
    """`rules.may_read`, of many: the frameworks of which this person may read the editions."""
    if rules.is_site_staff(reader):
        return Q()
    framework = "grid__edition__framework"
    for_all = ~Q(**{f"{framework}__visibility": Framework.Visibility.MEMBERS})
    return for_all | Q(**{f"{framework}__organisation__in": work})


def _read(pks: Collection[int]) -> list[ListLine]:
    """The lines with these primary keys, in three queries."""
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
    """Whether its lines have pages of their own: `catalogue` holds these frameworks."""
    is_public = edition.framework.visibility == Framework.Visibility.PUBLIC
    return is_public and edition.based_on_id is None
