"""Forms for a file compared with an edition: the edition, the pairs, the questions."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from frameworks.forms.drafts import set_too_long_messages
from frameworks.models import Edition
from opportunities import merge
from opportunities.comparing.matching import RewordingQuestion
from opportunities.layout.update_items import DecisionItem
from opportunities.merge import Answer

ONE, TWO = "one", "two"
SAID: dict[str, str] = {
    Answer.OURS: "As in the draft",
    Answer.THEIRS: "As in the file",
    Answer.SHOW_THEIRS: "Have it again, as in the file",
}
"""The labels of answers where the draft is ours and the file theirs."""

PAIRED = [(ONE, "The same, in other words"), (TWO, "Two: one is gone, one is new")]


class CompareFileForm(forms.Form):
    """A form to choose the edition to compare a file with, and what a missing line means."""

    base = forms.TypedChoiceField(label="Compare it with", coerce=int)
    is_part = forms.TypedChoiceField(
        label="What is missing in the file",
        coerce=lambda value: value == "part",
        choices=[("whole", "was taken out"), ("part", "stays: the file is a part, or a list")],
    )

    def __init__(self, *args: Any, editions: Sequence[Edition], says_itself: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            (edition.pk, _edition_label(edition, editions[0])) for edition in editions
        ]
        if says_itself:  # files of this site say it themselves
            del self.fields["is_part"]


def _edition_label(edition: Edition, first: Edition) -> str:
    """Return the name of the edition, with its publisher if that is another framework's."""
    if edition.is_draft:
        return "the draft"
    of = edition.framework
    return f"the {edition.name}" + (
        f" of {of.organisation.short_name}" if of.pk != first.framework_id else ""
    )


class NewsForm(forms.Form):
    """The answers to open questions. Questions without an answer stay open."""

    def __init__(
        self,
        *args: Any,
        questions: Sequence[RewordingQuestion],
        items: Sequence[DecisionItem],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.questions = {id_of(*one.pairs[0]): one for one in questions}
        self.items = {id_of(item.id): item for item in items}
        for name in self.questions:
            self.fields[name] = _radios("Is it the same?", PAIRED)
        for name, item in self.items.items():
            self.fields[name] = _radios(
                item.question.replace("our copy", "the draft"),
                [(one.value, SAID.get(one.value, one.label)) for one in item.options],
            )
            if Answer.OWN in item.decision.answers:
                self.fields[f"{name}-own"] = forms.CharField(
                    label="Our words",
                    required=False,
                    initial=item.own,
                    widget=forms.Textarea({"rows": 3}),
                )
            if item.destinations:
                self.fields[f"{name}-to"] = forms.ChoiceField(
                    label="Move our lines to",
                    required=False,
                    choices=[("", "Choose where to"), *item.destinations],
                )
        set_too_long_messages(self)

    def chosen(self) -> Iterator[tuple[DecisionItem, merge.Choice]]:
        for name, item in self.items.items():
            if answer := self.cleaned_data.get(name):
                yield item, self._choice(name, item, Answer(answer))

    def _choice(self, name: str, item: DecisionItem, answer: Answer) -> merge.Choice:
        value: str | tuple[str, ...] | None = None
        if answer is Answer.OWN:
            own = self.cleaned_data[f"{name}-own"]
            value = tuple(own.splitlines()) if item.own_is_lines else own
        elif answer is Answer.MOVE:
            value = self.cleaned_data[f"{name}-to"]
        return merge.Choice(answer, value)

    def name_of(self, item: DecisionItem) -> str:
        return id_of(item.id)

    def of(self, name: str) -> dict[str, BoundField]:
        """Return the fields of a question: "answer", and "own" or "to" if answers need them."""
        return {
            part: self[f"{name}{ending}"]
            for part, ending in (("answer", ""), ("own", "-own"), ("to", "-to"))
            if f"{name}{ending}" in self.fields
        }


def id_of(*parts: object) -> str:
    """Return the HTML id of a question or a pair."""
    return "q" + hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:16]


def _radios(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)
