"""For `make vendor`: split a font into what nearly every page needs, and the rest.

    python .ci/font.py SOURCE.woff2 FOLDER

makes FOLDER/cpd-sans.woff2 and FOLDER/cpd-sans-rest.woff2, with the weights that the style sheet
uses. A page in English loads the first alone; a browser loads the other by its `unicode-range` if a
page needs one of its letters. The licence reserves the name "Source" for unchanged fonts, so these
have another.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS = (400, 680)

BASIC = {*range(0x20, 0x7F), *map(ord, "\xa0£§©°·×èé–—‘’“”•…")}


def part(source: Path, letters: set[int], features: list[str], to: Path) -> None:
    font = TTFont(source)
    subsetter = Subsetter(Options(layout_features=features, hinting=False))
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    for record in font["name"].names:
        if record.nameID not in (0, 5, 7, 13, 14):  # copyright, version, trademark, licence
            record.string = str(record).replace("Source Sans 3", "CPD Sans")
            record.string = str(record).replace("SourceSans3", "CPDSans")
    font.flavor = "woff2"
    font.save(to)


def main(source: Path, folder: Path) -> None:
    every = set(TTFont(source).getBestCmap())
    part(source, BASIC & every, ["kern"], folder / "cpd-sans.woff2")
    part(source, every - BASIC, ["*"], folder / "cpd-sans-rest.woff2")
    rest = ", ".join(_ranges(sorted(every - BASIC)))
    sys.stdout.write(f"unicode-range of the rest, for tokens.css: {rest}\n")


def _ranges(letters: list[int]) -> list[str]:
    ranges: list[tuple[int, int]] = []
    for letter in letters:
        if ranges and ranges[-1][1] == letter - 1:
            ranges[-1] = (ranges[-1][0], letter)
        else:
            ranges.append((letter, letter))
    return [f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in ranges]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
