from dataclasses import replace

from opportunities.exchange.writing.document import GridDocument, GridSource
from tests.builders import grid, key

SMALL = grid({("NQT", "School"): ["Join in"]}, sections=[("How to use it", "Often.")])
SOURCE = GridSource(
    organisation="Thornshire County Council",
    short_name="Thornshire",
    framework="CPD Framework",
    edition="2026",
    address="https://cpd.example/frameworks/thornshire/",
    slug="thornshire",
)


def test_the_address_of_a_line_ends_in_the_key_of_its_place():
    document = GridDocument(SMALL, SOURCE)
    [(_, line)] = document.lines()
    place = key("NQT/School/0")
    assert document.address_of(line) == f"{SOURCE.address}#{place}"

    shown = replace(SOURCE, opportunities="https://cpd.example/opportunities/")
    its_page = f"https://cpd.example/opportunities/{key('Join in')}/"
    assert GridDocument(SMALL, shown).address_of(line) == f"{its_page}#{place}"


def test_a_part_of_a_grid_goes_without_the_text_around_it():
    [stage] = SMALL.stages

    assert [row.heading for row in GridDocument(SMALL, SOURCE).sections] == ["How to use it"]
    assert GridDocument(SMALL, SOURCE, stage=stage).sections == ()
    assert GridDocument(SMALL, SOURCE, lines_left=frozenset()).sections == ()
