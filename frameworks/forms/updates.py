"""Forms to answer an update, one for each question."""

from typing import Any

from django import forms

from frameworks.actions.updates import LONGEST_REASON
from frameworks.forms.drafts import show_instead
from frameworks.models import Choice
from opportunities import merge
from opportunities.layout.update_items import DecisionItem
from opportunities.merge import Answer

FIELD_OF = {Answer.OWN: "own", Answer.MOVE: "to"}
"""The field to fill in for an answer."""

WRITTEN = ("own", "to", "reason", "words")
"""The fields that people fill in."""


class ChoiceForm(forms.Form):
    """A form to answer a question of an update; the value of the pressed button is the answer.

    `stored` is the choice made before.
    """

    answer = forms.ChoiceField(error_messages={"required": "Choose one of the answers."})
    own = forms.CharField(label="Our words", required=False, widget=forms.Textarea)
    to = forms.ChoiceField(label="Move our lines to", required=False)
    reason = forms.CharField(
        label="Why? (optional)",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Use {LONGEST_REASON} characters or fewer."},
    )
    words = forms.CharField(
        label="What would you like to know? (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        item: DecisionItem,
        stored: Choice | None,
        **kwargs: Any,
    ) -> None:
        self.item = item
        self.now = {
            "seen": item.decision.fingerprint,
            "version": stored.version if stored else 0,
        }
        kwargs["initial"] = self.now | self._chosen(item, stored)
        super().__init__(*args, **kwargs)
        self.typed: set[str] = set()
        self.fields["answer"].choices = [(one.value, one.label) for one in item.options]  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "Choose where to"), *item.destinations]  # type: ignore[attr-defined]
        self.fields["own"].widget.attrs["rows"] = min(12, max(2, item.own.count("\n") + 2))
        if item.own_is_lines:
            self.fields["own"].help_text = "One on a line."
        for answer, name in FIELD_OF.items():
            if answer not in item.decision.answers:
                del self.fields[name]

    @property
    def choice(self) -> merge.Choice:
        """The choice; the form must be valid."""
        answer = Answer(self.cleaned_data["answer"])
        value: str | tuple[str, ...] | None = None
        if answer is Answer.OWN:
            own: str = self.cleaned_data["own"]
            value = tuple(own.splitlines()) if self.item.own_is_lines else own
        elif answer is Answer.MOVE:
            value = self.cleaned_data["to"]
        return merge.Choice(answer, value)

    @property
    def seen_version(self) -> int:
        """The version of the answer that the page showed; the form need not be valid."""
        self.is_valid()
        version: int = self.cleaned_data.get("version", 0)
        return version

    def show_now(self) -> None:
        """Carry the current fingerprint and version, and keep what was typed."""
        show_instead(self, {self.add_prefix(name): value for name, value in self.now.items()})

    def keep_typed(self, sent: "ChoiceForm", shown: "ChoiceForm") -> None:
        """Show what was typed in a form that was sent for something else.

        `shown` is that form as the page had it.
        """
        for name in {*WRITTEN} & {*self.fields}:
            text = sent.data.get(sent.add_prefix(name), "")
            if text and not any(_says(form, name, text) for form in (self, shown)):
                self.initial[name] = text
                self.typed.add(name)

    def _chosen(self, item: DecisionItem, stored: Choice | None) -> dict[str, Any]:
        chosen: dict[str, Any] = {"own": item.own}
        if stored:
            value = stored.answer["value"]
            answer = stored.answer["answer"]
            chosen["reason"] = stored.reason
            if answer == Answer.OWN:
                chosen["own"] = "\n".join(value) if isinstance(value, list) else value
            if answer == Answer.MOVE:
                chosen["to"] = value
        return chosen


def _says(form: ChoiceForm, name: str, text: str) -> bool:
    """Return whether a form shows this text in a field, whatever its line breaks."""
    return (form.initial.get(name) or "").split() == text.split()
