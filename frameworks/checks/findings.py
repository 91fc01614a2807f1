"""The checks of a draft: what blocks its publication, and what editors should look at first.

A check is a small function from a `Draft` to sentences about what it found, each with the places.
`@check` registers it under a code; a blocker stops publication, a warning does not. No Django: the
grid is a snapshot, and the `Draft` has everything else that a check needs.

Checks skip hidden stages, columns and lines, which readers do not see.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from cpd_site.plain_text import printable
from frameworks.checks import labels
from opportunities.comparing.similarity import folded
from opportunities.grid.fields import as_lines, in_words, is_past
from opportunities.grid.progression import carried_on
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import Group
from opportunities.text import annotate as prose
from opportunities.text import markdown
from opportunities.text.links import fault_of_address, fault_of_link, written_links
from opportunities.text.similarity import nearly_the_same
from opportunities.text.terms import unexplained

LONG = 300
"""Characters beyond which a line is very long: a cell fits about 34 in a row."""

YEAR = re.compile(r"\b(?:19|20)\d\d\b")

SHOWN = 90
"""Characters of a line that a sentence quotes."""


class Severity(StrEnum):
    BLOCKER = "blocker"
    WARNING = "warning"


class Where(NamedTuple):
    """A place in the draft: the keys that lead to it. All None: its front page."""

    stage: UUID | None = None
    column: UUID | None = None
    placement: UUID | None = None
    section: UUID | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of a check: a sentence for the editors, and the places."""

    code: str
    severity: Severity
    sentence: str
    places: tuple[Where, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A draft as the checks see it.

    `label` is None before the publisher was asked for it. `taken` are the addresses of the
    framework's other editions. `is_changed`: the draft differs from the current edition, or there
    is none; `title_before` is the current edition's title. Without `today` no date is past.
    """

    grid: GridSnapshot
    label: str | None
    taken: Collection[str] = ()
    is_changed: bool = True
    title: str = ""
    title_before: str = ""
    today: date | None = None

    @cached_property
    def visible(self) -> GridSnapshot:
        """The grid without what is hidden."""
        return as_followers_see(self.grid)

    @cached_property
    def lines(self) -> tuple[tuple[Opportunity, tuple[Where, ...]], ...]:
        """Each line once with its places, in the order of the grid."""
        places: defaultdict[UUID, list[Where]] = defaultdict(list)
        for placement in self.visible.placements:
            places[placement.opportunity].append(_where(placement))
        return tuple(
            (self.grid.opportunity_by_key[key], tuple(found)) for key, found in places.items()
        )


type Found = tuple[str, Iterable[Where]]
type Check = Callable[[Draft], Iterator[Found]]

CHECKS: dict[str, tuple[Severity, Check]] = {}
TITLES: dict[str, str] = {}
"""The checks by code, and the headings over their findings on a page."""


def check(code: str, severity: Severity, title: str) -> Callable[[Check], Check]:
    """Register a check under its code. `title` is the heading over its findings."""

    def register(function: Check) -> Check:
        CHECKS[code], TITLES[code] = (severity, function), title
        return function

    return register


def findings(draft: Draft) -> tuple[Finding, ...]:
    """Return all findings, blockers first."""
    return blockers(draft) + _found(draft, Severity.WARNING)


def blockers(draft: Draft) -> tuple[Finding, ...]:
    """Return the findings that stop publication."""
    return _found(draft, Severity.BLOCKER)


def _found(draft: Draft, severity: Severity) -> tuple[Finding, ...]:
    return tuple(
        Finding(code, severity, sentence, tuple(places))
        for code, (its_severity, function) in CHECKS.items()
        if its_severity == severity
        for sentence, places in function(draft)
    )


@check("label", Severity.BLOCKER, "The label")
def _label(draft: Draft) -> Iterator[Found]:
    if draft.label is not None and (fault := labels.fault(draft.label, draft.taken)):
        yield fault, ()


@check("nothing_in_it", Severity.BLOCKER, "The grid is empty")
def _nothing_in_it(draft: Draft) -> Iterator[Found]:
    if not draft.visible.placements:
        yield "There is not a single line in the grid for readers to see.", ()


@check("nothing_changed", Severity.BLOCKER, "Nothing has changed")
def _nothing_changed(draft: Draft) -> Iterator[Found]:
    if not draft.is_changed:
        yield "Nothing has changed since the edition that is published now.", ()


@check("stage_without_name", Severity.BLOCKER, "Stages without a name")
def _stage_without_name(draft: Draft) -> Iterator[Found]:
    for number, stage in enumerate(draft.grid.stages, start=1):
        if not stage.name.strip():
            yield f"Stage {number} has no name.", [Where(stage=stage.key)]


@check("column_without_heading", Severity.BLOCKER, "Columns without a heading")
def _column_without_heading(draft: Draft) -> Iterator[Found]:
    for number, column in enumerate(draft.grid.columns, start=1):
        if not column.heading.strip():
            yield f"Column {number} has no heading.", [Where(column=column.key)]


@check("columns_alike", Severity.BLOCKER, "Columns alike")
def _columns_alike(draft: Draft) -> Iterator[Found]:
    alike: defaultdict[str, list[Where]] = defaultdict(list)
    first: dict[str, str] = {}
    for column in draft.grid.columns:
        if heading := folded(column.heading):
            alike[heading].append(Where(column=column.key))
            first.setdefault(heading, column.heading)
    for heading, columns in alike.items():
        if len(columns) > 1:
            yield f"{len(columns)} columns have the heading {_quoted(first[heading])}.", columns


DRAWING = "drawing"


@check(DRAWING, Severity.BLOCKER, "What cannot be drawn")
def _drawing(draft: Draft) -> Iterator[Found]:
    for what, text, draw, places in _texts_to_render(draft):
        try:
            draw(text)
            text.encode()
        except Exception:
            quoted = printable(_quoted(text))
            yield f"{what} {quoted} cannot be shown to readers. Write it again.", places


def _texts_to_render(
    draft: Draft,
) -> Iterator[tuple[str, str, Callable[[str], object], Iterable[Where]]]:
    """Yield every text that readers see: its kind, the text, its renderer, and its places."""

    def annotate(text: str) -> object:
        return prose.annotate_or_raise(text, explained=set())

    for line, places in draft.lines:
        for text in as_lines(line):
            yield "The line", text, annotate, places
    for placement in draft.visible.placements:
        yield "The note", placement.note, annotate, [_where(placement)]
    for stage in draft.grid.stages:
        for text in (stage.name, *stage.roles, *stage.standards, stage.summary):
            yield "At a stage, the text", text, annotate, [Where(stage=stage.key)]
    for column in draft.grid.columns:
        yield "The heading", column.heading, annotate, [Where(column=column.key)]
    for mark in draft.grid.headings:
        where = Where(stage=mark.stage, column=mark.column)
        yield "The heading", mark.text, annotate, [where]
    for section in draft.grid.sections:
        for text, draw in ((section.heading, annotate), (section.body, markdown.render)):
            yield "In a section, the text", text, draw, [Where(section=section.key)]
    yield "The title", draft.title, annotate, [Where()]


@check("title_of_before", Severity.WARNING, "The title")
def _title_of_before(draft: Draft) -> Iterator[Found]:
    if draft.title == draft.title_before and (year := YEAR.search(draft.title)):
        yield f"The title still says {year[0]}, as it did in the edition before.", [Where()]


@check("empty_stage", Severity.WARNING, "Stages with nothing in them")
def _empty_stage(draft: Draft) -> Iterator[Found]:
    filled = {placement.stage for placement in draft.visible.placements}
    filled |= {mark.stage for mark in draft.grid.continuations}
    for stage in draft.visible.stages:
        if stage.key not in filled:
            yield f"Nothing stands at the stage {_quoted(stage.name)}.", [Where(stage=stage.key)]


@check("stages_alike", Severity.WARNING, "Stages alike")
def _stages_alike(draft: Draft) -> Iterator[Found]:
    alike: defaultdict[tuple[str, Group], list[Stage]] = defaultdict(list)
    for stage in draft.visible.stages:
        if name := folded(stage.name):
            alike[name, stage.group].append(stage)
    for stages in alike.values():
        if len(stages) > 1:
            places = [Where(stage=stage.key) for stage in stages]
            yield f"{len(stages)} stages have the name {_quoted(stages[0].name)}.", places


@check(
    "family_and_group",
    Severity.WARNING,
    "Stages whose career stage is one of another kind of staff",
)
def _family_and_group(draft: Draft) -> Iterator[Found]:
    for stage in draft.visible.stages:
        if stage.group != stage.family.group:
            staff, family = stage.group.label.lower(), stage.family
            other = f"its family, “{family.label}”, is one of {family.group.label.lower()}"
            yield f"{_quoted(stage.name)} is for {staff}, but {other}.", [Where(stage=stage.key)]


@check("same_line_twice", Severity.WARNING, "The same line twice")
def _same_line_twice(draft: Draft) -> Iterator[Found]:
    cells: defaultdict[tuple[object, ...], list[Placement]] = defaultdict(list)
    for placement in draft.visible.placements:
        line = draft.grid.opportunity_by_key[placement.opportunity]
        cells[(*placement.place, folded(line.full_text))].append(placement)
    for twice in cells.values():
        if len(twice) > 1:
            line = draft.grid.opportunity_by_key[twice[0].opportunity]
            times = "twice" if len(twice) == 2 else f"{len(twice)} times"
            yield (
                f"{_quoted(line.text)} stands {times} in one box.",
                map(_where, twice),
            )


@check("nearly_the_same", Severity.WARNING, "Lines nearly the same")
def _nearly_the_same(draft: Draft) -> Iterator[Found]:
    lines = draft.lines
    for one, other in nearly_the_same([line.full_text for line, _ in lines]):
        (first, first_places), (second, second_places) = lines[one], lines[other]
        if _derived(first, second) or first.full_text == second.full_text:
            continue
        if len(second_places) > len(first_places):  # the rarer one is likelier to be the slip
            (first, first_places), (second, second_places) = lines[other], lines[one]
        rarer, other_line = _quoted(second.full_text, LONG), _quoted(first.full_text, LONG)
        yield f"{rarer} is nearly the same as {other_line}.", (*second_places, *first_places)


@check("example_alone", Severity.WARNING, "Examples of nothing")
def _example_alone(draft: Draft) -> Iterator[Found]:
    for line, places in draft.lines:
        if folded(line.text).startswith(("e.g", "eg ", "eg.", "eg:")):
            yield f"{_quoted(line.text)} stands without the line it is an example of.", places


@check("link", Severity.WARNING, "Links")
def _link(draft: Draft) -> Iterator[Found]:
    faults: defaultdict[str, list[Where]] = defaultdict(list)
    for line, places in draft.lines:
        if fault := line.link and fault_of_link(line.link):
            faults[fault] += places
        for address in written_links(line.full_text):
            if fault := fault_of_address(address):
                faults[fault] += places
    for section in draft.grid.sections:
        for address in written_links(section.body):
            if fault := fault_of_address(address):
                faults[fault].append(Where(section=section.key))
    for fault, found in faults.items():
        yield fault, dict.fromkeys(found)


@check("continues_nothing", Severity.WARNING, "Continuations of nothing")
def _continues_nothing(draft: Draft) -> Iterator[Found]:
    stages, columns = draft.grid.stage_by_key, draft.grid.column_by_key
    for mark in draft.grid.continuations:
        stage, column = stages[mark.stage], columns[mark.column]
        if stage.hidden or column.hidden or carried_on(draft.grid, stage, column):
            continue
        yield (
            f"“{mark.word}” at {_quoted(stage.name)} has nothing above it to carry on.",
            [Where(stage=stage.key, column=column.key)],
        )


@check("abbreviation", Severity.WARNING, "Abbreviations that nothing explains")
def _abbreviation(draft: Draft) -> Iterator[Found]:
    places_of: defaultdict[str, list[Where]] = defaultdict(list)
    for line, places in draft.lines:
        for term in unexplained(line.full_text):
            places_of[term] += places
    for stage in draft.grid.stages:
        for term in unexplained("\n".join((stage.name, *stage.roles, *stage.standards))):
            places_of[term].append(Where(stage=stage.key))
    for term, found in places_of.items():
        yield f"“{term}” is not in the glossary: readers are not told what it means.", found


@check("past", Severity.WARNING, "Dates that have passed")
def _past(draft: Draft) -> Iterator[Found]:
    for line, places in draft.lines:
        if is_past(line, draft.today):
            yield f"{_quoted(line.text)} ended on {in_words(line.ends_on)}.", places


@check("long_line", Severity.WARNING, "Very long lines")
def _long_line(draft: Draft) -> Iterator[Found]:
    for line, places in draft.lines:
        longest = max(line.texts, key=len)
        if len(longest) > LONG:
            yield f"{_quoted(longest)} is very long: {len(longest):,} characters.", places


def _derived(one: Opportunity, other: Opportunity) -> bool:
    """Return whether one line is a rewording of the other on purpose, or both are of a third."""
    return (one.derived_from or one.key) == (other.derived_from or other.key)


def _where(placement: Placement) -> Where:
    return Where(placement.stage, placement.column, placement.key)


def _quoted(text: str, most: int = SHOWN) -> str:
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= most else f'{plain[: most - 1].rstrip()}…'}”"
