"""Local authorities, trusts and schools, and the words by which they are found."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from cpd_site.words import findable


class Organisation(models.Model):
    """A local authority, a trust or a school; a school or trust may belong to another."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Local authority"
        TRUST = "trust", "Trust"
        SCHOOL = "school", "School"

    class Status(models.TextChoices):
        """The status in the national register; blank for a school that is not in it."""

        OPEN = "open", "Open"
        CLOSING = "closing", "Open, but proposed to close"
        PROPOSED = "proposed", "Proposed to open"
        CLOSED = "closed", "Closed"

    class Accent(models.TextChoices):
        """The colours of a framework's pages; each has a contrast of at least 4.5:1 with white."""

        PINE = "pine"
        NAVY = "navy"
        PLUM = "plum"
        CLARET = "claret"
        MOSS = "moss"
        SLATE = "slate"

    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(
        max_length=80, help_text="As people say it: “Lancashire” for Lancashire County Council."
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    accent = models.CharField(max_length=10, choices=Accent, default=Accent.PINE)

    # From the national register, maintained by `manage.py import_schools`.
    urn = models.PositiveIntegerField(
        "URN", null=True, blank=True, help_text="A school’s number in the national register."
    )
    la_code = models.CharField(
        "LA code", max_length=20, blank=True, help_text="An authority’s number in the register."
    )
    trust_code = models.CharField(
        max_length=20, blank=True, help_text="A trust’s number in the register."
    )
    authority = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        help_text="In whose area a school is, also where it belongs to a trust.",
    )
    status = models.CharField(max_length=10, choices=Status, blank=True)
    phase = models.CharField(max_length=40, blank=True, help_text="“Primary”, for example.")
    postcode = models.CharField(max_length=8, blank=True)

    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # no query needs it; building it would keep people waiting
        related_name="predecessors",
        help_text="The school that has taken its place, and what it had here.",
    )
    proposed_successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # as above
        related_name="+",
        help_text="Which school takes its place, as the national register says. By that nothing "
        "is handed over.",
    )

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [models.Index(fields=["name"], name="organisation_by_name")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["urn"],
                name="urn_of_one_organisation",
                violation_error_message="Another school has this URN.",
            ),
            models.UniqueConstraint(
                fields=["la_code"],
                condition=~models.Q(la_code=""),
                name="la_code_of_one_organisation",
                violation_error_message="Another authority has this LA code.",
            ),
            models.UniqueConstraint(
                fields=["trust_code"],
                condition=~models.Q(trust_code=""),
                name="trust_code_of_one_organisation",
                violation_error_message="Another trust has this code.",
            ),
            models.CheckConstraint(
                condition=(models.Q(urn__isnull=True) | models.Q(kind="school"))
                & (models.Q(la_code="") | models.Q(kind="authority"))
                & (models.Q(trust_code="") | models.Q(kind="trust")),
                name="code_of_the_right_kind",
                violation_error_message="A URN is a school’s, an LA code an authority’s, and a "
                "trust code a trust’s.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and update the search terms. Bulk writers have to do that themselves."""
        super().save(*args, **kwargs)
        OrganisationWords.objects.update_or_create(
            organisation=self, defaults={"words": self.search_terms}
        )

    def with_place(self, title: str) -> str:
        """Return a title with their name in front unless the title has it."""
        named = self.short_name.casefold() in title.casefold()
        return title if named else f"{self.short_name}: {title}"

    @property
    def is_closed(self) -> bool:
        """Whether the register says so, or it has handed over. Nothing new can begin."""
        return self.status == self.Status.CLOSED or self.successor_id is not None

    @property
    def goes_on_as(self) -> "Organisation":
        """The school that has what this one had: itself, unless it has handed over."""
        last = self
        while last.successor:  # ends, since a successor is open when it takes over
            last = last.successor
        return last

    @property
    def search_terms(self) -> str:
        """The words by which it is found."""
        area = self.authority.short_name if self.authority else ""
        return findable(self.name, self.short_name, area, postcode=self.postcode, urn=self.urn)

    def clean(self) -> None:
        """Refuse a cycle among the organisations above it."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": f"{above} belongs to {self}, not the other way."})
            above = above.parent


class OrganisationWords(models.Model):
    """The words by which an organisation is found: derived data, which can be rebuilt.

    The database indexes them itself: SQLite in a full-text table maintained by triggers (a
    migration that rebuilds this table has to create them again), PostgreSQL in a column.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    words = models.TextField()

    class Meta:
        verbose_name_plural = "organisation words"

    def __str__(self) -> str:
        return self.words
