"""Our own JSON and CASE come back with their keys; other JSON is refused."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.formats import any_json, delimited
from opportunities.exchange.reading.tables import CannotRead, Paragraph, Table
from opportunities.exchange.writing import grid_csv, grid_json
from opportunities.exchange.writing.case import Package
from tests.fidelity.printed import FRAMEWORKS
from tests.opportunities.exchange.reading.formats import test_delimited
from tests.opportunities.exchange.reading.frameworks import IMPORTS, document_of


def read(data: Any) -> Any:
    return any_json.read(json.dumps(data).encode())


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_our_own_json_comes_back_with_every_key_in_its_row(slug: str) -> None:
    document = document_of(slug)
    contents = any_json.read(grid_json.write(document))

    table, *around = contents.blocks
    assert test_delimited.lines_read(contents) == test_delimited.lines_written(document)
    assert (contents.reference, contents.fingerprint) == (document.reference, document.fingerprint)
    assert isinstance(table, Table)
    headings = [each.text for each in around if isinstance(each, Paragraph) and each.heading]
    assert headings == [section.heading for section in document.sections]


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_our_own_json_says_what_our_csv_says(slug: str) -> None:
    document = document_of(slug)
    read = [
        {headings[box.column]: box.text for box in table.row(row) if headings[box.column] in SHARED}
        for table in (
            any_json.read(grid_json.write(document)).tables[0],
            delimited.read(grid_csv.write(document)).tables[0],
        )
        for headings in [{box.column: box.text for box in table.row(0)}]
        for row in range(table.size[0])
    ]

    half = len(read) // 2
    assert read[:half] == read[half:]


SHARED = {
    *("Stage", "Group", "Stage family", "Example roles", "Standards", "Summary"),
    *("Column", "Continues", "Provider tier", "Opportunity", "Details", "Link", "Cost"),
}


def test_a_small_case_package() -> None:
    contents = any_json.read((IMPORTS / "09-case-package.json").read_bytes())

    [table] = contents.tables
    assert contents.title == "Staff pathway"
    assert [box.text for box in table.row(0)] == ["Stage", "Opportunities"]
    assert table.at[1, 0].text == "Early career"
    [line] = table.at[1, 1].paragraphs
    assert (line.text, line.level) == ("Mentor meeting", 0)
    assert line.opportunity == UUID("33333333-3333-4333-8333-333333333333")


def item(number: int, words: str) -> dict[str, str]:
    return {"identifier": str(UUID(int=number)), "fullStatement": words}


def child(number: int, of: int, place: int) -> dict[str, Any]:
    return {
        "associationType": "isChildOf",
        "sequenceNumber": place,
        "originNodeURI": {"identifier": str(UUID(int=number))},
        "destinationNodeURI": {"identifier": str(UUID(int=of))},
    }


def test_order_is_by_sequence_numbers_and_what_is_deeper_is_a_sub_point() -> None:
    package = {
        "CFDocument": {"identifier": str(UUID(int=9)), "title": "Pathway"},
        "CFItems": [item(1, "Stage"), item(2, "Second"), item(3, "First"), item(4, "Below")],
        "CFAssociations": [child(1, 9, 1), child(2, 1, 2), child(3, 1, 1), child(4, 3, 1)],
    }
    for wrapped in (package, {"CFPackage": package}, [package], {"data": [package]}):
        [table] = read(wrapped).tables
        assert [(each.text, each.level) for each in table.at[1, 1].paragraphs] == [
            ("First", 0),
            ("Below", 1),
            ("Second", 0),
        ]


def test_items_that_are_each_other_s_children_do_not_go_on_for_ever() -> None:
    package = {
        "CFItems": [item(1, "Stage"), item(2, "One"), item(3, "Other")],
        "CFAssociations": [child(2, 1, 1), child(3, 2, 1), child(2, 3, 1)],
    }
    [table] = read(package).tables

    assert [each.text for each in table.at[1, 1].paragraphs] == ["One", "Other", "One"]


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_case_of_our_own_comes_back_with_its_keys_under_its_headings(slug: str) -> None:
    document = document_of(slug)
    whole = Package(document, datetime(2026, 9, 1, tzinfo=UTC), "https://cpd.example").whole()

    [table] = read(whole).tables
    headings = {box.column: box.text for box in table.row(0)}
    assert [
        (table.at[box.row, 0].paragraphs[0].text, headings[box.column], said.text, said.placement)
        for box in table.boxes
        if box.row and box.column
        for said in box.paragraphs
        if said.placement
    ] == in_order_of(
        headings,
        [
            (cell.stage.name, cell.heading, line.opportunity.text, line.placement.key)
            for cell, line in document.lines()
        ],
    )


def in_order_of(headings: dict[int, str], lines: list[Any]) -> list[Any]:
    """The lines of each stage in the order of the columns as they are read."""
    column = {heading: number for number, heading in headings.items()}
    stages = list(dict.fromkeys(stage for stage, *_ in lines))
    return sorted(lines, key=lambda line: (stages.index(line[0]), column[line[1]]))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"9" * 10_000, "no JSON"),
        (b'{"type": "FeatureCollection"}', "neither one of our own"),
        (b"[1, 2]", "neither one of our own"),
        (b"null", "neither one of our own"),
    ],
)
def test_other_files_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says):
        any_json.read(content)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("stages", "columns", "cells", "stage", "key", "opportunities", "sections"),
                    *("CFItems", "CFAssociations", "CFDocument", "identifier", "associationType"),
                    *("originNodeURI", "destinationNodeURI", "notes", "sequenceNumber", "tier"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(VALUES, VALUES, VALUES)
def test_any_json_is_read_or_refused(one: Any, other: Any, third: Any) -> None:
    with suppress(CannotRead):
        read(one)
    assert read({"stages": [one], "columns": [other], "cells": [third], "edition": one})
    assert read({"CFItems": [one, other], "CFAssociations": [third], "CFDocument": one})


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(CannotRead):
        any_json.read(content)
