"""Forms of the stages, columns and sections of a draft."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from frameworks.forms.drafts import TIERS, DeskForm, LinesField, show_instead, unbulleted
from opportunities.grid.fields import name_of
from opportunities.grid.snapshot import Section
from opportunities.grid.vocabulary import FAMILIES_TO_CHOOSE, Group, ProviderTier, StageFamily


class RowForm(DeskForm):
    """A form to edit or add a stage or column, and to place it after another one.

    `rows` are those of the draft, `row` is the one to edit. Without `row`, a new one goes after
    `beside`, or first.
    """

    values_of: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        rows: Sequence[Any],
        row: Any = None,
        beside: UUID | None = None,
        **kw: Any,
    ) -> None:
        keys = [other.key for other in rows]
        at = keys.index(row.key) if row else 0
        stands = (keys[at - 1] if at else "") if row else beside or ""
        values = {name: getattr(row, name) or "" for name in self.values_of} if row else {}
        kw["initial"] = {**values, "after": stands}
        super().__init__(*args, **kw)
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", "Nothing: it is the first"),
            *((str(other.key), name_of(other)) for other in rows if other is not row),
        ]
        if self.is_bound and row and not self.is_moved:  # colleagues may have moved it meanwhile
            show_instead(self, {"after": stands, "initial-after": stands})

    @property
    def stood_after(self) -> Any:
        """The key of the row it followed when the page was shown, which the form carries."""
        if not self.is_bound:
            return self.initial["after"]
        return self.data.get("initial-after", self.data.get("after"))

    @property
    def is_moved(self) -> bool:
        """Whether the person chose another place, apart from what colleagues moved meanwhile."""
        return self.data.get("after") not in (None, self.stood_after)

    @property
    def stands_after(self) -> UUID | None:
        chosen = self.cleaned_data["after"]
        return UUID(chosen) if chosen else None


class After(forms.ChoiceField):
    """A field for the row that another one follows."""

    def __init__(self) -> None:
        gone = "What it is to stand after is not in this draft any more. Choose again."
        errors = {"invalid_choice": gone}
        super().__init__(label="Stands after", required=False, error_messages=errors)


class StageForm(RowForm):
    """A form to edit a stage."""

    values_of = ("name", "group", "family", "roles", "standards", "summary")

    name = forms.CharField(
        label="Name",
        max_length=250,
        error_messages={"required": "Write a name for the stage."},
    )
    group = forms.ChoiceField(
        label="Kind of staff",
        choices=[("", "Choose a kind of staff"), *((group.value, group.label) for group in Group)],
        error_messages={"required": "Choose the kind of staff that the stage is for."},
    )
    family = forms.ChoiceField(
        label="Career stage",
        help_text="The rung of the common ladder, or the role: people compare authorities by it.",
        choices=[("", "Choose a career stage"), *FAMILIES_TO_CHOOSE],
        error_messages={"required": "Choose the career stage that the stage belongs to."},
    )
    roles = LinesField(label="Example roles", help_text="One on a line.", required=False, rows=2)
    standards = LinesField(
        label="Linked standards", help_text="One on a line.", required=False, rows=2
    )
    summary = forms.CharField(
        label="The role in a few words",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    after = After()

    def clean_roles(self) -> tuple[str, ...]:
        return unbulleted(self, "roles")

    def clean_standards(self) -> tuple[str, ...]:
        return unbulleted(self, "standards")

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        made = {name: data[name] for name in ("name", "roles", "standards", "summary")}
        return made | {"group": Group(data["group"]), "family": StageFamily(data["family"])}


class ColumnForm(RowForm):
    """A form to edit a column."""

    values_of = ("heading", "tier")

    heading = forms.CharField(
        label="Heading",
        max_length=250,
        error_messages={"required": "Write a heading for the column."},
    )
    tier = forms.ChoiceField(
        label="Who provides what stands here",
        required=False,
        choices=[("", "Several: each line says who"), *TIERS],
    )
    after = After()

    @property
    def values(self) -> dict[str, Any]:
        tier = self.cleaned_data["tier"]
        return {
            "heading": self.cleaned_data["heading"],
            "tier": ProviderTier(tier) if tier else None,
        }


class SectionForm(DeskForm):
    """A form to edit a section."""

    heading = forms.CharField(
        label="Heading",
        max_length=250,
        error_messages={"required": "Write a heading for the section."},
    )
    body = forms.CharField(
        label="Text",
        help_text="Leave a line empty to start a paragraph. Start each point of a list with *.",
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write the text of the section."},
    )

    def __init__(
        self,
        *args: Any,
        rows: Any = (),
        row: Section | None = None,
        beside: Any = None,
        **kwargs: Any,
    ) -> None:
        if row:
            kwargs["initial"] = {"heading": row.heading, "body": row.body}
        super().__init__(*args, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("heading", "body")}
