"""Write a plan as a Word document, for a review meeting and to go on with."""

from collections.abc import Iterator

from opportunities.exchange.writing.docx_parts import Properties, package
from opportunities.exchange.writing.docx_styles import BULLETS
from opportunities.exchange.writing.docx_xml import (
    References,
    address_of,
    field,
    paragraph,
    run,
    tag,
)
from opportunities.exchange.writing.plan_document import (
    PlanDocument,
    WrittenLine,
    WrittenStep,
    long_day,
)

A4 = {"w": 11906, "h": 16838}
MARGIN = 1000
LETTERS = 20
"""The size of letters, in half points."""


def write(document: PlanDocument) -> bytes:
    """Return the file."""
    references = References()
    body = "".join((*_body(document, references), _page()))
    about = Properties(document.title, "", document.owner, "", document.written, {})
    return package(body, _footer(document), about, references, LETTERS)


def _body(document: PlanDocument, references: References) -> Iterator[str]:
    yield _text("Organisation", document.owner, references)
    yield _text("Title", document.title, references)
    yield _text("Edition", document.under, references)
    for number, line in enumerate(document.lines, 1):
        yield from _line(number, line, references)
    if document.shares:
        yield paragraph("Heading1", run("Shared with"))
    for share in document.shares:
        may = "to read and comment" if share.may_comment else "to read"
        ended = f", ended on {long_day(share.ended)}" if share.ended else ""
        opened = ", ".join(f"{long_day(at)} {at:%H:%M}" for at in share.opened) or "never"
        sentence = f"{share.email}, {may}, until {long_day(share.until)}{ended}. Opened: {opened}."
        yield _text("BodyText", sentence, references)


def _line(number: int, line: WrittenLine, references: References) -> Iterator[str]:
    yield _text("Heading1", f"{number}. {line.text}", references, text=line.text)
    for detail in line.details:
        yield _bullet(detail, references)
    if line.link:
        yield paragraph("BodyText", *_link(line.link, references))
    yield _text("StageNote", line.where, references)
    if line.standards:
        yield _text("BodyText", f"Standards: {'; '.join(line.standards)}", references)
    if line.review_on:
        yield _text("BodyText", f"Look at it again on {long_day(line.review_on)}", references)
    for step in line.steps:
        yield from _step(step, references)
    if line.comments:
        yield paragraph("Heading2", run("Comments"))
    for comment in line.comments:
        yield from _several("BodyText", comment.text, references)
        yield _text("SourceNote", f"{comment.by}, {long_day(comment.at)}", references)


def _step(step: WrittenStep, references: References) -> Iterator[str]:
    yield paragraph("Heading2", run(f"{step.name}. "), run(step.when, italic=True))
    yield from _several("BodyText", step.note, references)
    if step.evidence:
        yield _text("BodyText", f"Evidence: {step.evidence}", references)
    for link in step.links:
        yield paragraph("BodyBullet", *_link(link, references), listed=(BULLETS[None], 0))


def _several(style: str, text: str, references: References) -> Iterator[str]:
    for part in text.splitlines():
        yield _text(style, part, references)


def _text(style: str, words: str, references: References, text: str = "") -> str:
    return paragraph(style, *references.text(words), text=text or words)


def _bullet(words: str, references: References) -> str:
    return paragraph("BodyBullet", *references.text(words), text=words, listed=(BULLETS[None], 0))


def _link(written: str, references: References) -> Iterator[str]:
    if address := address_of(written):
        yield references.link(address, run(written, "Hyperlink"))
    else:
        yield run(written)


def _page() -> str:
    margins = dict.fromkeys(("top", "right", "bottom", "left"), MARGIN)
    return tag(
        "sectPr",
        '<w:footerReference w:type="default" r:id="footer"/>',
        tag("pgSz", **A4),
        tag("pgMar", **margins, header=500, footer=500, gutter=0),
    )


def _footer(document: PlanDocument) -> str:
    pages = (run("Page "), field("PAGE"), run(" of "), field("NUMPAGES"))
    return paragraph("Footer", run(f"{document.title}, {document.owner}. "), *pages)
