"""Write a plan as PDF."""

from dataclasses import asdict
from typing import Any

from opportunities.exchange.writing.plan_document import PlanDocument, WrittenLine, long_day
from opportunities.exchange.writing.printable import breakable, lacking, printable
from opportunities.exchange.writing.typeset import typeset
from opportunities.grid.web_address import href


def write(document: PlanDocument) -> bytes:
    """Return the file."""
    content = _shaped(_content(document))
    return typeset("plan.typ", content | {"lacking": lacking(content)}, document.written)


def _content(document: PlanDocument) -> dict[str, Any]:
    return {
        "title": document.title,
        "owner": document.owner,
        "under": document.under,
        "lines": [_line(line) for line in document.lines],
        "shares": [
            {
                "email": share.email,
                "may": "to read and comment" if share.may_comment else "to read",
                "until": long_day(share.until),
                "ended": long_day(share.ended) if share.ended else "",
                "opened": [f"{long_day(at)} {at:%H:%M}" for at in share.opened],
            }
            for share in document.shares
        ],
    }


def _line(line: WrittenLine) -> dict[str, Any]:
    return asdict(line) | {
        "where": line.where,
        "link": _link(line.link) if line.link else None,
        "review_on": long_day(line.review_on) if line.review_on else "",
        "added": "",
        "steps": [
            asdict(step)
            | {
                "when": step.when,
                "note": step.note.splitlines(),
                "links": [_link(link) for link in step.links],
                "on": "",
                "done_on": "",
            }
            for step in line.steps
        ],
        "comments": [
            {
                "by": comment.by,
                "at": long_day(comment.at),
                "text": comment.text.splitlines(),
            }
            for comment in line.comments
        ],
    }


def _link(written: str) -> dict[str, str]:
    return {"text": written, "href": href(written)}


def _shaped(value: Any) -> Any:
    """Return the values with every text printable and breakable, except addresses."""
    if isinstance(value, dict):
        return {key: value[key] if key == "href" else _shaped(value[key]) for key in value}
    if isinstance(value, list | tuple):
        return [_shaped(each) for each in value]
    return breakable(printable(value)) if isinstance(value, str) else value
