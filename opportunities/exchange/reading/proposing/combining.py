"""Combine the tables of a file: the same stages and columns become one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.proposing.answered import about, flag, text
from opportunities.exchange.reading.proposing.box_lines import lines_of
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
)
from opportunities.exchange.reading.proposing.guesses import (
    folded,
    group_of,
    is_same_heading,
    tier_of,
)
from opportunities.exchange.reading.proposing.proposal import NO_NAME, Answers, ReadingQuestion
from opportunities.exchange.reading.proposing.stage_boxes import common_beginning
from opportunities.exchange.reading.tables import LeftOut
from opportunities.grid.vocabulary import ProviderTier

MOST_CELLS = 20_000
MOST_COMPARED = 100
"""The most columns whose headings are compared for slight differences."""


@dataclass
class TableCombiner:
    """Everything found so far. `headings`: those printed differently from their column's.

    `likely_same`: columns that may be those of an earlier table, by their ids.
    """

    answers: Answers
    stages: dict[str, FoundStage] = field(default_factory=dict)
    columns: dict[str, FoundColumn] = field(default_factory=dict)
    boxes: dict[tuple[str, str], FoundBox] = field(default_factory=dict)
    headings: dict[tuple[str, str], str] = field(default_factory=dict)
    questions: list[ReadingQuestion] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    likely_same: dict[str, str] = field(default_factory=dict)
    _stages_called: dict[str, list[str]] = field(default_factory=dict)
    _column_called: dict[str, list[str]] = field(default_factory=dict)

    def add(self, found: FoundTable) -> None:
        """Add the result for one table to the stages and columns that exist."""
        stages = {stage.id: self._same_stage(stage) for stage in found.stages}
        columns: dict[str, str] = {}
        for column in found.columns:
            columns[column.id] = self._same_column(column, set(columns.values()))
        self._note_likely_same(found.columns, set(columns.values()))
        unprinted = {
            column.id: column.heading
            for column in found.columns
            if column.heading != self.columns[columns[column.id]].heading
        }
        for box in found.boxes:
            place = stages[box.stage], columns[box.column]
            if printed := box.heading or unprinted.get(box.column):
                self.headings[place] = printed
            column = self.columns[place[1]]
            column.is_mixed |= not column.tier and any(each.tier for each in box.paragraphs)
            _join(self.boxes.setdefault(place, FoundBox(*place, where=box.where)), box)
        with_boxes = {box.column for box in found.boxes}
        self.left_out += [
            LeftOut(heading, "", f"The same column as “{self.columns[columns[id]].heading}”.")
            for id, heading in unprinted.items()
            if id not in with_boxes
        ]
        self.questions += [
            replace(
                question,
                stage=stages.get(question.stage, question.stage),
                column=columns.get(question.column, question.column),
            )
            for question in found.questions
        ]
        self.left_out += found.left_out
        self.used |= found.used

    def _same_stage(self, stage: FoundStage) -> str:
        chosen = text(about(self.answers.stages, stage.id), "same_as")
        called = stage.name.lower()
        if chosen in self.stages:
            known = self.stages[chosen]
            if known.name.lower() != called:
                self.left_out.append(
                    LeftOut(stage.name, stage.where, f"You said that it is “{known.name}”.")
                )
        elif same := self._with_key(self.stages, stage) or self._called_alike(stage, called):
            known = same
        elif stage.goes_on and (before := self._stage_before(stage)):
            known = before
        else:
            self.stages[stage.id] = stage
            self._stages_called.setdefault(called, []).append(stage.id)
            return stage.id
        known.roles = tuple(dict.fromkeys(known.roles + stage.roles))
        known.standards = tuple(dict.fromkeys(known.standards + stage.standards))
        if stage.summary and stage.summary not in known.summary:
            known.summary = f"{known.summary}\n\n{stage.summary}".strip()
        known.band = known.band or stage.band
        return known.id

    def _called_alike(self, stage: FoundStage, called: str) -> FoundStage | None:
        """Return the first stage of this name, unless the two are for different kinds of staff."""
        if called == NO_NAME or stage.key:
            return None
        kind = group_of(stage.band)
        for id in self._stages_called.get(called, ()):
            known = self.stages[id]
            if not kind or group_of(known.band) in (None, kind):
                return known
        return None

    def _stage_before(self, stage: FoundStage) -> FoundStage | None:
        """Return the last stage that “Teachers (continued)” may go on with: “Teachers (Main Pay
        Range)”, of which a new page prints the beginning only.
        """
        beginning = re.compile(rf"{re.escape(stage.name)}(?!\w)", re.IGNORECASE)
        named = (known for known in reversed(self.stages.values()) if not known.key)
        return next((known for known in named if beginning.match(known.name)), None)

    def _same_column(self, column: FoundColumn, taken: set[str]) -> str:
        chosen = text(about(self.answers.columns, column.id), "same_as")
        if chosen in self.columns:
            return chosen
        if same := self._with_key(self.columns, column):
            return same.id
        called = folded(column.heading) or column.heading.strip().lower()
        for id in self._column_called.get(called, ()) if not column.key else ():
            if id not in taken and is_same_heading(self.columns[id].heading, column.heading):
                return id
        if len(self.columns) < MOST_COMPARED and not column.key:
            for known in self.columns.values():
                if known.id not in taken and is_same_heading(known.heading, column.heading):
                    return known.id
        self.columns[column.id] = column
        self._column_called.setdefault(called, []).append(column.id)
        return column.id

    def _note_likely_same(self, columns: Sequence[FoundColumn], here: set[str]) -> None:
        """Note each column of one table that may be one of an earlier table under another heading:
        each is the only one there of its provider.
        """
        known = self.columns.keys() - here - self.likely_same.keys()
        before = _only_ones([self.columns[id] for id in known])
        for tier, column in _only_ones([self.columns[id] for id in here]).items():
            if column in columns and tier in before and not column.key:
                self.likely_same[column.id] = before[tier].id

    def shorten_names(self) -> None:
        """Remove from the names of stages the words that nearly all begin with; names in our own
        files stay.
        """
        named = [stage for stage in self.stages.values() if not stage.key]
        beginning = common_beginning([stage.name for stage in named])
        for stage in named if beginning else ():
            if stage.name.startswith(f"{beginning} "):
                stage.name = stage.name[len(beginning) :].strip(" :–-")
                where = stage.where
                self.left_out.append(LeftOut(beginning, where, "It stands before most stages."))

    def _with_key[Thing: (FoundStage, FoundColumn)](
        self, known: dict[str, Thing], thing: Thing
    ) -> Thing | None:
        """Return the thing with the same key, which our own file may have in two tables."""
        if not thing.key:
            return None
        return next((each for each in known.values() if each.key == thing.key), None)

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield the cells: one for each stage and column, or only those with content if there are
        more of these than in any framework.
        """
        is_much = len(self.stages) * len(self.columns) > MOST_CELLS
        for stage in self.stages:
            for column in self.columns if not is_much else ():
                yield stage, column
        if is_much:
            yield from self.boxes

    def leave_out(self) -> None:
        """Remove the stages and columns that a person left out, with their content."""
        gone = {
            id
            for answered in (self.answers.stages, self.answers.columns)
            for id in answered
            if flag(about(answered, id), "is_left_out")
        }
        for place in [place for place in self.boxes if gone & set(place)]:
            box = self.boxes.pop(place)
            self.left_out += [
                LeftOut(words, box.where, "You left its stage or column out.")
                for words in [self.headings.pop(place, ""), box.word, *_words_in(box)]
                if words
            ]
        for things in (self.stages, self.columns):
            for id in gone & things.keys():
                words = _words_of_thing(things.pop(id))
                self.left_out.append(LeftOut(words, "", "You left it out."))


def _only_ones(columns: Iterable[FoundColumn]) -> dict[ProviderTier, FoundColumn]:
    """Return the columns that alone have their provider, by provider."""
    named: dict[ProviderTier, list[FoundColumn]] = {}
    for column in columns:
        if tier := column.tier or tier_of(column.heading)[0]:
            named.setdefault(tier, []).append(column)
    return {tier: alike[0] for tier, alike in named.items() if len(alike) == 1}


def _join(known: FoundBox, box: FoundBox) -> None:
    """Append the content of another box of the same cell."""
    shift = len(known.paragraphs)
    if box.lines is None and known.lines is not None:
        box = replace(box, lines=lines_of(box.paragraphs).lines)
    if box.lines is not None:
        if known.lines is None:
            known.lines = lines_of(known.paragraphs).lines
        known.lines += [
            replace(line, source=tuple(number + shift for number in line.source))
            for line in box.lines
        ]
    if shift and not box.goes_on:
        known.starts.add(shift)
    known.paragraphs += box.paragraphs
    known.word = known.word or box.word


def _words_in(box: FoundBox) -> Iterator[str]:
    """Yield the words of a box; for lines given by rows, all their texts."""
    for paragraph in box.paragraphs:
        if plain(paragraph.text):
            yield paragraph.text.strip()
    for line in box.lines or ():
        yield from (*line.wording.details, line.wording.cost_words, line.note, line.code)


def _words_of_thing(thing: FoundStage | FoundColumn) -> str:
    if isinstance(thing, FoundColumn):
        return thing.heading
    return "\n".join([thing.name, *thing.roles, *thing.standards, thing.summary]).strip()
