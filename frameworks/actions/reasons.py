"""Reasons for rewordings: a school asks why, and the publisher answers once for everybody."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import one_line
from cpd_site.serving import site_version
from cpd_site.serving.rate_limit import RateLimit
from frameworks import rules
from frameworks.actions.locks import lock_framework
from frameworks.models import Edition, Event, Framework, Reason, ReasonAsked
from frameworks.models.reason import LONGEST

OF_ONE_COPY = RateLimit("why-reworded", most=50, within=timedelta(days=1))


class ReasonRefused(Exception):
    """Raised if nothing was saved. The message is a sentence that says why."""


@transaction.atomic
def ask(
    *, copy: Framework, by: User, edition: Edition, line: UUID, before: str, after: str, words: str
) -> Reason:
    """Ask the publisher of this edition why the line was reworded. Asking again replaces the words.

    `before` is the text of the line in the edition that the copy is based on, `after` in this one.
    Raises ReasonRefused.
    """
    locked = lock_framework(copy.pk)
    rules.demand(rules.may_edit(by, locked))
    if locked.follows_id != edition.framework_id:
        raise ReasonRefused(
            "Your copy does not follow this framework any more, so nobody can be asked."
        )
    words = _short(words)
    made, _ = Reason.objects.get_or_create(
        edition=edition, line=line, defaults={"before": before, "after": after}
    )
    if made.text:
        return made
    is_new = not made.asked.filter(copy=locked).exists()
    if is_new and not OF_ONE_COPY.take(str(locked.pk)):
        raise ReasonRefused("You asked fifty times today. Ask again tomorrow.")
    ReasonAsked.objects.update_or_create(
        reason=made, copy=locked, defaults={"by": by, "words": words}
    )
    if is_new:
        Event.objects.create(
            by=by, what=Event.Verb.ASKED_WHY, framework=locked, about=f"“{after[:120]}”"
        )
    return made


@transaction.atomic
def answer(*, reason: Reason, by: User, text: str) -> Reason:
    """Save the reason, for everybody who may read the edition. Answering again replaces it."""
    framework = lock_framework(reason.edition.framework_id)
    rules.demand(rules.may_edit(by, framework))
    text = _short(text)
    if not text:
        raise ReasonRefused("Write the reason, in a sentence.")
    locked = Reason.objects.select_for_update().get(pk=reason.pk)
    if locked.text != text:
        locked.text, locked.by, locked.at = text, by, timezone.now()
        locked.save(update_fields=["text", "by", "at"])
        Event.objects.create(
            by=by,
            what=Event.Verb.SAID_WHY,
            framework=framework,
            edition=reason.edition,
            about=f"“{locked.after[:120]}”",
        )
        site_version.bump(public=not framework.is_private)
    return locked


def _short(words: str) -> str:
    """Return the words on one line. Raises ReasonRefused if they are too long."""
    words = one_line(words)
    if len(words) > LONGEST:
        raise ReasonRefused(f"These are {len(words):,} characters: use {LONGEST} or fewer.")
    return words
