"""Publish a draft: now, or at a set time.

Publishing is one transaction. It locks the framework, the draft and its grid, and asks the rules
and the checks again. Either all of it is done or nothing: if the process dies at any point,
readers still have the whole old edition. Mails go out after the commit.

A draft stores its date. A command calls `publish_due` every few minutes, which publishes what the
person who set the date saw, or nothing: after a change to the draft (`lapsing`) an editor has to
keep the date, with the changes, or set it again.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import one_line, several_lines
from cpd_site.serving.moments import day_and_time
from frameworks import rules
from frameworks.actions import copy_summaries, current_edition, notify_followers, write_files
from frameworks.actions.locks import NoDraft, NotPublished, lock_draft
from frameworks.actions.refusals import record, recorded
from frameworks.checks import findings as checks
from frameworks.checks import labels
from frameworks.checks.due_times import FURTHEST, PASSED, TOO_FAR
from frameworks.models import Edition, Event
from frameworks.pages import trial
from frameworks.queries import changes
from frameworks.queries.reading import Reading
from opportunities.grid.visible import as_followers_see

log = logging.getLogger(__name__)

LONGEST_NOTE = 2000


class Blocked(NotPublished):
    """Raised if checks block the publication. `findings` are the blockers."""

    def __init__(self, findings: Sequence[checks.Finding]) -> None:
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = tuple(findings)


class DraftChanged(NotPublished):
    """Raised if somebody changed the draft after the publisher looked at it."""

    def __init__(self) -> None:
        super().__init__("The draft has changed since you looked at it. See what it says now.")


class NotInTheFuture(NotPublished):
    """Raised if the time set for a publication has passed."""

    def __init__(self) -> None:
        super().__init__(PASSED)


class TooFarOff(NotPublished):
    """Raised if the time set for a publication is years away, most likely by a slip."""

    def __init__(self) -> None:
        super().__init__(TOO_FAR)


class DateLapsed(NotPublished):
    """Raised if the draft was changed after its date was set, and nobody kept the date."""

    def __init__(self, by: User | None) -> None:
        super().__init__(f"{by or 'Somebody'} changed the draft after the date was set.")


class NoDate(NotPublished):
    """Raised if the draft has no date to keep."""

    def __init__(self) -> None:
        super().__init__("No date is set any more: somebody took it away.")


class NoteTooLong(NotPublished):
    """Raised if the note has more than `LONGEST_NOTE` characters."""

    def __init__(self, length: int) -> None:
        super().__init__(f"The note has {length:,} characters: use {LONGEST_NOTE:,} or fewer.")


RECORDED = (rules.Refused, NoDraft, DraftChanged)
"""The refusals that leave an event. Only the person hears of a blocker or a wrong date."""


@dataclass(frozen=True, slots=True)
class EditionDetails:
    """The fields that the publisher adds to a draft. Raises NoteTooLong."""

    label: str
    note: str = ""
    corrects_only: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", one_line(self.label))
        object.__setattr__(self, "note", several_lines(self.note))
        if len(self.note) > LONGEST_NOTE:
            raise NoteTooLong(len(self.note))


def publish(
    *,
    edition: Edition,
    by: User,
    label: str,
    note: str = "",
    corrects_only: bool = False,
    seen: str = "",
) -> Edition:
    """Make the draft the edition that readers see, and mail the followers of the framework.

    `seen` is the fingerprint (`changes.fingerprint`) of the draft as `by` saw it. Raises
    DraftChanged if the draft has another by now; also Refused, NoDraft, Blocked or NoteTooLong.
    A refusal writes nothing but, for those in `RECORDED`, an event.
    """
    details = EditionDetails(label, note, corrects_only)
    refused = recorded(*RECORDED, by=by, edition=edition, tried_to="publish")
    with refused, transaction.atomic():
        draft = lock_draft(edition)
        rules.demand(rules.may_publish(by, draft.framework))
        _demand_as_seen(draft, seen)
        return _publish(draft, by, details)


def schedule(
    *,
    edition: Edition,
    by: User,
    at: datetime,
    label: str,
    note: str = "",
    corrects_only: bool = False,
    seen: str = "",
) -> Edition:
    """Set the time at which the draft, as it is now, will be published in the name of `by`.

    Replaces a time set before. Raises what `publish` raises, and NotInTheFuture and TooFarOff.
    """
    details = EditionDetails(label, note, corrects_only)
    refused = recorded(*RECORDED, by=by, edition=edition, tried_to="set a date to publish")
    with refused, transaction.atomic():
        draft = lock_draft(edition)
        rules.demand(rules.may_publish(by, draft.framework))
        _demand_as_seen(draft, seen)
        _set_date(draft, by, at, details)
        _event(draft, by, Event.Verb.SET_A_DATE, {"at": at.isoformat(), "label": draft.label})
        return draft


def keep_date(*, edition: Edition, by: User, seen: str = "") -> Edition:
    """Keep the date of a draft that was changed since: for its content now, in the name of `by`.

    Raises what `schedule` raises, and NoDate.
    """
    refused = recorded(*RECORDED, by=by, edition=edition, tried_to="keep the date to publish")
    with refused, transaction.atomic():
        draft = lock_draft(edition)
        rules.demand(rules.may_publish(by, draft.framework))
        if draft.due_at is None:
            raise NoDate
        _demand_as_seen(draft, seen)
        details = EditionDetails(draft.label, draft.note, draft.corrects_only)
        _set_date(draft, by, draft.due_at, details)
        values: dict[str, object] = {"at": draft.due_at.isoformat(), "label": draft.label}
        _event(draft, by, Event.Verb.KEPT_THE_DATE, values)
        return draft


def _set_date(draft: Edition, by: User, at: datetime, details: EditionDetails) -> None:
    if at <= timezone.now():
        raise NotInTheFuture
    if at > timezone.now() + FURTHEST:
        raise TooFarOff
    _demand_unblocked(draft, details.label, changes.since_published(draft))
    _set_details(draft, details)
    preview = "desk_preview", draft.framework.slug
    _demand_renderable(Reading(draft.framework, draft, pinned=False, preview=preview))
    draft.forget_date()
    draft.due_at, draft.due_by, draft.due_fingerprint = at, by, changes.fingerprint(draft)
    draft.save()


def unschedule(*, edition: Edition, by: User) -> Edition:
    """Remove the date of the draft, which stays as it is."""
    refused = recorded(*RECORDED, by=by, edition=edition, tried_to="call off a publication")
    with refused, transaction.atomic():
        draft = lock_draft(edition)
        rules.demand(rules.may_publish(by, draft.framework))
        if draft.due_at:
            if draft.due_by != by:
                reason = f"{by} took the date away."
                notify_followers.tell_of_refusal(draft, draft.due_by, reason)
            at = _without_date(draft)
            _event(draft, by, Event.Verb.CALLED_OFF, {"at": at.isoformat()})
        return draft


def publish_due(*, now: datetime | None = None) -> list[tuple[Edition, str]]:
    """Publish the drafts whose time has come; return each with the reason why not, "" if it was.

    A draft that is refused keeps its content and loses its date, and the person who set the date
    gets a mail. Running twice at the same time is safe: the second finds nothing left to do.
    """
    now = now or timezone.now()
    due = Edition.objects.due(now).select_related("framework", "due_by")
    return [
        (edition, reason)
        for edition in due
        if (reason := _publish_if_still_due(edition, now)) is not None
    ]


def _publish_if_still_due(edition: Edition, now: datetime) -> str | None:
    """Return why the draft was refused: "" if it was published, None if it was not due any more."""
    try:
        with transaction.atomic():
            draft = lock_draft(edition)
            if draft.due_at is None or draft.due_at > now:
                return None
            if draft.due_by is None:
                raise NotPublished("Whoever set the date has no account any more.")
            rules.demand(rules.may_publish(draft.due_by, draft.framework))
            if not draft.date_holds:
                raise DateLapsed(draft.due_lapsed_by)
            _demand_as_seen(draft, draft.due_fingerprint)
            _publish(
                draft, draft.due_by, EditionDetails(draft.label, draft.note, draft.corrects_only)
            )
    except NoDraft:
        return None
    except (NotPublished, rules.Refused) as refusal:
        return _give_up(edition, now, str(refusal))
    except Exception:
        log.exception("Edition %s could not be published when it was due", edition.pk)
        return "Something went wrong; the log says what. It will be tried again."
    return ""


def _give_up(edition: Edition, now: datetime, reason: str) -> str | None:
    """Remove the date, record and return the reason; None if another process was first."""
    with suppress(NoDraft), transaction.atomic():
        draft = lock_draft(edition)
        if draft.due_at is None or draft.due_at > now:
            return None
        at = _without_date(draft)
        record(
            by=edition.due_by,
            framework=draft.framework,
            edition=draft,
            tried_to=f"publish, as set for {day_and_time(at)}",
            reason=reason,
        )
        notify_followers.tell_of_refusal(draft, edition.due_by, reason)
        return reason
    return None


def _demand_as_seen(draft: Edition, seen: str) -> None:
    if seen and seen != changes.fingerprint(draft):
        raise DraftChanged


def _demand_unblocked(draft: Edition, label: str, since: changes.SincePublished) -> None:
    """Raise Blocked if a check blocks the draft with this label."""
    found = checks.blockers(to_check(draft, label, since))
    if found:
        raise Blocked(found)


def _demand_renderable(reading: Reading) -> None:
    """Raise Blocked if a page that readers will get cannot be rendered."""
    if found := trial.undrawable(reading):
        raise Blocked(found)


def to_check(draft: Edition, label: str | None, since: changes.SincePublished) -> checks.Draft:
    """Return the draft as readers will see it, for the checks. `label` is None before the publisher
    has given one."""
    taken = draft.framework.editions.at_their_addresses().values_list("slug", flat=True)
    return checks.Draft(
        grid=as_followers_see(since.after),
        label=label,
        taken=frozenset(taken),
        is_changed=bool(since),
        title=draft.title,
        title_before=since.before.title if since.before else "",
        today=timezone.localdate(),
    )


def _publish(draft: Edition, by: User, details: EditionDetails) -> Edition:
    since = changes.since_published(draft)
    _demand_unblocked(draft, details.label, since)
    _set_details(draft, details)
    draft.slug = labels.address(details.label)
    draft.changed = since.summary
    draft.status = Edition.Status.PUBLISHED
    draft.published_at, draft.published_by = timezone.now(), by
    draft.forget_date()
    if draft.framework.editions.filter(number__gt=draft.number).exists():
        draft.number = current_edition.next_number(draft.framework)
    draft.save()
    current_edition.lock(draft.grid, since.after.fingerprint)
    copy_summaries.note(draft, since.after)
    current_edition.set_current_edition(draft.framework, draft)
    _event(
        draft,
        by,
        Event.Verb.PUBLISHED,
        {
            "label": draft.label,
            "note": draft.note,
            "corrects_only": draft.corrects_only,
            "changed": draft.changed,
            "fingerprint": since.after.fingerprint,
            **draft.front_page,
        },
        before={"label": since.before.label} if since.before else {},
    )
    notify_followers.tell_followers_of(draft)
    write_files.write_soon(draft)
    _demand_renderable(Reading(draft.framework, draft, pinned=False, known_before=since.before))
    return draft


def _set_details(draft: Edition, details: EditionDetails) -> None:
    draft.label, draft.note = details.label, details.note
    draft.corrects_only = details.corrects_only


def _without_date(draft: Edition) -> datetime:
    """Remove the date, and return it."""
    at = draft.due_at or timezone.now()
    draft.forget_date()
    draft.save()
    return at


def _event(
    draft: Edition, by: User, what: Event.Verb, after: dict[str, object], before: object = None
) -> None:
    Event.objects.create(
        by=by,
        what=what,
        framework=draft.framework,
        edition=draft,
        about=draft.name,
        before=before or {},
        after=after,
    )
