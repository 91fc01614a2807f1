"""The form of a conversation sheet. Nothing in it is stored."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from frameworks.forms.drafts import OneLine
from frameworks.forms.plans import NEW, usual_title
from frameworks.models import Plan
from frameworks.queries.lists import ListLine
from opportunities.exchange.writing.conversation import FIELDS, SheetLine, SheetUse

LONG, SHORT = 140, 40
"""Characters that fit into a wide and a narrow column of the sheet."""

LONGEST = {"why": LONG, "when": SHORT, "whom": SHORT, "support": LONG, "agreed": LONG}
LONGEST_ABOVE = 60


def _field(label: str, longest: int, of: str = "") -> OneLine:
    """Return an optional text field. It reports a text that is too long; browsers do not cut it.

    `of`: which of the fields of this label it is.
    """
    field = OneLine(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea({"rows": 2}) if longest == LONG else forms.TextInput(),
        error_messages={
            "max_length": f"“{label}”{of} takes at most {longest} characters, so that the sheet "
            "stays one page: there are %(show_value)d.",
        },
    )
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs["autocomplete"] = "off"
    return field


class SheetForm(forms.Form):
    """The texts of a sheet: above its lines, and about each of them."""

    def __init__(self, data: Any = None, *, use: SheetUse, lines: Sequence[ListLine]) -> None:
        super().__init__(data)
        self.use, self.lines = use, lines
        for name, label in use.who.items():
            self.fields[name] = _field(label, LONGEST_ABOVE)
        for number, line in enumerate(lines, 1):
            of = f" of line {number}" if len(lines) > 1 else ""
            for name, label in use.columns:
                self.fields[f"{name}-{line.short_key}"] = _field(label, LONGEST[name], of)

    @property
    def above(self) -> list[forms.BoundField]:
        return [self[name] for name in self.use.who]

    @property
    def of_lines(self) -> list[tuple[ListLine, list[forms.BoundField]]]:
        """The lines with their fields."""
        return [
            (line, [self[f"{name}-{line.short_key}"] for name in FIELDS]) for line in self.lines
        ]

    @property
    def who(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.use.who}

    def written(self, line: ListLine) -> SheetLine:
        """Return the line with what was written about it."""
        texts = tuple(self.cleaned_data[f"{name}-{line.short_key}"] for name in FIELDS)
        return SheetLine(line.title, line.where, texts)


class KeepForm(forms.Form):
    """A form to choose the plan to keep a sheet in."""

    plan = forms.ChoiceField(
        label="Which plan",
        widget=forms.Select({"class": "govuk-select"}),
        error_messages={"invalid_choice": "That plan is not there any more. Choose another one."},
    )

    def __init__(self, data: Any = None, *, plans: Iterable[Plan], otherwise: str) -> None:
        """`otherwise` is the name of a new plan if the usual name is taken."""
        super().__init__(data)
        self.plans = {str(plan.pk): plan for plan in plans}
        taken = {plan.title for plan in self.plans.values()}
        self.new_title = usual_title(taken) or otherwise
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            *((key, plan.title) for key, plan in self.plans.items()),
            (NEW, f"A new plan: {self.new_title}"),
        ]

    @property
    def plan_chosen(self) -> Plan | None:
        """The plan; None for a new one."""
        return self.plans.get(self.cleaned_data["plan"])
