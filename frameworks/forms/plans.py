"""Forms for a person's own plan."""

import re
from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from frameworks.actions.plans import StepWords
from frameworks.forms.drafts import DeskForm, LinesField, OneLine, day
from frameworks.models import Plan, PlanItem, PlanStep
from frameworks.models.plans import (
    LONGEST_EVIDENCE,
    LONGEST_LINK,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_LINKS,
)
from frameworks.queries.plans import OfferedLine
from opportunities.grid.web_address import href

NO_NAMES = "Do not name pupils or colleagues."

NEW = "new"
"""The choice of a new plan, with the name written below."""

Step = PlanStep.Step

ASKED = {
    Step.PLAN: "What do you want to get better at, and how will you know?",
    Step.ENGAGE: "What do you do, and with whom?",
    Step.TALK: "Whom did you talk to, and what did you try in your own work?",
    Step.REFLECT: "What would you do the same, and what differently?",
    Step.IMPACT: "What is different for pupils or colleagues, and how do you know?",
}


def school_year(today: date) -> str:
    """Return the school year that people plan for: from May on "2026/27", the one that begins in
    September."""
    first = today.year if today.month >= 5 else today.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def next_title(title: str, taken: Container[str]) -> str:
    """Return the name for the plan after this one, with the year in its name raised by one."""

    def following(found: re.Match[str]) -> str:
        first = int(found[1]) + 1
        return f"{first}/{(first + 1) % 100:02}"

    named = re.sub(r"\b(20\d\d)/(?:20)?\d\d\b", following, title)
    return named if named != title and named not in taken else usual_title(taken)


def usual_title(taken: Container[str]) -> str:
    """Return the default name of a plan, "" if it is taken."""
    title = f"My plan {school_year(localdate())}"
    return "" if title in taken else title


def remove_maxlength(form: forms.BaseForm) -> None:
    """Remove `maxlength`, so that browsers do not cut off a paste and validation reports it."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)


class OwnForm(DeskForm):
    """A form of a person's own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remove_maxlength(self)


class PlanForm(OwnForm):
    """The name of a plan."""

    title = OneLine(
        label="Name of the plan",
        max_length=LONGEST_TITLE,
        error_messages={"required": "Write a name for the plan."},
    )


class RenameForm(PlanForm):
    """A form to rename a plan; `seen` is the name that was shown."""

    button = "Rename it"
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class NewPlanForm(PlanForm):
    button = "Begin this plan"


class NextForm(PlanForm):
    button = "Begin the next plan"


class GoalForm(OwnForm):
    """A goal that is in no framework."""

    button = "Put it in my plan"
    text = forms.CharField(
        label="Your goal",
        help_text=f"In your own words. {NO_NAMES}",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write your goal.",
            "max_length": f"This is too long: use at most {LONGEST_TEXT} characters. "
            "It is not saved yet.",
        },
    )


class GoalChangeForm(GoalForm):
    button = "Save"
    version = forms.IntegerField(widget=forms.HiddenInput)


class AddForm(forms.Form):
    """A form to add lines to a plan."""

    lines = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one line.",
            "invalid_choice": "A line that you chose is not in this framework any more. "
            "Choose again from what it has today.",
        },
    )
    plan = forms.ChoiceField(
        label="Which plan",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a plan.",
            "invalid_choice": "That plan is not there any more. Choose another one.",
        },
    )
    title = OneLine(
        label="Name of the new plan",
        required=False,
        max_length=LONGEST_TITLE,
        error_messages={"max_length": "This is too long: use at most %(limit_value)d characters."},
    )

    def __init__(
        self,
        data: Any,
        *,
        offered: Sequence[OfferedLine],
        plans: Iterable[Plan],
        all_ticked: bool = False,
    ) -> None:
        titles = {plan.title for plan in plans}
        super().__init__(data, initial={"title": usual_title(titles)})
        remove_maxlength(self)
        self.by_key = {line.key: line for line in offered}
        self.plans = {str(plan.pk): plan for plan in plans}
        self.fields["lines"].choices = [(key, key) for key in self.by_key]  # type: ignore[attr-defined]
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            *((key, plan.title) for key, plan in self.plans.items()),
            (NEW, "A new plan"),
        ]
        if not self.plans:
            self.fields["plan"].required = False
        self.fields["plan"].initial = next(iter(self.plans), NEW)
        self.ticked = set(self["lines"].value() or ())
        if not self.is_bound and (all_ticked or len(self.by_key) == 1):
            self.ticked = set(self.by_key)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wants_new = data.get("plan") in (NEW, "")
        if wants_new and not data.get("title") and "title" not in self.errors:
            self.add_error("title", "Write a name for the new plan.")
        return data

    @property
    def plan_chosen(self) -> Plan | None:
        """The plan; None for a new one."""
        return self.plans.get(self.cleaned_data["plan"])

    @property
    def lines_chosen(self) -> list[OfferedLine]:
        return [self.by_key[key] for key in self.cleaned_data["lines"]]


class ItemForm(forms.Form):
    """A form to set when to review a line, and which standards of its stage it is for."""

    review_on = day("Look at it again on", help_text="Your desk reminds you. Empty: it does not.")
    standards = forms.MultipleChoiceField(
        label="Standards of the stage that it is for",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among the standards that are listed."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, item: PlanItem, standards: Sequence[str]) -> None:
        super().__init__(
            data,
            initial={
                "review_on": item.review_on,
                "standards": item.standards.splitlines(),
                "version": item.version,
            },
        )
        self.fields["standards"].choices = [(each, each) for each in standards]  # type: ignore[attr-defined]
        if not standards:
            del self.fields["standards"]


class StepForm(forms.Form):
    """A form to edit one step of an item."""

    note = forms.CharField(
        label="Notes",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = OneLine(
        label="Evidence, in a sentence",
        help_text=f"Say what shows it. {NO_NAMES}",
        required=False,
        max_length=LONGEST_EVIDENCE,
    )
    links = LinesField(
        label="Links",
        help_text="Where it is kept: addresses that begin with https://, one on a line. No files.",
        required=False,
        rows=2,
    )
    on = day("When it is to be")
    is_done = forms.BooleanField(label="This step is done", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, step: PlanStep.Step, stored: PlanStep | None) -> None:
        self.step, self.stored = step, stored
        super().__init__(
            data,
            prefix=step.value,
            initial={
                "note": stored.note if stored else "",
                "evidence": stored.evidence if stored else "",
                "links": stored.links if stored else "",
                "on": stored.on if stored else None,
                "is_done": bool(stored and stored.done_on),
                "version": stored.version if stored else 0,
            },
        )
        remove_maxlength(self)
        self.fields["note"].help_text = f"{ASKED[step]} {NO_NAMES}"
        for name, too_long in (("note", LONGEST_TEXT), ("evidence", LONGEST_EVIDENCE)):
            self.fields[name].error_messages["max_length"] = (
                f"This is too long: use at most {too_long} characters. It is not saved yet."
            )

    def clean_links(self) -> tuple[str, ...]:
        links: tuple[str, ...] = self.cleaned_data["links"]
        if len(links) > MOST_LINKS:
            raise forms.ValidationError(f"That is {len(links)} links. Keep at most {MOST_LINKS}.")
        for link in links:
            if len(link) > LONGEST_LINK or not href(link):
                raise forms.ValidationError(
                    f"“{link[:60]}” is no web address. Write one that begins with https://, "
                    f"of at most {LONGEST_LINK} characters, each on a line of its own."
                )
        return links

    @property
    def words(self) -> StepWords:
        names = ("note", "evidence", "links", "on", "is_done")
        return StepWords(**{name: self.cleaned_data[name] for name in names})
