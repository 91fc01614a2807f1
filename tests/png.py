"""Reduce a screenshot to a palette of 256 colours: text has few, so nobody sees the difference."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
"""Bytes per pixel by colour type: red, green and blue, or those and opacity."""
MOST = 256

type Colour = tuple[int, ...]


def smaller(png: bytes) -> bytes:
    """Return the picture with a palette of its most frequent colours; others become the nearest.

    For Chromium's output: eight bits, not interlaced. Opacity is dropped.
    """
    chunks = list(_chunks(png))
    width, height, depth, kind, *_, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    assert (depth, interlaced) == (8, 0), "this is no screenshot of Chromium"
    pixels = b"".join(data for name, data in chunks if name == b"IDAT")
    rows = [*_rows(zlib.decompress(pixels), width, CHANNELS[kind])]
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(MOST)]
    place = {colour: _nearest(colour, palette) for colour in counted}
    lines = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    return SIGNATURE + b"".join(
        _chunk(name, data)
        for name, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", b"".join(map(bytes, palette))),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(data: bytes, width: int, channels: int) -> Iterator[list[Colour]]:
    """Yield the colours of each row, with its filter undone."""
    length = width * channels
    before = bytearray(length)
    for at in range(0, len(data), length + 1):
        row = bytearray(data[at + 1 : at + 1 + length])
        _unfilter(data[at], row, before, channels)
        yield [tuple(row[i : i + 3]) for i in range(0, length, channels)]
        before = row


def _unfilter(kind: int, row: bytearray, before: bytearray, channels: int) -> None:
    """Undo a row's filter: each byte was stored less its left or upper neighbour, or both."""
    for i in range(len(row)) if kind else ():
        left = row[i - channels] if i >= channels else 0
        corner = before[i - channels] if i >= channels else 0
        above = before[i]
        less = (0, left, above, (left + above) // 2, _paeth(left, above, corner))[kind]
        row[i] = (row[i] + less) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    """Return the one of the three that is nearest to left + above - corner."""
    guess = left + above - corner
    return min((left, above, corner), key=lambda each: abs(guess - each))


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    distances = (sum((a - b) ** 2 for a, b in zip(colour, each, strict=True)) for each in palette)
    return min(enumerate(distances), key=lambda found: found[1])[0]
