"""The page of what a file changes in a framework: counts, questions, pairs and other rows."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.forms import BoundField

from frameworks.desk.imports import Importing
from frameworks.forms.next_editions import ONE, NewsForm, id_of
from frameworks.queries.next_editions import News
from opportunities.comparing.matching import Pair, PairKind, RewordingQuestion
from opportunities.comparing.similarity import similar_pairs
from opportunities.comparing.word_diff import DiffLine, compare_lines
from opportunities.grid.fields import FIELDS, as_lines, in_words
from opportunities.grid.snapshot import (
    Column,
    GridSnapshot,
    Place,
    Placement,
    Section,
    Stage,
)
from opportunities.layout.update_items import DecisionItem, lay_out

LIKELY = 0.55
"""The similarity from which we propose that two lines in one box are the same."""

MOST_TO_JOIN = 200
"""New lines to offer for joining with a line that is gone; if there are more, offer none."""

MOST_SHOWN = 500
"""Lines of a kind on the page; the rest is counted."""

MOST_ASKED = 200
"""Questions on the page; the next ones follow when these are answered."""

NAMES: dict[type, str] = {Stage: "stage", Column: "column", Section: "section of text"}


@dataclass(frozen=True)
class QuestionCard:
    """The question whether two rows are the same. `think` is the answer we propose, or ""."""

    id: str
    kind: str
    where: str
    column: str
    before: str
    lines: tuple[DiffLine, ...]
    places: tuple[str, ...]
    think: str
    field: BoundField


@dataclass(frozen=True)
class FileDecisionCard:
    """A question about what the draft and the file both changed."""

    id: str
    item: DecisionItem
    is_decided: bool
    fields: dict[str, BoundField]


@dataclass(frozen=True)
class PairRow:
    """A changed row, or a line with all places that changed alike. `value` names its pairs."""

    lines: tuple[DiffLine, ...]
    where: str
    places: tuple[str, ...]
    value: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Its first line, after the change or before."""
        first = self.lines[0] if self.lines else None
        return (first.after or first.before or "") if first else ""


@dataclass(frozen=True)
class NewsPage:
    """The page of what the file changes. `form` has the answers to open questions."""

    importing: Importing
    news: News
    form: NewsForm

    @property
    def base(self) -> GridSnapshot:
        return self.news.found.base

    @property
    def counts(self) -> list[tuple[str, int, str, str]]:
        """The number of lines of each kind: its part of the page, number, words and look."""
        words = {
            PairKind.SAME: "the same",
            PairKind.REWORDED: "reworded",
            PairKind.MOVED: "moved to another box",
            PairKind.NEW: "new",
            PairKind.GONE: "gone",
        }
        look = {PairKind.NEW: "added", PairKind.GONE: "removed"}
        counts = self.news.found.counts
        return [
            (kind.value, counts.get(kind, 0), wording, look.get(kind, kind.value))
            for kind, wording in words.items()
        ]

    @cached_property
    def questions(self) -> list[QuestionCard]:
        return [self._question(name, one) for name, one in self.form.questions.items()]

    @property
    def we_think(self) -> int:
        return sum(bool(one.think) for one in self.questions)

    @cached_property
    def decisions(self) -> list[FileDecisionCard]:
        return [
            FileDecisionCard(name, item, item.id in self.news.choices, self.form.of(name))
            for name, item in self.form.items.items()
        ]

    @property
    def next_open(self) -> str:
        undecided = (one.id for one in self.decisions if not one.is_decided)
        return next(iter([*(one.id for one in self.questions), *undecided]), "")

    @cached_property
    def pairs(self) -> dict[PairKind, list[PairRow]]:
        """The changed lines by kind, each with all its places."""
        alike: defaultdict[tuple[Any, ...], list[Pair]] = defaultdict(list)
        for pair in self.news.found.pairs:
            if isinstance(pair.before or pair.after, Placement):
                moved = self._places(pair) if pair.kind is PairKind.MOVED else None
                alike[pair.kind, self._wordings(pair), moved].append(pair)
        pair_rows: defaultdict[PairKind, list[PairRow]] = defaultdict(list)
        for (kind, *_), pairs in alike.items():
            if kind is not PairKind.SAME:
                pair_rows[kind].append(self._pair_row(kind, pairs))
        return pair_rows

    @property
    def reworded(self) -> list[PairRow]:
        return self.pairs[PairKind.REWORDED][:MOST_SHOWN]

    @property
    def moved(self) -> list[PairRow]:
        return self.pairs[PairKind.MOVED][:MOST_SHOWN]

    @property
    def new(self) -> list[PairRow]:
        return self.pairs[PairKind.NEW][:MOST_SHOWN]

    @property
    def gone(self) -> list[PairRow]:
        return self.pairs[PairKind.GONE][:MOST_SHOWN]

    @property
    def more(self) -> int:
        """The number of lines beyond `MOST_SHOWN`, which the page does not show."""
        return sum(max(0, len(pairs) - MOST_SHOWN) for pairs in self.pairs.values())

    @cached_property
    def others(self) -> list[tuple[str, str, PairRow]]:
        """The changed stages, columns and sections: the kind of change, of row, and the row."""
        return [
            (pair.kind.value, NAMES[type(row)], self._part_row(pair))
            for pair in self.news.found.pairs
            if pair.kind is not PairKind.SAME and type(row := pair.before or pair.after) in NAMES
        ]

    @cached_property
    def _new_lines(self) -> tuple[tuple[str, str], ...]:
        found = self.news.found
        lines = [pair.after for pair in found.pairs if pair.kind is PairKind.NEW]
        new = [row for row in lines if isinstance(row, Placement)]
        if len(new) > MOST_TO_JOIN:
            return ()
        return tuple(
            (str(row.key), f"{_text(found.theirs, row)} ({self._where(found.theirs, row.place)})")
            for row in new
        )

    @property
    def known_keys(self) -> set[UUID]:
        """The keys of all rows that can be joined or separated."""
        found = self.news.found
        rows = (row for pair in found.pairs for row in (pair.before, pair.after) if row)
        return {*(row.key for row in rows), *found.in_file.values()}

    def _question(self, name: str, question: RewordingQuestion) -> QuestionCard:
        before, _ = question.pairs[0]
        row = next(
            (row for kind in (self.base.stages, self.base.columns, self.base.sections)
             for row in kind if row.key == before),
            None,
        )  # fmt: skip
        was = self.base.placement_by_key
        places = [was[key].place for key, _ in question.pairs if key in was]
        return QuestionCard(
            id=name,
            kind=NAMES.get(type(row), "line"),
            where=self.base.stage_by_key[places[0][0]].name if places else "",
            column=self.base.column_by_key[places[0][1]].heading if places else "",
            before=question.before,
            lines=tuple(compare_lines([question.before], [question.after])),
            places=tuple(self._where(self.base, place) for place in places),
            think=_think(question),
            field=self.form[name],
        )

    def _wordings(self, pair: Pair) -> tuple[Any, ...]:
        grids = self.base, self.news.found.theirs
        return tuple(
            grid.opportunity_by_key[row.opportunity].wording if isinstance(row, Placement) else None
            for grid, row in zip(grids, (pair.before, pair.after), strict=True)
        )

    def _places(self, pair: Pair) -> tuple[Place, ...]:
        return tuple(row.place for row in (pair.before, pair.after) if isinstance(row, Placement))

    def _pair_row(self, kind: PairKind, pairs: list[Pair]) -> PairRow:
        theirs = self.news.found.theirs
        before, after = self._wordings(pairs[0])
        was, now = (as_lines(line) if line else () for line in (before, after))
        if kind in (PairKind.NEW, PairKind.GONE, PairKind.MOVED):
            was = now = now or was
        where = ""
        if kind is PairKind.MOVED:
            (old, new) = self._places(pairs[0])
            where = f"from {self._where(self.base, old)}, to {self._where(theirs, new)}"
        places = [self._places(pair)[-1] for pair in pairs]
        grid = theirs if pairs[0].after else self.base
        named = tuple(self._where(grid, place) for place in places)
        return PairRow(
            tuple(compare_lines(was, now)),
            where or named[0],
            named,
            ",".join(self._value(pair) for pair in pairs),
            self._new_lines if kind is PairKind.GONE and len(pairs) == 1 else (),
        )

    def _value(self, pair: Pair) -> str:
        """Return the keys of a pair, under which its answer is stored."""
        before = pair.before.key if pair.before else None
        after = pair.after.key if pair.after else None
        if before and after:
            after = self.news.found.in_file.get(before, after)
        return "/".join(str(key) for key in (before, after) if key)

    def _part_row(self, pair: Pair) -> PairRow:
        was, now = (_row_in_words(row) for row in (pair.before, pair.after))
        if pair.kind in (PairKind.NEW, PairKind.GONE):
            was = now = now or was
        return PairRow(tuple(compare_lines(was, now)), "", (), self._value(pair))

    def _where(self, grid: GridSnapshot, place: Place) -> str:
        stage, column = place
        return f"{grid.stage_by_key[stage].name}, {grid.column_by_key[column].heading}"


def form_of(news: News, data: Any = None) -> NewsForm:
    """Return the form of the open questions, with the answers given before."""
    blocking = {one.id for one in news.decisions}
    items = [item for group in lay_out(news.plan) for item in group.items if item.id in blocking]
    initial = {
        id_of(key): choice.answer.value for key, choice in news.choices.items() if key in blocking
    }
    for key, choice in news.choices.items():
        if choice.value is not None:
            ending = "own" if choice.answer == "own" else "to"
            value = choice.value if isinstance(choice.value, str) else "\n".join(choice.value)
            initial[f"{id_of(key)}-{ending}"] = value
    items.sort(key=lambda item: item.id in news.choices)  # unanswered first: the rest may be cut
    questions = news.found.questions[:MOST_ASKED]
    return NewsForm(data, questions=questions, items=items[:MOST_ASKED], initial=initial)


def pairs_in(value: str) -> list[tuple[UUID, UUID]]:
    """Return the pairs that the value of a button names; an empty list if it names none."""
    try:
        named = [tuple(map(UUID, pair.split("/"))) for pair in value.split(",")]
    except ValueError:
        return []
    return [pair for pair in named if len(pair) == 2]


def _think(question: RewordingQuestion) -> str:
    found = similar_pairs([question.before], [question.after])
    return ONE if found and found[0].similarity >= LIKELY else ""


def _text(grid: GridSnapshot, row: Placement) -> str:
    return grid.opportunity_by_key[row.opportunity].text


def _row_in_words(row: Any) -> tuple[str, ...]:
    if row is None:
        return ()
    texts = (in_words(field.of(row)) for field in FIELDS[type(row)] if field.name != "hidden")
    return tuple(line for text in texts for line in text.splitlines() if line)
