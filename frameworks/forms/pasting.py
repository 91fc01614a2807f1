"""The form for new lines of a box: the typed or pasted text, and the answers about it."""

import hashlib
from typing import Any

from django import forms

from frameworks.forms.drafts import TIERS, DeskForm
from opportunities.editing.lines import CannotEdit
from opportunities.editing.pasting import NewBox, paste
from opportunities.exchange.reading.pasting.into_boxes import NO_LINE, Pasted, read_into
from opportunities.exchange.reading.tables import CannotRead
from opportunities.grid.snapshot import GridSnapshot, Place
from opportunities.grid.vocabulary import ProviderTier

ANSWER = "-answer"
"""The suffix of the name of an answer, after the id of its question."""

TABLE, LINES = "table", "lines"
"""The ways to read a table: spread over boxes, or as lines of this box."""


class PastedText(forms.CharField):
    """A pasted text, with leading tabs, which are empty boxes of a table."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\0", "")


class AddLinesForm(DeskForm):
    """A form for new lines of a box. The page shows them as they will be before it adds them.

    `pasted` is the text as read; `step` is the way to read a table. Besides its fields the form
    takes `seen`, the fingerprint of what the page showed, `do`, a request other than adding, and
    answers.
    """

    lines = PastedText(
        label="New lines",
        help_text="One on a line. You can paste a list, or a table.",
        strip=False,
        error_messages={"required": NO_LINE},
    )
    tier = forms.ChoiceField(
        label="Who provides them", choices=TIERS, error_messages={"required": "Choose who."}
    )

    pasted: Pasted | None = None

    def __init__(self, *args: Any, grid: GridSnapshot, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid, self.place = grid, place
        self.do = self.data.get("do", "")
        asked = self.do if self.do in (TABLE, LINES) else self.data.get("step")
        self.step = LINES if asked == LINES else TABLE
        self.answers = {
            name.removesuffix(ANSWER): str(value)
            for name, value in self.data.items()
            if name.endswith(ANSWER)
        }
        if grid.column_by_key[place[1]].tier:
            self.fields["tier"].required = False

    @property
    def shows_tier(self) -> bool:
        """Whether these lines go into a column with several providers."""
        if self.pasted:
            return any(box.column.tier is None for box in self.pasted.boxes)
        return self.fields["tier"].required

    @property
    def tier_chosen(self) -> ProviderTier | None:
        tier = self.cleaned_data.get("tier")
        return ProviderTier(tier) if tier else None

    @property
    def boxes(self) -> list[NewBox]:
        return [box.new for box in self.pasted.boxes] if self.pasted else []

    @property
    def fingerprint(self) -> str:
        """A fingerprint of the words and the way to read them, which the page shows."""
        rows = self.data.get("lines", "").splitlines()
        return hashlib.sha256("\n".join([self.step, *rows]).encode("utf-8", "replace")).hexdigest()

    @property
    def is_changed(self) -> bool:
        """Whether the words differ from those that the page showed."""
        return not self.do and self.data.get("seen", self.fingerprint) != self.fingerprint

    @property
    def is_looked_at(self) -> bool:
        """Whether the lines can be added: the page showed them, or they are one plain line."""
        if self.do or self.pasted is None:
            return False
        asked = {question.id for question in self.pasted.questions}
        was_seen = self.data.get("seen") == self.fingerprint and asked <= self.answers.keys()
        return was_seen or self.pasted.is_plain

    def clean(self) -> None:
        if "lines" not in self.cleaned_data:
            return
        is_refused = self.step == LINES
        try:
            self.pasted = read_into(
                self.grid,
                self.place,
                self.cleaned_data["lines"],
                answers=self.answers,
                as_lines=is_refused,
            )
            paste(self.grid, self.boxes, tier=ProviderTier.SCHOOL)
        except CannotRead as cannot:
            self.add_error("lines", str(cannot))
        except CannotEdit as cannot:
            self.add_error("lines", str(cannot))
            if self.pasted and self.pasted.lines:
                self.pasted = None
        if self.shows_tier and self.is_looked_at and not self.tier_chosen:
            self.add_error("tier", self.fields["tier"].error_messages["required"])
