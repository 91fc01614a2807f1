"""The printed words in our PDF, found by its tags and read by other libraries than wrote it.

Compared without white space, since a line that breaks swallows a space.
"""

import re
from dataclasses import replace
from functools import cache

import pytest

from opportunities.exchange.reading import grid_yaml
from opportunities.exchange.writing import grid_pdf
from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.exchange.yaml_nodes import parse
from opportunities.grid.vocabulary import ProviderTier
from tests.pdf_tags import Tag, TaggedPDF, squeezed

from . import transcribed
from .printed import CONTINUATIONS, FRAMEWORKS

PROVIDERS = "|".join(re.escape(squeezed(tier.label)) for tier in ProviderTier)
OF_A_PROVIDER = re.compile(rf"\((?:{PROVIDERS})\)$")

type ReadCell = tuple[str, str, list[str]]
"""Its heading, its "PLUS", its lines and sub-points, without white space."""

type ReadStage = tuple[str, list[ReadCell]]
"""Its name and its cells."""


@cache
def document(framework: str) -> GridDocument:
    file = transcribed.load(framework)
    about, edition = file["framework"], file["edition"]
    source = GridSource(
        organisation=about["authority"]["name"],
        short_name=about["authority"]["short_name"],
        framework=about["title"],
        edition=edition["label"],
        title=edition["title"],
        published=edition["published"],
        credit=edition["source"],
        address=f"https://cpd.example/frameworks/{framework}/",
        slug=framework,
    )
    text = (transcribed.FIXTURES / f"{framework}.yaml").read_bytes()
    entries = parse(text).mapping(
        required={"framework", "edition", *grid_yaml.ENTRIES}, optional=grid_yaml.MAY_HAVE
    )
    return GridDocument(grid_yaml.read(entries, name=framework), source)


@cache
def of_grid(framework: str) -> TaggedPDF:
    return TaggedPDF(grid_pdf.write(document(framework)))


@cache
def of_list(framework: str) -> TaggedPDF:
    return TaggedPDF(grid_pdf.write_list(document(framework)))


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_printed_word_stands_in_its_cell(framework):
    [table] = of_grid(framework).root.all("Table")
    assert _from_table(table) == _printed(framework)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_printed_word_stands_under_its_headings_in_the_list(framework):
    root = of_list(framework).root
    assert not list(root.all("Table"))
    sections = len(document(framework).sections)
    assert _from_list(root.tags[0])[sections:] == _printed(framework)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("read", [of_grid, of_list])
def test_roles_and_standards_stand_with_their_stage(framework, read):
    text = read(framework).root.text()
    for stage in document(framework).stages:
        for label, said in (("Roles:", stage.roles), ("Standards:", stage.standards)):
            assert not said or squeezed(label + "; ".join(said)) in text


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("read", [of_grid, of_list])
def test_the_sections_and_the_stages_are_bookmarks(framework, read):
    grid = document(framework)
    names = [*(row.heading for row in grid.sections), *(stage.name for stage in grid.stages)]
    assert [title for level, title in read(framework).bookmarks if level == 2] == names


def test_lancashire_has_nine_pages_at_most():
    pages = of_grid("lancashire").pages
    assert len(pages) <= 9
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_stage_alone_is_one_page_with_room_to_write(framework):
    whole = document(framework)
    for stage in whole.grid.stages:
        read = TaggedPDF(grid_pdf.write(replace(whole, stage=stage)))
        assert len(read.pages) == 1, stage.name
        assert "Notes" in read.pages[0], stage.name


def test_a_stage_that_fits_on_a_page_is_whole():
    """Where one went on, its band would say so."""
    assert not any("continued" in page for page in of_grid("lancashire").pages)


def _printed(framework: str) -> list[ReadStage]:
    of_rows = zip(document(framework).stages, transcribed.grid(framework), strict=True)
    return [
        (
            squeezed(stage.name),
            [
                (
                    squeezed(cell.heading or column.heading),
                    squeezed(cell.continues),
                    [squeezed(line) for line in cell.lines],
                )
                for column, cell in zip(document(framework).columns, cells, strict=True)
            ],
        )
        for stage, (_, *cells) in of_rows
    ]


def _from_table(table: Tag) -> list[ReadStage]:
    stages: list[ReadStage] = []
    headings: list[str] = []
    for row in table.all("TR"):
        if next(row.all("H2"), None):
            stages.append((next(row.all("H2")).text(), []))
        elif row.tags[0].kind == "TH":
            headings = [next(cell.all("Strong")).text() for cell in row.tags]
        else:
            cells = zip(headings, row.tags, strict=True)
            stages[-1][1].extend(_cell(heading, cell.tags) for heading, cell in cells)
    return stages


def _from_list(root: Tag) -> list[ReadStage]:
    """What stands under each heading of the second level."""
    stages: list[ReadStage] = []
    for tag in root.tags:
        if tag.kind == "H2":
            stages.append((tag.text(), []))
            tags: list[Tag] = []
        elif tag.kind == "H3":
            tags = []
            stages[-1][1].append(_cell(tag.text(), tags))
        elif stages and stages[-1][1]:
            tags.append(tag)
            stages[-1][1][-1] = _cell(stages[-1][1][-1][0], tags)
    return stages


def _cell(heading: str, tags: list[Tag]) -> ReadCell:
    words = {squeezed(word) for word in CONTINUATIONS}
    word = next((tag.text() for tag in tags if tag.text() in words), "")
    lists = [inner for tag in tags for inner in ([tag] if tag.kind == "L" else tag.of("L"))]
    return heading, word, [line for tag in lists for line in _lines(tag)]


def _lines(listed: Tag) -> list[str]:
    lines: list[str] = []
    for body in listed.of("LBody"):
        lines.append(OF_A_PROVIDER.sub("", body.text("L")))
        lines += [line for inner in body.of("L") for line in _lines(inner)]
    return lines
