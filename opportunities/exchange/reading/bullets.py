"""Markers before the words of a line: bullets of every sort, and running numbers and letters.

Word, PDF and people write bullets as characters. A character is a bullet only if it cannot be part
of the words: “-ve feedback” and “*Funded places only” keep theirs.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

type BulletKind = Literal["", "sign", "minor", "number", "letter", "roman"]

SIGN = re.compile(r"\s*(?:[•●▪■◆➢➤✓✔‣∙·❖⬧⦁►▶▸◾▫☐☑☒□✅\uf000-\uf0ff]\s*|[§→»*>]\s+)(?=\S)")
MINOR = re.compile(r"\s*(?:[○◦⁃]\s*|o(?:\t\s*| {2,}| (?=[^\W\d_]))|[-–—]\s+)(?=\S)")
NUMBERED = re.compile(r"\s*\(?(\d{1,2}|[a-z]|[ivx]{2,5})[.)](\t\s*|\s+)(?=\S)", re.IGNORECASE)

BARE = re.compile(r"[•●▪■◆➢➤✓✔‣∙·❖⬧⦁►▶▸◾▫☐☑☒□✅§→»*>○◦⁃–—\s\uf000-\uf0ff-]*")
"""Bullets without words."""

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": ""}
)


@dataclass(frozen=True, slots=True)
class BulletMarker:
    """The marker before the words. `values` are the numbers that it may mean, by kind."""

    kind: BulletKind = ""
    length: int = 0
    values: tuple[tuple[BulletKind, int], ...] = ()
    is_sure: bool = True


@lru_cache(maxsize=4_096)  # of a box the same is asked again and again
def plain(text: str) -> str:
    """Return the words with single spaces between them and ligatures spelt out."""
    spelt = text if text.isascii() else text.translate(LIGATURES)
    return " ".join(spelt.split())


def marker_of(text: str) -> BulletMarker:
    """Return the marker that this text begins with. A number is certain only before a tab."""
    if found := SIGN.match(text):
        return BulletMarker("sign", found.end())
    if found := MINOR.match(text):
        return BulletMarker("minor", found.end())
    if found := NUMBERED.match(text):
        values = tuple(_values(found[1].lower()))
        if values:
            return BulletMarker(values[0][0], found.end(), values, is_sure="\t" in found[2])
    return BulletMarker()


def markers_of(texts: list[str]) -> list[BulletMarker]:
    """Return the markers of a box’s pieces; numbers and letters count only in a rising run."""
    markers = [marker_of(text) for text in texts]
    counted = [number for number, marker in enumerate(markers) if marker.values]
    sure = {number: markers[number].kind for number in counted if markers[number].is_sure}
    for number, kind, other in reversed(list(_runs(markers, counted))):
        sure[number] = kind
        sure[other] = kind
    return [
        BulletMarker(sure[number], marker.length) if number in sure else _unless_counted(marker)
        for number, marker in enumerate(markers)
    ]


def _runs(markers: list[BulletMarker], counted: list[int]) -> Iterator[tuple[int, BulletKind, int]]:
    """Yield, from the last to the first, each number that a later one counts up from, with its
    kind.
    """
    nearest: dict[tuple[BulletKind, int], int] = {}
    for number in reversed(counted):
        for kind, value in reversed(markers[number].values):
            if (other := nearest.get((kind, value + 1))) is not None:
                yield number, kind, other
        for kind, value in markers[number].values:
            nearest[kind, value] = number


def without_bullets(rows: Sequence[str], before: Collection[str] = ()) -> tuple[str, ...]:
    """Return the words of each row of a list, without empty rows. Rows that are in `before` stay as
    they are: they existed before anybody wrote this list.
    """
    written = [row for row in rows if not BARE.fullmatch(row)]
    return tuple(
        row if row in before else plain(row[marker.length :])
        for row, marker in zip(written, markers_of(written), strict=True)
    )


def _unless_counted(marker: BulletMarker) -> BulletMarker:
    return BulletMarker() if marker.values else marker


def _values(marker: str) -> list[tuple[BulletKind, int]]:
    if marker.isdigit():
        return [("number", int(marker))]
    values: list[tuple[BulletKind, int]] = []
    if len(marker) == 1:
        values.append(("letter", ord(marker) - ord("a") + 1))
    if marker in ROMAN:
        values.append(("roman", ROMAN.index(marker) + 1))
    return values
