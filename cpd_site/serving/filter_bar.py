"""The form around a few filters of django-filter."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from cpd_site.serving.parameters import KnownNamesForm, UnknownNames

LONGEST_WORDS = 200
MOST_WORDS = 20


class WordsField(forms.CharField):
    """Words to search for. The caller parses them."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": f"Use at most {LONGEST_WORDS} characters: a few words are enough.",
        "null_characters_not_allowed": "Take out the null character: nothing can match it.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_WORDS, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if len(set(words.split())) > MOST_WORDS:
            raise ValidationError(f"Use at most {MOST_WORDS} words: one or two are enough.")
        return words

    def prepare_value(self, value: Any) -> Any:
        """Return the value without null characters, which a page cannot contain."""
        return value.replace("\x00", "") if isinstance(value, str) else value


class FilterBarForm(KnownNamesForm):
    """The form of a filter bar."""

    beside = ("page",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "cpd-filterbar cpd-noprint"
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False
        self.helper.attrs = {"novalidate": "", "aria-label": "Filter"}
        self.helper.layout = Layout(
            UnknownNames(),
            *self.fields,
            Submit("", "Show"),
        )
