"""The lines of a draft without a kind of activity, and marking those for which one is proposed."""

from collections.abc import Collection, Iterable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cpd_site.serving.decorators import PersonRequest, for_reading
from frameworks.actions import editing
from frameworks.actions.editing import Stale
from frameworks.actions.refused_kinds import refuse
from frameworks.desk.drafts import Drafting
from frameworks.queries.marked_lines import refused_in, similar_marked_lines
from frameworks.views.drafts.drafting import (
    context_of,
    in_words,
    of_draft,
    of_draft_or_offer,
    version_seen,
)
from opportunities.editing.kinds import mark_kinds
from opportunities.editing.lines import CannotEdit
from opportunities.grid.short_keys import read_full
from opportunities.grid.vocabulary import ActivityKind
from opportunities.layout.kind_proposals import KindGroup, proposals, unmarked_in

SEEN = "version-"
"""Before the key of a line that the page shows: which version of it."""


def _own(drafting: Drafting) -> frozenset[UUID] | None:
    """Return the copy's own lines; None for a framework that is no copy, whose lines all are."""
    if not drafting.is_copy:
        return None
    marks = drafting.copied.lines
    placed = drafting.grid.placements
    return frozenset(one.opportunity for one in placed if one.key in marks and marks[one.key].own)


@for_reading
@of_draft_or_offer("kinds", lambda drafting: len(unmarked_in(drafting.grid, _own(drafting))))
def listed(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """List lines that equal words suggest a kind for, then those that rules of words do."""
    own = _own(drafting)
    marked = similar_marked_lines(unmarked_in(drafting.grid, own))
    proposed = proposals(drafting.grid, marked, own, refused_in(drafting.framework))
    context = context_of(
        drafting,
        here="kinds",
        proposed=proposed,
        equal=_with_versions(drafting, proposed.equal),
        by_words=_with_versions(drafting, proposed.by_words),
    )
    return render(request, "drafts/draft_kinds.html", context)


@require_POST
@of_draft
def mark(request: PersonRequest, drafting: Drafting) -> HttpResponse:
    """Mark the ticked lines, or the one whose button was pressed, in one change.

    For the others these kinds are not proposed again, unless the button belonged to one line.
    """
    data = request.POST
    if "none" in data:
        if not _refuse(request, drafting):
            gone = "Nothing was noted: these lines are not in this draft any more."
            messages.warning(request, gone)
        return redirect("draft_kinds", drafting.framework.slug)
    keys = _keys([data["only"]] if "only" in data else data.getlist("line"))
    kinds = _kinds(data)
    try:
        event = editing.change(
            edition=drafting.edition,
            by=request.user,
            do=partial(mark_kinds, keys=keys, kinds=kinds),
            seen={key: version_seen(data, f"{SEEN}{key}") for key in keys},
        )
    except CannotEdit as cannot:
        messages.warning(request, str(cannot))
    except Stale:
        messages.warning(
            request, "Somebody else changed one of these lines. See what is proposed now."
        )
    else:
        messages.success(request, f"{in_words(event)} It can be undone in the draft.")
        if "only" not in data:
            _refuse(request, drafting, but=keys)
    return redirect("draft_kinds", drafting.framework.slug)


def _refuse(request: PersonRequest, drafting: Drafting, but: Collection[UUID] = ()) -> int:
    """Note that lines which the page showed are not of these kinds, and return how many.

    `but` are those that were ticked.
    """
    displayed = [name.removeprefix(SEEN) for name in request.POST if name.startswith(SEEN)]
    keys = set(_keys(displayed)) - set(but)
    kinds = _kinds(request.POST)
    count = refuse(edition=drafting.edition, by=request.user, keys=keys, kinds=kinds)
    if count:
        labels = " and ".join(kind.label for kind in kinds)
        lines = "1 line" if count == 1 else f"{count} lines"
        messages.success(request, f"Noted: “{labels}” is not suggested again for {lines}.")
    return count


def _kinds(data: QueryDict) -> list[ActivityKind]:
    asked = data.getlist("kind")
    return [kind for kind in ActivityKind if kind in asked]


def _keys(texts: Iterable[str]) -> list[UUID]:
    return [key for key in dict.fromkeys(map(read_full, texts)) if key is not None]


def _with_versions(
    drafting: Drafting, groups: tuple[KindGroup, ...]
) -> list[tuple[KindGroup, list[tuple[object, int]]]]:
    """Return each group with its lines and the versions that the page carries."""
    versions = drafting.versions
    return [(group, [(one, versions[one.line.key]) for one in group.lines]) for group in groups]
