"""Report names in a query string that a page does not know, as it does unknown values."""

import re
from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import render_to_string

TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|stm|gad)_\w+|_hs\w+"
    r"|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|srsltid|msclkid|twclid|ttclid|li_fat_id"
    r"|mc_[ce]id|mkt_tok|ss_email_id|vero_id|y?s?clid|igsh(?:id)?|_ga|_gl|_ke",
    re.IGNORECASE,
)
"""Parameters that mails, search engines and networks add: no page reads them, nobody typed them."""

MOST = 3
"""The most unknown names to report: correcting those shows the others."""

LONGEST = 40


def unknown_names(asked: Iterable[str], known: Collection[str]) -> dict[str, list[str]]:
    """Return a sentence for each unknown name, in the form of a form's errors."""
    unknown = [
        name
        for name in asked
        if name.strip() and name not in known and not TRACKING.fullmatch(name)
    ]
    printable = ["".join(filter(str.isprintable, name))[:LONGEST] for name in unknown[:MOST]]
    return {
        name: [f"“{name}” is not one of the filters here. They are: {', '.join(known)}."]
        for name in printable
    }


class KnownNamesForm(forms.Form):
    """A filter form that reports names in the query string which are not fields."""

    beside: ClassVar[Collection[str]] = ()
    """Names that the page reads for something else: which part is shown, and how."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for errors in self.unknown_names().values():
            self.add_error(None, errors)
        return cleaned

    def unknown_names(self) -> dict[str, list[str]]:
        names = [name for name in self.data if name not in self.beside]
        return unknown_names(names, self.fields)

    def file_errors(self) -> dict[str, list[str]]:
        """Return errors for names that a file of the result cannot use: it has no parts and no
        pages.
        """
        of_fields = {name: [*map(str, self.errors.get(name, ()))] for name in self.fields}
        of_names = unknown_names(self.data, self.fields)
        return {name: errors for name, errors in (of_fields | of_names).items() if errors}


class UnknownNames(LayoutObject):
    """The place of unknown names in a form's layout."""

    def render(self, form: forms.Form, context: Any, **_: Any) -> str:
        return render_to_string("cpd/unknown_names.html", {"errors": form.non_field_errors()})
