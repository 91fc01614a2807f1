"""Our own Word files come home with every word in its place and every key at its line."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents
from opportunities.exchange.writing import grid_docx
from opportunities.exchange.writing.document import GridDocument
from tests.fidelity.printed import FRAMEWORKS
from tests.opportunities.exchange.reading.frameworks import document_of
from tests.opportunities.exchange.reading.word_files import docx, p, r, tbl, tr

OFFICE = shutil.which("soffice")

type Line = tuple[str, str, UUID | None, str, tuple[str, ...], str]
"""Stage, heading, key of the place, words, sub-points, link."""


def lines_in(contents: FileContents) -> list[Line]:
    """The lines under the headings of their columns, by the paragraphs alone."""
    found: list[Line] = []
    for table in contents.tables:
        for box in table.boxes:
            heading = table.at[0, box.column].text
            for each in box.paragraphs if box.row else ():
                if each.level:
                    *start, details, link = found[-1]
                    found[-1] = (*start, (*details, each.text), link)  # type: ignore[assignment]
                else:
                    line = table.title, heading, each.placement, each.text, (), each.link
                    found.append(line)
    return found


def lines_of(document: GridDocument) -> list[Line]:
    found: list[Line] = []
    for stage in document.stages:
        for cell in document.cells(stage):
            if cell.word:
                found.append((stage.name, cell.heading, None, cell.word, (), ""))
            for line in cell.lines:
                said, key = line.opportunity, line.placement.key
                found.append((stage.name, cell.heading, key, said.text, said.details, said.link))
    return found


def without_bookmarks(content: bytes) -> bytes:
    """The file as a program saves it that keeps nothing but links."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = re.sub(rb"<w:bookmark(Start|End)[^>]*/>", b"", part)
            if name != "docProps/custom.xml":
                archive.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("slug", FRAMEWORKS)
@pytest.mark.parametrize("saved", [bytes, without_bookmarks])
def test_each_framework_comes_home(slug: str, saved: Callable[[bytes], bytes]) -> None:
    document = document_of(slug)
    contents = word.read(saved(grid_docx.write(document)))

    assert lines_in(contents) == lines_of(document)
    assert contents.reference == document.reference
    assert contents.fingerprint in ("", document.fingerprint)
    assert not contents.left_out


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_each_framework_comes_home_after_libreoffice_saved_it(slug: str, tmp_path: Path) -> None:
    document = document_of(slug)
    (tmp_path / "grid.docx").write_bytes(grid_docx.write(document))
    subprocess.run(
        [
            *(str(OFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'me').as_uri()}"),
            *("--convert-to", "docx", "--outdir", str(tmp_path / "saved"), "grid.docx"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    contents = word.read((tmp_path / "saved" / "grid.docx").read_bytes())

    assert lines_in(contents) == lines_of(document)
    assert (contents.reference, contents.fingerprint) == (document.reference, document.fingerprint)


@pytest.mark.parametrize("slug", FRAMEWORKS)
def test_the_proposal_of_our_own_file_is_our_grid(slug: str) -> None:
    document = document_of(slug)
    proposal = propose(word.read(grid_docx.write(document)))

    assert [stage.name for stage in proposal.stages] == [stage.name for stage in document.stages]
    assert [column.heading for column in proposal.columns] == [
        column.heading for column in document.columns
    ]
    cells = [cell for stage in document.stages for cell in document.cells(stage)]
    assert [cell.word for cell in proposal.cells] == [cell.word for cell in cells]
    read = [[(line.placement, line.wording) for line in cell.lines] for cell in proposal.cells]
    one_space = [
        [
            (line.placement.key, " ".join(line.opportunity.text.split()), line.opportunity.details)
            for line in cell.lines
        ]
        for cell in cells
    ]
    assert [[(key, said.text, said.details) for key, said in lines] for lines in read] == one_space
    assert not proposal.left_out


def test_a_stage_alone_comes_home_without_its_room_for_notes() -> None:
    document = document_of("wigan")
    alone = replace(document, stage=document.grid.stages[2])
    proposal = propose(word.read(grid_docx.write(alone)))

    assert [stage.name for stage in proposal.stages] == [alone.grid.stages[2].name]
    assert [line.placement for cell in proposal.cells for line in cell.lines] == [
        line.placement.key for _, line in alone.lines()
    ]


def test_lines_carried_on_are_read_where_they_stand() -> None:
    document = document_of("torbay")
    contents = word.read(grid_docx.write(replace(document, written_out=True)))

    keys = [line[2] for line in lines_in(contents)]
    assert sorted(map(str, keys)) == sorted(str(row.key) for row in document.grid.placements)


# A key counts for the paragraph in which it stands.

ONE, OTHER = UUID(int=1), UUID(int=2)


def start(key: UUID, id: int = 1) -> str:
    return f'<w:bookmarkStart w:id="{id}" w:name="_cpd{key.hex}"/>'


def end(id: int = 1) -> str:
    return f'<w:bookmarkEnd w:id="{id}"/>'


MARK = f'<w:hyperlink r:id="m">{r("\N{NO-BREAK SPACE}»")}</w:hyperlink>'
LINKS = {"m": f"https://cpd.example/opportunities/{OTHER}/#{ONE}"}


def keyed(*content: str) -> list[tuple[str, UUID | None, UUID | None, str]]:
    contents = word.read(docx(tbl(tr("Stage", f"<w:tc>{''.join(content)}</w:tc>")), links=LINKS))
    box = contents.tables[0].at[0, 1]
    return [(each.text, each.placement, each.opportunity, each.link) for each in box.paragraphs]


def test_the_mark_is_neither_word_nor_link() -> None:
    assert keyed(p("Coach", MARK)) == [("Coach", ONE, OTHER, "")]
    assert keyed(p(start(ONE), "Coach", MARK, end())) == [("Coach", ONE, OTHER, "")]


def test_a_line_parted_in_two_has_its_key_at_both_ends() -> None:
    assert keyed(p(start(ONE), "Coach"), p("Lead", MARK, end())) == [
        ("Coach", ONE, None, ""),
        ("Lead", ONE, OTHER, ""),
    ]


def test_a_bookmark_that_lost_its_words_is_none() -> None:
    assert keyed(p(start(ONE), end(), start(OTHER, 2), "Coach", end(2))) == [
        ("Coach", OTHER, None, ""),
    ]
    assert keyed(p("Before", start(ONE)), p("Coach", end())) == [
        ("Before", None, None, ""),
        ("Coach", ONE, None, ""),
    ]


def test_a_bookmark_between_paragraphs_is_that_of_the_next() -> None:
    assert keyed(start(ONE), p("Coach"), end(), p("Lead")) == [
        ("Coach", ONE, None, ""),
        ("Lead", None, None, ""),
    ]
