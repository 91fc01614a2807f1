"""Forms to answer an update, one for each question."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms

from frameworks.actions.updates import LONGEST_REASON
from frameworks.forms.drafts import show_instead
from frameworks.models import Choice
from opportunities import merge
from opportunities.layout.update_items import DecisionItem
from opportunities.merge import Answer


class ChoiceForm(forms.Form):
    """The answer to one question of an update. `stored` is what was chosen; it `holds`, or not."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose one of the answers."}
    )
    own = forms.CharField(label="Our words", required=False, widget=forms.Textarea)
    to = forms.ChoiceField(label="Move our lines to", required=False)
    reason = forms.CharField(
        label="Why? (optional)",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": f"Use {LONGEST_REASON} characters or fewer."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        item: DecisionItem,
        stored: Choice | None,
        holds: bool,
        url: str,
        **kwargs: Any,
    ) -> None:
        self.item = item
        self.now = {
            "seen": item.decision.fingerprint,
            "version": stored.version if stored else 0,
        }
        kwargs["initial"] = self.now | self._chosen(item, stored, holds)
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = item.question
        self.fields["answer"].choices = [(one.value, one.label) for one in item.options]  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "Choose where to"), *item.destinations]  # type: ignore[attr-defined]
        self.fields["own"].widget.attrs["rows"] = min(12, max(2, item.own.count("\n") + 2))
        if item.own_is_lines:
            self.fields["own"].help_text = "One on a line."
        for name, answer in (("own", Answer.OWN), ("to", Answer.MOVE)):
            if answer not in item.decision.answers:
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.form_action = url
        self.helper.attrs = {"data-hx-post": url, "data-hx-target": f"#{self.prefix}"}
        self.helper.attrs |= {"data-hx-swap": "outerHTML"}
        self.helper.form_show_errors = False
        self.helper.layout = self._layout()

    @property
    def choice(self) -> merge.Choice:
        """The choice; the form must be valid."""
        said = Answer(self.cleaned_data["answer"])
        value: str | tuple[str, ...] | None = None
        if said is Answer.OWN:
            own: str = self.cleaned_data["own"]
            value = tuple(own.splitlines()) if self.item.own_is_lines else own
        elif said is Answer.MOVE:
            value = self.cleaned_data["to"]
        return merge.Choice(said, value)

    def show_now(self) -> None:
        """Show what was typed beside the stored value."""
        show_instead(self, {self.add_prefix(name): value for name, value in self.now.items()})

    def _chosen(self, item: DecisionItem, stored: Choice | None, holds: bool) -> dict[str, Any]:
        default = item.decision.default or item.decision.proposed
        chosen: dict[str, Any] = {"own": item.own, "answer": default.value if default else ""}
        if stored:
            value = stored.answer["value"]
            said = stored.answer["answer"]
            chosen |= {"reason": stored.reason, "answer": said if holds else ""}
            if said == Answer.OWN:
                chosen["own"] = "\n".join(value) if isinstance(value, list) else value
            if said == Answer.MOVE:
                chosen["to"] = value
        return chosen

    def _layout(self) -> Layout:
        extra = [Field(name, template="cpd/third.html") for name in ("own", "to")]
        return Layout(
            Field("answer", template="cpd/options.html"),
            *(field for field in extra if field.fields[0] in self.fields),
            "seen",
            "version",
            Div(
                HTML(
                    '<button class="govuk-button govuk-button--secondary" type="submit">Save'
                    '<span class="govuk-visually-hidden"> the answer on {{ item.where }}</span>'
                    "</button>"
                ),
                HTML(
                    '<button class="cpd-linkbutton" type="submit" name="go" value="next">Save and '
                    "go to the next</button>"
                ),
                Field("reason", template="cpd/reason.html"),
                css_class="cpd-actions",
            ),
        )
