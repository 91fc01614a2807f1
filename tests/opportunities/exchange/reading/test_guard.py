"""What no library sees: files that are too much, that lie about it, or that declare things."""

import random
import zipfile
from collections.abc import Callable

import pytest

from opportunities.exchange.reading import child_process, guard
from opportunities.exchange.reading.tables import CannotRead
from tests.opportunities.exchange.reading.bad_files import (
    EXCEL,
    ODS,
    WORD,
    a_zip,
    a_zip_of,
    changed,
    deep,
    entities,
    rows_of_excel,
    rows_of_ods,
    zip_that_says_less,
    zip_with_a_member_in_another,
    zip_with_overlap,
)
from tests.opportunities.exchange.reading.frameworks import IMPORTS
from tests.opportunities.exchange.reading.word_files import docx, p, tbl, tr

type Made = Callable[[], bytes]
"""Makes a file: some are large, and whoever does not try them should not wait for them."""

TOO_MUCH = b"a" * (guard.MOST_UNPACKED // 2 + 1)


def noise(size: int) -> bytes:
    return random.Random(13).randbytes(size)


BAD = {
    "ten megabytes and a byte": (
        lambda: b"a" * (guard.MOST_BYTES + 1),
        "has 11 MB; we take up to 10 MB",
    ),
    "a bomb": (
        lambda: changed(WORD, word__document_xml=b"a" * 200_000_000),
        "unpacks to more than 40 MB",
    ),
    "much in several parts": (
        lambda: a_zip({"a.txt": TOO_MUCH, "b.txt": TOO_MUCH}),
        "more than 40 MB",
    ),
    "more than it says": (lambda: zip_that_says_less(), "unpacks to more than 40 MB"),
    "a little more than it says": (lambda: zip_that_says_less(20), "is damaged|may do harm"),
    "another size than it says": (
        lambda: a_zip({"a.bin": b"a" * 1_000}).replace(b"\xe8\x03\0\0", b"\x0a\0\0\0"),
        "may do harm",
    ),
    "2,001 members": (
        lambda: a_zip({f"{n}.xml": "<a/>" for n in range(2_001)}),
        "more than 2,000 parts",
    ),
    "members that overlap": (lambda: zip_with_overlap(), "is damaged"),
    "a member in another": (lambda: zip_with_a_member_in_another(), "is damaged"),
    "an absolute name": (lambda: changed(WORD, __etc__passwd="a"), "may do harm"),
    "a name of Windows": (lambda: a_zip({"C:\\a.xml": "<a/>"}), "may do harm"),
    "a name that goes up": (lambda: a_zip({"word/../../a.xml": "<a/>"}), "may do harm"),
    "packed in a way that takes memory": (
        lambda: a_zip({"a.xml": "<a/>"}, packed=zipfile.ZIP_LZMA),
        "may do harm",
    ),
    "entities": (lambda: changed(WORD, word__document_xml=entities()), "may do harm"),
    "a document type": (lambda: changed(EXCEL, xl__workbook_xml="<!DOCTYPE a><a/>"), "may do harm"),
    "a document type in UTF-16": (
        lambda: changed(ODS, content_xml="<!DOCTYPE a><a/>".encode("utf-16")),
        "may do harm",
    ),
    "deep XML": (lambda: changed(WORD, word__document_xml=deep(guard.DEEPEST + 1)), "may do harm"),
    "a million levels": (lambda: changed(WORD, word__document_xml=deep(1_000_000)), "may do harm"),
    "XML in pieces": (lambda: changed(WORD, word__document_xml="<a><b></a>"), "is damaged"),
    "cut short": (lambda: WORD[:-100], "ends in the middle"),
    "damaged within": (lambda: WORD[:2_000] + noise(200) + WORD[2_200:], "is damaged"),
}


@pytest.mark.parametrize(("made", "sentence"), BAD.values(), ids=BAD)
def test_what_no_library_sees(made: Made, sentence: str) -> None:
    with pytest.raises(CannotRead, match=sentence):
        guard.check(made())


@pytest.mark.parametrize("name", ["a bomb", "more than it says", "entities", "a million levels"])
def test_it_takes_little_memory(name: str) -> None:
    made, sentence = BAD[name]
    with pytest.raises(CannotRead, match=sentence):
        child_process.read(made(), "Framework.docx", megabytes=300)


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = a_zip_of([("a.xml", "<a/>"), ("a.xml", "<b/>")])

    with pytest.raises(CannotRead, match="may do harm"):
        guard.check(content)


@pytest.mark.parametrize("path", sorted(IMPORTS.iterdir()), ids=lambda path: path.name)
def test_files_of_real_shapes_pass(path) -> None:
    guard.check(path.read_bytes())


def test_as_much_as_is_allowed_passes() -> None:
    guard.check(b"a" * guard.MOST_BYTES)
    guard.check(a_zip({"a.bin": b"a" * guard.MOST_UNPACKED}))
    guard.check(a_zip({"a.xml": deep(guard.DEEPEST)}))
    guard.check(a_zip({f"{n}.xml": "<a/>" for n in range(2_000)}))


MUCH = {
    "lines": (lambda: b"a\n" * 5_000_000, "5,000,000 lines; we read 20,000"),
    "empty lines": (lambda: b"a" + b"\n" * 10_000_000 + b"b", "lines; we read 20,000"),
    "rows": (lambda: b"a,b\n" * 2_000_000, "2,000,000 rows; we read 120,000"),
    "tags": (lambda: b"<p>a" * 2_000_000, "larger than any framework"),
    "a PDF without its end": (lambda: b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 500_000, "cut off"),
    "a PDF of many parts": (
        lambda: b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * 200_000 + b"startxref",
        "more in it than a framework",
    ),
    "paragraphs of Word": (lambda: docx(p("a") * 300_000), "longer than any framework"),
    "empty boxes of Word": (lambda: docx(tbl(tr(*[""] * 60) * 9_000)), "longer than any framework"),
    "styles of Word": (
        lambda: changed(WORD, word__styles_xml=f"<a>{'<b/>' * 3_000_000}</a>"),
        "longer than any framework",
    ),
    "rows of Excel": (lambda: rows_of_excel(130_000), "130,000 rows; we read 120,000"),
    "boxes of Excel": (
        lambda: rows_of_excel(100_000, "ABCDEFGH"),
        "800,000 boxes with words; we read 600",
    ),
    "boxes of CSV": (
        lambda: b"a,b,c,d,e,f,g,h,i\n" * 80_000,
        "720,000 boxes with words; we read 600,000",
    ),
    "rows of Excel with words": (lambda: rows_of_excel(40_000), "more than 20,000 rows"),
    "rows of CSV with words": (lambda: b"a;b\n" * 40_000, "more than 20,000 rows"),
    "rows of ODS with words": (lambda: rows_of_ods(40_000, 1), "more than 20,000 rows"),
    "rows of ODS": (lambda: rows_of_ods(1, 1, 200_000), "more than 20,000 rows"),
    "boxes of ODS that repeat": (lambda: rows_of_ods(1, 10, 100_000), "1,000,000 boxes with words"),
}


@pytest.mark.parametrize(("made", "sentence"), MUCH.values(), ids=MUCH)
def test_far_too_much_is_told_with_little_memory(made: Made, sentence: str) -> None:
    with pytest.raises(CannotRead, match=sentence):
        child_process.read(made(), "Offer", megabytes=300)
