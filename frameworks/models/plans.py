"""A person's own plan: what they chose to do, and how far they have got.

It belongs to its owner alone. It has no events, since others read those, and the text of a row is a
number: the admin lists what is deleted with an account.
"""

from typing import ClassVar

from django.db import models

from cpd_site.models import User
from frameworks.models.edition import Edition
from frameworks.models.framework import Framework
from opportunities.comparing.chosen_lines import ChosenLine
from opportunities.grid.vocabulary import ProviderTier
from opportunities.grid.web_address import href

LONGEST_TITLE, LONGEST_SOURCE, LONGEST_LINK = 120, 400, 500
LONGEST_TEXT, LONGEST_EVIDENCE = 4000, 500
MOST_PLANS, MOST_ITEMS, MOST_LINKS = 30, 500, 10


class Plan(models.Model):
    """What one person means to do, usually within a school year."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="plans")
    title = models.CharField(max_length=LONGEST_TITLE)
    created_at = models.DateTimeField(auto_now_add=True)
    goes_on_in = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The plan that began with what was not finished in this one.",
    )

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                name="plan_title_once_for_an_owner",
                violation_error_message="You have a plan with this name already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}"


class PlanCalendar(models.Model):
    """The secret address for a calendar with the dates of somebody's plans."""

    owner = models.OneToOneField(User, on_delete=models.CASCADE, related_name="plan_calendar")
    secret = models.CharField(max_length=43, unique=True, help_text="32 bytes, as base64url.")

    def __str__(self) -> str:
        return f"Calendar {self.pk}"


class UncountedPerson(models.Model):
    """Somebody who is left out of the counts that schools see."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"Person {self.person_id}, who is not counted"


class PlanItem(models.Model):
    """A line of a plan: chosen from a framework, or a goal of one's own, which is in none.

    It stores the words and the place at the time of choosing. Its keys identify the line in current
    editions; they, the framework and the edition may be gone, and the words stay.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    added_at = models.DateTimeField(auto_now_add=True)

    text = models.TextField()
    details = models.TextField(blank=True, help_text="Sub-points, one on a line.")
    link = models.URLField(max_length=LONGEST_LINK, blank=True)

    framework = models.ForeignKey(
        Framework, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(
        max_length=LONGEST_SOURCE, blank=True, help_text="Framework and edition."
    )
    opportunity = models.UUIDField(null=True, blank=True)
    stage = models.UUIDField(null=True, blank=True)
    column = models.UUIDField(null=True, blank=True)
    stage_name = models.CharField(max_length=250, blank=True)
    tier = models.CharField(
        max_length=20, blank=True, choices=[(tier.value, tier.label) for tier in ProviderTier]
    )

    kept = models.CharField(
        max_length=64,
        blank=True,
        help_text="The fingerprint of what became of it when its owner kept what they chose.",
    )
    standards = models.TextField(
        blank=True, help_text="Those of its stage that its owner pinned to it, one on a line."
    )
    review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="So that a stale page is noticed.")

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "framework", "opportunity", "stage"],
                name="line_once_in_a_plan",
                violation_error_message="This line is in the plan already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.pk} of plan {self.plan_id}"

    @property
    def is_own_goal(self) -> bool:
        return self.opportunity is None

    @property
    def chosen(self) -> ChosenLine | None:
        """The line as it was chosen; None for a goal of one's own."""
        if not (self.opportunity and self.stage and self.column):
            return None
        details = tuple(self.details.splitlines())
        return ChosenLine(
            self.opportunity, (self.stage, self.column), self.text, details, self.link
        )

    @property
    def provider(self) -> ProviderTier | None:
        return ProviderTier(self.tier) if self.tier else None

    @property
    def href(self) -> str:
        return href(self.link)


class PlanStep(models.Model):
    """What was written about one step of an item, and when it was done. No row: nothing yet."""

    class Step(models.TextChoices):
        """The steps, in order; each may be written at any time."""

        PLAN = "plan"
        ENGAGE = "engage"
        TALK = "talk"
        REFLECT = "reflect"
        IMPACT = "impact"

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    note = models.TextField(blank=True)
    evidence = models.TextField(blank=True, help_text="A sentence.")
    links = models.TextField(blank=True, help_text="Addresses, one on a line.")
    on = models.DateField(null=True, blank=True, help_text="When it is to be.")
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="So that a stale page is noticed.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "step"], name="step_once_of_an_item"),
        ]

    def __str__(self) -> str:
        return f"Step {self.pk}, of line {self.item_id}"

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Return each link with its address, or with none if it is not a web address."""
        return [(link, href(link)) for link in self.links.splitlines()]
