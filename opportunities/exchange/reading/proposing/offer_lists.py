"""Lists with a row for each opportunity, whose stages are ticked, in a column, or above it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from opportunities.exchange.reading.bullets import BARE, plain
from opportunities.exchange.reading.proposing.answered import one_of, rows, text
from opportunities.exchange.reading.proposing.box_lines import lines_of
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
    is_bulleted,
    pieces_of,
    where_of,
    words_of,
)
from opportunities.exchange.reading.proposing.guesses import (
    cost_of,
    group_of,
    is_provider,
    is_stage,
)
from opportunities.exchange.reading.proposing.list_headings import TICK, ListHeadings, list_headings
from opportunities.exchange.reading.proposing.proposal import ProposedLine, ReadingQuestion, RowUse
from opportunities.exchange.reading.proposing.row_uses import FOOTNOTE, PAGE, is_total, why_left_out
from opportunities.exchange.reading.tables import Box, Table
from opportunities.grid.snapshot import Wording
from opportunities.grid.web_address import href

SEVERAL = re.compile(r"\s*[;/\n]\s*|,\s+|\s+(?:and|&)\s+")
NO_PROVIDER = "Opportunities"


def as_offer_list(
    number: int,
    table: Table,
    above: FoundStage,
    answer: Mapping[str, Any],
    answered: Mapping[str, Any],
) -> FoundTable:
    """Read the opportunities of the rows. If the table names no stage, `above` is their stage."""
    return _Offer(number, table, above, answer, answered).read()


def names_no_stage(table: Table) -> bool:
    """Return whether neither ticks nor a column say for whom the rows are."""
    heads = list_headings(table)
    return heads is not None and not heads.ticks and "stage" not in heads.columns


class _Offer:
    def __init__(
        self,
        number: int,
        table: Table,
        above: FoundStage,
        answer: Mapping[str, Any],
        answered: Mapping[str, Any],
    ) -> None:
        self.number, self.table, self.above, self.answered = number, table, above, answered
        self.asked = rows(answer.get("uses"))
        heading_rows = [row for row, use in self.asked.items() if use == RowUse.HEADINGS]
        heads = list_headings(table, min(heading_rows)) if heading_rows else None
        self.heads = heads or list_headings(table) or ListHeadings((), {}, {"words": 0})
        self.found = FoundTable()
        self.stages: dict[str, FoundStage] = {}
        self.columns: dict[str, FoundColumn] = {}
        self.stage = self.provider = ""
        self.questions: set[str] = set()
        self.first: dict[str, int] = {}
        self.last: list[FoundBox] = []
        self.notes = self._footnotes()

    def read(self) -> FoundTable:
        for column in self.heads.ticks:
            self._stage(self._head(column), f"c{column}")
        for row in range(self.table.size[0]):
            use = one_of(RowUse, self.asked.get(row)) or self._use(row)
            self.found.uses[row] = use
            reason = self._read_row(row, use)
            for box in self.table.row(row):
                is_new = box.row == row and not self._is_used(box)
                if is_new:
                    self.found.leave_out(self.table, box, reason)
        return self.found

    def _use(self, row: int) -> RowUse:
        boxes = [box for box in self.table.row(row) if words_of(box)]
        words = words_of(boxes[0]) if boxes else ""
        is_alone = len(boxes) == 1
        heads = self.heads.rows
        if row in heads or (heads and self._repeats_headings(row)):
            return RowUse.HEADINGS
        if not boxes or row < max(heads, default=0) or is_total(words):
            return RowUse.LEFT_OUT
        if is_alone and (FOOTNOTE.match(words) or PAGE.fullmatch(words)):
            return RowUse.LEFT_OUT
        if is_alone and boxes[0].text[:1].isspace() and self.last:
            return RowUse.GOES_ON
        if is_alone and self._is_band(boxes[0]):
            return RowUse.BAND
        return RowUse.STAGE if self._box(row, "words") else RowUse.LEFT_OUT

    def _is_band(self, box: Box) -> bool:
        """Return whether a row of one box names the provider or stage of the rows below it."""
        words = words_of(box)
        if is_provider(words) and "provider" not in self.heads.columns:
            return True
        names_stages = bool(self.heads.ticks) or "stage" in self.heads.columns
        return not names_stages and bool(is_stage(words) or group_of(words))

    def _repeats_headings(self, row: int) -> bool:
        words = [words_of(self.table.at.get((row, column))) for column in self.heads.heads]
        return any(words) and words == list(self.heads.heads.values())

    def _read_row(self, row: int, use: RowUse) -> str:
        """Read a row; return why the rest of it is left out."""
        boxes = [box for box in self.table.row(row) if box.row == row]
        words = " ".join(map(words_of, boxes)).strip()
        match use:
            case RowUse.HEADINGS:
                for box in boxes:
                    if box.column in self.heads.ticks and row == max(self.heads.rows, default=-1):
                        self.found.use(box)
                return "A heading."
            case RowUse.BAND:
                if is_provider(words):
                    self.provider = words
                else:
                    self.stage = words
                return "It is said of the rows below it."
            case RowUse.GOES_ON if self.last:
                for box in boxes:
                    if words_of(box):
                        self._add_point(box)
                return ""
            case RowUse.STAGE | RowUse.GOES_ON:
                return self._read_line(row)
        return why_left_out(row, words, min(self.heads.rows, default=0))

    def _read_line(self, row: int) -> str:
        box = self._box(row, "words")
        if box is None:
            return "No opportunity stands in this row."
        stages = self._stages_of(row)
        for name in dict.fromkeys(self._providers_of(row) if stages else ()):
            self._place(row, stages, name, box)
        return "Nothing is read from it." if stages else "No stage is named or ticked."

    def _stages_of(self, row: int) -> list[FoundStage]:
        if self.heads.ticks:
            return list(self._ticked(row))
        if "stage" not in self.heads.columns:
            return [self._stage(self.stage, f"r{row}") if self.stage else self._stage_above()]
        if box := self._box(row, "stage"):
            self.stage = "\n".join(pieces_of(self.found.use(box)))
        return self._named(row) if self.stage else []

    def _ticked(self, row: int) -> list[FoundStage]:
        stages = []
        for column in self.heads.ticks:
            box = self.table.at.get((row, column))
            words = words_of(box)
            if not box or not TICK.fullmatch(words):
                continue
            self.found.use(box)
            stage = self._stage(self._head(column), f"c{column}")
            asked = f"{stage.id}.tick.{row}"
            if words.startswith("("):
                sentence = f"“{words}” in row {row + 1}: is it for “{stage.name}” too?"
                choices = ("yes", "Yes"), ("no", "No")
                self.found.questions.append(
                    ReadingQuestion(asked, sentence, stage.id, choices=choices)
                )
            if not words.startswith("(") or text(self.answered, asked) != "no":
                stages.append(stage)
        return stages

    def _named(self, row: int) -> list[FoundStage]:
        """Return the stages that a box names; several possible ones are asked about."""
        parts = [part for part in SEVERAL.split(self.stage) if part]
        name = plain(self.stage)
        if len(parts) < 2 or not all(part in self.stages or is_stage(part) for part in parts):
            return [self._stage(name, f"r{row}")]
        asked = f"t{self.number}.stages.{self.first.setdefault(name, row)}"
        choices = ("each", "For each of them"), ("one", "It is one stage")
        self._ask(ReadingQuestion(asked, f"“{name}”: is it for each of them?", choices=choices))
        if text(self.answered, asked) == "one":
            return [self._stage(name, f"r{row}")]
        return [self._stage(part, f"r{row}.{place}") for place, part in enumerate(parts)]

    def _providers_of(self, row: int) -> list[str]:
        """Return the providers of a row's line; one column, even for several names, until asked."""
        box = self._box(row, "provider")
        is_again = not self.heads.ticks and not self._box(row, "stage")
        goes_on = is_again or "provider" not in self.heads.columns
        if box is None:
            return [self.provider if goes_on and self.provider else NO_PROVIDER]
        name = words_of(self.found.use(box))
        self.provider = name
        parts = [part for part in SEVERAL.split(name) if part]
        if len(parts) < 2:
            return [name]
        asked = f"t{self.number}.providers.{self.first.setdefault(name, row)}"
        each = [(part, f"Only “{part}”") for part in parts]
        choices = ("one", f"One column, “{name}”"), *each, ("each", "In a column of each")
        sentence = f"“{name}” may be several providers: which column is it?"
        column = (
            "" if text(self.answered, asked) in (*parts, "each") else self._column(name, row).id
        )
        self._ask(ReadingQuestion(asked, sentence, column=column, choices=choices))
        answer = text(self.answered, asked)
        return parts if answer == "each" else [answer if answer in parts else name]

    def _ask(self, question: ReadingQuestion) -> None:
        if question.id not in self.questions:
            self.questions.add(question.id)
            self.found.questions.append(question)

    def _place(self, row: int, stages: list[FoundStage], provider: str, box: Box) -> None:
        column, lines = self._column(provider, row), self._lines(row, box)
        if self.last and self.last[0].where != where_of(self.table, row):
            self.last = []
        for stage in stages:
            where = where_of(self.table, row)
            paragraphs = list(self.found.use(box).paragraphs)
            put = FoundBox(stage.id, column.id, paragraphs, where, [*lines])
            self.found.boxes.append(put)
            self.last.append(put)

    def _lines(self, row: int, box: Box) -> list[ProposedLine]:
        """Return the line of a row; several if its box is a list of bullets."""
        beneath = self._beneath(row)
        line = self._line(row, box, beneath)
        if len(box.paragraphs) < SEVERAL_BULLETS or not all(map(is_bulleted, box.paragraphs)):
            return [line]
        return [
            replace(
                line,
                wording=replace(
                    line.wording,
                    text=each.wording.text,
                    details=(*each.wording.details, *beneath),
                    link=each.wording.link or line.wording.link,
                ),
                source=each.source,
            )
            for each in lines_of(box.paragraphs).lines
        ]

    def _beneath(self, row: int) -> tuple[str, ...]:
        """Return what the row says of its lines that has no field of its own."""
        details = self._box(row, "details")
        pieces = pieces_of(self.found.use(details)) if details else []
        link = self._box(row, "link")
        if link and not _address(link) and not BARE.fullmatch(words_of(link)):
            pieces += pieces_of(self.found.use(link))
        return tuple(pieces)

    def _link(self, row: int) -> str:
        """Return the address of the row's link. Words that only label the link are dropped."""
        box = self._box(row, "link")
        address = _address(box) if box else ""
        if box and address == words_of(box):
            self.found.use(box)
        elif box and address:
            self.found.leave_out(self.table, box, "Its address is the link of the line.")
        return address

    def _line(self, row: int, box: Box, beneath: tuple[str, ...]) -> ProposedLine:
        words, *more = pieces_of(box)
        first = box.paragraphs[0]
        cost = self._words_in(row, "cost")
        cost_words = "" if cost.lower() in ("0", "free", "paid") else cost
        if note := self.notes.get(cost_words[-1:]):
            cost_words = f"{cost_words} ({note})"
        wording = Wording(
            words,
            (*more, *beneath),
            self._link(row) or first.link,
            cost=cost_of(cost),
            cost_words=cost_words,
            when=self._words_in(row, "when"),
            contact=self._words_in(row, "contact"),
        )
        return ProposedLine(
            wording, tuple(range(len(box.paragraphs))), placement=first.placement,
            opportunity=first.opportunity, is_marked=first.is_marked,
            code=self._words_in(row, "code"),
        )  # fmt: skip

    def _add_point(self, box: Box) -> None:
        """Add a continuation row as a sub-point of the line above, in each place."""
        self.found.use(box)
        for put in self.last:
            *others, line = put.lines or []
            wording = replace(line.wording, details=(*line.wording.details, *pieces_of(box)))
            numbers = range(len(put.paragraphs), len(put.paragraphs) + len(box.paragraphs))
            put.paragraphs += box.paragraphs
            last = replace(line, wording=wording, source=(*line.source, *numbers))
            put.lines = [*others, last]

    def _footnotes(self) -> dict[str, str]:
        """Return the footnotes by the sign that they begin with and that refers to them."""
        last = max(self.heads.rows, default=-1)
        notes: dict[str, str] = {}
        for row in range(last + 1, self.table.size[0]):
            boxes = [words for box in self.table.row(row) if (words := words_of(box))]
            if len(boxes) == 1 and boxes[0][0] in SIGNS:
                notes.setdefault(boxes[0][0], boxes[0])
        return notes

    def _box(self, row: int, what: str) -> Box | None:
        column = self.heads.columns.get(what)
        box = self.table.at.get((row, column)) if column is not None else None
        return box if box and words_of(box) else None

    def _words_in(self, row: int, what: str) -> str:
        box = self._box(row, what)
        return words_of(self.found.use(box)) if box else ""

    def _head(self, column: int) -> str:
        return self.heads.heads.get(column) or f"Column {column + 1}"

    def _is_used(self, box: Box) -> bool:
        return all(id(paragraph) in self.found.used for paragraph in box.paragraphs)

    def _stage(self, name: str, place: str) -> FoundStage:
        if name not in self.stages:
            self.stages[name] = FoundStage(f"t{self.number}{place}", name, self.table.where)
            self.found.stages.append(self.stages[name])
        return self.stages[name]

    def _stage_above(self) -> FoundStage:
        if self.above not in self.found.stages:
            self.found.stages.append(self.above)
        return self.above

    def _column(self, heading: str, row: int) -> FoundColumn:
        if heading not in self.columns:
            id = f"t{self.number}p{row}"
            if any(column.id == id for column in self.found.columns[-MOST_IN_A_ROW:]):
                id += f".{len(self.columns)}"
            self.columns[heading] = FoundColumn(id, heading)
            self.found.columns.append(self.columns[heading])
        return self.columns[heading]


SIGNS = "*†‡"
LIKE_AN_ADDRESS = re.compile(r"[^\s@]+\.[^\s@]+")
"""Also without https://: the checks of the draft report what is wrong with it."""

SEVERAL_BULLETS = 2
MOST_IN_A_ROW = 20


def _address(box: Box) -> str:
    """Return the address that a box links to or contains; empty if there is none."""
    link, words = box.paragraphs[0].link, words_of(box)
    return link if href(link) else words if LIKE_AN_ADDRESS.fullmatch(words) else ""
