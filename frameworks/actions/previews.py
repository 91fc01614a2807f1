"""Preview links, by which people without an account see a draft for a while."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import one_line
from frameworks import rules
from frameworks.actions.locks import lock_draft
from frameworks.models import Edition, Event, Preview

LASTS = timedelta(days=14)
MOST = 20
"""Open links of one draft at a time."""

SIGNER = signing.Signer(salt="frameworks.preview", sep=".")


class TooManyLinks(Exception):
    """Raised if the draft has as many open preview links as are allowed."""

    def __init__(self) -> None:
        super().__init__(f"{MOST} links are open already. Revoke one that is not needed.")


def token_of(preview: Preview) -> str:
    """Return the token for the link: signed from the primary key each time, never stored."""
    return SIGNER.sign(str(preview.pk))


def preview_of(token: str) -> Preview | None:
    """Return the preview of this token, open or not; None if the token is forged."""
    try:
        pk = int(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    previews = Preview.objects.select_related(
        "edition__grid", "edition__framework__organisation", "edition__framework__current_edition"
    )
    return previews.filter(pk=pk).first()


@transaction.atomic
def share(*, edition: Edition, by: User, note: str = "", allows_comments: bool = False) -> Preview:
    """Make a link to the draft that lasts 14 days. `note` says whom it is for.

    Raises Refused, NoDraft or TooManyLinks.
    """
    draft = lock_draft(edition)
    rules.demand(rules.may_edit(by, draft.framework))
    now = timezone.now()
    if draft.previews.open_at(now).count() >= MOST:
        raise TooManyLinks
    preview = Preview.objects.create(
        edition=draft,
        note=one_line(note)[:120],
        allows_comments=allows_comments,
        created_by=by,
        expires_at=now + LASTS,
    )
    _event(preview, by, Event.Verb.MADE_A_PREVIEW)
    return preview


@transaction.atomic
def revoke(*, preview: Preview, by: User) -> None:
    """Revoke the link. Raises Refused; revoking twice does nothing."""
    rules.demand(rules.may_edit(by, preview.edition.framework))
    still_open = Preview.objects.filter(pk=preview.pk, revoked_at__isnull=True)
    if still_open.update(revoked_at=timezone.now(), revoked_by=by):
        _event(preview, by, Event.Verb.REVOKED_A_PREVIEW)


def _event(preview: Preview, by: User, what: Event.Verb) -> None:
    Event.objects.create(
        by=by,
        what=what,
        framework=preview.edition.framework,
        edition=preview.edition,
        about=f"for {preview.note}" if preview.note else "",
        after={"expires": preview.expires_at.isoformat()},
    )
