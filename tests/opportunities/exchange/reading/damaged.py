"""Real files of each format, and ways in which files are damaged."""

import io
import random
import zipfile

import typst

from opportunities.exchange.writing import grid_csv, grid_docx, grid_json, grid_xlsx
from tests.opportunities.exchange.reading.bad_files import a_zip_of
from tests.opportunities.exchange.reading.frameworks import IMPORTS, document_of

OURS = document_of("wigan")
PDF = b"#table(columns: 3, [Stage], [School], [Council], [ECT], [- Mentor\n - Visit], [Days])"
PAGE = b"""<html><body><h2>Pathway</h2><table><tr><th rowspan=2>Stage<th colspan=2>School</th></tr>
<tr><td><ul><li>Mentor<ul><li>weekly</ul></ul></td><td><a href=https://example.org>Days</a></table>
<p>Text &amp; <b>more</b></p></body></html>"""
FILES = {path.name: path.read_bytes() for path in sorted(IMPORTS.iterdir())} | {
    "ours.docx": grid_docx.write(OURS),
    "ours.xlsx": grid_xlsx.write(OURS),
    "ours.csv": grid_csv.write(OURS),
    "ours.json": grid_json.write(OURS),
    "framework.pdf": typst.compile(PDF),
    "page.html": PAGE,
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file cut, with bits turned over, or with a piece of another one or of itself in it."""
    if content.startswith(b"PK") and chance.random() < OFTEN:
        return _within(content, chance)
    return _bytes_damaged(content, chance)


OFTEN = 0.8
"""Of a zip mostly a member is damaged and packed again: else every damage is seen at once."""


def _within(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in members if name.endswith((".xml", ".rels"))])
    member = members.pop(name)
    if chance.random() < OFTEN:
        members[name] = _xml_damaged(member, chance)
    return a_zip_of(members.items())


def _xml_damaged(xml: bytes, chance: random.Random) -> bytes:
    """XML that is mostly whole still: tags taken away, doubled, or with another number or name."""
    parts = xml.split(b"<")
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(1, len(parts)) if len(parts) > 1 else 0
        match chance.randrange(4):
            case 0:
                parts[place] = _bytes_damaged(parts[place], chance).replace(b"<", b"")
            case 1:
                number = str(chance.choice([-1, 0, 3, 99, 90_000_000, 10**30])).encode()
                parts[place] = parts[place].replace(b'"1"', b'"%s"' % number)
            case 2:
                parts[place] = chance.choice(parts)
            case 3 if b"/>" in parts[place]:
                parts.insert(place, parts[place])
    return b"<".join(parts)


def _bytes_damaged(content: bytes, chance: random.Random) -> bytes:
    new = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randrange(len(new) + 1) for _ in range(2))
        match chance.randrange(4):
            case 0:
                del new[start:]
            case 1 if start < len(new):
                new[start] ^= 1 << chance.randrange(8)
            case 2:
                other = chance.choice([*FILES.values()])
                new[start:start] = other[: chance.randrange(len(other) + 1)]
            case 3:
                new[start:start] = new[start:end]
    return bytes(new)
