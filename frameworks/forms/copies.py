"""Forms to make a copy of a framework and to set its visibility."""

from typing import Any

from django import forms

from frameworks.actions.copies import LONGEST_TITLE
from frameworks.forms.drafts import DeskForm, OneLine
from frameworks.models import Framework
from frameworks.queries.readers import Readers

WHO_SEES = {
    Framework.Visibility.MEMBERS: "Members of {name}, when they are signed in: {people} today",
    Framework.Visibility.LINK: "Anyone with the link; it is listed nowhere",
    Framework.Visibility.PUBLIC: "Everyone; it is listed here and found by search engines",
}


class VisibilityForm(DeskForm):
    """A form to set who may read a framework: no more people than may read `followed`, if given."""

    visibility = forms.ChoiceField(
        label="Who sees it once it is published?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who sees it.", "invalid_choice": "Choose who sees it."},
    )

    def __init__(
        self, *args: Any, readers: Readers, followed: Framework | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        readers_words = {"name": readers.organisation.short_name, "people": readers.words}
        order = list(Framework.Visibility)
        widest = Framework.Visibility(followed.visibility) if followed else order[-1]
        self.fields["visibility"].choices = [  # type: ignore[attr-defined]
            (choice.value, WHO_SEES[choice].format(**readers_words))
            for choice in order[: order.index(widest) + 1]
        ]
        if followed and widest != order[-1]:
            self.fields["visibility"].help_text = (
                f"{followed.organisation.short_name} shows its framework to "
                f"{widest.label.lower()} only, so no more people can see a copy."
            )


class SharingForm(DeskForm):
    """A form to let the followed framework's editors read how the copy rewords lines, or not."""

    button, kind = "Save what is shared", "secondary"
    shares = forms.BooleanField(required=False)

    def __init__(self, *args: Any, whose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shares"].label = f"Let {whose} read how we reworded its lines"


class CopyForm(VisibilityForm):
    """A form to make a copy: its name, and who sees it."""

    button = "Make our copy"
    title = OneLine(
        label="Name of your copy",
        max_length=LONGEST_TITLE,
        error_messages={"required": "Write a name for your copy."},
    )
    field_order = ("title", "visibility")
