"""Shared by the views of a draft: finding it, and the response after a change."""

import json
from collections.abc import Callable, Collection
from functools import update_wrapper
from typing import Any, Concatenate
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from cpd_site.serving.decorators import PersonRequest, signed_in
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import editing
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.editing import ChangedSince
from frameworks.desk.draft_boxes import TouchedBoxes, render_rows
from frameworks.desk.draft_filter import DraftFilter
from frameworks.desk.drafts import Drafting
from frameworks.models import Edition, Event
from frameworks.queries.updates import update_of
from frameworks.views.desk_pages import framework_for
from frameworks.views.gone import (
    NOT_FOUND,
    NoDraftHere,
    no_draft,
    resubmit_words,
    resubmit_words_of_draft,
)
from opportunities.editing import lines
from opportunities.editing.finding import LONGEST_WANTED
from opportunities.editing.lines import CannotEdit, EditFunction
from opportunities.grid.patch import Patch
from opportunities.grid.snapshot import Column, Stage
from opportunities.grid.touched import touched

LAPSED = (
    "The date set for publishing no longer holds. It can be kept with the changes, on the page of "
    "the draft."
)

type DraftView[**P] = Callable[Concatenate[PersonRequest, Drafting, P], HttpResponse]

ASKED = ("stage", "words")
"""What of a draft is shown, as addresses name it."""


def of_draft[**P](view: DraftView[P]) -> Callable[..., HttpResponse]:
    """Wrap a view of the draft of a framework. The desk shows why a draft refuses something.

    Words written for a draft, or a part of it, that is gone come back on a page of their own.
    """

    def found(request: PersonRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            framework = framework_for(request, slug, rules.may_edit, "change the draft")
            drafts = framework.editions.drafts()
            with_it: tuple[str, ...] = ("grid", "started_from")
            if framework.follows_id:
                with_it += ("based_on__grid", "based_on__framework__organisation")
            edition = drafts.select_related(*with_it, *Edition.OF_THE_DATE).order_by().first()
            if edition is None:
                raise no_draft(request, framework)
            framework.has_draft = True  # as we just saw, so that no page asks again
            drafting = Drafting(framework, edition, request.user)
            response = view(request, drafting, *args, **kwargs)
            warn_of_lapse(request, edition)
            return response
        except DraftRefused as refused:
            if resubmitted := resubmit_words_of_draft(request, framework, refused):
                return resubmitted
            messages.warning(request, str(refused))
            return sent_to(request, reverse("desk"))
        except ChangedSince as changed:
            messages.warning(request, str(changed))
            return sent_to(request, framework.get_draft_url())
        except NotHere as gone:
            if resubmitted := resubmit_words(request, gone.reason, gone.instead, status=NOT_FOUND):
                return resubmitted
            raise

    return signed_in(update_wrapper(found, view))


def of_draft_or_offer(
    here: str, found_in: Callable[[Drafting], int]
) -> Callable[[DraftView[[]]], Callable[..., HttpResponse]]:
    """Wrap a view of a list made from a draft. Without a draft, offer to start one.

    `here` is the name of the page in the navigation of the desk; `found_in` returns how many lines
    a draft of the current edition would list.
    """

    def of_list(view: DraftView[[]]) -> Callable[..., HttpResponse]:
        draft_view = of_draft(view)

        def listed(request: PersonRequest, slug: str) -> HttpResponse:
            try:
                return draft_view(request, slug)
            except NoDraftHere as gone:
                current = gone.framework.current_edition
                if current is None:
                    raise
                context = {
                    "framework": gone.framework,
                    "current": current,
                    "here": here,
                    "found": found_in(Drafting(gone.framework, current, request.user)),
                    "section": "desk",
                }
                return render(request, "drafts/draft_offered.html", context)

        return update_wrapper(listed, view)

    return of_list


def of_copy[**P](view: DraftView[P]) -> Callable[..., HttpResponse]:
    """Wrap a view of the draft of a copy. 404 where the draft belongs to no copy."""

    def of_a_copy(
        request: PersonRequest, drafting: Drafting, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not drafting.is_copy:
            raise NotHere(
                f"{drafting.framework} is no copy of another framework.",
                [("The draft", drafting.url)],
            )
        return view(request, drafting, *args, **kwargs)

    return of_draft(update_wrapper(of_a_copy, view))


def draft_page(
    request: HttpRequest,
    drafting: Drafting,
    *,
    announcement: str = "",
    part: bool = False,
    changed: Collection[UUID] = (),
) -> HttpResponse:
    """Render the draft with its tools, or the part htmx replaces, with an `announcement`.

    Lines that were just `changed` are shown, whatever words are looked for.
    """
    at, selecting = draft_filter(request, drafting), "select" in request.GET
    context = {
        "drafting": drafting,
        "framework": drafting.framework,
        "edition": drafting.edition,
        "rows": render_rows(drafting, at, selecting=selecting, changed=changed),
        "at": at,
        "found": drafting.found(at) if at.words else (),
        "query": at.query,
        "selecting": selecting,
        "announcement": announcement,
        "section": "desk",
        "due": drafting.due,
        "update": None if part else update_of(drafting.framework),
    }
    template = "drafts/draft_edit.html"
    return render(request, f"{template}#draft" if part else template, context)


def after(
    request: HttpRequest,
    drafting: Drafting,
    announcement: str,
    *,
    event: Event | None = None,
    focus: str = "",
    level: int = 0,
    onward: str = "",
) -> HttpResponse:
    """Return the draft after a change, with the sentence that describes it.

    For htmx, only the parts that changed; else a redirect to the page. Both lead to the element
    `focus`: if it is not given, to the first line or box that the event touched. `onward` is the
    address of a form to open next instead.
    """
    announcement = " ".join(filter(None, (announcement, lapsed_now(drafting.edition))))
    fresh = Drafting(drafting.framework, drafting.edition, drafting.person)
    boxes = _touched(request, fresh, event)
    any_of_them = not focus
    focus = focus or (boxes.first if boxes else "")
    if not is_htmx(request):
        messages.add_message(request, level or messages.SUCCESS, announcement)
        query, anchor = draft_filter(request, fresh).query, f"#{focus}" if focus else ""
        return redirect(f"{onward}{query}" if onward else f"{drafting.url}{query}{anchor}")
    seen = str(fresh.revision - 1 if event else fresh.revision)
    if boxes and not boxes.at.words and request.POST.get("shown") == seen:
        response = _boxes_alone(request, boxes, announcement)
        response["HX-Reswap"] = "none"
    else:
        changed = {line.key for line in boxes.touched.lines} if boxes else ()
        response = draft_page(request, fresh, announcement=announcement, part=True, changed=changed)
        response["HX-Retarget"] = "#draft"
        response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger-After-Settle"] = json.dumps(
        {"cpd:focus": {"id": focus, "any": any_of_them, "next": onward}}
    )
    return response


def _touched(request: HttpRequest, fresh: Drafting, event: Event | None) -> TouchedBoxes | None:
    """Return the boxes of the page that the event touched; None if it touched all."""
    made = editing.patch_of(event) if event else Patch()
    found = touched(made, fresh.grid) if made is not None else None
    return TouchedBoxes(fresh, found, draft_filter(request, fresh)) if found else None


def _boxes_alone(request: HttpRequest, boxes: TouchedBoxes, announcement: str) -> HttpResponse:
    """Render only the part of the page that a change touched."""
    context = {
        "drafting": boxes.drafting,
        "framework": boxes.drafting.framework,
        "query": boxes.at.query,
        "announcement": announcement,
        "boxes": boxes,
    }
    return render(request, "drafts/_draft_touched.html", context)


def lapsed_now(draft: Edition) -> str:
    """Return a sentence where this request's change ended the date of the draft; else "".

    `draft` is as it was when the request came; from here on it knows its date, so that a second
    call returns "".
    """
    if not draft.date_holds:
        return ""
    draft.refresh_from_db(fields=Edition.DUE)
    return LAPSED if draft.due_lapsed_at else ""


def warn_of_lapse(request: HttpRequest, draft: Edition | None) -> None:
    """Show `lapsed_now` as a message on the next page."""
    if request.method == "POST" and draft and (lapsed := lapsed_now(draft)):
        messages.warning(request, lapsed)


def in_words(event: Event | None) -> str:
    """Describe an event as a sentence."""
    if event is None:
        return "Nothing was changed."
    return sentence("Saved", f"{event.words} {event.about}")


def sentence(what: str, about: str) -> str:
    """Return "Saved: moved “Join in” to NQT, At a school level."; headings may end with dots."""
    return f"{what}: {about.rstrip('.')}."


def is_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of the page."""
    return "HX-Request" in request.headers


def draft_filter(request: HttpRequest, drafting: Drafting) -> DraftFilter:
    """Return what of the draft the person looks at: a stage, if the draft has it, and words."""
    before = _query_before(request)
    asked = {name: request.GET.get(name) or before.get(name, [""])[0] for name in ASKED}
    has_stage = any(stage.slug == asked["stage"] for stage in drafting.grid.stages)
    words = asked["words"].replace("\0", "").strip()[:LONGEST_WANTED]
    return DraftFilter(asked["stage"] if has_stage else "", words)


def _query_before(request: HttpRequest) -> dict[str, list[str]]:
    """Return the query string of the page from which the script asks or a form was sent.

    Empty where the header is no address, or one of another site: anybody can write it.
    """
    sent_from = request.headers.get("Referer", "") if request.method == "POST" else ""
    try:
        page = urlsplit(request.headers.get("HX-Current-URL", sent_from))
    except ValueError:
        return {}
    return parse_qs(page.query) if page.netloc == request.get_host() else {}


def sent_to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect the whole page, also where the script asks for a part."""
    if not is_htmx(request):
        return redirect(address)
    response = HttpResponse()
    response["HX-Redirect"] = address
    return response


def done(
    request: PersonRequest,
    drafting: Drafting,
    do: EditFunction,
    *,
    focus: str = "",
    focus_if_not: str = "",
) -> HttpResponse:
    """Make a change and return the draft, with the reason where the change is refused."""
    try:
        event = editing.change(edition=drafting.edition, by=request.user, do=do)
    except CannotEdit as cannot:
        level = messages.WARNING
        return after(request, drafting, str(cannot), focus=focus_if_not, level=level)
    return after(request, drafting, in_words(event), event=event, focus=focus)


def context_of(drafting: Drafting, **rest: Any) -> dict[str, Any]:
    """Return the context that every page about a draft shares."""
    return {
        "drafting": drafting,
        "framework": drafting.framework,
        "edition": drafting.edition,
        "cancel": drafting.url,
        "due": drafting.due,
        "section": "desk",
        **rest,
    }


def version_seen(sent: QueryDict, name: str) -> int:
    """Return the version of a row that a form carries; 0, which no row has, without one."""
    version = sent.get(name, "")[:9]
    return int(version) if version.isdecimal() else 0


def cell_at(drafting: Drafting, stage: UUID, column: UUID) -> tuple[Stage, Column]:
    """Return the stage and the column of a cell. Raises NotHere where it is gone."""
    try:
        return lines.cell(drafting.grid, (stage, column))
    except CannotEdit as cannot:
        raise NotHere(str(cannot), [("The draft", drafting.url)]) from None


def in_place(
    request: PersonRequest, template: str, context: dict[str, Any], element: str
) -> HttpResponse:
    """Return for htmx a form for the place that asked for it; sent, it replaces `element`."""
    response = render(request, template, context)
    if request.method == "POST":
        response["HX-Retarget"] = f"#{element}"
        response["HX-Reswap"] = "outerHTML"
    return response
