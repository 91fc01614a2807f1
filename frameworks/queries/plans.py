"""A person's own plans, their lines and dates, and the lines that can go into them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from cpd_site.models import User
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.models import Edition, Plan, PlanCalendar, PlanItem, PlanStep
from frameworks.models.plans import LONGEST_SOURCE
from frameworks.queries import lists
from frameworks.queries.lists import MOST, LineState
from frameworks.queries.reading import Reading, find
from opportunities import models
from opportunities.grid import short_keys
from opportunities.grid.snapshot import Opportunity, Placement, Stage
from opportunities.layout.stage import lay_out
from opportunities.text import fates

OF_FRAMEWORK = "framework__organisation", "framework__current_edition"

SOON = timedelta(days=60)
"""How far ahead the desk shows dates."""


@dataclass(frozen=True)
class OfferedLine:
    """A line of an edition, in one of its places, that can go into a plan."""

    reading: Reading
    placement: Placement

    @property
    def key(self) -> str:
        return str(self.placement.key)

    @property
    def opportunity(self) -> Opportunity:
        return self.reading.grid.opportunity_by_key[self.placement.opportunity]

    @property
    def stage(self) -> Stage:
        return self.reading.grid.stage_by_key[self.placement.stage]

    @property
    def fates(self) -> fates.Fates:
        """What became of the things it names."""
        return fates.at_stage(self.opportunity, self.stage)

    @property
    def ended_on(self) -> date | None:
        """Its last day, if that is over."""
        day = self.opportunity.ends_on
        return day if day and day < localdate() else None

    @property
    def source(self) -> str:
        return source_of(self.reading.edition)


def source_of(edition: Edition) -> str:
    """Return the citation of an edition that a line of a plan keeps.

    The authority is in it once: “Stepping Up to Leadership in Wigan, no year printed”.
    """
    title, authority = edition.framework.title, edition.framework.organisation.short_name
    named = title if authority in title else f"{title}, {authority}"
    return f"{named}, {edition.heading_inside}"[:LONGEST_SOURCE]


def lines_at(reading: Reading, address: str) -> list[OfferedLine]:
    """Return everything on the page of the stage with this slug, in its order. Raises NotHere."""
    page = lay_out(reading.grid, reading.stage(address))
    listed = chain.from_iterable(
        (section.added, *(part.lines for part in section.carried)) for section in page.sections
    )
    placements = (line.placement for lines in listed for line in lines)
    return [OfferedLine(reading, placement) for placement in dict.fromkeys(placements)]


def lines_with(reading: Reading, keys: Collection[UUID]) -> list[OfferedLine]:
    """Return these opportunities once at each of their stages, in order. Raises NotHere if none."""
    found: dict[tuple[UUID, UUID], Placement] = {}
    for placement in reading.grid.placements:
        if placement.opportunity in keys:
            found.setdefault((placement.stage, placement.opportunity), placement)
    if not found:
        raise NotHere(
            f"{reading.edition} does not hold this opportunity.", [(reading.authority, reading.url)]
        )
    return [OfferedLine(reading, placement) for placement in found.values()]


def lines_to_choose(user: User, slug: str, stage: str, keys: Collection[str]) -> list[OfferedLine]:
    """Return the lines that can be added: all of a stage, or those with these keys. Raises
    NotHere."""
    if not (slug and (stage or keys)):
        raise NotHere(
            "Lines are added from the page of a stage or of an opportunity. Begin here:",
            [("Search", reverse("opportunity_list")), ("Frameworks", reverse("framework_list"))],
        )
    reading = find(slug, reader=user)
    if stage:
        return lines_at(reading, stage)
    return lines_with(reading, {key for text in keys if (key := short_keys.read_full(text))})


def lines_of_list(user: User, keys: Collection[str]) -> list[OfferedLine]:
    """Return the lines of a list, by the keys in its address: each where it was chosen, or first.

    Leaves out lines that this person may not read, and lines that were withdrawn.
    """
    chosen = dict(islice(short_keys.read_places(keys).items(), MOST))
    listed = lists.resolve(chosen, user)
    lines = [(line.edition, line.key) for line in listed if line.state == LineState.CURRENT]
    slugs = dict.fromkeys(edition.framework.slug for edition, _ in lines if edition)
    readings = {slug: find(slug, reader=user) for slug in slugs}
    found = (lines_with(readings[each.framework.slug], {key}) for each, key in lines if each)
    return [_where_chosen(places, chosen) for places in found]


def _where_chosen(places: list[OfferedLine], chosen: short_keys.Chosen) -> OfferedLine:
    there = (each for each in places if each.stage.key == chosen[each.placement.opportunity])
    return next(there, places[0])


def plans_of(user: User) -> QuerySet[Plan]:
    return Plan.objects.filter(owner=user)


def find_plan(user: User, pk: int) -> Plan:
    """Return the person's plan. Raises NotHere, the same for another person's as for none."""
    plan = plans_of(user).select_related("goes_on_in").filter(pk=pk).first()
    if plan is None:
        raise NotHere("You have no such plan.", [("My plans", reverse("plan_list"))])
    return plan


def items_of(plan: Plan) -> QuerySet[PlanItem]:
    """Return the lines with what a page shows of them, without their news (`plan_news`)."""
    return plan.items.select_related(*OF_FRAMEWORK).prefetch_related("steps")


def find_item(user: User, pk: int) -> PlanItem:
    """Return a line of the person's plans. Raises NotHere, the same for another's as for none."""
    items = PlanItem.objects.select_related("plan", *OF_FRAMEWORK)
    item = items.filter(plan__owner=user, pk=pk).prefetch_related("steps").first()
    if item is None:
        raise NotHere(
            "No plan of yours has this line any more.", [("My plans", reverse("plan_list"))]
        )
    return item


@dataclass(frozen=True)
class PlanDate:
    """A day that somebody set themselves. Pages show only its month while it `is_far`."""

    on: date
    what: str
    item: PlanItem

    @property
    def is_past(self) -> bool:
        return self.on < localdate()

    @property
    def is_far(self) -> bool:
        return self.on - localdate() > timedelta(days=21)


def is_finished(item: PlanItem) -> bool:
    """Return whether all its steps are done."""
    done = {step.step for step in item.steps.all() if step.done_on}
    return done.issuperset(PlanStep.Step)


def dates_of(item: PlanItem) -> list[PlanDate]:
    """Return the days of an item that are not done yet, earliest first."""
    steps = list(item.steps.all())
    days = [
        PlanDate(step.on, PlanStep.Step(step.step).label, item)
        for step in steps
        if step.on and not step.done_on
    ]
    if item.review_on and not is_finished(item):
        days.append(PlanDate(item.review_on, "Review", item))
    return sorted(days, key=lambda day: day.on)


def standards_for(user: User, item: PlanItem) -> list[str]:
    """Return the standards that can be pinned to a line: those of its stage today, if this person
    may read them, and those pinned already."""
    offered: list[str] = []
    framework = item.framework
    current = framework.current_edition if framework else None
    if item.stage and framework and current and rules.may_read(user, framework):
        stages = models.Stage.objects.filter(grid=current.grid_id, key=item.stage, hidden=False)
        offered = "\n".join(stages.values_list("standards", flat=True)).splitlines()
    return list(dict.fromkeys([*offered, *item.standards.splitlines()]))


def calendar_of(secret: str) -> User | None:
    """Return the owner of the dates at this secret address; None if it is not valid."""
    found = PlanCalendar.objects.select_related("owner").filter(secret=secret).first()
    return found.owner if found and found.owner.is_active else None


def all_dates(user: User) -> list[PlanDate]:
    """Return every day in the person's plans that is not done yet. Two queries."""
    items = _going_on(user).prefetch_related("steps")
    return sorted(chain.from_iterable(map(dates_of, items)), key=lambda day: day.on)


def _going_on(user: User) -> QuerySet[PlanItem]:
    """Return the lines of the person's plans, without plans that continue in another one."""
    return PlanItem.objects.filter(plan__owner=user, plan__goes_on_in=None)


def lines_going_on(user: User) -> list[PlanItem]:
    """Return these lines with what the desk shows of them. Two queries."""
    items = _going_on(user).select_related("plan", *OF_FRAMEWORK)
    return list(items.prefetch_related("steps"))


def next_dates(items: Iterable[PlanItem]) -> list[PlanDate]:
    """Return the days for the desk: those within `SOON`, and those that have passed."""
    until = localdate() + SOON
    days = chain.from_iterable(map(dates_of, items))
    return sorted((day for day in days if day.on <= until), key=lambda day: day.on)
