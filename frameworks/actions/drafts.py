"""The life of a draft: start, discard, restore, delete. `editing` changes its content.

A draft belongs to everybody who may edit its framework. A framework has one at a time.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from cpd_site.models import Organisation, User
from cpd_site.serving.moments import day
from frameworks import rules
from frameworks.actions import notify_followers
from frameworks.actions.current_edition import next_number
from frameworks.actions.suggestion_status import sync_suggestion_status
from frameworks.models import Choice, Edition, Event, Framework
from frameworks.models.edition import EditionQuerySet
from frameworks.models.event import UNDOABLE
from opportunities import store
from opportunities.grid.snapshot import GridSnapshot

KEPT_FOR = timedelta(days=30)
"""How long a discarded draft can be restored."""


class DraftRefused(Exception):
    """Raised if the draft cannot be started, changed or restored. The message is a sentence."""


@transaction.atomic
def start(*, framework: Framework, by: User, from_edition: Edition | None = None) -> Edition:
    """Start a draft with the content and the keys of the current edition, or of an earlier one.

    Where all were withdrawn it starts from the newest of them; where none was ever published, a
    copy starts from what it follows, and any other framework empty. Raises DraftRefused if there
    is a draft already.
    """
    rules.demand(rules.may_edit(by, framework))
    begun_with = from_edition or framework.current_edition or newest_edition(framework)
    if begun_with is None:
        if followed := followed_edition(framework):
            return create_draft_of_copy(framework, by, followed)
        return create_draft(framework, by, GridSnapshot(), title=framework.title)
    if begun_with.framework_id != framework.pk or begun_with.status in (
        Edition.Status.DRAFT,
        Edition.Status.DISCARDED,
    ):
        raise DraftRefused("A draft starts from an edition of its own framework.")
    snapshot = store.read(begun_with.grid)
    return create_draft(
        framework,
        by,
        snapshot,
        started_from=begun_with,
        based_on=begun_with.based_on,
        **begun_with.front_page,
    )


def newest_edition(framework: Framework) -> Edition | None:
    """Return the framework's newest edition, though it may be withdrawn; None if it has none."""
    return framework.editions.at_their_addresses().newest_first().first()


def followed_edition(framework: Framework) -> Edition | None:
    """Return the current edition of what this copy follows; None if there is none to be had."""
    followed = framework.follows
    if followed is None or not rules.is_open_to(framework.organisation, followed):
        return None
    return followed.current_edition


def get_or_start(*, framework: Framework, by: User) -> Edition:
    """Return the framework's draft; start one if there is none."""
    rules.demand(rules.may_edit(by, framework))
    there = framework.editions.drafts()
    if draft := there.first():
        return draft
    try:
        return start(framework=framework, by=by)
    except DraftRefused:  # a colleague started one meanwhile
        if draft := there.first():
            return draft
        raise


@transaction.atomic
def start_framework(
    *, organisation: Organisation, by: User, title: str, like: Framework | None = None
) -> Edition:
    """Create a framework with a draft: empty, or with the stages and columns of another one.

    Stages and columns get new keys, so they are the new framework's own. Readers see nothing of
    it before its first edition.
    """
    framework = Framework(title=title, organisation=organisation)
    rules.demand(rules.may_begin(by, organisation))
    framework.slug = free_address(organisation, title)
    framework.save()
    snapshot = GridSnapshot()
    if like is not None and like.current_edition is not None:
        rules.demand(rules.may_see(by, like))
        snapshot = store.read(like.current_edition.grid).frame_with_new_keys()
    return create_draft(framework, by, snapshot, title=title)


@transaction.atomic
def discard(*, edition: Edition, by: User) -> Edition:
    """Discard a draft. It can be restored for 30 days."""
    draft = locked_draft(edition, by)
    draft.status = Edition.Status.DISCARDED
    draft.discarded_at = timezone.now()
    if draft.due_at and draft.due_by != by:
        reason = f"{by} discarded the draft. It can be restored for {KEPT_FOR.days} days."
        notify_followers.tell_of_refusal(draft, draft.due_by, reason)
    draft.forget_date()
    draft.save(update_fields=["status", "discarded_at", *Edition.DUE])
    Event.objects.create(by=by, what=Event.Verb.DISCARDED, framework=draft.framework, edition=draft)
    sync_suggestion_status(draft, by)
    return draft


@transaction.atomic
def restore(*, edition: Edition, by: User) -> Edition:
    """Restore a discarded draft. Raises DraftRefused if there is another, or after 30 days."""
    draft = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    rules.demand(rules.may_edit(by, draft.framework))
    if draft.status != Edition.Status.DISCARDED:
        raise DraftRefused("This draft is not discarded.")
    if draft.discarded_at is None or draft.discarded_at < timezone.now() - KEPT_FOR:
        raise DraftRefused("This draft was discarded more than 30 days ago.")
    draft.status = Edition.Status.DRAFT
    draft.discarded_at = None
    try:
        with transaction.atomic():
            draft.save(update_fields=["status", "discarded_at"])
    except IntegrityError:
        raise DraftRefused(
            "There is another draft now. Publish or discard that one first."
        ) from None
    _take_over_answers(draft)
    Event.objects.create(by=by, what=Event.Verb.RESTORED, framework=draft.framework, edition=draft)
    sync_suggestion_status(draft, by)
    return draft


def discarded_long_ago() -> EditionQuerySet:
    """Return the drafts that can no longer be restored."""
    return Edition.objects.filter(
        status=Edition.Status.DISCARDED, discarded_at__lt=timezone.now() - KEPT_FOR
    )


def purge(gone: EditionQuerySet) -> int:
    """Delete these drafts with the events of their changes; return how many drafts there were."""
    count = 0
    for draft in gone.select_related("framework", "grid"):
        count += 1
        with transaction.atomic():
            _purge(draft)
    return count


def _purge(draft: Edition) -> None:
    Event.objects.create(
        by=None,
        what=Event.Verb.CLEARED_AWAY,
        framework=draft.framework,
        about=f"a draft discarded on {day(draft.discarded_at)}",
    )
    draft.events.filter(what__in=[*UNDOABLE, Event.Verb.UNDID, Event.Verb.REDID]).delete()
    grid = draft.grid
    draft.delete()
    grid.delete()


def locked_draft(edition: Edition, by: User) -> Edition:
    """Lock the draft until the transaction ends, and return it.

    Locks neither its framework nor its grid, as publishing does with `locks.lock_draft`. Raises
    Refused if this person may not change it, DraftRefused if it is no draft any more.
    """
    draft = (
        Edition.objects.select_for_update(of=("self",))
        .select_related("framework__organisation", "framework__current_edition", "grid")
        .filter(pk=edition.pk)
        .first()
    )
    if draft is None:
        raise DraftRefused("This draft is not there any more.")
    rules.demand(rules.may_edit(by, draft.framework))
    if draft.status == Edition.Status.DISCARDED:
        raise DraftRefused("This draft was discarded. Restore it to go on.")
    if not draft.is_draft:
        raise DraftRefused("This draft is published now. Start a new one to change more.")
    return draft


def create_draft(
    framework: Framework, by: User, snapshot: GridSnapshot, **fields: object
) -> Edition:
    """Create a draft with this content, and its event. Raises DraftRefused if there is a draft."""
    draft = write_draft(framework, by, snapshot, **fields)
    Event.objects.create(
        by=by,
        what=Event.Verb.STARTED_A_DRAFT,
        framework=framework,
        edition=draft,
        about=f"from the {draft.started_from.name}" if draft.started_from else "",
        after={"fingerprint": snapshot.fingerprint},
    )
    return draft


def create_draft_of_copy(copy: Framework, by: User, followed: Edition) -> Edition:
    """Create the first draft of a copy: the rows of `followed` that its followers see, with their
    keys. Raises DraftRefused if there is a draft.
    """
    return create_draft(
        copy,
        by,
        store.read_visible(followed.grid),
        based_on=followed,
        **followed.front_page | {"title": copy.title},
    )


def write_draft(
    framework: Framework, by: User, snapshot: GridSnapshot, **fields: object
) -> Edition:
    """Create a draft with this content, without an event: the caller writes one.

    Raises DraftRefused if there is a draft.
    """
    try:
        with transaction.atomic():
            draft = Edition.objects.create(
                framework=framework,
                grid=store.write(snapshot),
                number=next_number(framework),
                created_by=by,
                **fields,
            )
    except IntegrityError:
        raise DraftRefused("This framework has a draft already. Go on with that one.") from None
    _take_over_answers(draft)
    return draft


def _take_over_answers(draft: Edition) -> None:
    """Give the draft the answers to update questions from drafts that are gone.

    An answer keeps the fingerprint of its question, so a plan asks again where that has changed.
    """
    left_behind = Choice.objects.left_behind([draft.framework])
    answered = draft.choices.values("decision")
    newest = {choice.decision: choice.pk for choice in left_behind.exclude(decision__in=answered)}
    Choice.objects.filter(pk__in=newest.values()).update(edition=draft)


def free_address(organisation: Organisation, title: str) -> str:
    """Return a free slug: the organisation's own, else with the title, else with a number."""
    named = [organisation.slug, f"{organisation.slug}-{slugify(title)}"[:70].rstrip("-")]
    taken = set(
        Framework.objects.filter(slug__startswith=organisation.slug).values_list("slug", flat=True)
    )
    numbered = (f"{named[1]}-{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (*named, *numbered) if free not in taken)
