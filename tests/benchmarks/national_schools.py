"""A national set: authorities with frameworks of Lancashire's size, their schools, a copy in each.

It comes out the same each time. The schools come by the import of the register; frameworks, and
for each authority a copy or more, by the actions that people's requests call: made, edited 40
times, published. (One after the other only for the largest authority; for the rest the edits are
written at once.) Those are the models of the others, which `multiplying` writes.
"""

import logging
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import batched, islice
from unittest import mock
from uuid import UUID, uuid5

from django.core.management import call_command
from django.utils.text import slugify

from cpd_site.accounts.actions import organisations
from cpd_site.accounts.register import Register
from cpd_site.models import Membership, Organisation, User
from frameworks.actions import copies, editing, editions, publishing
from frameworks.models import Edition, Event, Framework
from frameworks.pages import trial
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.editing.lines import Edit, EditFunction
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot, Placement, Stage, Wording
from tests import register_file
from tests.benchmarks import multiplying
from tests.benchmarks.national import names

SEED = 150
FIRST_CODE = 200

EDITS = 40
MODELS_OF_THE_LARGEST = 5

Visibility = Framework.Visibility


@dataclass(frozen=True)
class Size:
    """How much of a nation. Of the authorities one has `largest` followers, one a single one."""

    authorities: int
    schools: int
    largest: int


WHOLE = Size(150, 24_000, 500)
TENTH = Size(15, 2_400, 500)
HUNDREDTH = Size(3, 240, 100)


type Live = Callable[[Sequence[Sequence[Framework]]], None]


def make(size: Size, live: Live | None = None) -> None:
    """All of it, in the database that DATABASE_URL names, which is empty.

    `live` is called with the copies that the others are to be like, authority by authority.
    """
    logging.getLogger("django.tasks").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)  # pages are drawn to publish
    call_command("load_frameworks", verbosity=0, stdout=sys.stderr)
    told = _Progress()
    _import_schools(size)
    told.say(f"{size.schools:,} schools imported")
    frameworks = _publish_frameworks(size)
    told.say(f"{len(frameworks)} frameworks published")
    people = _people()
    models = []
    for number, framework in enumerate(frameworks):
        count = MODELS_OF_THE_LARGEST if number == 0 else 1
        models.append(_models(framework, people, count))
        told.say(f"copies made by the actions: {sum(map(len, models))}")
    if live:
        live(models)
        told.say("they have lived a year")
    made = 0
    with multiplying.in_bulk():
        for each in models:
            made += _multiply(each, people)
            told.say(f"copies multiplied: {made:,} of {size.schools:,}")
        told.say("indexes ...")
    told.say(f"{Framework.objects.filter(follows__isnull=False).count():,} copies", end="\n")


class _Progress:
    """One line on standard error that is written over."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def say(self, what: str, end: str = "") -> None:
        seconds = time.monotonic() - self._started
        sys.stderr.write(f"\r\033[K{seconds:4.0f} s  {what}{end}")
        sys.stderr.flush()


def _authorities(size: Size) -> list[tuple[str, str]]:
    """Code and name of each."""
    named = islice(names(random.Random(SEED)), size.authorities)
    return [(str(FIRST_CODE + number), name) for number, name in enumerate(named)]


def _import_schools(size: Size) -> None:
    authorities = _authorities(size)
    areas = [authorities[0]] * size.largest + [authorities[1]]
    while len(areas) < size.schools:
        areas += authorities[2:]
    rows = [
        {**row, "EstablishmentStatus (name)": "Open", "LA (code)": code, "LA (name)": name}
        for row, (code, name) in zip(register_file.rows(size.schools), areas, strict=False)
    ]
    file = BytesIO(register_file.text(rows).encode("cp1252"))
    organisations.import_schools(rows=Register(file), source="a national set made up")


def _publish_frameworks(size: Size) -> list[Framework]:
    transcribed = Framework.objects.get(slug="lancashire").current_edition
    assert transcribed is not None
    lancashire = store.read(transcribed.grid)
    return [
        editions.publish_imported(
            framework=Framework(
                slug=slugify(name),
                title="CPD Framework",
                organisation=Organisation.objects.get(la_code=code),
            ),
            front_page=editions.FrontPage("2025", "CPD Framework", "", "Made up.", 2025, False),
            snapshot=_of_its_own(lancashire, name),
            published_at=datetime(2025, 9, 1, 12, tzinfo=UTC),
            by=None,
        ).framework
        for code, name in _authorities(size)
    ]


def _of_its_own(grid: GridSnapshot, name: str) -> GridSnapshot:
    """The grid with other keys, and this name where it says Lancashire."""

    def key(row: UUID) -> UUID:
        return uuid5(row, name)

    def cell[Mark](mark: Mark) -> Mark:
        return replace(mark, stage=key(mark.stage), column=key(mark.column))  # type: ignore[attr-defined,type-var]

    return GridSnapshot(
        stages=tuple(replace(row, key=key(row.key)) for row in grid.stages),
        columns=tuple(replace(row, key=key(row.key)) for row in grid.columns),
        opportunities=tuple(
            replace(row, key=key(row.key), text=row.text.replace("Lancashire", name))
            for row in grid.opportunities
        ),
        placements=tuple(
            cell(replace(row, key=key(row.key), opportunity=key(row.opportunity)))
            for row in grid.placements
        ),
        continuations=tuple(map(cell, grid.continuations)),
        headings=tuple(map(cell, grid.headings)),
        sections=tuple(replace(row, key=key(row.key)) for row in grid.sections),
    )


def _people() -> dict[int, User]:
    """For each school, somebody who publishes its copy; by the school's primary key."""
    schools = Organisation.objects.filter(kind="school", urn__isnull=False).order_by("urn")
    publishers: dict[int, User] = {}
    for batch in batched(schools, 1000):
        people = User.objects.bulk_create(
            User(email=f"cpd@{school.slug}.example", name=f"CPD leader {school.urn}")
            for school in batch
        )
        Membership.objects.bulk_create(
            Membership(user=person, organisation=school, role=Membership.Role.PUBLISHER)
            for person, school in zip(people, batch, strict=True)
        )
        publishers |= {school.pk: person for school, person in zip(batch, people, strict=True)}
    return publishers


def _schools(framework: Framework) -> list[Organisation]:
    """Those in the area of who publishes the framework."""
    return list(Organisation.objects.filter(authority=framework.organisation).order_by("urn"))


def _models(framework: Framework, people: dict[int, User], count: int) -> list[Framework]:
    return [
        _copy(framework, school, people[school.pk], random.Random(school.urn), by_hand=count > 1)
        for school in _schools(framework)[:count]
    ]


def _copy(
    framework: Framework, school: Organisation, by: User, chance: random.Random, *, by_hand: bool
) -> Framework:
    """A school's own copy, edited 40 times and published. One in five is for everyone."""
    visibility = chance.choice([Visibility.MEMBERS] * 3 + [Visibility.LINK, Visibility.PUBLIC])
    draft = copies.make(framework=framework, organisation=school, by=by, visibility=visibility)
    edit_and_publish(draft, by, edits(chance), label="2025", by_hand=by_hand)
    return Framework.objects.get(pk=draft.framework_id)


def edit_and_publish(
    draft: Edition,
    by: User,
    changes: Iterable[EditFunction],
    *,
    label: str,
    by_hand: bool,
) -> None:
    """By hand it is change after change, and then each page is drawn, as the site does it."""
    if by_hand:
        for do in changes:
            editing.change(edition=draft, by=by, do=do)
        publishing.publish(edition=draft, by=by, label=label)
        return
    _edit_at_once(draft, by, changes)
    with mock.patch.object(trial, "undrawable", return_value=()):
        publishing.publish(edition=draft, by=by, label=label)


def _edit_at_once(draft: Edition, by: User, changes: Iterable[EditFunction]) -> None:
    """The rows and the events that `editing.change` writes, change by change, in one go."""
    before = now = store.read(draft.grid)
    events = []
    for do in changes:
        done = do(now)
        was, is_now = patch.halves(patch.between(now, done.grid))
        said = {"what": done.what, "about": done.about, "before": was, "after": is_now}
        events.append(Event(by=by, framework=draft.framework, edition=draft, **said))
        now = done.grid
    Event.objects.bulk_create(events)
    store.save(draft.grid, patch.between(before, now))


def edits(chance: random.Random) -> Iterator[EditFunction]:
    """What a school does to a framework in a year: 40 edits, each to what chance finds."""

    def line(grid: GridSnapshot) -> Placement:
        return chance.choice([each for each in grid.placements if not each.hidden])

    def hide(grid: GridSnapshot) -> Edit:
        return copy_edits.hide_lines(grid, [line(grid).key])

    def reword(grid: GridSnapshot) -> Edit:
        found = grid.opportunity_by_key[line(grid).opportunity]
        return lines.reword(grid, found.key, Wording(f"{found.text}, with us", found.details))

    def reword_here(grid: GridSnapshot) -> Edit:
        found = line(grid)
        said = grid.opportunity_by_key[found.opportunity]
        return lines.reword_here(grid, found.key, Wording(f"{said.text} (here)", said.details))

    def add(grid: GridSnapshot) -> Edit:
        text = f"Meet the {chance.choice(multiples)} group in the {chance.choice(multiples)} room"
        place = chance.choice([each.place for each in grid.placements])
        return lines.add_lines(
            grid, place, [f"{text} {chance.randrange(10_000)}"], tier=line(grid).tier
        )

    def note(grid: GridSnapshot) -> Edit:
        said = "Ask the CPD leader; half a day in the autumn term, cover is paid by the school."
        return copy_edits.note_lines(grid, [line(grid).key], said)

    def move(grid: GridSnapshot) -> Edit:
        found = line(grid)
        return lines.move_lines(grid, [found.key], chance.choice(grid.placements).place)

    def hide_stage(grid: GridSnapshot) -> Edit:
        return copy_edits.hide_row(grid, chance.choice(grid.stages).key, Stage)

    multiples = ("phonics", "staff", "reading", "library", "mentor", "subject", "planning")
    kinds = [hide] * 12 + [reword] * 8 + [reword_here] * 5 + [add] * 7 + [note] * 5 + [move] * 2
    yield from chance.sample([*kinds, hide_stage], EDITS)


def _multiply(models: Sequence[Framework], people: dict[int, User]) -> int:
    """A copy for each school of the authority that has none yet; how many there are then."""
    followed = models[0].follows
    assert followed is not None
    schools = _schools(followed)
    others = schools[len(models) :]
    for number, model in enumerate(models):
        model.refresh_from_db()
        multiplying.multiply(
            model, {school: people[school.pk].pk for school in others[number :: len(models)]}
        )
    return len(schools)
