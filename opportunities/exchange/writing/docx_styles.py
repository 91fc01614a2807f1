"""The styles and lists of a Word document, under the names that Word shows."""

from collections.abc import Iterator

from opportunities.exchange.writing.docx_xml import tag
from opportunities.grid.vocabulary import ProviderTier

INK, SOFT, LINE, MIST, LINK = "14242B", "46565D", "CDD6D3", "E6EDEA", "07596B"

TIER_COLOURS = {
    ProviderTier.SELF: "7B3B6E",
    ProviderTier.SCHOOL: "0F6B57",
    ProviderTier.LOCAL_NETWORK: "2A5D9C",
    ProviderTier.LOCAL_AUTHORITY: "8F5600",
    ProviderTier.NATIONAL: "A2382C",
    None: "66757B",
}
"""As on the pages (`static/css/tokens.css`); None is for columns that mix providers."""

WORDPROCESSING = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

BULLETS = {tier: number for number, tier in enumerate(TIER_COLOURS, 1)}
"""The list for the lines of each provider: dashes in its colour."""

TEXT_BULLETS = len(BULLETS) + 1
TICK_BOXES = TEXT_BULLETS + 1
FIRST_NUMBERED = TICK_BOXES + 1

LEVELS = 9
HANGING = 170


def styles(letters: int) -> str:
    """Return the part `word/styles.xml`, with lines in letters of this size.

    Sizes are half points, lengths twentieths of a point.
    """
    fonts = tag("rFonts", ascii="Arial", hAnsi="Arial", eastAsia="Arial", cs="Arial")
    size = tag("sz", val=letters) + tag("szCs", val=letters)
    language = tag("lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA")
    defaults = tag(
        "docDefaults",
        tag("rPrDefault", tag("rPr", fonts, tag("color", val=INK), size, language)),
        tag("pPrDefault", tag("pPr", tag("spacing", before=0, after=0, line=240, lineRule="auto"))),
    )
    every = (*_paragraph_styles(letters), *_character_styles(), *_table_styles())
    part = tag("styles", defaults, *every)
    return part.replace("<w:styles", f'<w:styles xmlns:w="{WORDPROCESSING}"', 1)


def _style(key: str, name: str, *, base: str = "Normal", then: str = "", first: str = "",
           size: int = 0, bold: bool = False, italic: bool = False, colour: str = "",
           before: int = 0, after: int = 0, indent: int = 0, level: int | None = None,
           ) -> str:  # fmt: skip
    """Return a paragraph style. `first`: its properties before the spacing; `then`: the style of
    the next paragraph; `level`: its heading level, from 0.
    """
    paragraph = (
        first,
        tag("spacing", before=before, after=after),
        tag("ind", left=indent) if indent else "",
        tag("outlineLvl", val=level) if level is not None else "",
    )
    letters = (
        tag("b") if bold else "",
        tag("i") if italic else "",
        tag("color", val=colour) if colour else "",
        tag("sz", val=size) + tag("szCs", val=size) if size else "",
    )
    return tag(
        "style",
        tag("name", val=name),
        tag("basedOn", val=base) if key != "Normal" else "",
        tag("next", val=then) if then else "",
        tag("qFormat"),
        tag("pPr", *paragraph),
        tag("rPr", *letters) if any(letters) else "",
        type="paragraph",
        styleId=key,
        **({"default": 1} if key == "Normal" else {}),
    )


def _paragraph_styles(letters: int) -> Iterator[str]:
    quiet, between = letters - 1, 10 * (letters - 15)
    keep = tag("keepNext") + tag("keepLines")
    band = tag("shd", val="clear", color="auto", fill=MIST)
    yield _style("Normal", "Normal")
    yield _style("Organisation", "Organisation", then="Title", size=24, colour=SOFT)
    yield _style("Title", "Title", then="Edition", size=44, bold=True, after=60)
    yield _style("Edition", "Edition", size=18, colour=SOFT, after=60)
    yield _style("Heading1", "heading 1", then="BodyText", first=keep, size=26, bold=True,
                 before=200, after=80, level=0)  # fmt: skip
    yield _style("Heading2", "heading 2", then="StageNote", first=keep + band, size=22, bold=True,
                 before=120, after=30, level=1)  # fmt: skip
    yield _style("Heading3", "heading 3", then="BodyText", first=keep, size=20, bold=True,
                 before=120, after=40, level=2)  # fmt: skip
    yield _style("Heading4", "heading 4", then="BodyText", first=keep, size=18, bold=True,
                 before=100, after=40, level=3)  # fmt: skip
    yield _style("StageNote", "Stage note", first=keep, size=15, colour=SOFT, after=20)
    yield _style("BodyText", "Body Text", size=17, after=80)
    yield _style("BodyBullet", "Body bullet", base="BodyText", size=17, after=20)
    yield _style("Quote", "Quote", base="BodyText", size=17, italic=True, after=100, indent=280)
    yield _style("ColumnHeading", "Column heading", size=17, bold=True, before=30)
    yield _style("Provider", "Provider", size=15, colour=SOFT, after=20)
    yield _style("Continues", "Continues", bold=True, after=20)
    yield _style(
        "CarriedOn",
        "Carried on",
        first=keep,
        italic=True,
        colour=SOFT,
        before=40,
        after=20,
    )
    yield _style("ListBullet", "List Bullet", first=_numbered(0), after=between)
    yield _style(
        "ListBullet2", "List Bullet 2", first=_numbered(1), size=quiet, colour=SOFT, after=between
    )
    yield _style(
        "LineDetails", "Line details", size=quiet, colour=SOFT, after=between, indent=HANGING
    )
    for id, name in (("LineNote", "Place note"), ("LineBefore", "Line before")):
        yield _style(id, name, size=quiet, italic=True, after=between, indent=HANGING)
    yield _style("SourceNote", "Source note", size=15, colour=SOFT, before=80)
    yield _style("Footer", "footer", size=15, colour=SOFT)


def _numbered(level: int) -> str:
    number = BULLETS[None]
    return tag("numPr", tag("ilvl", val=level) if level else "", tag("numId", val=number))


def _character_styles() -> Iterator[str]:
    link = tag("color", val=LINK) + tag("u", val="single")
    quiet = tag("color", val="66757B") + tag("sz", val=14) + tag("szCs", val=14)
    mark = tag("b") + tag("color", val=SOFT) + tag("sz", val=14) + tag("szCs", val=14)
    code = tag("rFonts", ascii="Courier New", hAnsi="Courier New", cs="Courier New")
    for key, name, letters in (
        ("Hyperlink", "Hyperlink", link),
        ("LinkMark", "Link mark", quiet),
        ("ProviderMark", "Provider mark", quiet),
        ("CopyMark", "Copy mark", mark),
        ("HTMLCode", "HTML Code", code),
    ):
        yield tag(
            "style", tag("name", val=name), tag("rPr", letters), type="character", styleId=key
        )


def _table_styles() -> Iterator[str]:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = {"bottom": 4, "insideH": 4, "insideV": 4}
    borders = (
        tag(
            side,
            val="single" if side in rules else "nil",
            sz=rules.get(side, 0),
            space=0,
            color=LINE,
        )
        for side in sides
    )
    margins = (tag("top", w=20, type="dxa"), tag("left", w=70, type="dxa"),
               tag("bottom", w=20, type="dxa"), tag("right", w=70, type="dxa"))  # fmt: skip
    properties = tag("tblPr", tag("tblBorders", *borders), tag("tblCellMar", *margins))
    yield tag("style", tag("name", val="Grid of opportunities"), properties, type="table",
              styleId="Grid")  # fmt: skip


def numbering(starts: list[tuple[int, int]]) -> str:
    """Return the part `word/numbering.xml`. `starts`: the level and first number of each numbered
    list.
    """
    colours = {number: TIER_COLOURS[tier] for tier, number in BULLETS.items()}
    marks = {number: ("–", "·", colour) for number, colour in colours.items()}
    marks |= {TEXT_BULLETS: ("–", "–", SOFT), TICK_BOXES: ("☐", "·", SOFT)}
    abstract = [_bullets(number, *signs) for number, signs in marks.items()]
    abstract.append(_numbers(FIRST_NUMBERED))
    lists = [tag("num", tag("abstractNumId", val=number), numId=number) for number in marks]
    for place, (level, start) in enumerate(starts):
        override = tag("lvlOverride", tag("startOverride", val=start), ilvl=level)
        kind = tag("abstractNumId", val=FIRST_NUMBERED)
        lists.append(tag("num", kind, override, numId=FIRST_NUMBERED + place))
    part = tag("numbering", *abstract, *lists)
    return part.replace("<w:numbering", f'<w:numbering xmlns:w="{WORDPROCESSING}"', 1)


def _bullets(number: int, first: str, further: str, colour: str) -> str:
    own = {0: "ListBullet", 1: "ListBullet2"} if number == BULLETS[None] else {}
    hanging = 300 if number == TICK_BOXES else HANGING
    levels = (
        _level(
            level,
            "bullet",
            first if level == 0 else further,
            hanging + level * HANGING,
            hanging if level == 0 else HANGING,
            style=own.get(level, ""),
            letters=_symbol(first if level == 0 else further) + tag("color", val=colour),
        )
        for level in range(LEVELS)
    )
    return _abstract(number, *levels)


def _symbol(mark: str) -> str:
    font = "Segoe UI Symbol" if mark == "☐" else "Arial"
    return tag("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="default")


def _numbers(number: int) -> str:
    kinds = ("decimal", "lowerLetter", "lowerRoman")
    levels = (
        _level(level, kinds[level % 3], f"%{level + 1}.", 300 + level * 300, 300)
        for level in range(LEVELS)
    )
    return _abstract(number, *levels)


def _abstract(number: int, *levels: str) -> str:
    kind = tag("multiLevelType", val="multilevel")
    return tag("abstractNum", kind, *levels, abstractNumId=number)


def _level(
    level: int, kind: str, mark: str, left: int, hanging: int, style: str = "", letters: str = ""
) -> str:
    return tag(
        "lvl",
        tag("start", val=1),
        tag("numFmt", val=kind),
        tag("pStyle", val=style) if style else "",
        tag("lvlText", val=mark),
        tag("lvlJc", val="left"),
        tag("pPr", tag("ind", left=left, hanging=hanging)),
        tag("rPr", letters) if letters else "",
        ilvl=level,
    )
