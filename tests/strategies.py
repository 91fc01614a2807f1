"""Grids for hypothesis: arbitrary ones, and those that people's edits lead to.

`grids()` takes keys from small pools, so that any two grids share some rows and disagree about
others. `edited(grid)` applies edits that a person can make: in a framework, where removing a line
removes it, or in a copy, where it hides it. All randomness comes from `Dice`, which throws
integers: cheap to generate, and they shrink towards the first of everything.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import (
    ActivityKind,
    ContinuationWord,
    Cost,
    ProviderTier,
    StageFamily,
)
from tests.builders import key

WORDS = ("Read", "read.", "Visit", "Lead a project", "Join in")
DETAILS = ((), ("E.g. often",), ("E.g. often", "or seldom"))
LINKS = ("", "https://example.org/a", "https://example.org/b")
NOTES = ("", "Ask Jo", "Ask Sam")
KINDS = tuple(ActivityKind)[:3]
TIERS = tuple(ProviderTier)[:3]
FAMILIES = tuple(StageFamily)[:2]
MARKS = tuple(ContinuationWord)


class Dice:
    """Randomness: `throw` returns an integer below its argument."""

    def __init__(self, throw: Callable[[int], int]) -> None:
        self.throw = throw

    def pick[T](self, rows: Sequence[T]) -> T:
        return rows[self.throw(len(rows))]

    def seldom(self) -> bool:
        """Return True one time in four."""
        return self.throw(4) == 3

    def some[T](self, rows: Sequence[T]) -> list[T]:
        """Return some of these, in any order."""
        return self.shuffled(rows)[: self.throw(len(rows) + 1)]

    def shuffled[T](self, rows: Sequence[T]) -> list[T]:
        left = list(rows)
        return [left.pop(self.throw(len(left))) for _ in rows]


below = cache(lambda number: st.integers(0, number - 1))


@st.composite
def dices(draw: Any) -> Dice:
    """Draw dice from hypothesis."""
    return Dice(lambda number: draw(below(number)))


def beside(dice: Dice) -> dict[str, Any]:
    """Return fields beside the words, for one line in four."""
    if not dice.seldom():
        return {}
    return {
        "kinds": tuple(dice.some(KINDS)),
        "contact": dice.pick(NOTES),
        "cost": dice.pick((None, *Cost)),
        "cost_words": dice.pick(("", "£40")),
        "when": dice.pick(("", "In spring")),
        "ends_on": dice.pick((None, date(2026, 10, 3), date(2027, 3, 3))),
    }


def any_grid(dice: Dice, hides: bool = True) -> GridSnapshot:
    """Return any small grid; with `hides`, some rows may be hidden."""

    def hidden() -> bool:
        return hides and dice.seldom()

    def keys(kind: str, most: int) -> list[UUID]:
        return dice.some([key(f"{kind} {number}") for number in range(most)])

    stages, columns, lines = keys("stage", 3), keys("column", 3), keys("line", 4)
    places = [(stage, column) for stage in stages for column in columns]
    origins = (None, key("line 0"), key("line 1"))
    return GridSnapshot(
        stages=tuple(
            Stage(
                stage,
                slug,
                dice.pick(WORDS),
                FAMILIES[0].group,
                dice.pick(FAMILIES),
                roles=dice.pick(DETAILS),
                hidden=hidden(),
            )
            for stage, slug in zip(stages, ("nqt", "rqt", "head"), strict=False)
        ),
        columns=tuple(
            Column(column, dice.pick(WORDS), dice.pick((None, *TIERS)), hidden())
            for column in columns
        ),
        opportunities=tuple(
            Opportunity(
                key=line,
                text=dice.pick(WORDS),
                details=dice.pick(DETAILS),
                link=dice.pick(LINKS),
                **beside(dice),
                derived_from=dice.pick(origins),
            )
            for line in lines
        ),
        placements=tuple(
            Placement(
                placement,
                *dice.pick(places),
                opportunity=dice.pick(lines),
                tier=dice.pick(TIERS),
                hidden=hidden(),
                note=dice.pick(NOTES),
            )
            for placement in (keys("placement", 6) if places and lines else ())
        ),
        continuations=tuple(
            Continuation(*place, word=dice.pick(MARKS)) for place in dice.some(places)[:2]
        ),
        headings=tuple(
            PrintedHeading(*place, text=dice.pick(WORDS)) for place in dice.some(places)[:2]
        ),
        sections=tuple(
            Section(section, dice.pick(WORDS), dice.pick(WORDS)) for section in keys("section", 2)
        ),
    )


def edit(
    dice: Dice,
    grid: GridSnapshot,
    *,
    name: str,
    copies: bool = False,
    most: int = 5,
    about: str = "everything",
) -> GridSnapshot:
    """Return the grid after a few edits of a person. `name` determines the keys of what they add.
    `about="lines"`: only edits of words, places and visibility of lines.
    """
    editor = Editor(dice, grid, name=name, copies=copies, about=about)
    for _ in range(dice.throw(most + 1)):
        editor.step()
    return without_leftovers(editor.grid, grid)


def without_leftovers(grid: GridSnapshot, before: GridSnapshot) -> GridSnapshot:
    """Remove lines that lost their last place; those that never had one stay."""
    placed = {row.opportunity for row in grid.placements}
    loose = before.opportunity_by_key.keys() - {row.opportunity for row in before.placements}
    lines = tuple(row for row in grid.opportunities if row.key in placed | loose)
    return replace(grid, opportunities=lines)


class Editor:
    """A person who edits a grid. In a copy they hide, and note; in a framework they remove."""

    def __init__(
        self, dice: Dice, grid: GridSnapshot, *, name: str, copies: bool, about: str = "everything"
    ) -> None:
        self.about = about
        self.dice = dice
        self.grid = grid
        self.given = grid.opportunity_by_key.keys()
        self.name = name
        self.copies = copies
        self.made = 0

    def step(self) -> None:
        """Make one of the edits that are possible here."""
        grid = self.grid
        if self.about == "lines" and grid.placements:
            self.dice.pick((self.reword, *self.steps_of_placements(), self.remove_stage))()
            return
        reorders = [partial(self.reorder, kind) for kind in ("stages", "columns", "sections")]
        can: list[Callable[[], None]] = [self.add_stage, self.add_column, self.add_section]
        can += [*reorders, *[partial(self.reorder, "placements")] * 2]
        if grid.stages and grid.columns:
            can += [*[self.add_line] * 3, self.mark]
        if grid.stages:
            can += [self.change_stage, self.remove_stage]
        if grid.columns:
            can += [self.change_column, self.remove_column]
        if grid.sections:
            can += [self.change_section, self.remove_section]
        if grid.opportunities:
            can += [self.reword] * 3
        if grid.placements:
            can += [*self.steps_of_placements()] * 2
            can += [self.remove_line]
        self.dice.pick(can)()

    def steps_of_placements(self) -> tuple[Callable[[], None], ...]:
        return (
            *(self.reword_here, self.move, self.tune),
            *(self.copy_on, self.put_another, self.remove_line),
        )

    def new_key(self) -> UUID:
        self.made += 1
        return uuid5(key(self.name), str(self.made))

    def change(self, kind: str, row: Any, **values: Any) -> None:
        rows = getattr(self.grid, kind)
        changed = tuple(replace(each, **values) if each is row else each for each in rows)
        self.grid = replace(self.grid, **{kind: changed})

    def add(self, kind: str, row: Any) -> None:
        rows = list(getattr(self.grid, kind))
        rows.insert(self.dice.pick(range(len(rows) + 1)), row)
        self.grid = replace(self.grid, **{kind: tuple(rows)})

    def add_stage(self) -> None:
        taken = {stage.slug for stage in self.grid.stages}
        slug = next(slug for number in range(99) if (slug := f"stage-{number}") not in taken)
        family = self.dice.pick(FAMILIES)
        name = self.dice.pick(WORDS)
        self.add("stages", Stage(self.new_key(), slug, name, family.group, family))

    def add_column(self) -> None:
        self.add("columns", Column(self.new_key(), self.dice.pick(WORDS)))

    def add_section(self) -> None:
        words = self.dice.pick(WORDS), self.dice.pick(WORDS)
        self.add("sections", Section(self.new_key(), *words))

    def add_line(self) -> None:
        words = self.dice.pick(WORDS), self.dice.pick(DETAILS)
        line = Opportunity(self.new_key(), *words)
        self.add("opportunities", line)
        self.place(line.key)

    def place(self, line: UUID) -> None:
        stage, column = self.dice.pick(self.grid.stages), self.dice.pick(self.grid.columns)
        tier = self.dice.pick(TIERS)
        self.add("placements", Placement(self.new_key(), stage.key, column.key, line, tier))

    def copy_on(self) -> None:
        self.place(self.dice.pick(self.grid.placements).opportunity)

    def put_another(self) -> None:
        line = self.dice.pick(self.grid.opportunities).key
        self.change("placements", self.dice.pick(self.grid.placements), opportunity=line)

    def reword(self) -> None:
        words = {"text": self.dice.pick(WORDS), "link": self.dice.pick(LINKS), **beside(self.dice)}
        self.change("opportunities", self.dice.pick(self.grid.opportunities), **words)

    def reword_here(self) -> None:
        """Give the cell a new line, derived from the framework's line even if that was reworded
        here before.
        """
        placement = self.dice.pick(self.grid.placements)
        line = self.grid.opportunity_by_key[placement.opportunity]
        origin = line.key if line.key in self.given else line.derived_from or line.key
        own = replace(line, key=self.new_key(), text=self.dice.pick(WORDS), derived_from=origin)
        self.add("opportunities", own)
        self.change("placements", placement, opportunity=own.key)

    def move(self) -> None:
        stage, column = self.dice.pick(self.grid.stages), self.dice.pick(self.grid.columns)
        row = self.dice.pick(self.grid.placements)
        self.change("placements", row, stage=stage.key, column=column.key)

    def tune(self) -> None:
        row = self.dice.pick(self.grid.placements)
        if self.copies:
            self.change("placements", row, note=self.dice.pick(NOTES))
        else:
            self.change("placements", row, tier=self.dice.pick(TIERS))

    def remove_line(self) -> None:
        self.remove("placements", self.dice.pick(self.grid.placements))

    def remove_section(self) -> None:
        gone = self.dice.pick(self.grid.sections)
        left = tuple(section for section in self.grid.sections if section is not gone)
        self.grid = replace(self.grid, sections=left)

    def remove_stage(self) -> None:
        self.remove("stages", self.dice.pick(self.grid.stages), held_by="stage")

    def remove_column(self) -> None:
        self.remove("columns", self.dice.pick(self.grid.columns), held_by="column")

    def remove(self, kind: str, row: Any, held_by: str = "") -> None:
        """Remove the row with its content; in a copy, hide it or show it again."""
        if self.copies:
            self.change(kind, row, hidden=not row.hidden)
            return
        left = {kind: tuple(each for each in getattr(self.grid, kind) if each is not row)}
        for held in ("placements", "continuations", "headings") if held_by else ():
            rows = getattr(self.grid, held)
            left[held] = tuple(each for each in rows if getattr(each, held_by) != row.key)
        self.grid = replace(self.grid, **left)

    def change_stage(self) -> None:
        values = {"name": self.dice.pick(WORDS), "summary": self.dice.pick(NOTES)}
        self.change("stages", self.dice.pick(self.grid.stages), **values)

    def change_column(self) -> None:
        values = {"heading": self.dice.pick(WORDS), "tier": self.dice.pick((None, *TIERS))}
        self.change("columns", self.dice.pick(self.grid.columns), **values)

    def change_section(self) -> None:
        self.change("sections", self.dice.pick(self.grid.sections), body=self.dice.pick(WORDS))

    def mark(self) -> None:
        """Print PLUS or As above in a cell, or neither."""
        place = self.dice.pick(list(self.grid.cells))
        left = tuple(row for row in self.grid.continuations if (row.stage, row.column) != place)
        word = self.dice.pick((None, *MARKS))
        new = (Continuation(*place, word=word),) if word else ()
        self.grid = replace(self.grid, continuations=left + new)

    def reorder(self, kind: str) -> None:
        rows = tuple(self.dice.shuffled(getattr(self.grid, kind)))
        self.grid = replace(self.grid, **{kind: rows})
