"""The cells of a proposal, with the lines of each box as read or as a person left them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from opportunities.exchange.reading.bullets import marker_of, plain
from opportunities.exchange.reading.proposing.answered import about, flag, one_of, text, texts
from opportunities.exchange.reading.proposing.box_lines import AS_ABOVE, PLUS, BoxLines, lines_of
from opportunities.exchange.reading.proposing.found import FoundBox
from opportunities.exchange.reading.proposing.proposal import (
    Answers,
    ProposedCell,
    ProposedLine,
    ReadingQuestion,
)
from opportunities.exchange.reading.tables import LeftOut
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier


class Cells:
    """Reads boxes one by one and collects questions and what is left out."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.questions: list[ReadingQuestion] = []
        self.left_out: list[LeftOut] = []

    def cell(self, box: FoundBox, heading: str) -> ProposedCell:
        answer = about(self.answers.cells, f"{box.stage}.{box.column}")
        read = self._read(box)
        word = read.word or next(
            (word for word in ContinuationWord if word.lower() == box.word.lower()), None
        )
        if box.word and not word:
            self.left_out.append(LeftOut(box.word, box.where, "It is no word that we know."))
        lines = tuple(read.lines)
        if "word" in answer:
            before, word = word, one_of(ContinuationWord, answer["word"])
            if before and before != word:
                self.left_out.append(LeftOut(before, box.where, "You took it away."))
        if isinstance(answer.get("lines"), list | tuple):
            lines = tuple(_answered_lines(answer["lines"], lines))
            self._leave_out_unused(box, lines, read)
        else:
            lines = tuple(_apart(lines, answer.get("apart")))
            self._ask(box, read)
        return ProposedCell(
            box.stage, box.column, tuple(box.paragraphs), lines, word, heading,
            flag(answer, "is_looked_at"), box.where,
        )  # fmt: skip

    def _read(self, box: FoundBox) -> BoxLines:
        if box.lines is not None:
            return BoxLines(lines=box.lines)
        asked = text(self.answers.questions, f"{box.stage}.{box.column}.apart")
        read = lines_of(
            box.paragraphs, is_apart={"yes": True, "no": False}.get(asked), starts=box.starts
        )
        self.left_out += [LeftOut(what, box.where, why) for what, why in read.left_out]
        return read

    def _ask(self, box: FoundBox, read: BoxLines) -> None:
        for doubt in read.doubts:
            id = f"{box.stage}.{box.column}.{doubt.about}"
            if doubt.about != "apart" and doubt.line is not None:
                id += f".{doubt.line}"
            self.questions.append(
                ReadingQuestion(id, doubt.text, box.stage, box.column, doubt.line, doubt.choices)
            )

    def _leave_out_unused(
        self, box: FoundBox, lines: Sequence[ProposedLine], read: BoxLines
    ) -> None:
        """List as left out the paragraphs that a person made no line of."""
        used = {number for line in lines for number in line.source}
        known = {what for what, _ in read.left_out}
        words = " ".join(part for line in lines for part in line.wording.texts)
        for number, paragraph in enumerate(box.paragraphs):
            text = plain(paragraph.text[marker_of(paragraph.text).length :])
            is_word = AS_ABOVE.fullmatch(text) or PLUS.fullmatch(text)
            if not text or is_word or number in used:
                continue
            if text not in known and text not in words:
                reason = "You said that it is no line."
                self.left_out.append(LeftOut(paragraph.text.strip(), box.where, reason))


def _apart(lines: Sequence[ProposedLine], apart: Any) -> Iterator[ProposedLine]:
    """Yield the lines; mark those that a person said are separate."""
    numbers = apart if isinstance(apart, list | tuple) else ()
    for number, line in enumerate(lines):
        yield replace(line, is_apart=True) if number in numbers else line


def _answered_lines(
    answered: Sequence[Any], read: Sequence[ProposedLine]
) -> Iterator[ProposedLine]:
    """Yield the lines as a person left them. Data of the file beside its words, such as a key,
    stays with the first line made from the same paragraph.
    """
    free = {line.source[0]: line for line in reversed(read) if line.source}
    for answer in answered:
        words = text(answer, "text").strip()
        if not words or not isinstance(answer, Mapping):
            continue
        numbers = answer.get("source")
        source = tuple(
            number for number in (numbers if isinstance(numbers, list | tuple) else ())
            if isinstance(number, int)
        )  # fmt: skip
        line = next((free.pop(number) for number in source if number in free), None)
        line = line or ProposedLine(Wording(words))
        yield replace(
            line,
            wording=replace(
                line.wording,
                text=words,
                details=texts(answer, "details"),
                link=text(answer, "link") if "link" in answer else line.wording.link,
            ),
            source=source,
            tier=one_of(ProviderTier, answer["tier"]) if "tier" in answer else line.tier,
            note=text(answer, "note") if "note" in answer else line.note,
            is_apart=flag(answer, "is_apart"),
        )
