"""The text of the national register's file: its encoding, and why it is not readable CSV.

What people's programs do to the file is reported by name: another separator, a title above the
heading, Macintosh encoding. No Django here.
"""

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

BLOCK = 1 << 16
ENOUGH = 1000

ENCODINGS = {
    "cp1252": "Windows-1252",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}

ODD = re.compile(
    r"[a-z][À-ÖØ-ÞŠŽŸŒ]"  # an accented capital after a small letter: “MaryÕs”, “CafŽ”
    r"|Õ|[ÒÔ][A-Z][a-z]|(?<!\S)[ÐÑ](?!\S)"  # Macintosh apostrophes, quotes and dashes
    r"|[^\W\d_][‚ƒ„†‡ˆ‰˜™š›ž¢¤¥¦¨]|[ƒ‡ˆ‰™¢¤¥][^\W\d_]"  # accents of Macintosh or DOS
    r"|â€|Ã[\u0080-\u00bfƒ‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # UTF-8 read as Windows-1252
)
WORD = re.compile(rb"[^\s,;\"]*[\x80-\xff]+[^\s,;\"]*")


class NoRegister(Exception):
    """Raised if the file is not the register. Carries a sentence that says why."""


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding, by the first bytes or by those beyond ASCII.

    Raises NoRegister for archives, and for text that would be garbled.
    """
    file.seek(0)
    start = file.read(400)
    if start.startswith(b"PK\x03\x04"):
        raise NoRegister("This is a zip file. Unpack it, and give the CSV that is in it.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if 4 * start.count(0) > len(start):
        return "utf-16-be" if start.startswith(b"\0") else "utf-16-le"
    if start.startswith(codecs.BOM_UTF8) or _is_utf_8(file):
        return "utf-8-sig"
    _refuse_nonsense(file)
    return "cp1252"


def nonsense(text: str) -> str:
    """Return a word that was read in another encoding than it was written in; empty if there is
    none.
    """
    if text.isascii() or not (found := ODD.search(text)):
        return ""
    start = max(text.rfind(" ", 0, found.start() + 1), 0)
    return text[start:].split()[0]


def why_no_heading(lines: Sequence[str], needed: Collection[str]) -> str:
    """Return why the first of these lines is not the heading, in sentences; empty if unclear."""
    for number, line in enumerate(lines):
        for separator, name in SEPARATORS.items():
            if not {*needed} <= {field.strip() for field in fields_of(line, separator)}:
                continue
            sentences = []
            if separator != ",":
                sentences.append(f"Its columns are separated by {name}, not by commas.")
            above = [each.strip() for each in lines[:number] if each.strip(' \r\n,;\t|"')]
            if above and above[0].lower().lstrip('"').startswith("sep="):
                sentences.append(
                    f"Its first line, “{above[0]}”, is for a spreadsheet: take it out."
                )
            elif above:
                sentences.append(
                    f"Its heading stands in line {number + 1}: take out what stands above it."
                )
            return " ".join(sentences)
    return ""


def fields_of(row: str, separator: str = ",") -> list[str]:
    """Return the fields of a row; empty if it is not readable as CSV."""
    try:
        return next(csv.reader([row], delimiter=separator), [])
    except csv.Error:
        return []


def _is_utf_8(file: BinaryIO) -> bool:
    """Return whether most bytes beyond ASCII are well-formed UTF-8: in Windows-1252 hardly any are.

    Samples the first thousand places.
    """
    well, badly = 0, 0
    for block in _blocks(file):
        for run in re.findall(rb"[\x80-\xff]+", block):
            try:
                run.decode("utf-8")
            except UnicodeDecodeError:
                badly += 1
            else:
                well += 1
        if well + badly >= ENOUGH:
            break
    return well > badly


def _refuse_nonsense(file: BinaryIO) -> None:
    """Refuse text that is not Windows-1252, whose words beyond ASCII would be garbled."""
    odd: list[bytes] = []
    fine = 0
    for block in _blocks(file):
        for word in WORD.findall(block):
            if nonsense(word.decode("cp1252", "replace")):
                odd.append(word)
            else:
                fine += 1
        if len(odd) + fine >= ENOUGH:
            break
    if len(odd) <= fine:
        return
    read, meant = (odd[0].decode(name, "replace") for name in ("cp1252", "mac_roman"))
    perhaps = "" if nonsense(meant) else f", perhaps for “{meant}” as a Macintosh writes it"
    raise NoRegister(
        f"The file is neither in Windows-1252 nor in UTF-8: it would say “{read}”{perhaps}. "
        "Download it anew, or save it as “CSV UTF-8”."
    )


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the blocks of the file that are not all ASCII."""
    file.seek(0)
    while block := file.read(BLOCK):
        if not block.isascii():
            yield block
