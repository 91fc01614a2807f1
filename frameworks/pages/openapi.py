"""The site's interface for programs as OpenAPI 3.1. Tests compare it with the real responses."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from frameworks.filters import search
from opportunities.exchange.writing.json_schema import (
    Schema,
    keyed,
    listed,
    reference,
    row_schema,
    schemas,
    text,
)
from opportunities.filters import LABELS
from opportunities.grid.snapshot import Opportunity
from opportunities.grid.vocabulary import (
    FATES_TO_CHOOSE,
    KINDS_TO_CHOOSE,
    OWN,
    REWORDED,
    THEIRS,
    WITHOUT_TO_CHOOSE,
    Group,
    ProviderTier,
    StageFamily,
)

FRAMEWORK = {
    "slug": text("Its name in addresses."),
    "title": text("The name it keeps over the years."),
    "authority": text("Who publishes it."),
    "contact": text("Whom to ask about it. Empty where nobody is named."),
}

EDITION = {
    "label": text("What the edition is called, such as “2019”. Empty for a draft."),
    "status": {"type": "string", "enum": ["draft", "published", "withdrawn"]},
    "published": {
        "type": ["string", "null"],
        "format": "date",
        "description": "The day of its publication.",
    },
    "fingerprint": text("SHA-256 of the grid as it stands here: equal grids have equal ones."),
    "reference": text("The short reference that files of this edition show."),
    "scope": text("What of the edition stands here: “everything”, or such as “filtered”."),
    "title": text("Its title as printed."),
    "source": text("Where its text comes from."),
    "address": text("The address of its page; of one stage alone, of that stage’s."),
}

OF_A_LIST = ("label", "published", "reference")

LISTED = FRAMEWORK | {
    "edition": reference("CurrentEdition"),
    "page": text("The address of its page."),
    "data": text("The address of the whole grid."),
}

FOUND = {
    **keyed(Opportunity),
    "places": listed("Place", "Where it stands."),
}

PLACE = {
    "framework": text("The name of the framework in addresses."),
    "stage": text("The name of the stage."),
    "column": text("The heading over it."),
    "tier": {"type": "string", "enum": [*ProviderTier], "description": "Who provides it there."},
}

SEARCH = {
    "total": {"type": "integer", "description": "How many opportunities there are on all pages."},
    "page": {"type": "integer"},
    "pages": {"type": "integer"},
    "results": listed("Opportunity", "Those of this page, the best matches first."),
}

CHOICES: dict[str, Iterable[str]] = {
    "family": StageFamily,
    "group": Group,
    "tier": ProviderTier,
    "kind": KINDS_TO_CHOOSE,
    "ended": FATES_TO_CHOOSE,
    "without": WITHOUT_TO_CHOOSE,
    "whose": (OWN, REWORDED, THEIRS),
}
"""The filters whose values are the same in every framework."""


def document(site: str) -> dict[str, Any]:
    """Return the description of the interface of a site. `site`: "https://cpd.example"."""
    grid = {
        "columns": listed("Column", "The columns, in order."),
        "stages": listed("Stage", "The stages, in order."),
        "cells": listed("Cell", "Every cell, blank ones too, stage by stage."),
        "sections": listed("Section", "The texts around the grid, in order."),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CPD Frameworks",
            "version": "1",
            "description": (
                "Published frameworks of continuing professional development for school staff. "
                "Everything here can be read without an account and from any web page."
            ),
        },
        "servers": [{"url": site}],
        "paths": {
            _path("framework_data"): _get("Every framework that everybody may read", "Frameworks"),
            _path("framework_download", "{slug}", "json"): _get(
                "A framework in its current edition", "Grid", _SLUG, *_of_a_grid(), missing=True
            ),
            _path("edition_download", "{slug}", "{label}", "json"): _get(
                "One edition of a framework", "Grid", _SLUG, _LABEL, *_of_a_grid(), missing=True
            ),
            _path("opportunity_data"): _get(
                "Search in all frameworks", "Search", *_of_search(), missing=True
            ),
        },
        "components": {
            "schemas": {
                **schemas(),
                "Framework": row_schema(FRAMEWORK),
                "Edition": row_schema(EDITION),
                "CurrentEdition": row_schema({name: EDITION[name] for name in OF_A_LIST}),
                "Grid": row_schema(
                    {
                        "framework": reference("Framework"),
                        "edition": reference("Edition"),
                        **grid,
                    },
                    also={"note": text("Only where a filter leaves nothing: that it does.")},
                ),
                "Listed": row_schema(LISTED),
                "Frameworks": row_schema({"frameworks": listed("Listed", "By authority.")}),
                "Opportunity": row_schema(FOUND),
                "Place": row_schema(PLACE),
                "Search": row_schema(SEARCH),
            }
        },
    }


def _path(name: str, *args: str) -> str:
    """Return the path of a view with {names}, which no URL pattern accepts: others stand in."""
    stand_in = {"{slug}": "slug-here", "{label}": "label-here"}
    path = reverse(name, args=[stand_in.get(arg, arg) for arg in args])
    return path.replace("slug-here", "{slug}").replace("label-here", "{label}")


def _get(summary: str, answer: str, *parameters: Schema, missing: bool = False) -> Schema:
    media = {"application/json": {"schema": reference(answer)}}
    responses = {"200": {"description": "As asked for.", "content": media}}
    if parameters:
        responses["400"] = {"description": "A filter or a value that is not known, named."}
    if missing:
        responses["404"] = {"description": "There is none, or nobody without an account may read."}
    return {
        "get": {
            "operationId": "".join(word.capitalize() for word in summary.split()),
            "summary": summary,
            "parameters": [*parameters],
            "responses": responses,
        }
    }


_SLUG: Schema = {
    "name": "slug",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The framework’s name in addresses, such as “lancashire”.",
}
_LABEL: Schema = _SLUG | {
    "name": "label",
    "description": "The edition’s name in addresses, such as “2019”.",
}


def _of_a_grid() -> list[Schema]:
    return [_filter(name, CHOICES) for name in LABELS]


OF_A_COPY_ALONE = {"whose": "Of a copy that differs from what it follows; others know none of it"}
OF_A_GRID_ALONE = {"stage", "without", *OF_A_COPY_ALONE}
"""The filters that search does not have."""


def _of_search() -> list[Schema]:
    page = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    names = ["framework", *(name for name in LABELS if name not in OF_A_GRID_ALONE)]
    return [*(_filter(name, search.CHOICES) for name in names), page]


def _filter(name: str, of_choices: Mapping[str, Iterable[str]]) -> Schema:
    """Return a parameter of the query string. All but the words can be repeated."""
    if name == "q":
        values: Schema = {"type": "string"}
    else:
        item: Schema = {"type": "string"}
        if choices := of_choices.get(name):
            item["enum"] = [str(value) for value in choices]
        values = {"type": "array", "items": item}
    return {
        "name": name,
        "in": "query",
        "schema": values,
        "description": OF_A_COPY_ALONE.get(name) or LABELS.get(name, "Authority"),
    }
