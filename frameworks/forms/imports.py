"""Forms to choose a file to import and to correct how its shape is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.choices import flatten_choices

from cpd_site.plain_text import one_line
from frameworks.actions.copies import LONGEST_TITLE
from frameworks.forms.drafts import TIERS, OneLine, set_too_long_messages
from frameworks.models import Framework
from opportunities.exchange.reading import guard
from opportunities.exchange.reading.proposing.proposal import (
    Answers,
    ColumnUse,
    Proposal,
    ProposedColumn,
    ProposedStage,
    ProposedTable,
    ReadingQuestion,
    RowUse,
    TableLayout,
)
from opportunities.exchange.reading.tables import CannotRead
from opportunities.grid.vocabulary import FAMILIES_TO_CHOOSE, Group

FIRST_ROWS = 30
"""Rows of a list to ask about in any case."""

MOST_ROWS_ASKED = 1_000
"""Rows and columns of a file to ask about; a page accepts 3,000 fields at most."""

MOST_COLUMNS_ASKED = 20

MIXED = "mixed"
CHOOSE = ("", "Choose")
PASTED = "What you pasted.txt"
GOES = "What becomes of "
NEW = "new"


class StartImportForm(forms.Form):
    """A form to start an import from a file or a paste, for one of `frameworks` or a new one."""

    what = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is a new framework."},
    )
    file = forms.FileField(
        label="The file",
        required=False,
        allow_empty_file=True,
        help_text="Word (.docx), Excel (.xlsx, .xls, .ods), CSV, a saved web page, a PDF that a "
        "program made, or a data file from this site (.json). At most 10 MB.",
        widget=forms.FileInput(attrs={"class": "cpd-file"}),
    )
    paste = forms.CharField(
        label="A table or a list",
        required=False,
        strip=False,
        help_text="Mark the whole table in Word, Excel or a PDF, copy it, and paste it here. "
        "Or one opportunity on a line, with an empty line between boxes.",
        widget=forms.Textarea(attrs={"rows": 8, "class": "cpd-paste"}),
    )

    def __init__(self, *args: Any, frameworks: Iterable[Framework] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frameworks = {str(framework.pk): framework for framework in frameworks}
        if not self.frameworks:
            del self.fields["what"]
            return
        known = ((key, _as_choice(framework)) for key, framework in self.frameworks.items())
        self.fields["what"].choices = [(NEW, "A new framework"), *known]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        try:
            guard.check_length(file.size or 0 if file else 0)
        except CannotRead as reason:
            raise forms.ValidationError(f"This file {reason}") from reason
        return file

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        file, paste = data.get("file"), (data.get("paste") or "").strip()
        if not self.errors:
            if file and paste:
                self.add_error("file", "Give one of the two: a file, or what you pasted.")
            if not file and not paste:
                self.add_error("file", "Choose a file, or paste a table or a list below.")
        return data

    @property
    def framework(self) -> Framework | None:
        """The framework whose next edition the file is; None for a new framework."""
        return self.frameworks.get(self.cleaned_data.get("what", NEW))

    @property
    def given(self) -> tuple[bytes, str]:
        """The content and the name of the file or paste."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name[:200]
        return self.cleaned_data["paste"].encode(), PASTED


def shape_questions(proposal: Proposal) -> list[ReadingQuestion]:
    """Return the questions about the shape of a file, without those for proof-reading a box."""
    return [one for one in proposal.questions if not (one.stage and one.column)]


def _as_choice(framework: Framework) -> str:
    if framework.follows_id:
        return f"Lines for our copy, “{framework.title}”"
    return f"The next edition of “{framework.title}”"


def rows_asked(table: ProposedTable) -> list[int]:
    """Return the indexes of the rows to ask about, from 0.

    For a list these are the first rows and those that are no opportunities: the others are alike,
    and proof-reading corrects them.
    """
    if table.layout is TableLayout.LEFT_OUT:
        return []
    is_list = table.layout in (TableLayout.ROWS, TableLayout.TREE)
    return [
        row
        for row, use in enumerate(table.uses)
        if not is_list or row < FIRST_ROWS or use is not RowUse.STAGE
    ]


def columns_asked(table: ProposedTable) -> range:
    """Return the indexes of the columns to ask about, from 0: those of a grid, if they are few."""
    is_grid = table.layout in (TableLayout.GRID, TableLayout.TURNED)
    is_asked = is_grid and len(table.columns) <= MOST_COLUMNS_ASKED
    return range(len(table.columns) if is_asked else 0)


class ShapeForm(forms.Form):
    """A form to correct how a file is read: tables and rows, stages and columns, sections of text.

    Only choices that differ from our proposal are answers, so that the rest is proposed again.
    """

    title = OneLine(label="Name of the framework", required=False, max_length=LONGEST_TITLE)
    year = forms.IntegerField(
        label="Year as printed",
        required=False,
        min_value=1900,
        max_value=2100,
        help_text="Leave it empty where none is printed.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.fields["title"].initial = proposal.title
        self.fields["year"].initial = proposal.year
        asked = 0
        for table in proposal.tables:
            rows, columns = rows_asked(table), columns_asked(table)
            asked += len(rows) + len(columns)
            self._ask_of_table(table)
            if asked <= MOST_ROWS_ASKED:
                self._ask_of_its_parts(table, rows, columns)
        for stage in proposal.stages:
            self._ask_of_stage(stage)
        for column in proposal.columns:
            self._ask_of_column(column)
        for question in shape_questions(proposal):
            self._ask_of_question(question)
        for section in proposal.sections:
            self._ask(f"section/{section.id}/is_kept", _tick("Keep it"), section.is_kept)
        set_too_long_messages(self)

    def _ask(self, name: str, field: forms.Field, initial: Any) -> None:
        field.initial = initial
        self.fields[name] = field

    def _ask_of_table(self, table: ProposedTable) -> None:
        at = f"table/{table.number}"
        layouts = [(layout.value, layout.label) for layout in table.layouts]
        self._ask(f"{at}/layout", choice("How it is read", layouts), table.layout.value)

    def _ask_of_its_parts(
        self, table: ProposedTable, rows: Iterable[int], columns: Iterable[int]
    ) -> None:
        uses = [(use.value, use.label) for use in RowUse]
        for row in rows:
            field = choice(f"Row {row + 1}", uses)
            self._ask(f"table/{table.number}/row/{row}", field, table.uses[row].value)
        named = [(use.value, use.label) for use in ColumnUse]
        for column in columns:
            field = choice(f"Column {column + 1}", named)
            self._ask(f"table/{table.number}/column/{column}", field, table.columns[column].value)

    def _ask_of_stage(self, stage: ProposedStage) -> None:
        at, name = f"stage/{stage.id}", self._called(stage)
        groups = [CHOOSE, *((group.value, group.label) for group in Group)]
        families = [CHOOSE, *FAMILIES_TO_CHOOSE]
        printed = "" if stage.is_unnamed else stage.name
        self._ask(f"{at}/name", _name(f"Name of {name}"), printed)
        self._ask(f"{at}/group", choice(f"Kind of staff of {name}", groups), stage.group or "")
        self._ask(f"{at}/family", choice(f"Career stage of {name}", families), stage.family or "")
        above = self.proposal.stages[: self.proposal.stages.index(stage)]
        others = [(one.id, self._called(one)) for one in above]
        self._ask(f"{at}/goes", _goes(name, others), "")

    def _called(self, stage: ProposedStage) -> str:
        """What labels call the stage: its place stands beside a name that another one has."""
        if stage.is_unnamed:
            return "the stage without a name"
        is_repeated = sum(one.name == stage.name for one in self.proposal.stages) > 1
        return f"{stage.name} ({stage.where})" if is_repeated and stage.where else stage.name

    def _ask_of_column(self, column: ProposedColumn) -> None:
        at, name = f"column/{column.id}", column.heading
        tiers = [CHOOSE, *TIERS, (MIXED, "Several: asked at each line")]
        tier = MIXED if column.is_mixed else column.tier or ""
        self._ask(f"{at}/heading", _name(f"Heading of {name}"), name)
        self._ask(f"{at}/tier", choice(f"Who provides {name}", tiers), tier)
        before = self.proposal.columns[: self.proposal.columns.index(column)]
        others = [(one.id, one.heading) for one in before]
        self._ask(f"{at}/goes", _goes(name, others), "")

    def _ask_of_question(self, question: ReadingQuestion) -> None:
        choices = question.choices or (("seen", "Looked at"),)
        field = choice(question.text, [CHOOSE, *choices])
        self._ask(f"question/{question.id}/answer", field, question.answer)

    @property
    def changed_data(self) -> list[str]:
        """The names of the fields with another choice than proposed.

        A field that was not sent does not count (except an unticked box), nor does an emptied name.
        """
        ticks = {name for name, field in self.fields.items() if type(field) is forms.BooleanField}
        return [
            name
            for name in super().changed_data
            if name in ticks or (name == "title" and name in self.data) or self._is_answered(name)
        ]

    def _is_answered(self, name: str) -> bool:
        is_name = isinstance(self.fields[name], OneLine)
        return name in self.data and (not is_name or bool(one_line(self.data[name])))

    def of(self, kind: str, id: Any, within: str = "") -> dict[str, BoundField]:
        """Return the fields of a thing, or of its rows or columns, by the last part of the name."""
        named = self._names_by_thing.get(f"{kind}/{id}/{within}".rstrip("/"), {})
        return {last: self[name] for last, name in named.items()}

    @cached_property
    def _names_by_thing(self) -> dict[str, dict[str, str]]:
        """The names of the fields by what stands before their last part, then by that part."""
        found: dict[str, dict[str, str]] = {}
        for name in self.fields:
            thing, _, last = name.rpartition("/")
            found.setdefault(thing, {})[last] = name
        return found

    def answered(self, answers: Answers) -> Answers:
        """Return the answers so far with the choices of this form."""
        tables, stages = _copied(answers.tables), _copied(answers.stages)
        columns, sections = _copied(answers.columns), _copied(answers.sections)
        kinds = {"table": tables, "stage": stages, "column": columns, "section": sections}
        title, year, questions = answers.title, answers.year, {**answers.questions}
        for name in self.changed_data:
            value = self.cleaned_data[name]
            if name == "title":
                title = value
                continue
            if name == "year":
                year = "" if value is None else value
                continue
            kind, id, *path = name.split("/")
            if kind == "question":
                questions[id] = value
                continue
            thing = kinds[kind].setdefault(id, {})
            if path[0] == "row":
                thing["uses"] = {**thing.get("uses", {}), path[1]: value}
            elif path[0] == "column":
                thing["columns"] = {**thing.get("columns", {}), path[1]: value}
            elif path[0] == "layout":
                thing.clear()
                thing["layout"] = value
            else:
                thing.update(_answer(path[0], value, was=self[name].label.removeprefix(GOES)))
        return replace(
            answers,
            title=title,
            year=year,
            tables=tables,
            stages=stages,
            columns=columns,
            sections=sections,
            questions=questions,
        )

    def add_missing_errors(self) -> None:
        """Add an error to each field that must be filled in before proof-reading."""
        if not self.proposal.title.strip():
            self.add_error("title", "Give the framework a name.")
        for stage in self.proposal.stages:
            if stage.is_unnamed:
                self.add_error(f"stage/{stage.id}/name", "Give the stage a name.")
            if stage.group is None:
                self.add_error(
                    f"stage/{stage.id}/group", f"Choose the kind of staff of “{stage.name}”."
                )
            if stage.family is None:
                self.add_error(
                    f"stage/{stage.id}/family", f"Choose the career stage of “{stage.name}”."
                )
        for column in self.proposal.columns:
            if column.tier is None and not column.is_mixed:
                self.add_error(
                    f"column/{column.id}/tier",
                    f"Choose who provides what stands under “{column.heading}”.",
                )
        if not self.proposal.cells:
            self.add_error(
                None,
                "There is no box to read yet. Say of a table how it is read, and which of its "
                "rows are headings and stages.",
            )

    def add_colleague_errors(self, who: object) -> None:
        """Add an error to each field in which a colleague made another choice meanwhile."""
        for name in self.changed_data:
            field = self[name]
            choices = dict(flatten_choices(getattr(field.field, "choices", [])))
            theirs = choices.get(field.initial, field.initial)
            chosen = "left it open" if theirs in ("", "Choose") else f"chose “{theirs}”"
            self.add_error(name, f"{who} {chosen} meanwhile. Send again to keep what you chose.")


def choice(label: str, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _name(label: str) -> OneLine:
    return OneLine(label=label, max_length=250, required=False)


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _goes(name: str, others: list[tuple[str, str]]) -> forms.ChoiceField:
    """Return the field for a stage or column: keep it, leave it out, or join it with another."""
    same = [(f"same:{id}", f"The same as “{other}”") for id, other in others]
    return choice(f"{GOES}{name}", [("", "Keep it"), ("out", "Leave it out"), *same])


def _answer(name: str, value: Any, was: str) -> dict[str, Any]:
    """Return the answer in a field of a stage, column or section.

    `was` is the name of what is left out or joined, to show people.
    """
    if name == "tier":
        return {"tier": "" if value == MIXED else value, "is_mixed": value == MIXED}
    if name != "goes":
        return {name: value}
    if value == "out":
        return {"is_left_out": True, "was": was}
    return {"same_as": value.removeprefix("same:"), "was": was}


def _copied(things: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {id: dict(answer) for id, answer in things.items()}
