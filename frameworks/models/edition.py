"""One dated, numbered state of a framework."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from frameworks.models.framework import Framework
from opportunities.models import Grid


class EditionLocked(Exception):
    """Raised on writing to a published edition."""

    def __init__(self) -> None:
        super().__init__("This edition is published, and a published edition never changes.")


class EditionQuerySet(models.QuerySet["Edition"]):
    def drafts(self) -> Self:
        """Filter drafts; a framework has one at a time."""
        return self.filter(status=Edition.Status.DRAFT)

    def published(self) -> Self:
        return self.filter(status=Edition.Status.PUBLISHED)

    def at_their_addresses(self) -> Self:
        """Filter published editions, including withdrawn ones, which keep their address."""
        return self.filter(status__in=[Edition.Status.PUBLISHED, Edition.Status.WITHDRAWN])

    def newest_first(self) -> Self:
        """Sort by the day of publication."""
        return self.order_by("-published_at", "-number")

    def due(self, now: datetime) -> Self:
        """Filter the drafts whose scheduled time has come, the longest due first."""
        return self.drafts().filter(due_at__lte=now).order_by("due_at", "pk")

    def mark_withdrawn(self, *, by: Any, reason: str) -> int:
        """Mark the published ones among these as withdrawn; return how many there were.

        The only write to a published edition: its content stays as it is.
        """
        return super(EditionQuerySet, self.published()).update(
            status=Edition.Status.WITHDRAWN,
            withdrawn_at=timezone.now(),
            withdrawn_by=by,
            withdrawn_because=reason,
        )

    def update(self, **values: Any) -> int:
        self._refuse_if_published()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_if_published()
        return super().delete()

    def _refuse_if_published(self) -> None:
        if self.exclude(status__in=[Edition.Status.DRAFT, Edition.Status.DISCARDED]).exists():
            raise EditionLocked


class Edition(models.Model):
    """An edition: a grid with its front page. A published one never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft"  # being written; a framework has one at a time
        PUBLISHED = "published"  # locked, at its address for good
        WITHDRAWN = "withdrawn"  # was published; left out of lists and search, with a notice
        DISCARDED = "discarded"  # was a draft; can be restored for a while before it is deleted

    FRONT_PAGE: ClassVar = ("title", "subtitle", "source", "year", "columns_are_ours")

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="editions")
    grid = models.OneToOneField(Grid, on_delete=models.PROTECT, related_name="edition")
    number = models.PositiveIntegerField(help_text="1 for the framework’s first edition.")
    label = models.CharField(max_length=60, blank=True, help_text="As people say it: 2019.")
    slug = models.SlugField(max_length=80, blank=True, help_text="The label in its address.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    based_on = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_in_by",
        help_text="In a copy: the followed edition last taken in.",
    )
    started_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The published edition whose content the draft began with.",
    )
    corrects_only = models.BooleanField(
        default=False, help_text="Whether it only corrects wording of the edition before."
    )
    note = models.TextField(blank=True, help_text="A note to readers.")

    title = models.CharField(max_length=250, help_text="As on the front page.")
    subtitle = models.CharField(max_length=250, blank=True)
    source = models.TextField(blank=True, help_text="Where the text comes from.")
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="As printed; empty where none is."
    )
    columns_are_ours = models.BooleanField(
        default=False, help_text="The source is no grid: its columns are our reading."
    )

    changed = models.TextField(
        blank=True, editable=False, help_text="What is new against the edition before, in a line."
    )

    due_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a draft is to be published."
    )
    due_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who set that time, and publishes it.",
    )
    due_fingerprint = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="What the draft said when the time was set: only that is published.",
    )

    due_lapsed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the draft was changed after that time was set: it holds no longer.",
    )
    due_lapsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who changed it.",
    )

    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    withdrawn_because = models.TextField(
        blank=True, editable=False, help_text="The reason, as readers are told it."
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["framework", "number"],
                name="edition_number_once_in_a_framework",
                violation_error_message="This framework has an edition with this number.",
            ),
            models.UniqueConstraint(
                fields=["framework", "slug"],
                condition=~models.Q(slug=""),
                name="edition_address_once_in_a_framework",
                violation_error_message="This framework has an edition with this label.",
            ),
            models.UniqueConstraint(
                fields=["framework"],
                condition=models.Q(status="draft"),
                name="one_draft_in_a_framework",
                violation_error_message="This framework has a draft already.",
            ),
            models.CheckConstraint(
                name="edition_published_whole",
                condition=models.Q(status__in=["draft", "discarded"])
                | (models.Q(published_at__isnull=False) & ~models.Q(label="") & ~models.Q(slug="")),
                violation_error_message="A published edition has a label and a date.",
            ),
            models.CheckConstraint(
                name="edition_withdrawn_with_a_reason",
                condition=models.Q(status="withdrawn", withdrawn_at__isnull=False)
                & ~models.Q(withdrawn_because="")
                | (~models.Q(status="withdrawn") & models.Q(withdrawn_at__isnull=True)),
                violation_error_message="A withdrawn edition keeps when and why it was withdrawn.",
            ),
            models.CheckConstraint(
                name="edition_discarded_at_a_time",
                condition=models.Q(status="discarded", discarded_at__isnull=False)
                | (~models.Q(status="discarded") & models.Q(discarded_at__isnull=True)),
                violation_error_message="A discarded draft keeps the time when it was discarded.",
            ),
            models.CheckConstraint(
                name="edition_date_lapses_where_one_is_set",
                condition=models.Q(due_at__isnull=False) | models.Q(due_lapsed_at__isnull=True),
                violation_error_message="A date can lapse only where one is set.",
            ),
        ]

    OF_THE_DATE: ClassVar = ("due_by", "due_lapsed_by")
    """The people whom pages about the schedule mention."""
    DUE: ClassVar = ("due_at", "due_by", "due_fingerprint", "due_lapsed_at", "due_lapsed_by")

    def __str__(self) -> str:
        return f"{self.framework} ({self.heading})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        Edition.objects.filter(pk=self.pk)._refuse_if_published()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("edition_detail", args=[self.framework.slug, self.slug])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        Edition.objects.filter(pk=self.pk)._refuse_if_published()
        return super().delete(*args, **kwargs)

    @property
    def front_page(self) -> dict[str, Any]:
        """Return the fields that describe it, apart from its label and its grid."""
        return {name: getattr(self, name) for name in self.FRONT_PAGE}

    @property
    def name(self) -> str:
        """Return "2019 edition", "Undated edition, with kinds of activity", "Draft"."""
        when, with_, what = self.label.partition(", with ")
        return f"{when[:1].upper()}{when[1:]} edition{with_}{what}" if when else "Draft"

    @property
    def name_inside(self) -> str:
        """Return its name inside a sentence: "2019 edition", "Autumn 2025 edition", "draft"."""
        return self.name if self.label[:1].isupper() else self.name[:1].lower() + self.name[1:]

    @property
    def heading_inside(self) -> str:
        """Return the heading of its pages inside a sentence: "no year printed", or its name."""
        return self.heading.lower() if self.label == "undated" else self.name_inside

    @property
    def heading(self) -> str:
        """Return the heading of its pages: its name, or "No year printed" if it is labelled
        "undated".
        """
        return "No year printed" if self.label == "undated" else self.name

    @property
    def date_holds(self) -> bool:
        """Whether it is scheduled, and nobody has changed the draft since."""
        return self.due_at is not None and self.due_lapsed_at is None

    def forget_date(self) -> None:
        """Clear the schedule; the caller saves."""
        self.due_at, self.due_by, self.due_fingerprint = None, None, ""
        self.due_lapsed_at, self.due_lapsed_by = None, None

    @property
    def is_draft(self) -> bool:
        return self.status == Edition.Status.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Edition.Status.WITHDRAWN

    @property
    def is_current(self) -> bool:
        return self.framework.current_edition_id == self.pk
