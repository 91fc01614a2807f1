"""What a school offers to the organisation whose framework its copy follows."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from frameworks.models.event import Event
from frameworks.models.framework import Framework
from opportunities.editing.suggestions import Offer
from opportunities.grid.fields import from_plain
from opportunities.grid.snapshot import Place, Wording
from opportunities.grid.vocabulary import ProviderTier


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> Self:
        """Filter those that await an answer."""
        return self.filter(status=Suggestion.Status.OPEN)

    def listed(self) -> Self:
        """Sort open ones first, each part by the newest first."""
        is_open = models.Case(models.When(status=Suggestion.Status.OPEN, then=0), default=1)
        return self.select_related(
            "copy__organisation", "to__organisation", "by", "answered_by", "change__edition__grid"
        ).order_by(is_open, "-at", "-pk")


class Suggestion(models.Model):
    """A line of a copy's own, or its rewording of a line, offered with a remark.

    It stores the offered words: the recipients see nothing else of the copy, and later changes of
    the copy do not affect it.
    """

    class Kind(models.TextChoices):
        LINE = "line", "A line of its own"
        REWORDING = "rewording", "A rewording"

    class Status(models.TextChoices):
        OPEN = "open", "Not answered yet"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken back", "Taken back"

    copy = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="offered")
    to = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=10, choices=Kind)

    line = models.UUIDField(help_text="The key that the line has in the copy.")
    opportunity = models.UUIDField(
        help_text="The key that it has, or will have, in the followed framework."
    )
    placement = models.UUIDField()
    stage = models.UUIDField()
    column = models.UUIDField()
    stage_name = models.CharField(max_length=250)
    column_name = models.CharField(max_length=250)

    said = models.JSONField(help_text="Each field of the line by name, in plain values.")
    tier = models.CharField(
        max_length=20, choices=[(tier.value, tier.label) for tier in ProviderTier]
    )
    was = models.JSONField(
        default=dict, blank=True, help_text="Of a rewording: what theirs said at the time."
    )

    why = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    answer = models.TextField(blank=True, help_text="Of one that was declined: the reason.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    change = models.ForeignKey(
        Event,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="took",
        help_text="Of one that was taken: the change of the draft that took it in.",
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["copy", "line"],
                condition=models.Q(status="open"),
                name="suggestion_open_once_of_a_line",
                violation_error_message="This line is offered already.",
            ),
            models.CheckConstraint(
                name="suggestion_answered_unless_open",
                condition=models.Q(status="open", answered_at__isnull=True)
                | (~models.Q(status="open") & models.Q(answered_at__isnull=False)),
                violation_error_message="A suggestion is open, or was answered at some time.",
            ),
            models.CheckConstraint(
                name="suggestion_declined_with_a_reason",
                condition=~models.Q(status="declined") | ~models.Q(answer=""),
                violation_error_message="Say why it is declined.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["to", "status"], name="suggestion_by_status")]

    def __str__(self) -> str:
        return f"{self.copy.organisation.short_name} offers “{self.text}”"

    @property
    def is_rewording(self) -> bool:
        return self.kind == self.Kind.REWORDING

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_taken(self) -> bool:
        return self.status == self.Status.TAKEN

    @property
    def everywhere(self) -> bool:
        """For a rewording: whether the copy made it in all places of the line."""
        return self.line == self.opportunity

    @property
    def place(self) -> Place:
        return self.stage, self.column

    @property
    def text(self) -> str:
        return self.words.text

    @property
    def words(self) -> Wording:
        return from_plain(self.said)

    @property
    def before(self) -> Wording:
        """For a rewording: the words of their line when this was offered."""
        return from_plain({"text": "", **self.was})

    @property
    def made(self) -> Offer:
        """The offer as a value."""
        return Offer(
            line=self.line,
            placement=self.placement,
            place=self.place,
            stage=self.stage_name,
            column=self.column_name,
            words=self.words,
            tier=ProviderTier(self.tier),
            rewords=self.opportunity if self.is_rewording else None,
            before=self.before if self.is_rewording else None,
        )
