"""The forms of one line of a draft; in a copy with the note beside it."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import URLValidator

from frameworks.forms.drafts import TIERS, DeskForm, LinesField, OneLine, day, unbulleted
from opportunities.editing import copies, lines
from opportunities.editing.lines import Edit, EditFunction
from opportunities.grid.fields import FIELDS, NAMED
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Wording
from opportunities.grid.vocabulary import ActivityKind, Cost, ProviderTier

EVERYWHERE, HERE = "everywhere", "here"

CONTENT = FIELDS[Opportunity]


def initial(words: Wording) -> dict[str, Any]:
    """Return the initial values of the form for this wording."""
    return {field.name: field.of(words) for field in CONTENT}


class WordsForm(DeskForm):
    """A form to edit the wording of a line."""

    text = forms.CharField(
        label="Words",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the words of the line, or remove it."},
    )
    details = LinesField(label="Sub-points", help_text="One on a line.", required=False, rows=2)
    link = forms.URLField(
        label="Link",
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message="Write an address that begins with https://, or leave it empty.",
            )
        ],
        error_messages={
            "invalid": "Write an address that begins with https://, or leave it empty.",
            "max_length": "This address is too long: use at most %(limit_value)d characters.",
        },
    )

    kinds = forms.TypedMultipleChoiceField(
        label="Kinds of activity",
        help_text="All that apply.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, kind.label) for kind in ActivityKind],
        coerce=ActivityKind,
    )
    contact = OneLine(
        label="Whom to ask",
        help_text="A role or a team, and how to reach them. Readers see it.",
        required=False,
        max_length=lines.LONGEST_BESIDE,
    )
    cost = forms.TypedChoiceField(
        label="Cost",
        required=False,
        choices=[("", "Not said"), *((cost.value, cost.label) for cost in Cost)],
        coerce=Cost,
        empty_value=None,
    )
    cost_words = OneLine(
        label="About the cost",
        help_text="Such as “£40 a day”, or who pays.",
        required=False,
        max_length=lines.LONGEST_BESIDE,
    )
    when = OneLine(
        label="When",
        help_text="Such as “Each spring term, on Tuesdays after school”.",
        required=False,
        max_length=lines.LONGEST_BESIDE,
    )
    ends_on = day("End date", help_text="The last day. After it, readers see “was in” its month.")

    def clean_details(self) -> tuple[str, ...]:
        return unbulleted(self, "details")

    @property
    def beside(self) -> list[forms.BoundField]:
        """The fields beside the text and the link."""
        return [self[field.name] for field in NAMED]

    @property
    def wording(self) -> Wording:
        return Wording(**{field.name: self.cleaned_data[field.name] for field in CONTENT})


class LineForm(WordsForm):
    """A form to edit the wording of a line, and who provides it in this place."""

    tier = forms.ChoiceField(label="Who provides it here", choices=TIERS)
    scope = forms.ChoiceField(
        label="Where do the words change?", widget=forms.RadioSelect, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, line: Opportunity, placement: Placement, places: int, **kwargs: Any
    ) -> None:
        self.base_initial = {
            **initial(line),
            "tier": placement.tier,
            "seen": line.key,
        }
        kwargs["initial"] = self.base_initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if places > 1:
            self.fields["scope"].choices = [  # type: ignore[attr-defined]
                (EVERYWHERE, f"Change everywhere, in all {places} places"),
                (HERE, "Only here: it becomes a line of its own"),
            ]
        else:
            self.leave_out("scope")
        self._printed = line.wording

    def clean(self) -> dict[str, Any]:
        """Require a scope if the words of a line in several places change."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asked = "scope" in self.fields and not cleaned.get("scope") and not self.errors
        if asked and self.wording != self._printed:
            self.add_error("scope", "Say whether the words change everywhere or only here.")
        return cleaned

    def keep_words(self, keeps: bool) -> None:
        """Leave the words as they are stored, whatever was typed; or take what was typed."""
        for field in CONTENT:
            self.fields[field.name].disabled = keeps

    @property
    def note_sentence(self) -> str:
        return ""

    @property
    def only_here(self) -> bool:
        return self.cleaned_data.get("scope") == HERE

    def versions_seen(self, line: Opportunity, placement: Placement) -> dict[UUID, int]:
        """Return the versions of the rows that the person saw, by key."""
        return {line.key: self.cleaned_data["version"]}

    def steps(self, placement: Placement, followed: GridSnapshot) -> list[EditFunction]:
        """Return the edits that saving makes: the wording, here or everywhere, and the provider."""

        def reword(grid: GridSnapshot) -> Edit:
            if self.only_here:
                known = followed.opportunity_by_key
                return lines.reword_here(grid, placement.key, self.wording, followed=known)
            standing = lines.placement_of(grid, placement.key)
            return lines.reword(grid, standing.opportunity, self.wording)

        tier = ProviderTier(self.cleaned_data["tier"])
        if tier == placement.tier:
            return [reword]
        return [reword, partial(lines.set_tier, keys=[placement.key], tier=tier)]


class CopiedLineForm(LineForm):
    """A form to edit a line of a copy: its words, and the note beside it in this cell."""

    note = forms.CharField(
        label="Our note beside it",
        help_text="Whom to ask, when, what it costs. It leaves the words alone.",
        required=False,
        max_length=copies.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "max_length": "This note is too long: use at most %(limit_value)d characters."
        },
    )
    note_at = forms.ChoiceField(
        label="Where does our note stand?",
        help_text="At all places it replaces the notes that stand there.",
        widget=forms.RadioSelect,
        required=False,
    )
    placed = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, placement: Placement, places: int, **kwargs: Any) -> None:
        at = {"note": placement.note, "note_at": HERE}
        kwargs["initial"] = at | (kwargs.get("initial") or {})
        super().__init__(*args, placement=placement, places=places, **kwargs)
        self._noted, self._places = placement.note, places
        if places > 1:
            self.fields["note_at"].choices = [  # type: ignore[attr-defined]
                (HERE, "In this box alone"),
                (EVERYWHERE, f"At all {places} places"),
            ]
        else:
            self.leave_out("note_at")

    @property
    def notes_all(self) -> bool:
        return self.cleaned_data.get("note_at") == EVERYWHERE

    @property
    def note_sentence(self) -> str:
        """Where a new or changed note now stands, as a sentence."""
        note = self.cleaned_data["note"].splitlines()
        if not note or (note == self._noted.splitlines() and not self.notes_all):
            return ""
        where = f"at all {self._places} places" if self.notes_all else "here only"
        return f" Our note is {where}."

    def versions_seen(self, line: Opportunity, placement: Placement) -> dict[UUID, int]:
        seen = super().versions_seen(line, placement)
        return seen | {placement.key: self.cleaned_data["placed"]}

    def steps(self, placement: Placement, followed: GridSnapshot) -> list[EditFunction]:
        def noted(grid: GridSnapshot) -> Edit:
            others = lines.places_of(grid, placement.opportunity) if self.notes_all else []
            keys = dict.fromkeys((placement.key, *(other.key for other in others)))
            return copies.note_lines(grid, [*keys], self.cleaned_data["note"])

        return [*super().steps(placement, followed), noted]
