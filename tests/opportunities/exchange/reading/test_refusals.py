"""What we do not read is told as what it is, with what to do, whatever its name says."""

import io
import random
import zipfile

import pikepdf
import pytest
import typst
from PIL import Image

from opportunities.exchange.reading import child_process, files
from opportunities.exchange.reading.kinds import FileKind, kind_of
from opportunities.exchange.reading.refusals import REFUSALS
from opportunities.exchange.reading.tables import CannotRead
from tests.opportunities.exchange.reading.bad_files import (
    EXCEL,
    MAIN,
    ODS,
    OFFICE,
    WORD,
    a_zip,
    an_ole,
    changed,
)

MACROS_ON = MAIN.replace(OFFICE, "application/vnd.ms-") % "word.document.macroEnabled.main"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
FLAT = '<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<pkg:package/>'


def a_picture(form: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(content, form)
    return content.getvalue()


def a_pdf(source: str, password: str = "") -> bytes:
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(typst.compile(source.encode()))) as opened:
        locked = pikepdf.Encryption(user=password, owner=password) if password else False
        opened.save(content, encryption=locked)
    return content.getvalue()


def locked_zip() -> bytes:
    content = bytearray(a_zip({"word/document.xml": "<a/>"}))
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(start) + flags] |= 1
    return bytes(content)


LOCKED_ODS = '<a:manifest xmlns:a="a"><a:encryption-data/></a:manifest>'
NOISE = random.Random(13).randbytes(20_000)
TWO_MEGABYTES = random.Random(14).randbytes(2_000_000)

REFUSED = {
    "an old Word file": (
        an_ole("Data", "WordDocument", "Workbook"),
        "old Word file.*Word document",
    ),
    "rich text": (rb"{\rtf1\ansi Words}", "rich text"),
    "OpenDocument text": (a_zip({"mimetype": OPEN_TEXT, "content.xml": "<a/>"}), "OpenDocument"),
    "slides": (a_zip({"[Content_Types].xml": MAIN % f"{OFFICE}presentationml"}), "slides"),
    "old slides": (an_ole("PowerPoint Document"), "slides"),
    "Pages": (a_zip({"Index/Document.iwa": b"\0", "preview.jpg": b""}), "Pages, Numbers"),
    "Excel in binary": (
        a_zip({"[Content_Types].xml": MAIN % "application/vnd.ms-excel.sheet.binary.main"}),
        "xlsb",
    ),
    "Word as XML": (FLAT.encode(), "saved as XML"),
    "other XML": (b'<?xml version="1.0"?><pupils/>', "XML of another program"),
    "a web page in one file": (
        b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=a\r\n",
        r"one file \(.mht\)",
    ),
    "an email": (b"From: Ann\r\nTo: Bo\r\nMIME-Version: 1.0\r\n\r\nHello", "an email"),
    "an email of Outlook": (an_ole("__properties_version1.0"), "an email"),
    **{
        form: (a_picture(form), "is a picture")
        for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
    },
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + NOISE, "is a picture"),
    "SVG": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "is a picture"),
    "a locked Word file": (an_ole("EncryptionInfo", "EncryptedPackage"), "locked with a password"),
    "a locked zip": (locked_zip(), "locked with a password"),
    "a locked ODS": (changed(ODS, **{"META-INF__manifest_xml": LOCKED_ODS}), "locked with a pass"),
    "a locked PDF": (a_pdf("Words", password="secret"), "locked with a password"),
    "Word with macros": (a_zip({"[Content_Types].xml": MACROS_ON}), "macros"),
    "Excel with macros": (changed(EXCEL, xl__vbaProject_bin=b"\0"), "macros"),
    "old Excel with macros": (an_ole("_VBA_PROJECT_CUR", "Workbook"), "macros"),
    "ODS with macros": (changed(ODS, Basic__script_xml="<!DOCTYPE a><a/>"), "macros"),
    "a zip": (a_zip({"Framework.docx": WORD}), "packed into one file"),
    "a zip of nothing": (a_zip({}), "has nothing in it"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + NOISE, "packed into one file"),
    "a program": (b"MZ\x90\0" + NOISE, "is a program"),
    "a program with a zip in it": (b"MZ\x90\0" + WORD, "is a program"),
    "noise": (NOISE, "no file that we can read"),
    "much noise": (TWO_MEGABYTES, "no file that we can read"),
    "noise in an old file": (an_ole("Book")[:1_000] + NOISE, "no file that we can read"),
    "an old Excel file that holds nothing": (an_ole("Workbook"), "nothing in this spreadsheet"),
    "nothing": (b"", "has nothing in it"),
    "zeros": (b"\0" * 100, "has nothing in it"),
    "blanks": (b" \r\n\t", "has nothing in it"),
    "cut Word": (WORD[:20_000], "ends in the middle"),
    "cut Excel": (EXCEL[:-1], "ends in the middle"),
    "cut JSON": (b'{"stages": [', "cut off"),
    "JSON of another site": (b'[{"pupils": 12}]', "neither one of our own"),
    "JSON of numbers": (b"[1, 2, 3]", "neither one of our own"),
    "deep JSON": (b"[" * 1_000_000, "no JSON"),
    "JSON of nothing but lists": (b"[[],%b[]]" % (b"[]," * 3_400_000), "more than 1,000,000 val"),
    "our JSON of empty stages": (
        b'{"columns":[],"cells":[],"stages":[%b{}]}' % (b"{}," * 3_400_000),
        "more than 1,000,000 val",
    ),
    "a cut PDF": (a_pdf("Words")[:400], "damaged, or cut off"),
    "a PDF of a picture": (a_pdf("#rect(width: 5cm)"), "pictures of pages"),
}


@pytest.mark.parametrize("name", ["Framework.docx", "Offer.csv"])
@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_read_is_told(content: bytes, sentence: str, name: str) -> None:
    with pytest.raises(CannotRead, match=sentence):
        files.read(content, name)


def test_every_kind_is_read_or_refused() -> None:
    assert {*files.READERS} | {*REFUSALS} == {*FileKind}
    assert not {*files.READERS} & {*REFUSALS}


def test_the_sentence_names_the_file_in_one_short_line() -> None:
    with pytest.raises(CannotRead) as refused:
        files.read(b"", f"{'a' * 500}\n plan.docx")

    said = str(refused.value)
    assert said.startswith("“…aaa")
    assert "a plan.docx” has nothing in it" in said
    assert len(said) < 200


LARGE = ["much noise", "deep JSON", "JSON of nothing but lists", "our JSON of empty stages"]


@pytest.mark.parametrize("name", [*LARGE, "a locked ODS", "a cut PDF"])
def test_refusing_takes_little_memory(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(CannotRead, match=sentence):
        child_process.read(content, "Framework.docx", megabytes=300)


def test_a_document_of_word_is_known_by_its_type_whatever_its_parts_are_called() -> None:
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        types = archive.read("[Content_Types].xml")

    assert kind_of(a_zip({"[Content_Types].xml": types, "other/name.xml": "<a/>"})) is FileKind.WORD


@pytest.mark.parametrize(
    "text",
    [
        "[Draft] Staff pathway\nCoaching",
        "<Add the stage here>\nCoaching",
        "Note: see below\nStage: ECT\nCoaching",
        "{see the list}\nCoaching",
    ],
)
def test_text_that_begins_oddly_is_text(text: str) -> None:
    assert kind_of(text.encode()) is FileKind.TEXT
