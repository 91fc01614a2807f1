"""Forms to edit a draft."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from cpd_site.plain_text import one_line
from cpd_site.serving.day_field import DayField
from frameworks.models import Edition, Framework
from opportunities.exchange.reading.bullets import without_bullets
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.vocabulary import (
    ContinuationWord,
    ProviderTier,
)

TOO_LONG = "This is too long: use at most %(limit_value)d characters."

TIERS = [(tier.value, tier.label) for tier in ProviderTier]


def show_instead(form: forms.BaseForm, values: Mapping[str, Any]) -> None:
    """Replace these values in a bound form; the others stay as typed."""
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = str(value)
    form.data = data


def set_too_long_messages(form: forms.BaseForm) -> None:
    """Word the error for a text that is too long, unless a field has its own."""
    for field in form.fields.values():
        field.error_messages.setdefault("max_length", TOO_LONG)


class OneLine(forms.CharField):
    """A text on one line; invisible characters alone count as empty."""

    def to_python(self, value: Any) -> Any:
        return one_line(super().to_python(value) or "")


def day(label: str, **more: Any) -> DayField:
    """Return an optional field of a day."""
    return DayField(
        label=label,
        required=False,
        error_messages={"invalid": "Write a date such as 3 March 2027, or leave it empty."},
        **more,
    )


def desk_helper(form: forms.BaseForm, button: str, kind: str = "") -> FormHelper:
    """Return the helper of a form with a button, and a link to cancel beside it.

    `kind` is "secondary" where the page has a more important button.
    """
    helper = FormHelper()
    helper.form_class = "cpd-form"
    cancel = HTML('{% include "cpd/cancel.html" %}')
    submit = Submit("", button, css_class=kind)
    helper.layout = Layout(*form.fields, Div(submit, cancel, css_class="cpd-actions"))
    return helper


class DeskForm(forms.Form):
    """A form with a button that says what it does, and a link to cancel beside it."""

    button = "Save"
    kind = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_too_long_messages(self)
        self.helper = desk_helper(self, self.button, self.kind)

    def leave_out(self, *names: str) -> None:
        """Take these fields out of the form and its layout."""
        for name in names:
            del self.fields[name]
            self.helper.layout.fields.remove(name)


class LinesField(forms.CharField):
    """A field of several values, one on a line."""

    widget = forms.Textarea

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rows

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return tuple(line.strip() for line in text.splitlines() if line.strip())


def unbulleted(form: forms.BaseForm, name: str) -> tuple[str, ...]:
    """Return the values of a Lines field without pasted bullets."""
    before = form.get_initial_for_field(form.fields[name], name) or ()
    return without_bullets(form.cleaned_data[name], before=before)


class MarksForm(DeskForm):
    """A form to edit the marks of a cell."""

    word = forms.ChoiceField(
        label="Does what stands above go on here?",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", "No"),
            *((word.value, f"Starts with “{word.value}”") for word in ContinuationWord),
        ],
    )
    heading = forms.CharField(
        label="Its own heading",
        help_text="Only where it is another than the heading of its column.",
        required=False,
        max_length=250,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_id = "box"

    @property
    def word_chosen(self) -> ContinuationWord | None:
        word = self.cleaned_data["word"]
        return ContinuationWord(word) if word else None


def cell_choices(grid: GridSnapshot) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every cell of a grid as choices, grouped by stage."""
    return [
        (
            stage.name,
            [(f"{stage.key}/{column.key}", column.heading) for column in grid.columns],
        )
        for stage in grid.stages
    ]


def place(name: str) -> tuple[UUID, UUID]:
    """Return the keys in the value of a cell choice. Raises ValueError if it is malformed."""
    stage, column = name.split("/")
    return UUID(stage), UUID(column)


class MoveForm(DeskForm):
    """A form to choose the cell to move or copy lines to."""

    button = "Move"
    cell = forms.ChoiceField(
        label="Move to",
        error_messages={
            "required": "Choose where to.",
            "invalid_choice": "That box is not in this draft. Choose another one.",
        },
    )

    def __init__(self, *args: Any, grid: GridSnapshot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = [("", "Choose a box in the table"), *cell_choices(grid)]  # type: ignore[attr-defined]


class SeenForm(forms.ModelForm):
    """A model form that carries the values it was shown with, to notice a colleague's changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_too_long_messages(self)
        for field in self.fields.values():
            field.show_hidden_initial = True
        self.helper = desk_helper(self, "Save")

    @property
    def seen(self) -> dict[str, Any]:
        """The value of each field when the page was shown, as the form carries it."""
        return {name: self._seen_in(name, field) for name, field in self.fields.items()}

    def _seen_in(self, name: str, field: forms.Field) -> Any:
        sent = field.hidden_widget().value_from_datadict(
            cast(QueryDict, self.data), self.files, self.add_initial_prefix(name)
        )
        try:
            return field.to_python(sent)
        except forms.ValidationError:
            return None

    def add_colleague_error(self, now: Mapping[str, Any]) -> None:
        """Show the stored values `now` in an error; sent again, the form saves what was typed."""
        theirs = {name: value for name, value in now.items() if self.seen[name] != value}
        changes = "; ".join(
            f"{capfirst(str(self.fields[name].label))} is now “{value}”"
            for name, value in theirs.items()
        )
        self.add_error(None, f"A colleague changed this while you were writing. {changes}.")
        show_instead(self, {self.add_initial_prefix(name): now[name] for name in theirs})


class FrontPageForm(SeenForm):
    """A form to edit the front page of an edition."""

    class Meta:
        model = Edition
        fields: ClassVar = ["title", "subtitle", "source", "year", "columns_are_ours"]
        labels: ClassVar = {
            "year": "Year as printed",
            "columns_are_ours": "The source is no grid: its columns are our reading",
        }
        help_texts: ClassVar = {"columns_are_ours": "", "title": "", "source": ""}
        widgets: ClassVar = {"source": forms.Textarea(attrs={"rows": 3})}
        error_messages: ClassVar = {"title": {"required": "Write a title."}}

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError("Write a title.")
        return title


class StartDraftForm(DeskForm):
    """A form to choose the edition that a draft starts from."""

    button = "Start the draft"
    edition = forms.ModelChoiceField(
        label="Start from", queryset=Edition.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]
        self.fields["edition"].label_from_instance = lambda edition: (  # type: ignore[attr-defined]
            f"{edition.name}, withdrawn" if edition.is_withdrawn else edition.name
        )


class NewFrameworkForm(DeskForm):
    """A form to start a framework: its name, and whose stages and columns to begin with."""

    button = "Start the draft"
    title = OneLine(
        label="Name of the framework",
        max_length=250,
        initial="CPD Framework",
        error_messages={"required": "Write a name for the framework."},
    )
    like = forms.ModelChoiceField(
        label="Stages and columns",
        required=False,
        queryset=Framework.objects.none(),
        empty_label="Begin with none",
    )

    def __init__(self, *args: Any, frameworks: Iterable[Framework], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = frameworks  # type: ignore[attr-defined]
        self.fields["like"].label_from_instance = lambda one: f"As in {one}"  # type: ignore[attr-defined]
