"""Make the lines of a box from the paragraphs that a file prints in it.

Import and pasting into a draft share this. Every line keeps the numbers of its paragraphs, and
`doubts` records every decision made for the person.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from opportunities.exchange.reading.bullets import BulletKind, markers_of, plain
from opportunities.exchange.reading.formats.own_values import value_of
from opportunities.exchange.reading.proposing.guesses import is_stage
from opportunities.exchange.reading.proposing.proposal import ProposedLine
from opportunities.exchange.reading.proposing.run_on import parts_of
from opportunities.exchange.reading.tables import Paragraph
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Opportunity, Wording
from opportunities.grid.vocabulary import ContinuationWord
from opportunities.grid.web_address import href

AS_ABOVE = re.compile(
    r"(?:(?:the )?same as|as|as for|all(?: of)? the) above\b\W*(?:(?:and\s+)?(plus)\b\W*)?",
    re.IGNORECASE,
)
PLUS = re.compile(
    r"PLUS\b\W*|plus\s*:\s*|Plus(?:\s*:\s*|\Z)"
    r"|(?i:(?:in addition to|as well as)(?: all(?: of)?)?(?: the)? above)\W*\Z"
)
AS_ANOTHER = re.compile(r"(?:(?:the )?same as|as)(?: for| per)? (.{2,60})", re.IGNORECASE)
NOTHING = re.compile(
    r"[-–—.]+|n/?a\.?|nil|(?:this \w+ is )?not (?:yet )?(?:defined|applicable)\.?", re.IGNORECASE
)
ELSEWHERE = re.compile(
    r"\W*(?:(?:please )?see (?:page|p\.|above|below|overleaf|over)\b.{0,25}|p\.?t\.?o\.?"
    r"|\(?cont(?:inued|[’']?d|\.)?(?: overleaf)?\)?)\W*",
    re.IGNORECASE,
)
LEAD_IN = re.compile(
    r"(?:\w+ ){0,3}(?:can|could|will|should|may|might|must|able to|include|includes|including):",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"(?:e\.\s?g\.|for example\b|for instance\b)", re.IGNORECASE)
GOES_ON = re.compile(r"[a-z(&]")
"""The beginning of words that continue the line before."""
UNFINISHED = re.compile(r"(?:,|\b(?:and|or|of|the|for|with|to|in|by|a|an)|&)\Z")
BEHIND = re.compile(r"(.*\S)\s*<([^<>\s]+)>\s*")
BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """A decision made for the person about a line, for review.

    `choices` are the alternatives, each a value and its label, the decision first.
    """

    line: int | None
    text: str
    about: Literal["apart", "joined", "link", "elsewhere", "long", "as-another"]
    choices: tuple[tuple[str, str], ...] = ()


@dataclass
class BoxLines:
    """The content of a box: lines, its word (“PLUS”, “As above”), what is left out, doubts."""

    lines: list[ProposedLine] = field(default_factory=list)
    word: ContinuationWord | None = None
    left_out: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[LineDoubt] = field(default_factory=list)


@dataclass(slots=True)
class _Piece:
    """The text between two breaks of a paragraph."""

    text: str
    source: tuple[int, ...]
    level: int | None
    kind: BulletKind
    indent: int
    is_first: bool
    paragraph: Paragraph

    @property
    def is_bulleted(self) -> bool:
        return bool(self.kind) or (self.level is not None and self.is_first)


def lines_of(
    paragraphs: Sequence[Paragraph],
    is_apart: bool | None = None,
    starts: Collection[int] = (),
) -> BoxLines:
    """Return the lines of a box with these paragraphs.

    `is_apart`: whether to split run-on text, if a person decided. `starts`: numbers of paragraphs
    that begin a further box, and so do not continue the text before.
    """
    box = BoxLines()
    pieces = _pieces(paragraphs)
    pieces = _without_word(pieces, box)
    pieces = _without_notes(pieces, box)
    pieces, joined = _joined(pieces, starts)
    if len(pieces) == 1:
        pieces = _split(pieces[0], box, is_apart)
    levels = _levels(pieces)
    lines: list[_Line] = []
    for piece, level in zip(pieces, levels, strict=True):
        _add(lines, piece, level, box)
        if id(piece) in joined:
            box.doubts.append(
                LineDoubt(
                    len(lines) - 1,
                    f"“{piece.text}” stood on several lines; we joined them.",
                    "joined",
                )
            )
    box.lines = [line.line() for line in lines]
    box.doubts += _as_others(box.lines)
    return box


def _as_others(lines: Sequence[ProposedLine]) -> Iterator[LineDoubt]:
    """Yield a doubt for each line that is no opportunity but names a stage: “As for ECTs”."""
    for number, line in enumerate(lines):
        found = AS_ANOTHER.fullmatch(line.wording.text)
        if found and not line.placement and is_stage(found[1]):
            words = f"“{line.wording.text}” names another stage: should its lines stand here?"
            yield LineDoubt(number, words, "as-another")


def rows_of(text: str) -> list[Paragraph]:
    """Return the rows of text pasted into a box, as paragraphs.

    An address in angle brackets follows its words, as mail programs print a link.
    """
    rows = []
    for row in BREAKS.split(text):
        behind = BEHIND.fullmatch(row)
        words, link = behind.groups() if behind else (row, row.strip())
        rows.append(Paragraph(words, link=href(link)) if href(link) else Paragraph(row))
    return rows


def text_of(lines: Iterable[ProposedLine | Wording]) -> str:
    """Return lines as editable text: one per row, each sub-point in a row that begins with “- ”."""
    rows = []
    for line in lines:
        wording = line.wording if isinstance(line, ProposedLine) else line
        rows += [wording.text, *(f"- {detail}" for detail in wording.details)]
    return "\n".join(rows)


def lines_of_text(text: str) -> list[Wording]:
    """Parse the text that `text_of` writes, one line per row; join and omit nothing."""
    lines: list[Wording] = []
    for row in BREAKS.split(text):
        words = plain(row)
        is_point = row[:1].isspace() or words.startswith(("- ", "– ", "• "))
        words = words[2:].lstrip() if words.startswith(("- ", "– ", "• ")) else words
        if not words or words == "-":
            continue
        if is_point and lines:
            lines[-1] = replace(lines[-1], details=(*lines[-1].details, words))
        else:
            lines.append(Wording(words))
    return lines


def _pieces(paragraphs: Sequence[Paragraph]) -> list[_Piece]:
    raw = [
        (number, paragraph, text, part == 0)
        for number, paragraph in enumerate(paragraphs)
        for part, text in enumerate(BREAKS.split(paragraph.text))
    ]
    raw = [entry for entry in raw if plain(entry[2])]
    markers = markers_of([text for _, _, text, _ in raw])
    pieces = []
    for (number, paragraph, text, is_first), marker in zip(raw, markers, strict=True):
        words = plain(text[marker.length :])
        indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
        pieces.append(
            _Piece(words, (number,), paragraph.level, marker.kind, indent, is_first, paragraph)
        )
    return pieces


def _without_word(pieces: list[_Piece], box: BoxLines) -> list[_Piece]:
    """Return the pieces after “PLUS” or “As above”, which become the box's word."""
    if not pieces:
        return pieces
    first = pieces[0]
    if found := AS_ABOVE.match(first.text):
        box.word = ContinuationWord.PLUS if found[1] else ContinuationWord.AS_ABOVE
    elif found := PLUS.match(first.text):
        box.word = ContinuationWord.PLUS
    else:
        return pieces
    if rest := first.text[found.end() :].strip():
        first.text = rest
        return pieces
    pieces = pieces[1:]
    if pieces and box.word is ContinuationWord.AS_ABOVE and pieces[0].text.upper() == "PLUS":
        box.word = ContinuationWord.PLUS
        return pieces[1:]
    return pieces


def _without_notes(pieces: list[_Piece], box: BoxLines) -> list[_Piece]:
    """Return the pieces that are lines: no dashes for nothing, page references or lead-ins."""
    others = []
    for number, piece in enumerate(pieces):
        if piece.paragraph.placement:
            others.append(piece)
        elif NOTHING.fullmatch(piece.text):
            box.left_out.append((piece.text, "It says that nothing stands here."))
        elif ELSEWHERE.fullmatch(piece.text):
            box.left_out.append((piece.text, "It points elsewhere."))
            box.doubts.append(
                LineDoubt(
                    None,
                    f"“{piece.text}” points elsewhere: should something stand here?",
                    "elsewhere",
                )
            )
        elif (
            number == 0
            and LEAD_IN.fullmatch(piece.text)
            and len(pieces) > 1
            and all(later.is_bulleted for later in pieces[1:])
        ):
            box.left_out.append((piece.text, "It leads in to the lines below it."))
        else:
            others.append(piece)
    return others


def _joined(pieces: list[_Piece], starts: Collection[int]) -> tuple[list[_Piece], set[int]]:
    """Join pieces that a break separated; return the pieces, and which of them were joined."""
    capital = sum(not GOES_ON.match(piece.text) for piece in pieces)
    has_bullets = any(piece.is_bulleted for piece in pieces)
    may_join = has_bullets or capital * 2 >= len(pieces)
    whole: list[_Piece] = []
    joined: set[int] = set()
    for piece in pieces:
        before = whole[-1] if whole else None
        is_start = piece.is_first and piece.source[0] in starts
        if (
            before
            and may_join
            and not piece.is_bulleted
            and not (is_start and not _is_open(before))
            and _goes_on(before, piece)
        ):
            glue = "" if re.search(r"\w-\Z", before.text) else " "
            before.text += glue + piece.text
            is_one = piece.source[0] in before.source
            before.source = tuple(dict.fromkeys(before.source + piece.source))
            if not is_one:
                joined.add(id(before))
        else:
            whole.append(piece)
    return whole, joined


def _goes_on(before: _Piece, piece: _Piece) -> bool:
    if piece.paragraph.placement or EXAMPLE.match(piece.text):
        return False
    if piece.indent > before.indent + 1 and not before.is_bulleted:
        return False
    if _is_open(before):
        return True
    if href(piece.text):
        return False
    return bool(GOES_ON.match(piece.text)) and not before.text.endswith((".", ";", ":"))


def _is_open(piece: _Piece) -> bool:
    """Return whether the words cannot end here."""
    text = piece.text
    return text.count("(") > text.count(")") or bool(UNFINISHED.search(text))


ONE, SEVERAL = ("no", "One line"), ("yes", "Several lines")


def _split(piece: _Piece, box: BoxLines, is_apart: bool | None) -> list[_Piece]:
    """Split run-on text and mark the parts. If it has one “;” only, or is one list entry, ask."""
    if piece.paragraph.placement:
        return [piece]
    parts = parts_of(piece.text)
    is_entry = piece.paragraph.level is not None
    if len(parts) > 1 and not is_entry:
        text = f"The file runs {len(parts)} lines together; we took them apart."
        box.doubts.append(LineDoubt(None, text, "apart", (SEVERAL, ONE)))
        parts = [piece.text] if is_apart is False else parts
    elif len(parts) > 1 or ";" in piece.text.rstrip(";"):
        text = f"“{piece.text}” could be one line or several."
        box.doubts.append(LineDoubt(0, text, "apart", (ONE, SEVERAL)))
        if not is_apart:
            parts = [piece.text]
        elif len(parts) == 1:
            parts = [part for each in piece.text.split(";") if (part := each.strip())]
    elif len(piece.text) > MUCH:
        box.doubts.append(LineDoubt(0, "This is long for one line: it may be several.", "long"))
    return [replace(piece, text=part) for part in parts] if len(parts) > 1 else [piece]


MUCH = 160
"""More characters than a line with a single thought has."""


def _levels(pieces: list[_Piece]) -> list[int]:
    """Return the level of each piece: 0 for a line, 1 for a sub-point."""
    listed = [piece.level for piece in pieces if piece.level is not None]
    lowest = min(listed, default=0)
    indent = min((piece.indent for piece in pieces), default=0)
    levels: list[int] = []
    has_major = False
    under_colon = False
    for number, piece in enumerate(pieces):
        if piece.level is not None:
            is_sub = piece.level > lowest
        elif piece.kind in ("minor", "letter", "roman"):
            is_sub = has_major or piece.indent > indent + 1
        else:
            is_sub = number > 0 and piece.indent > indent + 1
        if not piece.is_bulleted:
            under_colon = piece.text.endswith(":")
        elif under_colon:
            is_sub = True
        if piece.kind in ("sign", "number"):
            has_major = True
        levels.append(1 if is_sub or EXAMPLE.match(piece.text) else 0)
    return levels


NOTE = "note"
FIELD = {each.name: each for each in FIELDS[Opportunity]}


@dataclass(slots=True)
class _Line:
    """A line under construction: its first piece, its sub-points and its link."""

    piece: _Piece
    link: str
    details: list[str] = field(default_factory=list)
    source: dict[int, None] = field(default_factory=dict)
    beside: list[tuple[str, str]] = field(default_factory=list)

    def add(self, piece: _Piece, level: int) -> bool:
        """Add a piece as a sub-point or as the link; return whether that was a guess to report."""
        self.source |= dict.fromkeys(piece.source)
        self.beside += piece.paragraph.beside if piece.is_first else ()
        is_detail = level and piece.level  # a list below a line has its sub-points
        is_guess = bool(href(piece.text) and not self.link and not is_detail)
        if is_guess:
            self.link = piece.text
        elif not piece.text == piece.paragraph.link == self.link:
            self.details.append(piece.text)
        self.link = self.link or piece.paragraph.link
        return is_guess

    def line(self) -> ProposedLine:
        texts = {name: text for name, text in self.beside if name != NOTE}
        wording = Wording(
            self.piece.text,
            tuple(self.details),
            self.link,
            **{name: value_of(FIELD[name], text) for name, text in texts.items()},
        )
        paragraph, is_first = self.piece.paragraph, self.piece.is_first
        return ProposedLine(
            wording,
            tuple(self.source),
            tier=paragraph.tier if is_first else None,
            note="\n".join(text for name, text in self.beside if name == NOTE),
            placement=paragraph.placement if is_first else None,
            opportunity=paragraph.opportunity if is_first else None,
            is_marked=paragraph.is_marked if is_first else None,
        )


def _add(lines: list[_Line], piece: _Piece, level: int, box: BoxLines) -> None:
    """Add the piece as a new line, or to the last one."""
    is_with = level or href(piece.text) == piece.text
    if lines and is_with and not piece.paragraph.placement:
        if lines[-1].add(piece, level):
            doubt = f"“{piece.text}” stands alone; we made it the link of the line before."
            box.doubts.append(LineDoubt(len(lines) - 1, doubt, "link"))
    else:
        link = piece.paragraph.link if piece.is_first else ""
        beside = [*piece.paragraph.beside] if piece.is_first else []
        lines.append(_Line(piece, link, source=dict.fromkeys(piece.source), beside=beside))
