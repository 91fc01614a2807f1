"""For `make vendor`: the whole font as TTF for Typst, which sets PDF and reads no WOFF2.

    python .ci/print_font.py SOURCES FOLDER

joins the parts of the source, and makes FOLDER/cpd-sans-regular.ttf, -bold.ttf and
-italic.ttf, with letters.txt: the letters that all three have. The licence reserves the name
"Source" for unchanged fonts, so these have another.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FACES = {"regular": ("normal", 400), "bold": ("normal", 700), "italic": ("italic", 400)}
SCRIPTS = ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext")
FAMILY = "CPD Sans"


def join(files: list[Path], weight: int, work: Path) -> TTFont:
    """Return one font of these parts at one weight; letters come from the first part with them."""
    parts, seen = [], set()
    for number, file in enumerate(files):
        font = TTFont(file)
        letters = set(font.getBestCmap()) - seen
        subsetter = Subsetter(Options(layout_features=["kern"], hinting=False))
        subsetter.populate(unicodes=letters)
        subsetter.subset(font)
        font = instantiateVariableFont(font, {"wght": weight})
        font.flavor = None
        font.save(work / f"{number}.ttf")
        parts.append(str(work / f"{number}.ttf"))
        seen |= letters
    return Merger().merge(parts)


def call(font: TTFont, face: str) -> None:
    """Name the font; its copyright, version, trademark and licence stay."""
    style = face.capitalize()
    names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"CPDSans-{style}"}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID not in (0, 5, 7, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    font["OS/2"].fsSelection = {"regular": 1 << 6, "bold": 1 << 5, "italic": 1}[face]
    font["head"].macStyle = {"regular": 0, "bold": 1, "italic": 2}[face]


def main(source: Path, folder: Path) -> None:
    letters = None
    for face, (slope, weight) in FACES.items():
        files = [source / f"source-sans-3-{script}-wght-{slope}.woff2" for script in SCRIPTS]
        with TemporaryDirectory() as work:
            font = join([file for file in files if file.exists()], weight, Path(work))
        call(font, face)
        font.save(folder / f"cpd-sans-{face}.ttf")
        has = set(font.getBestCmap())
        letters = has if letters is None else letters & has
    (folder / "letters.txt").write_text("\n".join(_ranges(sorted(letters))) + "\n", "ascii")


def _ranges(letters: list[int]) -> Iterator[str]:
    """Yield "20-7e", "a0-ff", …: the letters as ranges of hexadecimal numbers."""
    start = last = letters[0]
    for letter in [*letters[1:], 0x110000]:
        if letter != last + 1:
            yield f"{start:x}-{last:x}"
            start = letter
        last = letter


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
