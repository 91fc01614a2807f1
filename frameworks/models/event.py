"""Events: who did what, and when; one row for every write, never changed afterwards."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from frameworks.models.edition import Edition
from frameworks.models.framework import Framework

WORDS = {"put up": "added", "took in": "updated to"}
"""What pages show for verbs whose wording differs from the stored one."""


class Event(models.Model):
    """One thing that was done to a framework.

    `by` is empty for commands. `cpd_site.models.OrganisationEvent` has the events of organisations
    and their people.
    """

    class Verb(models.TextChoices):
        """What was done, in the past tense: the column `what`."""

        ADDED = "added"
        REWORDED = "reworded"
        REPLACED = "replaced"
        MOVED = "moved"
        COPIED = "copied"
        REMOVED = "removed"
        CHANGED = "changed"
        RENAMED = "renamed"
        HID = "hid"
        SHOWED = "showed"
        RETURNED = "returned"
        STARTED_OVER = "started over"
        TOOK_IN = "took in"
        BROUGHT_IN = "brought in"
        UNDID = "undid"
        REDID = "redid"
        STARTED_A_DRAFT = "started a draft"
        DISCARDED = "discarded"
        RESTORED = "restored"
        CLEARED_AWAY = "cleared away"
        MADE_A_PREVIEW = "made a preview link"
        REVOKED_A_PREVIEW = "revoked a preview link"
        SET_A_DATE = "set a date to publish"
        KEPT_THE_DATE = "kept the date to publish"
        CALLED_OFF = "called off the publication of"
        CANCELLED = "cancelled, by a change, the publication of"
        PUBLISHED = "published"
        PUBLISHED_IMPORTED = "put up"  # an edition from a file, without a draft
        WITHDREW = "withdrew"
        MAILED_FOLLOWERS = "mailed the followers of"
        COULD_NOT_MAIL = "could not mail all followers of"
        TOLD_EDITORS = "told its editors of"
        TOLD_MEMBERS = "told its members of"
        REMINDED = "reminded"
        WANTS_REMINDERS = "wants to be reminded"
        WANTS_NO_REMINDERS = "does not want to be reminded"
        MADE_A_COPY = "made a copy of"
        CAME_WITH_ITS_SCHOOL = "came, as its school closed, to"
        GAVE_A_NAME = "gave the framework the name"
        CHANGED_THE_CONTACT = "changed whom to ask about"
        CHANGED_WHO_SEES = "changed who sees"
        SHARED_WORDING = "shared its wording with"
        STOPPED_SHARING_WORDING = "no longer shares its wording with"
        STOPPED_FOLLOWING = "stopped following"
        FOLLOWED_AGAIN = "followed again"
        CHOSE = "chose"
        LOOKED_AT = "looked at"  # a link, and it works
        TURNED_DOWN = "turned down"  # kinds of activity proposed for lines
        OFFERED = "offered"
        TOOK_BACK = "took back"
        DECLINED = "declined"
        COMMENTED = "commented on"
        GOT_A_COMMENT = "got, through a link, a comment on"
        ANSWERED = "answered a comment on"
        RESOLVED = "resolved a comment on"
        REOPENED = "reopened a comment on"
        REMOVED_A_COMMENT = "removed a comment on"
        ASKED_WHY = "asked why they reworded"
        SAID_WHY = "said why it reworded"
        WAS_REFUSED = "was refused to"  # what was tried follows: "was refused to publish"

        @property
        def can_be_undone(self) -> bool:
            """Whether its event stores a patch of the draft, for undo and redo."""
            return self in UNDOABLE

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    what = models.CharField(max_length=60, help_text="A verb in the past: “published”.")
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="events")
    edition = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    about = models.TextField(blank=True, help_text="What it was done to, in words people know.")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The change that this one undid, or made again.",
    )

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        what = f"{self.what} {self.about or self.framework}"
        return f"{localtime(self.at):%d %B %Y %H:%M}: {self.by or 'the site'} {what}"

    @property
    def words(self) -> str:
        """What was done, in words for a page."""
        return WORDS.get(self.what, self.what)

    @property
    def description(self) -> str:
        """What was done, and to what: "reworded “Join in”", "undid: reworded “Join in”"."""
        return f"{self.words}{':' if self.of_id else ''} {self.about}".rstrip()


UNDOABLE = frozenset(
    {
        Event.Verb.ADDED,
        Event.Verb.REWORDED,
        Event.Verb.REPLACED,
        Event.Verb.MOVED,
        Event.Verb.COPIED,
        Event.Verb.REMOVED,
        Event.Verb.CHANGED,
        Event.Verb.RENAMED,
        Event.Verb.HID,
        Event.Verb.SHOWED,
        Event.Verb.RETURNED,
        Event.Verb.STARTED_OVER,
        Event.Verb.TOOK_IN,
        Event.Verb.BROUGHT_IN,
    }
)
