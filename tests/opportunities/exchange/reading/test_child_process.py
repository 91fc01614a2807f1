"""Reading in a process of its own: the same is found, and what goes wrong there is a sentence."""

from threading import BoundedSemaphore

import pytest

from opportunities.exchange import limited_process
from opportunities.exchange.reading import child_process, files
from opportunities.exchange.reading.tables import CannotRead
from tests.opportunities.exchange.reading.frameworks import IMPORTS

SHEET = (IMPORTS / "04-sheet-row-per-opportunity.xlsx").read_bytes()
NAMES = ["Framework.xlsx", "Zoë’s\n“plan”.xlsx", "x\0y"]


@pytest.mark.parametrize("name", NAMES)
def test_the_child_finds_the_same(name):
    assert child_process.read(SHEET, name) == files.read(SHEET, name)


def test_why_a_file_cannot_be_read_comes_back_in_its_words():
    with pytest.raises(CannotRead) as here:
        files.read(b"", "Framework.docx")
    with pytest.raises(CannotRead) as there:
        child_process.read(b"", "Framework.docx")

    assert str(there.value) == str(here.value)


def test_a_child_that_takes_too_long_is_told():
    with pytest.raises(CannotRead, match="took too long"):
        child_process.read(SHEET, "x", seconds=0.001)


@pytest.mark.parametrize("megabytes", [1, 10, 30])
def test_a_child_that_cannot_even_begin_is_told(megabytes):
    with pytest.raises(CannotRead, match="could not be read"):
        child_process.read(SHEET, "x", megabytes=megabytes)


def test_a_child_that_takes_too_much_memory_is_told():
    many = b"[" + b'{"a":[]},' * 300_000 + b"0]"  # fewer values than a file may have
    with pytest.raises(CannotRead, match="needs more memory"):
        child_process.read(many, "x", megabytes=110)


def test_the_child_can_write_no_file(tmp_path):
    with pytest.raises(limited_process.Failed, match="File too large"):
        limited_process.run_limited(
            "tests.opportunities.exchange.reading.child_that_writes",
            str(tmp_path / "written").encode(),
            at_once=BoundedSemaphore(1),
            seconds=60,
            megabytes=1_000,
        )

    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_who_waits_for_too_many_files_is_told(monkeypatch):
    monkeypatch.setattr(child_process, "AT_ONCE", BoundedSemaphore(1))
    with child_process.AT_ONCE, pytest.raises(CannotRead, match="Many files"):
        child_process.read(SHEET, "x", seconds=0.01)
