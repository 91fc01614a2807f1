"""Read text pasted into a box of a draft: as lines of the box, or as a table spread over boxes.

`read_into` depends only on the draft, the text and the person's answers so far: each step reads
anew and nothing is stored. It reads like an import.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from cpd_site.plain_text import UNSEEN, without_controls
from opportunities.editing.lines import MOST_AT_ONCE, cell, cleaned
from opportunities.editing.pasting import NewBox, NewLine
from opportunities.exchange.reading.bullets import BARE, marker_of
from opportunities.exchange.reading.formats.pasted import blocks_of
from opportunities.exchange.reading.pasting.spreading import (
    PastedParagraphs,
    in_one_box,
    spread_tables,
)
from opportunities.exchange.reading.proposing.box_lines import (
    BREAKS,
    ELSEWHERE,
    SEVERAL,
    BoxLines,
    LineDoubt,
    lines_of,
    rows_of,
)
from opportunities.exchange.reading.tables import CannotRead, Paragraph, Table
from opportunities.grid.snapshot import (
    Column,
    GridSnapshot,
    Opportunity,
    Place,
    Stage,
    Wording,
)
from opportunities.grid.vocabulary import ContinuationWord

NO_LINE = "Write at least one line."
ONLY_SIGNS = "There are no words in this, only signs. Write at least one line."
MOST_CHARACTERS = 100_000
MOST_ROWS = 4 * MOST_AT_ONCE
"""Rows of lines and their sub-points."""

MOST_SHOWN = 200
"""The most entries to show of what is left out."""

LONGEST_LINK = 500
"""Characters. A longer address becomes a sub-point."""

OWN = "own"
"""The answer that a line is not the same as one in another box."""

ASKED = ("apart", "link", "elsewhere")
"""Questions about the lines of a box, besides those about joined rows."""

type Choices = tuple[tuple[str, str], ...]

CHOICES: Mapping[str, Choices] = {
    "joined": (("one", "One line"), ("rows", "A line for each row")),
    "link": (("link", "The link of the line"), ("point", "A sub-point")),
    "elsewhere": (("out", "Leave it out"), ("line", "Add it as a line")),
}


@dataclass(frozen=True, slots=True)
class PasteQuestion:
    """A question: each choice is a value and its label, and `answer` the current value."""

    id: str
    text: str
    choices: Choices
    answer: str


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A line as it will be added. `known` is the line with the same words, in `places` other boxes.

    If the words are already in this box (`is_here`, `is_hidden` from readers) or occur earlier in
    the pasted text (`is_again`), it is added only as a line of its own.
    """

    id: str
    wording: Wording
    known: Opportunity | None = None
    places: int = 0
    is_here: bool = False
    is_hidden: bool = False
    is_again: bool = False
    is_own: bool = False

    @property
    def is_added(self) -> bool:
        return self.is_own or not (self.is_here or self.is_again)

    @property
    def new(self) -> NewLine:
        same_as = None if self.is_own or self.known is None else self.known.key
        return NewLine(self.wording, same_as, self.is_own)


@dataclass(frozen=True, slots=True)
class PastedBox:
    """What will be added to one box."""

    stage: Stage
    column: Column
    lines: tuple[PastedLine, ...]
    word: ContinuationWord | None = None

    @property
    def added(self) -> list[PastedLine]:
        return [line for line in self.lines if line.is_added]

    @property
    def new(self) -> NewBox:
        place = self.stage.key, self.column.key
        return NewBox(place, tuple(line.new for line in self.added), self.word)


@dataclass(frozen=True)
class Pasted:
    """The whole result. `is_table`: it can spread over boxes; `is_over_boxes`: it does."""

    boxes: Sequence[PastedBox]
    questions: Sequence[PasteQuestion] = ()
    left_out: Sequence[tuple[str, str]] = ()
    is_table: bool = False
    is_over_boxes: bool = False
    rows: int = 0

    @property
    def lines(self) -> list[PastedLine]:
        """The lines that will be added."""
        return [line for box in self.boxes for line in box.added]

    @property
    def with_points(self) -> int:
        return sum(bool(line.wording.details) for line in self.lines)

    @property
    def first_left_out(self) -> Sequence[tuple[str, str]]:
        """The first of what is left out: a page cannot show tens of thousands."""
        return self.left_out[:MOST_SHOWN]

    @property
    def left_out_more(self) -> int:
        return max(len(self.left_out) - MOST_SHOWN, 0)

    @property
    def is_plain(self) -> bool:
        """Whether this is a single row that can only be one line, without questions or remarks."""
        is_clear = not self.questions and not self.left_out and not self.is_table
        return is_clear and self.rows == 1 and len(self.lines) == 1


def read_into(
    grid: GridSnapshot,
    place: Place,
    text: str,
    *,
    answers: Mapping[str, str] | None = None,
    as_lines: bool = False,
) -> Pasted:
    """Return what this text adds to the draft if pasted at this place. `as_lines` prevents reading
    it as a table.

    Raises CannotRead with a sentence for the person who pasted it.
    """
    stage, column = cell(grid, place)
    text, many = _tidied(text)
    blocks = blocks_of(text)
    table = spread_tables(grid, place, blocks)
    is_over_boxes = table.is_table and not as_lines
    if is_over_boxes:
        boxes = table.boxes
    elif any(isinstance(block, Table) for block in blocks):
        boxes = [in_one_box(stage, column, blocks)]
    else:
        boxes = [PastedParagraphs(stage, column, rows_of(text))]
    left_out = table.left_out if is_over_boxes else []
    reading = _Reading(grid, answers or {}, left_out)
    made = [reading.read(str(number), printed) for number, printed in enumerate(boxes)]
    if not reading.questions and not any(box.lines or box.word for box in made):
        raise CannotRead(_why_nothing(left_out))
    made = [box for box in made if box.lines or box.word]
    return Pasted(made, reading.questions, left_out, table.is_table, is_over_boxes, many)


def _tidied(text: str) -> tuple[str, int]:
    """Return the text with plain line breaks, without invisible characters, and its number of rows.

    Refuses too much text.
    """
    text = without_controls(BREAKS.sub("\n", text).replace("\0", ""))
    text = "".join(letter for letter in text if letter not in UNSEEN)
    rows = sum(bool(row.strip()) for row in text.split("\n"))
    if not rows:
        raise CannotRead(NO_LINE)
    if rows > MOST_ROWS:
        raise CannotRead(f"That is {rows:,} rows. Add at most {MOST_AT_ONCE} lines at once.")
    if len(text) > MOST_CHARACTERS:
        raise CannotRead(
            f"That is {len(text):,} characters. Paste at most {MOST_CHARACTERS:,} at once."
        )
    return text, rows


def _why_nothing(left_out: Sequence[tuple[str, str]]) -> str:
    if not left_out:
        return ONLY_SIGNS
    what, reason = left_out[0]
    return f"No line is left to add. “{what}” is left out: {reason[0].lower()}{reason[1:]}"


class _Reading:
    """Reads the boxes in order and collects questions and what is left out."""

    def __init__(
        self, grid: GridSnapshot, answers: Mapping[str, str], left_out: list[tuple[str, str]]
    ) -> None:
        self.grid, self.answers, self.left_out = grid, answers, left_out
        self.questions: list[PasteQuestion] = []
        self.standing: dict[UUID, set[Place]] = defaultdict(set)
        for placement in grid.placements:
            self.standing[placement.opportunity].add(placement.place)
        self.hidden = {(one.opportunity, one.place) for one in grid.placements if one.hidden}
        self.saying: dict[tuple[str, tuple[str, ...]], list[Opportunity]] = defaultdict(list)
        for line in grid.opportunities:
            self.saying[line.text, line.details].append(line)

    def read(self, id: str, printed: PastedParagraphs) -> PastedBox:
        box = self._without_torn(id, printed)
        wordings = [line.wording for line in box.lines]
        elsewhere = iter([pair for pair in box.left_out if ELSEWHERE.fullmatch(pair[0])])
        for doubt in box.doubts:
            answer = self._doubt(id, doubt) if doubt.about in ASKED else ""
            if doubt.about == "elsewhere":
                pair = next(elsewhere)
                box.left_out.remove(pair)  # the question mentions it
                wordings += [Wording(pair[0])] if answer == "line" else []
            elif answer == "point" and doubt.line is not None:
                line = wordings[doubt.line]
                points = (*line.details, line.link)
                wordings[doubt.line] = replace(line, details=points, link="")
        self.left_out += box.left_out
        place = printed.stage.key, printed.column.key
        lines = self._lines(id, place, wordings)
        return PastedBox(printed.stage, printed.column, lines, self._word(id, place, box))

    def _without_torn(self, id: str, printed: PastedParagraphs) -> BoxLines:
        """Read the lines of a box; split rows that people answered were joined wrongly."""
        is_apart = {"yes": True, "no": False}.get(self.answers.get(f"{id}-apart", ""))
        box = lines_of(printed.paragraphs, is_apart, printed.starts)
        torn: set[int] = set()
        for doubt in box.doubts:
            if doubt.about == "joined" and self._doubt(id, doubt) == "rows":
                torn |= set(box.lines[doubt.line or 0].source)
        if not torn:
            return box
        rows = [
            _bulleted(paragraph) if number in torn else paragraph
            for number, paragraph in enumerate(printed.paragraphs)
        ]
        return lines_of(rows, is_apart, printed.starts)

    def _doubt(self, id: str, doubt: LineDoubt) -> str:
        if doubt.about == "apart":
            is_apart = doubt.choices[0] == SEVERAL
            text = "This ran together in one row. Is it several lines?" if is_apart else doubt.text
            return self._ask(f"{id}-apart", text, doubt.choices)
        asked = f"{id}-{doubt.about}-{_digest(doubt.text)}"
        return self._ask(asked, doubt.text, CHOICES[doubt.about])

    def _ask(self, id: str, text: str, choices: Choices) -> str:
        given = self.answers.get(id, "")
        answer = given if given in dict(choices) else choices[0][0]
        self.questions.append(PasteQuestion(id, text, choices, answer))
        return answer

    def _word(self, id: str, place: Place, box: BoxLines) -> ContinuationWord | None:
        if box.word is None:
            return None
        if self.grid.word_at.get(place) == box.word:
            self.left_out.append((box.word, "The box starts with it already."))
            return None
        text = f"“{box.word}” comes first. Does what stands above go on here?"
        choices = ("yes", f"Yes, the box starts with “{box.word}”"), ("no", "No, leave it out")
        return box.word if self._ask(f"{id}-word", text, choices) == "yes" else None

    def _lines(self, id: str, place: Place, wordings: Sequence[Wording]) -> tuple[PastedLine, ...]:
        lines = []
        times: Counter[tuple[str, tuple[str, ...]]] = Counter()
        for pasted in wordings:
            link, points = pasted.link, pasted.details
            if len(link) > LONGEST_LINK:
                link, points = "", (*points, link)
            details = tuple(filter(None, map(cleaned, points)))
            wording = Wording(cleaned(pasted.text), details, link)
            if BARE.fullmatch(wording.text):
                continue
            words = wording.text, wording.details
            times[words] += 1
            known = self._known(wording)
            places = self.standing[known.key] if known else set()
            name = f"{id}-same-{_digest(repr(words))}-{times[words]}"
            lines.append(
                PastedLine(
                    name,
                    wording,
                    known,
                    places=len(places - {place}),
                    is_here=place in places,
                    is_hidden=known is not None and (known.key, place) in self.hidden,
                    is_again=times[words] > 1,
                    is_own=self.answers.get(name) == OWN,
                )
            )
        return tuple(lines)

    def _known(self, wording: Wording) -> Opportunity | None:
        """Return the existing line with these words; of several, the one in most boxes."""
        saying = [
            line
            for line in self.saying[wording.text, wording.details]
            if wording.link in ("", line.link)
        ]
        return max(saying, key=lambda line: len(self.standing[line.key]), default=None)


def _bulleted(paragraph: Paragraph) -> Paragraph:
    """Return the paragraph marked as the beginning of a line."""
    words = paragraph.text.lstrip()
    if marker_of(words).kind:
        return paragraph
    indent = paragraph.text[: len(paragraph.text) - len(words)]
    return replace(paragraph, text=f"{indent}• {words}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
