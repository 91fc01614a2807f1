"""Forms to offer a line, and to take or decline an offered one."""

from typing import Any

from django import forms

from frameworks.actions.suggestions import LONGEST_WHY
from frameworks.forms.drafts import TIERS, DeskForm, cell_choices, place
from frameworks.forms.lines import EVERYWHERE, HERE, WordsForm, initial
from frameworks.queries.suggestions import ReceivedSuggestion, fingerprint_of
from opportunities.grid.snapshot import GridSnapshot
from opportunities.grid.vocabulary import ProviderTier


class OfferForm(DeskForm):
    """A form to offer a line, with a reason. `seen` is the fingerprint of the words shown."""

    button = "Offer it"
    why = forms.CharField(
        label="Why would others want it?",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a word why you offer it."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class DeclineForm(DeskForm):
    """A form to decline an offered line, with a reason."""

    button = "Decline it"
    reason = forms.CharField(
        label="The reason",
        help_text="The school reads it.",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why you decline it: the school reads it.",
        },
    )


class TakeForm(WordsForm):
    """A form to take an offered line into the draft, after changes if wanted.

    A new line goes into a cell; a rewording applies everywhere, or in its cell only.
    """

    button = "Take it into the draft"
    cell = forms.ChoiceField(
        label="Where it goes",
        error_messages={
            "required": "Choose where it goes.",
            "invalid_choice": "That box is not in your draft. Choose another one.",
        },
    )
    tier = forms.ChoiceField(label="Who provides it", choices=TIERS)
    scope = forms.ChoiceField(label="Where do the words change?", widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, received: ReceivedSuggestion, grid: GridSnapshot, **kwargs: Any
    ) -> None:
        suggestion = received.suggestion
        stage, column = suggestion.place
        kwargs["initial"] = {
            **initial(suggestion.words),
            "tier": suggestion.tier,
            "cell": f"{stage}/{column}" if received.has_cell else "",
            "scope": HERE if received.only_here else EVERYWHERE,
            "seen": fingerprint_of(received.ours),
        }
        super().__init__(*args, **kwargs)
        if suggestion.is_rewording:
            self.leave_out("cell", "tier")
        else:
            self.leave_out("scope", "seen")
            self.fields["cell"].choices = [("", "Choose a box in the table"), *cell_choices(grid)]  # type: ignore[attr-defined]
        if suggestion.is_rewording and received.has_cell and received.places > 1:
            self.fields["scope"].choices = [  # type: ignore[attr-defined]
                (EVERYWHERE, f"Everywhere: it stands in {received.places} places"),
                (HERE, f"Only at {suggestion.stage_name}, {suggestion.column_name}"),
            ]
        elif suggestion.is_rewording:
            self.leave_out("scope")

    @property
    def taken(self) -> dict[str, Any]:
        """The arguments for `suggestions.take`; the form must be valid."""
        data = self.cleaned_data
        if "cell" in data:
            where = {"place": place(data["cell"]), "tier": ProviderTier(data["tier"])}
        else:
            where = {"everywhere": data.get("scope", EVERYWHERE) == EVERYWHERE}
        return {"words": self.wording, "seen": data.get("seen", ""), **where}
