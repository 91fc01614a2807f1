"""Lay out the plan of an update for a page: by consequence, with three texts each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from opportunities.comparing.word_diff import DiffRun, compare_lines
from opportunities.grid.fields import row_types
from opportunities.grid.patch import identity_of
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Placement, Section, Stage
from opportunities.grid.vocabulary import ProviderTier
from opportunities.layout import update_words as words
from opportunities.merge import MISSING, Answer, Decision, DecisionKind, Line, Plan, What

type DiffLines = tuple[tuple[DiffRun, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparedText:
    """The content on one side: lines in runs; or one word on why there are none."""

    lines: DiffLines
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerOption:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class DecisionItem:
    """A decision for a template. `about`: the line concerned, if the texts do not show it; `holds`:
    the lines of a whole new stage.
    """

    decision: Decision
    label: str
    where: str
    column: str
    tier: ProviderTier | None
    about: str
    base: ComparedText
    theirs: ComparedText
    ours: ComparedText
    change: DiffLines
    places: tuple[str, ...]
    lines: tuple[str, ...]
    holds: tuple[str, ...]
    notes: tuple[str, ...]
    question: str
    options: tuple[AnswerOption, ...]
    destinations: tuple[tuple[str, str], ...]
    own: str

    @property
    def id(self) -> str:
        return self.decision.id

    @property
    def own_is_lines(self) -> bool:
        return isinstance(self.decision.values.ours, tuple)


@dataclass(frozen=True, slots=True)
class DecisionGroup:
    kind: DecisionKind
    heading: str
    description: str
    items: tuple[DecisionItem, ...]

    @property
    def bulk(self) -> tuple[tuple[str, str], ...]:
        """The answers that the whole group allows, with their labels for many at once. Only those
        that need no further input; empty if there is just one.
        """
        sets = [set(item.decision.answers) for item in self.items]
        shared = set.intersection(*sets) & words.FOR_ALL.keys() if len(sets) > 1 else set()
        if len(shared) < 2:
            return ()
        return tuple((one.value, label) for one, label in words.FOR_ALL.items() if one in shared)


def lay_out(plan: Plan) -> tuple[DecisionGroup, ...]:
    """Lay out the groups that are not empty, in the order of the page."""
    layout = _Layout(plan)
    return tuple(
        DecisionGroup(kind, heading, words.SAID[kind], layout.items(decisions))
        for kind, heading in words.HEADINGS.items()
        if (decisions := plan.of(kind))
    )


class _Layout:
    def __init__(self, plan: Plan) -> None:
        grids = plan.sides.grids
        self.plan = plan
        self.names = words.Names(grids.ours, grids.theirs, grids.base)

    def items(self, decisions: Iterable[Decision]) -> tuple[DecisionItem, ...]:
        return tuple(map(self._item, sorted(decisions, key=self._rank)))

    def _rank(self, decision: Decision) -> tuple[int, ...]:
        """Return a sort key: stages and columns, then lines in the order of their cells, then
        sections.
        """
        if decision.row in (Stage, Column):
            of = self.names.stage_rank if decision.row is Stage else self.names.column_rank
            return (0, decision.row is Column, of.get(decision.keys[0], 0) if decision.keys else 0)
        if not decision.places:
            return (2, decision.row is Section)
        return (1, *min(map(self.names.rank, decision.places)))

    def _item(self, decision: Decision) -> DecisionItem:
        values = decision.values
        base, ours, theirs = (
            self._value_lines(decision, value)
            for value in (values.base, values.ours, values.theirs)
        )
        return DecisionItem(
            decision=decision,
            label=words.label(decision),
            where=self._where(decision),
            column=self._column(decision),
            tier=self._tier(decision),
            about=self._about(decision),
            base=ComparedText(_runs(base, base), "" if base else "Not there yet"),
            theirs=self._theirs(decision, base, theirs),
            ours=self._ours(decision, base, ours),
            change=self._compared(decision, ours or base, theirs),
            places=tuple(self.names.cell(place) for place in decision.places),
            lines=tuple(self._texts(decision)),
            holds=tuple(self._held(decision)),
            notes=tuple(self._notes(decision)),
            question=words.question(decision) if decision.answers else "",
            options=tuple(
                AnswerOption(one.value, words.answer(decision, one)) for one in decision.answers
            ),
            destinations=tuple(
                (str(key), self._named(decision.row, key)) for key in decision.destinations
            ),
            own="\n".join(ours) if Answer.OWN in decision.answers else "",
        )

    def _value_lines(self, decision: Decision, value: Any) -> tuple[str, ...]:
        if decision.what is What.REORDERED:
            return tuple(self._named(decision.row, key) for key in value)
        return words.value_lines(value, self.names, decision.field)

    def _compared(
        self, decision: Decision, base: tuple[str, ...], other: tuple[str, ...]
    ) -> DiffLines:
        """Return a word difference for wordings; for other values the other side alone."""
        if words.is_wording(decision) and decision.what is not What.REORDERED:
            return _runs(base, other)
        return _runs(other, other)

    def _theirs(
        self, decision: Decision, base: tuple[str, ...], theirs: tuple[str, ...]
    ) -> ComparedText:
        if decision.what is What.WITHDREW:
            return ComparedText((), "Withdrawn")
        return ComparedText(self._compared(decision, base, theirs), "" if theirs else "Nothing")

    def _ours(
        self, decision: Decision, base: tuple[str, ...], ours: tuple[str, ...]
    ) -> ComparedText:
        value = decision.values.ours
        row = value.placement if isinstance(value, Line) else value
        if value is MISSING:
            return ComparedText((), "Not in your copy")
        if getattr(row, "hidden", False):
            return ComparedText(self._compared(decision, base, ours), "Hidden")
        return ComparedText(self._compared(decision, base, ours), "" if ours else "Nothing")

    def _where(self, decision: Decision) -> str:
        """Return the stages in which it is, or a label for what it is if it is in none."""
        if decision.row is Stage and decision.keys:
            return self._named(Stage, decision.keys[0])
        if decision.row is Column and decision.keys:
            return self._named(Column, decision.keys[0])
        stages = list(dict.fromkeys(map(self.names.stage, self._in_order(decision))))
        if len(stages) > 3:
            return f"{len(stages)} stages, {stages[0]} to {stages[-1]}"
        if stages:
            return " and ".join([", ".join(stages[:-1]), stages[-1]] if stages[1:] else stages)
        return "Text around the grid" if decision.row is Section else "The framework as a whole"

    def _column(self, decision: Decision) -> str:
        if decision.row in (Stage, Column, Section):
            return words.ROWS[decision.row].capitalize()
        columns = {column for _, column in decision.places}
        if len(columns) != 1:
            return f"{len(columns)} columns"
        headings = set(map(self.names.heading, decision.places))
        return headings.pop() if len(headings) == 1 else self.names.column(columns.pop())

    def _tier(self, decision: Decision) -> ProviderTier | None:
        tiers = {self.names.columns[column].tier for _, column in decision.places}
        return tiers.pop() if len(tiers) == 1 else None

    def _in_order(self, decision: Decision) -> Sequence[Any]:
        return sorted(decision.places, key=self.names.rank)

    def _about(self, decision: Decision) -> str:
        """Name what a decision concerns, unless its texts show it."""
        rows = self.plan.sides.rows
        if decision.kind is DecisionKind.NEW:
            return words.with_lines(len({*self._held(decision)}))
        if decision.row is Opportunity and decision.field not in ("", "text"):
            return self._named(Opportunity, decision.keys[0])
        if decision.row is Placement and decision.field not in ("", "text", "opportunity"):
            return self._named(Placement, decision.keys[0])
        if decision.row in (Stage, Column) and decision.field not in ("", "name", "heading"):
            field = decision.field
            return f"Its {field}" if field != "tier" else "Who provides what stands in it"
        if decision.row is Section and decision.keys:
            key = decision.keys[0]
            found = rows[Section].ours.get(key) or rows[Section].theirs.get(key)
            return found.heading if found and decision.field == "body" else ""
        return ""

    def _named(self, row: type, key: Any) -> str:
        """Return the name of the row for people."""
        rows = self.plan.sides.rows
        of = rows[Placement if row is Placement and isinstance(key, UUID) else row]
        found = of.ours.get(key) or of.theirs.get(key) or of.base.get(key)
        if isinstance(found, Placement):
            return self._named(Opportunity, found.opportunity)
        return str(words.value_lines(found, self.names)[0]) if found else ""

    def _texts(self, decision: Decision) -> Iterator[str]:
        """Yield the lines of ours in a stage or column, which depend on the answer."""
        if decision.row in (Stage, Column):
            for key in decision.lines:
                yield self._named(Placement, key)

    def _held(self, decision: Decision) -> Iterator[str]:
        """Yield the lines that they placed in a stage which is new as a whole."""
        theirs = self.plan.sides.grids.theirs
        for row in theirs.placements if decision.kind is DecisionKind.NEW else ():
            if row.stage == decision.keys[0]:
                yield theirs.opportunity_by_key[row.opportunity].text

    def _notes(self, decision: Decision) -> Iterator[str]:
        value = decision.values.ours
        if (
            decision.kind is DecisionKind.HIDDEN
            and not self._is_hidden(value)
            and value is not MISSING
        ):
            yield "It stands in something that you hid."
        if (
            decision.kind is DecisionKind.HIDDEN
            and value is MISSING
            and decision.what is What.ADDED
        ):
            yield "It comes in, unseen, with what you hid."
        if decision.row is Placement and decision.field in words.LINE_FIELDS:
            yield "Only in this box: the line is reworded there alone."
        if decision.kind is DecisionKind.NEW and decision.blocks and decision.proposed:
            yield words.PROPOSED[decision.proposed]
        if decision.what is What.REORDERED:
            yield "The same in another order."
        if decision.kind is DecisionKind.SAME and not decision.answers:
            yield "The same line: it stands there once, with our note."
        moved_by_them = decision.field == "place" and decision.values.ours == decision.values.base
        if moved_by_them and decision.blocks:
            yield "They moved it into something that you hid, where nobody sees what is yours."

    def _is_hidden(self, value: Any) -> bool:
        return bool(getattr(value.placement if isinstance(value, Line) else value, "hidden", False))


def text_after(
    grid: GridSnapshot, decision: Decision, names: words.Names
) -> tuple[str, ...] | None:
    """Return the text, in the grid after an update, of the row that a decision was about; None if
    there is no such row, or more than one.
    """
    if decision.what is What.REORDERED:
        return None
    rows = {identity_of(row): row for row in getattr(grid, row_types()[decision.row])}
    row = rows.get(decision.keys[0])
    if row is None:
        return None
    if decision.row is Placement and decision.field in ("", *words.LINE_FIELDS):
        line = grid.opportunity_by_key[row.opportunity]
        whole = {"": Line(row, line), "opportunity": line}
        value = whole.get(decision.field) or getattr(line, decision.field)
        return words.value_lines(value, names, decision.field)
    value = getattr(row, decision.field) if decision.field else row
    return words.value_lines(value, names, decision.field)


def _runs(before: Sequence[str], after: Sequence[str]) -> DiffLines:
    return tuple(line.runs for line in compare_lines(before, after) if line.runs)


def plain(lines: DiffLines) -> tuple[str, ...]:
    """Join the runs without what was removed."""
    read = ("".join(run.kept + run.added for run in runs) for runs in lines)
    return tuple(line for line in read if line)
