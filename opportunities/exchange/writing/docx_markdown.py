"""The Markdown of a section as paragraphs of a Word document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from markdown_it.token import Token

from opportunities.exchange.markdown import MARKDOWN
from opportunities.exchange.writing.docx_styles import FIRST_NUMBERED, HANGING, LEVELS, TEXT_BULLETS
from opportunities.exchange.writing.docx_xml import References, address_of, paragraph, run

HIGHEST, LOWEST = 2, 4
"""Headings in a section stand below its own, which is a heading 1."""


def paragraphs(body: str, references: References, site: str) -> Iterator[str]:
    """The paragraphs of this text. Links within the site begin at the address `site`."""
    yield from _Reader(references, site).read(MARKDOWN.parse(body))


@dataclass
class _Reader:
    """`lists` are those that are open, by number; `is_first`: the next paragraph opens an item."""

    references: References
    site: str
    lists: list[int] = field(default_factory=list)
    quotes: int = 0
    is_first: bool = False
    heading: int = 0

    def read(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            match token.type:
                case "bullet_list_open":
                    self.lists.append(TEXT_BULLETS)
                case "ordered_list_open":
                    start = min(int(token.attrGet("start") or 1), 32_767)
                    level = min(len(self.lists), LEVELS - 1)
                    place = self.references.numbered_list(level, start)
                    self.lists.append(FIRST_NUMBERED + place)
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.is_first = True
                case "blockquote_open":
                    self.quotes += 1
                case "blockquote_close":
                    self.quotes -= 1
                case "heading_open":
                    self.heading = min(int(token.tag[1]) + 1, LOWEST)
                case "heading_close":
                    self.heading = 0
                case "inline":
                    yield self._paragraph(token.content, *self._runs(token.children or []))
                case "fence" | "code_block":
                    yield self._paragraph("", run(token.content.removesuffix("\n"), "HTMLCode"))

    def _paragraph(self, text: str, *runs: str) -> str:
        if self.heading:
            return paragraph(f"Heading{max(self.heading, HIGHEST)}", *runs, text=text)
        if not self.lists:
            return paragraph("Quote" if self.quotes else "BodyText", *runs, text=text)
        level = min(len(self.lists), LEVELS) - 1
        if self.is_first:
            self.is_first = False
            return paragraph("BodyBullet", *runs, text=text, listed=(self.lists[-1], level))
        return paragraph("BodyBullet", *runs, text=text, indent=HANGING * (level + 1))

    def _runs(self, tokens: Sequence[Token]) -> Iterator[str]:
        bold = italic = 0
        address = ""
        linked: list[str] = []
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "link_open":
                    address, linked = self._address(str(token.attrGet("href") or "")), []
                case "link_close":
                    if address and linked:
                        yield self.references.link(address, *linked)
                    address = ""
                case "text" | "code_inline" | "softbreak" | "hardbreak":
                    text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
                    code = "HTMLCode" if token.type == "code_inline" else ""
                    if address:
                        linked.append(run(text, code or "Hyperlink", bool(bold), bool(italic)))
                    else:
                        yield from self.references.text(text, code, bool(bold), bool(italic))

    def _address(self, written: str) -> str:
        """Where a link leads; empty where that is neither a page nor a mail address."""
        if written.startswith("mailto:"):
            return written
        try:
            return address_of(urljoin(self.site, written))
        except ValueError:
            return ""
