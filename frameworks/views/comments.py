"""Comments on a draft: at the desk for its editors, and for whoever has a link that allows it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cpd_site.models import User
from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from cpd_site.serving.rate_limit import address_of
from frameworks import rules
from frameworks.actions import comments, previews
from frameworks.actions.comments import About, CommentRefused, LinkClosed, about_box, about_line
from frameworks.actions.locks import NoDraft
from frameworks.desk.comments import Commenting
from frameworks.desk.drafts import Drafting
from frameworks.forms.comments import CommentForm
from frameworks.models import Comment
from frameworks.views.desk_pages import framework_for
from frameworks.views.drafts.drafting import cell_at, draft_filter, is_htmx, of_draft
from frameworks.views.edition_pages import no_store
from frameworks.views.gone import NOT_FOUND, no_draft, resubmit_words
from frameworks.views.previews import closed, reading_by_link
from opportunities import store

type CommentView = Callable[..., HttpResponse]

DO = {"resolve": comments.resolve, "reopen": comments.reopen, "remove": comments.remove}
DID = {"resolve": "It is resolved.", "reopen": "It is open again.", "remove": "It is removed."}


def at_desk(page: CommentView) -> CommentView:
    """Wrap a page of comments for the editors of the draft."""

    def view(request: PersonRequest, drafting: Drafting, /, **rest: Any) -> HttpResponse:
        return page(request, _at_desk(request, drafting), _of_desk(drafting), **rest)

    return reading_or_posting(of_draft(view))


def _of_desk(drafting: Drafting) -> dict[str, Any]:
    return {
        "base": "drafts/_draft_base.html",
        "here": "comments",
        "drafting": drafting,
        "section": "desk",
    }


def _at_desk(request: PersonRequest, drafting: Drafting) -> Commenting:
    slug = drafting.framework.slug
    return Commenting(drafting.edition, "draft", slug, grid=drafting.grid, person=request.user)


def by_link(page: CommentView) -> CommentView:
    """Wrap a page of comments for whoever has the link, with or without an account."""

    @reading_or_posting
    @wraps(page)
    def view(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        preview = previews.preview_of(token)
        if preview is None or not preview.is_open(timezone.now()):
            return _refused(request, closed(preview, request.user))
        reading = reading_by_link(preview, token)
        if not preview.allows_comments:
            sentence = "This link shows the draft; it does not let you comment."
            return _refused(request, NotHere(sentence, [("The draft", reading.url)]))
        where = Commenting(preview.edition, "preview", token, preview, grid=reading.grid)
        context = {
            "base": "comments/_link_base.html",
            "reading": reading,
            "crumbs": reading.crumbs,
            "section": "frameworks",
        }
        return no_store(page(request, where, context, **rest))

    return view


def _refused(request: HttpRequest, gone: NotHere) -> HttpResponse:
    """Return the written words on a page of their own; raise NotHere where nothing was written."""
    resubmitted = resubmit_words(request, gone.reason, gone.instead, status=NOT_FOUND)
    if resubmitted is None:
        raise gone
    return no_store(resubmitted)


def listed(request: HttpRequest, where: Commenting, context: dict[str, Any]) -> HttpResponse:
    """List all comments, the open ones first, with a form for the whole draft or one of its
    boxes."""
    initial = {"box": request.GET.get("box", "")}
    form = _form(request, where, initial=initial, grid=where.grid)
    if response := _save_and_redirect(request, where, form):
        return response
    threads = {"open": where.open, "resolved": where.resolved}
    return _render_page(request, where, context | threads, form)


def on_line(
    request: HttpRequest, where: Commenting, context: dict[str, Any], key: UUID
) -> HttpResponse:
    """List the comments on one line, with a form."""
    return _on(request, where, context, about_line(where.grid, key), "line")


def on_box(
    request: HttpRequest, where: Commenting, context: dict[str, Any], stage: UUID, column: UUID
) -> HttpResponse:
    """List the comments on one box, with a form."""
    return _on(request, where, context, about_box(where.grid, stage, column), "box")


def _on(
    request: HttpRequest, where: Commenting, context: dict[str, Any], about: About | None, what: str
) -> HttpResponse:
    if about is None:
        reason = f"This {what} is not in the draft any more. You can comment on the whole draft."
        return _refused(request, NotHere(reason, [("Comments on the draft", where.url)]))
    form = _form(request, where)
    if "drafting" in context and is_htmx(request):
        return _in_panel(request, where, context["drafting"], form, about)
    if response := _save_and_redirect(request, where, form, about=about):
        return response
    return _render_page(request, where, context | _threads_on(where, about), form)


def _threads_on(where: Commenting, about: About) -> dict[str, Any]:
    on = where.on(about.place)
    return {
        "about": about,
        "open": [thread for thread in on if thread.is_open],
        "resolved": [thread for thread in on if not thread.is_open],
    }


def answer(
    request: HttpRequest, where: Commenting, context: dict[str, Any], pk: int
) -> HttpResponse:
    """Show one comment with its answers, and a form for another answer."""
    thread = where.thread(pk)
    if thread is None:
        reason = "This comment is not there any more."
        return _refused(request, NotHere(reason, [("Comments on the draft", where.url)]))
    form = _form(request, where, is_answer=True)
    if response := _save_and_redirect(request, where, form, answers=thread.comment):
        return response
    return _render_page(request, where, context | {"answering": thread, "open": [thread]}, form)


@for_reading
@signed_in
def of_edition(request: PersonRequest, slug: str, label: str) -> HttpResponse:
    """Show editors the comments on an edition from when it was a draft, until they are deleted."""
    framework = framework_for(request, slug, rules.may_edit)
    editions = framework.editions.at_their_addresses().select_related("grid")
    edition = get_object_or_404(editions, slug=label)
    edition.framework = framework
    grid = store.read(edition.grid)
    where = Commenting(edition, "draft", slug, grid=grid, person=request.user, is_over=True)
    context = {
        "base": "drafts/_draft_base.html",
        "here": "publish",
        "section": "desk",
        "where": where,
        "framework": framework,
        "open": where.open,
        "resolved": where.resolved,
    }
    return render(request, "comments/comments.html", context)


@require_POST
@of_draft
def act(request: PersonRequest, drafting: Drafting, pk: int, do: str) -> HttpResponse:
    """Resolve a comment, open it again or remove it.

    What was typed beside it stays: on the page, and in the panel, where htmx resolves one.
    """
    comment = drafting.edition.comments.begin().filter(pk=pk).first()
    slug = drafting.framework.slug
    try:
        if comment is None:
            messages.warning(request, "This comment was removed meanwhile.")
        else:
            DO[do](comment=comment, by=request.user)
            about = _about(comment, drafting)
            if about and is_htmx(request):
                where = _at_desk(request, drafting)
                form = CommentForm(initial={"text": request.POST.get("text", "")})
                return _panel(request, where, drafting, form, about, DID[do])
            messages.success(request, DID[do])
    except NoDraft:
        raise no_draft(request, drafting.framework) from None
    if comment and request.POST.get("text", "").strip():
        return _typed_again(request, drafting, comment)
    return redirect("draft_comments", slug)


def _typed_again(request: PersonRequest, drafting: Drafting, comment: Comment) -> HttpResponse:
    """Return the page on which a button was pressed, with the comment that was typed there."""
    where, sent = _at_desk(request, drafting), request.POST
    initial = {"text": sent["text"], "box": sent.get("box", "")}
    about = None if "box" in sent else _about(comment, drafting)
    if sent.get("answering") and (thread := where.thread(comment.pk)):
        form = CommentForm(initial=initial, is_answer=True)
        values: dict[str, Any] = {"answering": thread, "open": [thread]}
        address = reverse("draft_comment_answer", args=[drafting.framework.slug, comment.pk])
    elif about:
        form, values = CommentForm(initial=initial), _threads_on(where, about)
        address = where.place_url(about.place)
    else:
        form = CommentForm(initial=initial, grid=where.grid)
        values = {"open": where.open, "resolved": where.resolved}
        address = where.url
    form.helper.form_action = address
    return _render_page(request, where, _of_desk(drafting) | values, form)


def _about(comment: Comment, drafting: Drafting) -> About | None:
    """Return the line or box that a comment is on; None if the draft has it no longer."""
    if comment.placement:
        return about_line(drafting.grid, comment.placement)
    if comment.stage and comment.column:
        return about_box(drafting.grid, comment.stage, comment.column)
    return None


def _form(request: HttpRequest, where: Commenting, **how: Any) -> CommentForm:
    data = request.POST if request.method == "POST" else None
    if where.preview and request.user.is_authenticated:
        how["initial"] = {"name": str(request.user), **how.get("initial", {})}
    return CommentForm(data, by_link=where.preview is not None, **how)


def _in_panel(
    request: HttpRequest, where: Commenting, drafting: Drafting, form: CommentForm, about: About
) -> HttpResponse:
    """Save a comment for htmx, and return the panel."""
    made = _save_comment(request, where, form, about=about)
    if isinstance(made, HttpResponse):
        return made
    if made is None:
        return _panel(request, where, drafting, form, about)
    return _panel(request, where, drafting, CommentForm(), about, "Your comment is there.")


def _panel(
    request: HttpRequest,
    where: Commenting,
    drafting: Drafting,
    form: CommentForm,
    about: About,
    announcement: str = "",
) -> HttpResponse:
    """Render the panel with the comments on a line or a box.

    Where something was done, which the `announcement` says, the line or box in the grid comes too,
    with its new count.
    """
    context: dict[str, Any] = {
        "framework": drafting.framework,
        "where": where,
        "about": about,
        "url": where.place_url(about.place),
        "form": form,
    }
    if announcement:
        context |= {
            "announcement": announcement,
            "drafting": drafting,
            "query": draft_filter(request, drafting).query,
        }
        if about.placement:
            context["line"] = drafting.line(drafting.grid.placement_by_key[about.placement])
        else:
            box = cell_at(drafting, *cast(tuple[UUID, UUID], about.place))
            context["cell"] = drafting.cell(*box, draft_filter(request, drafting))
    context["open"] = [thread for thread in where.on(about.place) if thread.is_open]
    return render(request, "comments/_panel.html", context)


def _save_and_redirect(
    request: HttpRequest, where: Commenting, form: CommentForm, **on: Any
) -> HttpResponse | None:
    """Save a comment and redirect to it; None where the form has errors."""
    made = _save_comment(request, where, form, **on)
    if made is None or isinstance(made, HttpResponse):
        return made
    messages.success(
        request, "Your answer is there." if made.answers_id else "Your comment is there."
    )
    return redirect(f"{where.url}#comment-{made.answers_id or made.pk}")


def _save_comment(
    request: HttpRequest, where: Commenting, form: CommentForm, **on: Any
) -> Comment | HttpResponse | None:
    """Save a comment.

    Returns a page where the draft or the link has ended, None where the form has errors.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    data = form.cleaned_data
    on = {"text": data["text"], **(on or {"about": form.about})}
    try:
        if where.preview:
            place = address_of(request)
            return comments.add_by_link(preview=where.preview, name=data["name"], place=place, **on)
        return comments.add(edition=where.edition, by=cast(User, where.person), **on)
    except (NoDraft, LinkClosed) as refusal:
        return _gone(request, where, str(refusal))
    except CommentRefused as refusal:
        form.add_error("text", str(refusal))
        return None


def _gone(request: HttpRequest, where: Commenting, reason: str) -> HttpResponse:
    """Answer that the draft or the link ended while somebody was writing."""
    ways = [] if where.preview else [("Your desk", reverse("desk"))]
    return _refused(request, NotHere(reason, ways))


def _render_page(
    request: HttpRequest, where: Commenting, context: dict[str, Any], form: CommentForm
) -> HttpResponse:
    of_page = {
        "where": where,
        "framework": where.edition.framework,
        "edition": where.edition,
        "form": form,
        "cancel": where.url,
    }
    return render(request, "comments/comments.html", of_page | context)


PAGES: tuple[tuple[str, str, CommentView], ...] = (
    ("comments/", "comments", listed),
    ("comments/lines/<uuid:key>/", "comments_line", on_line),
    ("comments/boxes/<uuid:stage>/<uuid:column>/", "comments_box", on_box),
    ("comments/<int:pk>/answer/", "comment_answer", answer),
)
