"""Decode text in any encoding that spreadsheets and editors save in."""

import codecs
import re

from opportunities.exchange.reading.tables import CannotRead

NOT_TEXT = (
    "This file is no text: what it holds cannot be read as letters. "
    "Open it in the program it comes from, save it as .csv or .xlsx, and bring in that."
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAID = re.compile(r"utf-8|windows-\d+|iso-8859-\d+|macintosh")
AS_BROWSERS_DO = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
}
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
USUAL = re.compile(r"[–—‘’”…\xa0]|(?<![a-z])[“•£€©®™·½¼¾°]|(?<![A-ZÀ-Þ])[à-öø-ÿ]|\b[À-ÖØ-Þ](?=\w)")
"""Characters that people type in English, and accented letters where they are likely."""


def text_of(content: bytes, declared: str = "") -> str:
    """Decode the text; `declared` is the encoding that the file states. Raises CannotRead if it is
    not text.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _checked(content.decode(encoding, errors="replace"))
    if content[:4000].count(0) * 3 > len(content[:4000]):
        is_little = content[1::2].count(0) > content[::2].count(0)
        return _checked(content.decode("utf-16-le" if is_little else "utf-16-be", errors="replace"))
    try:
        return _checked(content.decode())
    except UnicodeDecodeError:
        return _checked(_as_declared(content, declared) or _of_one_byte(content))


def _as_declared(content: bytes, encoding: str) -> str:
    """Decode in this encoding; return nothing if web pages do not commonly use it."""
    encoding = AS_BROWSERS_DO.get(encoding.lower(), encoding.lower())
    try:
        return content.decode(encoding, errors="replace") if SAID.fullmatch(encoding) else ""
    except LookupError:
        return ""


def _of_one_byte(content: bytes) -> str:
    """Decode as Windows-1252 or Mac Roman, whichever reads more like English."""
    windows, mac = (content.decode(each, errors="replace") for each in ("cp1252", "mac-roman"))
    return mac if _usual(mac) > _usual(windows) else windows


def _usual(text: str) -> int:
    """Score the non-ASCII characters: usual ones less unusual ones."""
    strange = sum(not sign.isascii() for sign in text)
    return 2 * len(USUAL.findall(text)) - strange


def _checked(text: str) -> str:
    if len(CONTROLS.findall(text)) * 50 > len(text):
        raise CannotRead(NOT_TEXT)
    return CONTROLS.sub("", text)
