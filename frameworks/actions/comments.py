"""Comments on a draft: by its editors, and by people with a preview link that allows it.

A comment does not change the draft, so a date set for publishing still holds. Events record that
somebody commented, and on what, but neither the words nor the name of a person with a link:
deleting the comment deletes those.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import one_line, several_lines
from cpd_site.serving.rate_limit import RateLimit
from frameworks import rules
from frameworks.actions.locks import lock_draft
from frameworks.models import Comment, Edition, Event, Preview
from frameworks.models.comment import LONGEST_COMMENT, LONGEST_NAME, CommentPlace
from opportunities.grid.snapshot import GridSnapshot

MOST = 1000
"""Comments and answers on one draft."""

THROUGH_ONE_LINK = RateLimit("comment-link", most=100, within=timedelta(days=1))
FROM_ONE_PLACE = RateLimit("comment-from", most=20, within=timedelta(hours=1))

KEPT_FOR = timedelta(days=90)
"""How long editors can still read comments after their draft was published."""


class CommentRefused(Exception):
    """Raised if nothing was saved. The message is a sentence that says why."""


class LinkClosed(CommentRefused):
    """Raised if the link is closed, or does not allow comments."""

    def __init__(self) -> None:
        super().__init__("This link does not let you comment any more.")


@dataclass(frozen=True, slots=True)
class About:
    """The subject of a comment, by keys and in words; by default the whole draft."""

    placement: UUID | None = None
    stage: UUID | None = None
    column: UUID | None = None
    line: str = ""
    box: str = ""

    @property
    def place(self) -> CommentPlace:
        if self.placement or self.stage is None or self.column is None:
            return self.placement
        return self.stage, self.column


WHOLE = About()


def about_line(grid: GridSnapshot, key: UUID) -> About | None:
    """Return what a comment on this placement is about; None if the grid does not have it."""
    placement = grid.placement_by_key.get(key)
    if placement is None:
        return None
    box = about_box(grid, placement.stage, placement.column)
    words = grid.opportunity_by_key[placement.opportunity].text
    return box and About(key, placement.stage, placement.column, words, box.box)


def about_box(grid: GridSnapshot, stage: UUID, column: UUID) -> About | None:
    if stage not in grid.stage_by_key or column not in grid.column_by_key:
        return None
    names = grid.stage_by_key[stage].name, grid.column_by_key[column].heading
    return About(stage=stage, column=column, box=", ".join(names))


@transaction.atomic
def add(
    *,
    edition: Edition,
    by: User,
    text: str,
    about: About = WHOLE,
    answers: Comment | None = None,
) -> Comment:
    """Save an editor's comment or answer. Raises Refused, NoDraft or CommentRefused."""
    draft = lock_draft(edition)
    rules.demand(rules.may_edit(by, draft.framework))
    made = _keep(draft, Comment(author=by), text, about, answers)
    verb = Event.Verb.ANSWERED if answers else Event.Verb.COMMENTED
    _event(made, by, verb)
    return made


@transaction.atomic
def add_by_link(
    *,
    preview: Preview,
    name: str,
    text: str,
    place: str,
    about: About = WHOLE,
    answers: Comment | None = None,
) -> Comment:
    """Save a comment or answer by somebody with a preview link.

    `place` is the address that the request came from (`rate_limit.address_of`). Raises NoDraft or
    CommentRefused.
    """
    draft = lock_draft(preview.edition)
    locked = Preview.objects.get(pk=preview.pk)
    locked.edition = draft
    if not (locked.allows_comments and locked.is_open(timezone.now())):
        raise LinkClosed
    name = one_line(name)[:LONGEST_NAME]
    if not name:
        raise CommentRefused("Write your name.")
    if not THROUGH_ONE_LINK.take(str(locked.pk)):
        raise CommentRefused("A hundred comments came through this link today. Try again tomorrow.")
    if not FROM_ONE_PLACE.take(place):
        raise CommentRefused(
            "Many comments came from where you are this hour. Try again in an hour."
        )
    made = _keep(draft, Comment(name=name, preview=locked), text, about, answers)
    _event(made, None, Event.Verb.GOT_A_COMMENT)
    return made


@transaction.atomic
def resolve(*, comment: Comment, by: User) -> None:
    """Resolve the comment. Resolving twice does nothing."""
    locked = _locked(comment, by)
    still = Comment.objects.open().filter(pk=locked.pk)
    if still.update(resolved_at=timezone.now(), resolved_by=by):
        _event(locked, by, Event.Verb.RESOLVED)


@transaction.atomic
def reopen(*, comment: Comment, by: User) -> None:
    locked = _locked(comment, by)
    resolved = Comment.objects.begin().filter(pk=locked.pk, resolved_at__isnull=False)
    if resolved.update(resolved_at=None, resolved_by=None):
        _event(locked, by, Event.Verb.REOPENED)


@transaction.atomic
def remove(*, comment: Comment, by: User) -> None:
    """Delete the comment with its answers."""
    locked = _locked(comment, by)
    deleted, _ = Comment.objects.filter(pk=locked.pk).delete()
    if deleted:
        _event(locked, by, Event.Verb.REMOVED_A_COMMENT)


def past_retention() -> QuerySet[Comment]:
    """Return the comments on drafts published more than 90 days ago, for `housekeeping`."""
    end = timezone.now() - KEPT_FOR
    return Comment.objects.filter(edition__published_at__lt=end)


def _locked(comment: Comment, by: User) -> Comment:
    comment.edition = lock_draft(comment.edition)
    rules.demand(rules.may_edit(by, comment.edition.framework))
    return comment


def _keep(
    draft: Edition, made: Comment, text: str, about: About, answers: Comment | None
) -> Comment:
    """Save the comment, or return the same one if it is there, as after a double click."""
    text = several_lines(text)
    if not text:
        raise CommentRefused("Write your comment.")
    if len(text) > LONGEST_COMMENT:
        raise CommentRefused(f"This is too long: use at most {LONGEST_COMMENT:,} characters.")
    if answers and not draft.comments.begin().filter(pk=answers.pk).exists():
        raise CommentRefused("This comment was removed meanwhile, so it cannot be answered.")
    made.edition, made.text, made.answers = draft, text, answers
    made.placement, made.stage, made.column = about.placement, about.stage, about.column
    made.line, made.box = about.line, about.box
    same = draft.comments.filter(
        text=text,
        author=made.author,
        name=made.name,
        preview=made.preview,
        answers=answers,
        placement=about.placement,
        stage=about.stage,
        column=about.column,
        resolved_at=None,
    ).first()
    if same:
        return same
    if draft.comments.count() >= MOST:
        raise CommentRefused(
            f"This draft has {MOST:,} comments. Its editors have to remove some first."
        )
    made.save()
    return made


def _event(comment: Comment, by: User | None, what: Event.Verb) -> None:
    Event.objects.create(
        by=by,
        what=what,
        framework=comment.edition.framework,
        edition=comment.edition,
        about=comment.on,
    )
