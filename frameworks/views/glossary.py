"""What the abbreviations in the frameworks mean."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cpd_site.serving.decorators import cached_page
from frameworks.queries.glossary import where_printed
from opportunities.grid.vocabulary import ActivityKind
from opportunities.text.glossary import entries


@cached_page
def glossary(request: HttpRequest) -> HttpResponse:
    """List every term by the alphabet, with the frameworks that print it."""
    printed = where_printed()
    letters = [
        (letter, [(entry, printed[entry.term]) for entry in of_letter])
        for letter, of_letter in groupby(entries(), lambda entry: entry.letter)
    ]
    return render(
        request, "reading/glossary.html", {"letters": letters, "kinds": list(ActivityKind)}
    )
