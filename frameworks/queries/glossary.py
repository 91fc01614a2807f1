"""Which frameworks print which terms of the glossary.

A published grid never changes, so the result is cached until the set of public grids changes.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from frameworks.models import Framework
from opportunities.models import Column, Opportunity, PrintedHeading, Section, Stage
from opportunities.store.reading import GRIDS
from opportunities.text import glossary


@dataclass(frozen=True, slots=True)
class Printed:
    """A framework that prints a term, and the address where to read it."""

    name: str
    url: str


LINES = "lines"
EDGES = "edges"
SECTIONS = "sections"

FIELDS: dict[str, list[tuple[type[Model], list[str]]]] = {
    LINES: [(Opportunity, ["text", "details"])],
    EDGES: [
        (Stage, ["name", "roles", "standards"]),
        (Column, ["heading"]),
        (PrintedHeading, ["text"]),
    ],
    SECTIONS: [(Section, ["heading", "body"])],
}
"""The fields of words in a grid, at its edges and around it."""

type Forms = dict[int, dict[str, set[str]]]
"""The forms of terms by grid and by where in it."""


def where_printed() -> dict[str, list[Printed]]:
    """Map each term to the public frameworks that print it. At most six queries."""
    grids = {
        framework.current_edition.grid: framework
        for framework in Framework.objects.public().not_copies()
        if framework.current_edition
    }
    key = "terms", *((grid.pk, grid.fingerprint) for grid in grids)
    forms = GRIDS.get_or_make(key, lambda: _forms([grid.pk for grid in grids]))
    return {
        entry.term: [
            Printed(framework.organisation.short_name, url)
            for grid, framework in grids.items()
            if (url := _url(framework, entry, forms[grid.pk]))
        ]
        for entry in glossary.entries()
    }


def _url(framework: Framework, entry: glossary.Entry, forms: dict[str, set[str]]) -> str:
    """Return the address of the lines that print the term, else of the page that does, else "".

    Sections are in our words, so only an abbreviation in them surely comes from the source.
    """
    for form in entry.printed:
        if form in forms[LINES]:
            return reverse("opportunity_list", query={"q": form, "framework": framework.slug})
    if forms[EDGES].intersection(entry.printed):
        return framework.get_absolute_url()
    if forms[SECTIONS].intersection(entry.abbreviations):
        return reverse("framework_about", args=[framework.slug])
    return ""


def _forms(grids: Collection[int]) -> Forms:
    """Return the terms that each of these grids prints."""
    forms: Forms = {number: {where: set() for where in FIELDS} for number in grids}
    for where, models in FIELDS.items():
        for model, fields in models:
            rows = model._default_manager.filter(grid__in=forms).order_by()
            for number, *texts in rows.values_list("grid", *fields).iterator():
                for text in texts:
                    forms[number][where] |= glossary.forms_in(text)
    return forms
