"""Forms to proof-read a file: one box, or every open question at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from cpd_site.plain_text import one_line
from frameworks.forms.drafts import TIERS, set_too_long_messages
from frameworks.forms.imports import CHOOSE, choice
from opportunities.exchange.reading.proposing import box_edits, box_lines
from opportunities.exchange.reading.proposing.box_edits import ProposedLines
from opportunities.exchange.reading.proposing.proposal import (
    ProposedCell,
    ProposedLine,
    ReadingQuestion,
)
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord

SEEN = "seen"
"""The answer to a question that has no choices."""

MOST_OF_A_BOX = 100_000


@dataclass(frozen=True)
class LineRow:
    """A line of the box with its questions; `fields` are "same", "provider", "text", "details"."""

    number: int
    line: ProposedLine
    is_in_hand: bool
    asked: list[tuple[ReadingQuestion, BoundField | None]] = field(default_factory=list)
    fields: dict[str, BoundField] = field(default_factory=dict)


class BoxForm(forms.Form):
    """A form to edit a box of the file line by line; `in_hand` is the index of the line to rewrite.

    With `as_text` it edits all lines as one text instead. `elsewhere` has for each line the number
    of other boxes with the same words.
    """

    word = forms.ChoiceField(
        label="Goes on from the stage before",
        required=False,
        choices=[("", "No"), *((word.value, word.value) for word in ContinuationWord)],
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        cell: ProposedCell,
        is_mixed: bool,
        questions: Sequence[ReadingQuestion] = (),
        elsewhere: Sequence[int] = (),
        in_hand: int | None = None,
        as_text: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cell, self.is_mixed, self.questions = cell, is_mixed, questions
        self.as_text = as_text
        self.in_hand = in_hand if in_hand in range(len(cell.lines)) and not as_text else None
        self.fields["word"].initial = cell.word or ""
        if as_text:
            self._ask_for_text()
        else:
            for number, line in enumerate(cell.lines):
                self._ask_of_line(number, line, elsewhere[number] if elsewhere else 0)
            for question in questions:
                self._ask_question(question)
        set_too_long_messages(self)

    def _ask_for_text(self) -> None:
        self.displayed_text = box_lines.text_of(self.cell.lines)
        text = self.data.get("lines", "") if self.is_bound else self.displayed_text
        rows = min(30, max(6, text.count("\n") + 3))
        self.fields["lines"] = forms.CharField(
            label="All lines of this box",
            required=False,
            strip=False,
            max_length=MOST_OF_A_BOX,
            initial=self.displayed_text,
            help_text="One opportunity a row. A sub-point begins with “- ”. Take out a row that is "
            "no opportunity; join two by putting them in one row.",
            widget=forms.Textarea(attrs={"rows": rows}),
        )

    def _ask_of_line(self, number: int, line: ProposedLine, elsewhere: int) -> None:
        name = line.wording.text
        if elsewhere:
            boxes = "1 other box" if elsewhere == 1 else f"{elsewhere} other boxes"
            self.fields[f"same-{number}"] = forms.BooleanField(
                label=f"The same line as in {boxes}", required=False, initial=not line.is_apart
            )
        if number == self.in_hand:
            self._ask_for_words(number, line)
        if self.is_mixed or number == self.in_hand:
            first = CHOOSE if self.is_mixed else ("", "As its column says")
            provider = choice(f"Who provides “{name}”?", [first, *TIERS])
            provider.initial = line.tier or ""
            self.fields[f"provider-{number}"] = provider

    def _ask_for_words(self, number: int, line: ProposedLine) -> None:
        for name, label, hint, text, rows in (
            ("text", f"Line {number + 1}", "A new row in the box begins a new opportunity.",
             line.wording.text, 2),
            ("details", f"Under line {number + 1}", "One sub-point on a row.",
             "\n".join(line.wording.details), len(line.wording.details) + 1),
        ):  # fmt: skip
            self.fields[name] = forms.CharField(
                label=label,
                help_text=hint,
                required=False,
                strip=False,
                max_length=MOST_OF_A_BOX,
                initial=text,
                widget=forms.Textarea(attrs={"rows": min(12, rows)}),
            )

    def _ask_question(self, question: ReadingQuestion) -> None:
        if question.choices:
            self.fields[f"question/{question.id}"] = forms.ChoiceField(
                label=question.text,
                choices=question.choices,
                required=False,
                initial=question.answer or question.choices[0][0],
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> Iterator[LineRow]:
        """Yield the lines with their fields."""
        for number, line in enumerate(self.cell.lines):
            names = {"same": f"same-{number}", "provider": f"provider-{number}"}
            if number == self.in_hand:
                names |= {"text": "text", "details": "details"}
            fields = {key: self[name] for key, name in names.items() if name in self.fields}
            yield LineRow(number, line, number == self.in_hand, self._asked(number), fields)

    @property
    def of_the_box(self) -> list[tuple[ReadingQuestion, BoundField | None]]:
        """The questions about the whole box, or about a line that is no line any more."""
        there = range(len(self.cell.lines))
        return [
            pair
            for line in {question.line for question in self.questions}
            if line not in there
            for pair in self._asked(line)
        ]

    def _asked(self, line: int | None) -> list[tuple[ReadingQuestion, BoundField | None]]:
        return [
            (question, self[name] if (name := f"question/{question.id}") in self.fields else None)
            for question in self.questions
            if question.line == line
        ]

    def lines(self) -> ProposedLines:
        """Return the lines as this form changes them."""
        if self.as_text:
            return tuple(map(self._typed, self._wordings(self.cleaned_data["lines"])))
        lines = tuple(
            replace(
                line,
                tier=self.cleaned_data.get(f"provider-{number}", line.tier) or None,
                is_apart=self._is_apart(number, line),
            )
            for number, line in enumerate(self.cell.lines)
        )
        if self.in_hand is None or not {"text", "details"} & set(self.changed_data):
            return lines
        text, details = (_rows(self.cleaned_data[name]) for name in ("text", "details"))
        return box_edits.rewrite(lines, self.in_hand, text, details)

    def _is_apart(self, number: int, line: ProposedLine) -> bool:
        """Return whether the line is apart; browsers do not send an unticked box, so look at the
        lines that were shown."""
        if str(number) not in _displayed(self.data):
            return line.is_apart
        return not self.cleaned_data.get(f"same-{number}", not line.is_apart)

    def _typed(self, wording: Wording) -> ProposedLine:
        """Return a line with this wording and the other fields of a line of the file.

        That is the line with the same words, else the one at the same index if the number of lines
        is the same.
        """
        lines, typed = self.cell.lines, self._wordings(self.cleaned_data["lines"])
        before = next((line for line in lines if line.wording.text == wording.text), None)
        if before is None and len(typed) == len(lines):
            before = lines[typed.index(wording)]
        before = before or ProposedLine(wording)
        own = replace(before.wording, text=wording.text, details=wording.details)
        return replace(before, wording=own)

    def _wordings(self, text: str) -> list[Wording]:
        return [
            replace(one, text=one_line(one.text), details=tuple(map(one_line, one.details)))
            for one in box_lines.lines_of_text(text)
            if one_line(one.text)
        ]

    def lacks_provider(self, lines: ProposedLines) -> bool:
        """Return whether a line lacks its provider; add an error to its field."""
        without = [number for number, line in enumerate(lines) if self.is_mixed and not line.tier]
        for number in without:
            if f"provider-{number}" in self.fields:
                words = lines[number].wording.text
                self.add_error(f"provider-{number}", f"Choose who provides “{words}”.")
        return bool(without)

    def answer_with(self, before: Mapping[str, Any], lines: ProposedLines) -> dict[str, Any]:
        """Return the answer to store about the box: `before`, with changed lines and word."""
        answer = dict(before)
        if lines != self.cell.lines:
            answer["lines"] = [*map(line_to_json, lines)]
        if "word" in self.changed_data:
            answer["word"] = self.cleaned_data["word"]
        return answer

    def answers(self, *, all_of_them: bool) -> dict[str, str]:
        """Return the changed answers; with `all_of_them` also those left as shown."""
        return {
            question.id: self.cleaned_data.get(name) or (question.choices or ((SEEN,),))[0][0]
            for question in self.questions
            if (name := f"question/{question.id}") in self.changed_data or all_of_them
        }

    @property
    def changes_reading(self) -> bool:
        """Whether an answer changes how we read the box."""
        return any(name.startswith("question/") for name in self.changed_data)


class ThingsForm(forms.Form):
    """A form to answer everything to look at in one go.

    `same` has the lines that are in several boxes, by the id of the first one, with how many boxes.
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[ReadingQuestion],
        same: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.same = questions, same
        for question in questions:
            known = question.choices or ((SEEN, "Looked at"),)
            self.fields[f"question/{question.id}"] = choice(question.text, [CHOOSE, *known])
        for id, boxes in same.items():
            self.fields[f"same/{id}"] = forms.BooleanField(
                label=f"The same line in {boxes} boxes", required=False, initial=True
            )

    def answers(self) -> dict[str, str]:
        """Return the answers given in this form."""
        return {
            question.id: answer
            for question in self.questions
            if (answer := self.cleaned_data[f"question/{question.id}"])
        }

    def apart(self) -> list[str]:
        """Return the ids of the lines that stay apart in each box."""
        displayed = _displayed(self.data)
        return [id for id in self.same if id in displayed and not self.cleaned_data[f"same/{id}"]]


def _displayed(data: Any) -> list[str]:
    """Return the ids of the lines for which the page showed the box "same"."""
    return data.getlist("shown") if isinstance(data, QueryDict) else []


def displayed_answers(questions: Sequence[ReadingQuestion]) -> dict[str, str]:
    """Return the answers that confirm how the lines are read now."""
    return {each.id: (each.choices or ((SEEN,),))[0][0] for each in questions}


def line_to_json(line: ProposedLine) -> dict[str, Any]:
    """Convert a line to the JSON of `Answers.cells`."""
    data = {
        "text": line.wording.text,
        "details": list(line.wording.details),
        "link": line.wording.link,
        "tier": line.tier and str(line.tier),
        "note": line.note,
        "source": list(line.source),
        "is_apart": line.is_apart,
    }
    return {name: value for name, value in data.items() if value}


def _rows(text: str) -> list[str]:
    return [words for row in box_lines.BREAKS.split(text) if (words := one_line(row))]
