"""A draft as readers will see it: at the desk for its editors, by a link for whoever has one.

The pages are those of a published edition. No cache may store them, and no search engine index
them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading, reading_or_posting, signed_in
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.actions import previews
from frameworks.actions.locks import NoDraft
from frameworks.forms.publishing import PreviewForm
from frameworks.models import Edition, Preview
from frameworks.queries.comments import CommentPages
from frameworks.queries.reading import Reading
from frameworks.views import downloads, edition_pages, matrix
from frameworks.views.desk_pages import draft_of, draft_or_404, framework_for
from frameworks.views.edition_pages import RenderPage, no_store
from frameworks.views.gone import NOT_FOUND, no_draft, resubmit_words, resubmit_words_of_draft


def pages(prefix: str, name: str, preview: Callable[[RenderPage], RenderPage]) -> list[URLPattern]:
    """Return the addresses of a preview: its matrix, its files, its pages."""
    return [
        path(f"{prefix}/", preview(matrix.answer), name=f"{name}_detail"),
        path(f"{prefix}/draft.<format:form>", preview(downloads.answer), name=f"{name}_download"),
        path(
            f"{prefix}/stages/<slug:address>.<format:form>",
            preview(downloads.answer),
            name=f"{name}_stage_download",
        ),
        *edition_pages.pages(prefix, name, preview),
    ]


def by_link(answer: RenderPage) -> RenderPage:
    """Wrap a page for whoever has the link, with or without an account."""

    @for_reading
    def view(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        preview = previews.preview_of(token)
        if preview is None or not preview.is_open(timezone.now()):
            raise closed(preview, request.user)
        reading = reading_by_link(preview, token)
        return no_store(answer(request, reading, **rest))

    return view


def at_desk(answer: RenderPage) -> RenderPage:
    """Wrap a page for those who may change the draft."""

    @for_reading
    @signed_in
    def view(request: PersonRequest, /, slug: str, **rest: Any) -> HttpResponse:
        framework = framework_for(request, slug, rules.may_edit, "see the draft")
        draft = draft_or_404(framework)
        page = ("desk_preview", slug)
        comments = CommentPages(draft, "draft", slug)
        reading = Reading(framework, draft, pinned=False, preview=page, comments=comments)
        return no_store(answer(request, reading, **rest))

    return view


def reading_by_link(preview: Preview, token: str) -> Reading:
    """Return the draft as read through this link; `preview.edition` is loaded."""
    comments = CommentPages(preview.edition, "preview", token, preview)
    return Reading(
        preview.edition.framework,
        preview.edition,
        pinned=False,
        preview=("preview", token),
        comments=comments if preview.allows_comments else None,
    )


def closed(preview: Preview | None, reader: rules.Person) -> NotHere:
    """Return the error for a link that shows nothing.

    It names the edition that the draft became to readers who find it in lists anyway, unless the
    link was revoked.
    """
    if preview is None:
        return NotHere("This link shows no draft. Was all of it copied?")
    edition = preview.edition
    is_named = preview.revoked_at is None and edition.status == Edition.Status.PUBLISHED
    if is_named and rules.listed_for(reader).filter(pk=edition.framework_id).exists():
        return NotHere("This draft is published now:", [(edition.name, edition.get_absolute_url())])
    return NotHere("This link does not show the draft any more. Ask who sent it for a new one.")


@reading_or_posting
@signed_in
def links(request: PersonRequest, slug: str) -> HttpResponse:
    """List the links to a draft, with a form to make one."""
    framework = framework_for(request, slug, rules.may_edit, "make a preview link")
    draft = draft_of(framework)
    if draft is None:
        gone = no_draft(request, framework)
        if response := resubmit_words(request, gone.reason, gone.instead, status=NOT_FOUND):
            return response
        raise gone
    form = PreviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            previews.share(edition=draft, by=request.user, **form.cleaned_data)
        except NoDraft as refusal:
            if response := resubmit_words_of_draft(request, framework, refusal):
                return response
            messages.warning(request, str(refusal))
            return redirect("draft_publish", slug)
        except previews.TooManyLinks as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The link is made. Copy it and send it on.")
            return redirect("preview_links", slug)
    now = timezone.now()
    previews_listed = draft.previews.filter(expires_at__gt=now - timedelta(days=30))
    context = {
        "framework": framework,
        "edition": draft,
        "form": form,
        "links": [
            {"preview": preview, "url": _address(request, preview)}
            for preview in previews_listed.open_at(now).select_related("created_by")
        ],
        "closed": previews_listed.exclude(pk__in=previews_listed.open_at(now)).select_related(
            "created_by", "revoked_by"
        ),
        "section": "desk",
    }
    return render(request, "publishing/preview_links.html", context)


@require_POST
@signed_in
def revoke(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    framework = framework_for(request, slug, rules.may_edit, "revoke a preview link")
    all_links = Preview.objects.select_related("edition__framework__organisation")
    preview = get_object_or_404(all_links, pk=pk, edition__framework=framework)
    previews.revoke(preview=preview, by=request.user)
    messages.success(request, "The link is revoked: it shows nothing any more.")
    return redirect("preview_links", slug)


def _address(request: HttpRequest, preview: Preview) -> str:
    token = previews.token_of(preview)
    return request.build_absolute_uri(reverse("preview_detail", args=[token]))
