"""A named grid that an organisation maintains over the years."""

from functools import cached_property
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from cpd_site.models import Organisation
from cpd_site.serving.contact import PHONE, Contact
from opportunities.models import Placement, Stage

CONTACT = ("contact_name", "contact_email", "contact_phone")


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def public(self) -> Self:
        """Filter those that anyone may read: public, with a published edition."""
        return self.filter(
            visibility=Framework.Visibility.PUBLIC, current_edition__isnull=False
        ).select_related("organisation", "current_edition__grid")

    def not_copies(self) -> Self:
        """Filter those with words of their own, for pages over all frameworks.

        The others are based on one of these, and would repeat most of its lines.
        """
        return self.filter(current_edition__based_on=None)

    def based_on_others(self) -> Self:
        """Filter those with an edition that began as a copy, whether or not they still follow."""
        return self.filter(current_edition__based_on__isnull=False).select_related(
            "current_edition__based_on__framework__organisation"
        )

    def with_counts(self) -> Self:
        """Add `stage_count`, `opportunity_count` and `place_count`, as readers see them now."""
        grid = models.OuterRef("current_edition__grid")
        lines = Placement.objects.filter(hidden=False, stage__hidden=False, column__hidden=False)
        return self.annotate(
            stage_count=_count(Stage.objects.filter(grid=grid, hidden=False)),
            opportunity_count=_count(lines.filter(grid=grid), "opportunity"),
            place_count=_count(lines.filter(grid=grid)),
        )


def _count(rows: models.QuerySet[Any], of: str = "pk") -> models.Subquery:
    number = models.Count(of, distinct=of != "pk")
    counted = rows.order_by().values("grid").annotate(count=number).values("count")
    return models.Subquery(counted, output_field=models.IntegerField())


class Framework(models.Model):
    """A framework: an authority's own, or a copy that follows another."""

    class Visibility(models.TextChoices):
        MEMBERS = "members", "Members of the organisation"
        LINK = "link", "Anyone with the link"
        PUBLIC = "public", "Everyone"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=250, help_text="The name it keeps over the years.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="frameworks"
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        help_text="The framework this one is a copy of; empty for an authority’s own.",
    )
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    current_edition = models.OneToOneField(
        "frameworks.Edition",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="current_of",
        help_text="The edition that readers see.",
    )
    told_of = models.ForeignKey(
        "frameworks.Edition",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="In a copy: the newest edition of the followed framework its editors were told "
        "of by mail.",
    )
    shares_wording = models.BooleanField(
        default=False,
        help_text="In a copy: whether who it follows may read how it reworded their lines.",
    )
    wants_reminders = models.BooleanField(
        default=True,
        help_text="In a copy: whether who it follows may remind it of an edition that waits.",
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(
        max_length=45,
        blank=True,
        validators=[RegexValidator(rf"\A{PHONE.pattern}\Z", "Type a number like 01772 123456.")],
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["organisation__short_name", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="framework_follows_another",
                condition=~models.Q(follows=models.F("pk")),
                violation_error_message="A framework cannot follow itself.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "follows"],
                name="one_copy_in_an_organisation",
                violation_error_message="This organisation has a copy of that framework already.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_title

    def get_absolute_url(self) -> str:
        return reverse("framework_detail", args=[self.slug])

    @property
    def full_title(self) -> str:
        """Return "Lancashire: CPD Framework": its title and its owner."""
        return self.organisation.with_place(self.title)

    def get_draft_url(self) -> str:
        """Return the page of its draft, or the one on which a draft is started."""
        return reverse("draft" if self.has_draft else "draft_start", args=[self.slug])

    @property
    def contact(self) -> Contact:
        """Whom readers ask about it; empty if its editors name nobody."""
        return Contact(self.contact_name, self.contact_email, self.contact_phone)

    @property
    def contact_fields(self) -> dict[str, str]:
        """The contact as stored fields."""
        return {name: getattr(self, name) for name in CONTACT}

    @property
    def is_private(self) -> bool:
        """Whether only members may read it; nobody else learns that it exists."""
        return self.visibility == self.Visibility.MEMBERS

    @cached_property
    def open_suggestions(self) -> int | None:
        """How many lines offered to it are pending; None if none was ever offered."""
        is_open = models.Q(status="open")
        counted = self.suggestions.aggregate(
            ever=models.Count("pk"), open=models.Count("pk", filter=is_open)
        )
        return counted["open"] if counted["ever"] else None

    @cached_property
    def was_published(self) -> bool:
        """Whether an edition of it was ever published, though it may be withdrawn."""
        is_now = self.current_edition_id is not None
        return is_now or self.editions.at_their_addresses().exists()

    @cached_property
    def has_draft(self) -> bool:
        return self.editions.drafts().exists()
