"""Forms to comment on a draft and to answer."""

from typing import Any

from django import forms

from frameworks.actions.comments import WHOLE, About, about_box
from frameworks.forms.drafts import DeskForm, OneLine, cell_choices, place
from frameworks.models.comment import LONGEST_COMMENT, LONGEST_NAME
from opportunities.grid.snapshot import GridSnapshot

TOO_LONG = (
    f"This is too long: use at most {LONGEST_COMMENT:,} characters. It is still here, not sent yet."
)


class CommentForm(DeskForm):
    """Comments on a draft. With `grid` people choose a box; with `by_link` they give a name."""

    button = "Comment"
    box = forms.ChoiceField(
        label="On what?",
        required=False,
        error_messages={"invalid_choice": "That box is not in the draft. Choose another one."},
    )
    name = OneLine(
        label="Your name",
        help_text="Those who write the draft see it, and whoever has this link.",
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={
            "required": "Write your name.",
            "max_length": f"Use at most {LONGEST_NAME} characters for your name.",
        },
    )
    text = forms.CharField(
        label="Your comment",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Write your comment.", "max_length": TOO_LONG},
    )

    def __init__(
        self,
        *args: Any,
        grid: GridSnapshot | None = None,
        by_link: bool = False,
        is_answer: bool = False,
        **kwargs: Any,
    ) -> None:
        if is_answer:
            self.button = "Answer"
        super().__init__(*args, **kwargs)
        self.helper.form_id = "comment"
        self.grid = grid
        self.fields["text"].widget.attrs.pop("maxlength", None)  # browsers would cut off a paste
        if grid is None:
            self.leave_out("box")
        else:
            self.fields["box"].choices = [("", "The whole draft"), *cell_choices(grid)]  # type: ignore[attr-defined]
        if not by_link:
            self.leave_out("name")
        if is_answer:
            self.fields["text"].label = "Your answer"

    @property
    def about(self) -> About:
        """What the comment is about; the form must be valid."""
        chosen = self.cleaned_data.get("box")
        if not chosen or self.grid is None:
            return WHOLE
        return about_box(self.grid, *place(chosen)) or WHOLE
