"""The files of a plan for its owner: all of it, in three formats, and its dates for a calendar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.utils.timezone import localdate, localtime

from frameworks.models import Plan, PlanItem, PlanShare, PlanStep
from frameworks.queries.plan_sharing import shares_of
from frameworks.queries.plans import PlanDate
from opportunities.exchange.writing import child_process, plan_docx, plan_pdf
from opportunities.exchange.writing.calendar_ics import CalendarDay, calendar
from opportunities.exchange.writing.grid_docx import MEDIA_TYPE as WORD
from opportunities.exchange.writing.grid_pdf import MEDIA_TYPE as PDF
from opportunities.exchange.writing.plan_document import (
    PlanDocument,
    WrittenComment,
    WrittenLine,
    WrittenShare,
    WrittenStep,
    as_json,
)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A format of a plan: its label, its media type, and its writer, which raises CannotWrite."""

    label: str
    media_type: str
    write: Callable[[PlanDocument], bytes]


FILES = {
    "docx": PlanFile("Word", WORD, plan_docx.write),
    "pdf": PlanFile("PDF", PDF, partial(child_process.write, plan_pdf.write)),
    "json": PlanFile("data (JSON)", "application/json", as_json),
}


def document_of(plan: Plan) -> PlanDocument:
    """Return everything that is stored of a plan, in seven queries."""
    items = plan.items.prefetch_related("steps", "comments__share")
    return PlanDocument(
        title=plan.title,
        owner=str(plan.owner),
        begun=localdate(plan.created_at),
        written=localdate(),
        lines=tuple(map(_line, items)),
        shares=tuple(map(_share, shares_of(plan))),
    )


def _line(item: PlanItem) -> WrittenLine:
    steps = {step.step: step for step in item.steps.all()}
    return WrittenLine(
        text=item.text,
        details=tuple(item.details.splitlines()),
        link=item.link,
        source=item.source,
        stage=item.stage_name,
        provider=item.provider.label if item.provider else "",
        key=str(item.opportunity or ""),
        added=localdate(item.added_at),
        review_on=item.review_on,
        standards=tuple(item.standards.splitlines()),
        steps=tuple(_step(steps[which], which.label) for which in PlanStep.Step if which in steps),
        comments=tuple(
            WrittenComment(comment.share.email, localtime(comment.at), comment.text)
            for comment in item.comments.all()
        ),
    )


def _step(step: PlanStep, name: str) -> WrittenStep:
    links = tuple(step.links.splitlines())
    return WrittenStep(name, step.note, step.evidence, links, step.on, step.done_on)


def _share(share: PlanShare) -> WrittenShare:
    return WrittenShare(
        share.email,
        share.may_comment,
        share.until,
        localdate(share.ended_at) if share.ended_at else None,
        tuple(localtime(look.at) for look in share.looks.all()),
    )


def calendar_file(days: Iterable[PlanDate], address: Callable[[PlanItem], str]) -> bytes:
    """Return each day as an all-day event; `address` returns the page of its line."""
    return calendar(
        "My plan, CPD Frameworks",
        "The days in my plans that are not done yet.",
        [_day(day, address(day.item)) for day in days],
    )


def _day(day: PlanDate, address: str) -> CalendarDay:
    return CalendarDay(
        uid=f"{day.what}-{day.item.pk}@plans.cpd-frameworks",
        on=day.on,
        summary=f"{day.what}: {day.item.text[:200]}",
        address=address,
    )
