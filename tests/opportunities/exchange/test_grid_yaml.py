"""A grid that is written in the format of the fixtures and read again says the same."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given

from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.writing import grid_yaml as grid_yaml_writing
from opportunities.exchange.yaml_nodes import NotReadable, parse
from opportunities.grid.fields import FIELDS
from opportunities.grid.snapshot import Column, GridSnapshot, Opportunity, Section, Stage
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key
from tests.strategies import any_grid, dices
from tests.test_any_text import IN_TENS, TEN, a_grid

FIXTURES = sorted((Path(__file__).parents[3] / "fixtures").glob("*.yaml"))

SMALL = grid(
    {("NQT", "In school"): ["Join in", "Read"], ("RQT", "Outside"): ["Visit"]},
    details={"Join in": ("E.g. a club", "a choir")},
    continues={("RQT", "In school"): ContinuationWord.PLUS},
    tiers={"Outside": None},
    sections=[("How to use it", "With *care*.\n\nAnd often.\n")],
)


def read(text: str) -> GridSnapshot:
    return grid_yaml.read(
        parse(text).mapping(required=grid_yaml.ENTRIES, optional=grid_yaml.MAY_HAVE),
        name="thornshire",
    )


def said(snapshot: GridSnapshot) -> dict[str, list[object]]:
    """All that a grid says, without keys."""

    def of(row, kind):
        return [field.of(row) for field in FIELDS[kind] if field.name != "place"]

    return {
        "columns": [of(column, Column) for column in snapshot.columns],
        "stages": [(stage.slug, of(stage, Stage)) for stage in snapshot.stages],
        "sections": [of(section, Section) for section in snapshot.sections],
        "cells": [
            (
                snapshot.heading_at(stage, column),
                snapshot.word_at.get((stage.key, column.key)),
                [
                    (
                        of(snapshot.opportunity_by_key[line.opportunity], Opportunity),
                        (line.tier, line.note),
                    )
                    for line in snapshot.cells[stage.key, column.key]
                ],
            )
            for stage in snapshot.stages
            for column in snapshot.columns
        ],
    }


@given(dices())
def test_any_grid_that_is_written_and_read_says_the_same(dice):
    made = any_grid(dice, hides=False)
    assume(made.columns)

    text = grid_yaml_writing.write(made)

    assert said(read(text)) == said(made)
    assert grid_yaml_writing.write(read(text)) == text


@IN_TENS
@given(TEN)
def test_any_texts_can_be_written(texts):
    made = a_grid(texts)

    assert yaml.safe_load(grid_yaml_writing.write(made)) == grid_yaml_writing.entries(made)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_frameworks_that_are_written_and_read_say_the_same(path):
    file = parse(path.read_text(encoding="utf-8")).open_mapping()
    made = grid_yaml.read(file, name=path.stem)

    assert said(read(grid_yaml_writing.write(made))) == said(made)


def test_what_is_written_is_shaped_like_the_page():
    line = replace(SMALL.opportunities[0], link="https://example.org/club")
    noted = replace(SMALL.placements[1], note="Ask Jo\nby May")
    full = replace(
        SMALL,
        stages=(replace(SMALL.stages[0], standards=("Core standards",)), SMALL.stages[1]),
        opportunities=(line, *SMALL.opportunities[1:]),
        placements=(SMALL.placements[0], noted, SMALL.placements[2]),
    )

    assert (
        grid_yaml_writing.write(full)
        == """\
columns:
- id: in-school
  heading: In school
  tier: school
- id: outside
  heading: Outside
  tier: mixed
stages:
- id: nqt
  name: NQT
  group: teachers
  family: early-career
  standards:
  - Core standards
  cells:
    in-school:
    - line: Join in
      details:
      - E.g. a club
      - a choir
      link: https://example.org/club
    - line: Read
      note: |-
        Ask Jo
        by May
    outside: []
- id: rqt
  name: RQT
  group: teachers
  family: recently-qualified
  cells:
    in-school:
      continues: PLUS
      lines: []
    outside:
    - line: Visit
      tier: national
sections:
- id: how-to-use-it
  heading: How to use it
  body: |
    With *care*.

    And often.
"""
    )


def test_lines_with_the_same_words_and_another_link_are_two():
    text = grid_yaml_writing.write(SMALL)
    twice = text.replace(
        "- line: Join in\n",
        "- Join in\n    - {line: Join in, link: https://a.org}\n    - line: Join in\n",
    )

    lines = [(line.text, line.details, line.link) for line in read(twice).opportunities]
    assert lines[:3] == [
        ("Join in", (), ""),
        ("Join in", (), "https://a.org"),
        ("Join in", ("E.g. a club", "a choir"), ""),
    ]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("link: javascript:alert(1)", "“javascript:alert(1)” is no web address"),
        ("kinds: [course, tour]", "“tour” is none of course, "),
        ("kinds: course", "“kinds” should be a list"),
        ("cost: cheap", "“cheap” is none of free, paid"),
        ("ends_on: soon", "should be a date such as 2026-11-22, not “soon”"),
        (f"contact: {'a' * 501}", "500 are the most"),
        ("link: www.example.org", "a link begins with https:// and a host name"),
        ("link: ''", "“link” is empty"),
        (f"link: https://example.org/{'a' * 500}", "500 are the most"),
        ("note: ''", "“note” is empty"),
        (f"note: {'a' * 1001}", "1000 are the most"),
    ],
)
def test_a_link_and_a_note_are_refused_where_a_form_refuses_them(entry, reason):
    text = grid_yaml_writing.write(SMALL).replace(
        "- line: Join in\n", f"- line: Join in\n      {entry}\n"
    )

    with pytest.raises(NotReadable, match="line ") as refused:
        read(text)
    assert reason in str(refused.value)


def test_names_in_the_file_are_each_there_once():
    twins = replace(
        SMALL,
        columns=tuple(replace(column, heading="Ünder “18”!") for column in SMALL.columns),
        sections=tuple(Section(key(name), "…", "Text") for name in ("one", "other")),
    )

    written = grid_yaml_writing.entries(twins)
    assert [column["id"] for column in written["columns"]] == ["under-18", "under-18-2"]
    assert [section["id"] for section in written["sections"]] == ["section", "section-2"]


def test_who_provides_is_written_only_where_it_is_not_the_columns():
    (placement, *others) = SMALL.placements
    other = replace(placement, tier=ProviderTier.NATIONAL)

    cells = grid_yaml_writing.entries(replace(SMALL, placements=(other, *others)))["stages"][0]
    assert [line["tier"] for line in cells["cells"]["in-school"] if "tier" in line] == ["national"]
