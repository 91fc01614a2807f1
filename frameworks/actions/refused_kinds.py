"""Kinds of activity proposed for lines that editors turn down."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cpd_site.models import User
from frameworks.actions.drafts import locked_draft
from frameworks.models import Edition, Event, RefusedKinds
from opportunities import store
from opportunities.editing.lines import named
from opportunities.grid.vocabulary import ActivityKind


@transaction.atomic
def refuse(
    *, edition: Edition, by: User, keys: Collection[UUID], kinds: Collection[ActivityKind]
) -> int:
    """Stop proposing these kinds for these lines of the draft; return how many lines there are."""
    draft = locked_draft(edition, by)
    there = [line for line in store.read(draft.grid).opportunities if line.key in keys]
    if not (kinds and there):
        return 0
    RefusedKinds.objects.bulk_create(
        [
            RefusedKinds(
                framework=draft.framework,
                opportunity=line.key,
                kinds=" ".join(kinds),
                by=by,
                on=localdate(),
            )
            for line in there
        ],
        ignore_conflicts=True,
    )
    Event.objects.create(
        by=by,
        what=Event.Verb.TURNED_DOWN,
        about=f"{', '.join(kind.label for kind in kinds)}, for {named(there)}",
        framework=draft.framework,
        edition=draft,
    )
    return len(there)
