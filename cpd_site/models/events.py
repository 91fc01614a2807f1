"""Events of organisations and their people: one row for every write, never changed."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from cpd_site.models.organisation import Organisation


class OrganisationEventQuerySet(models.QuerySet["OrganisationEvent"]):
    def departures_of(self, email: str) -> Self:
        """Return the events by which somebody with this address ceased to be a member, latest
        first.

        Older events name only people whom others removed; who left on their own is `by`.
        """
        verbs = OrganisationEvent.Verb
        removed = models.Q(what__in=[verbs.LEFT, verbs.REMOVED], person__email__iexact=email)
        return self.filter(removed | models.Q(what=verbs.LEFT, by__email__iexact=email))


class OrganisationEvent(models.Model):
    """An event of an organisation or of its people.

    An event about many organisations at once, such as an import, belongs to none. `by` is empty for
    commands.
    """

    class Verb(models.TextChoices):
        """What was done, in the past tense: the column `what`."""

        CREATED = "created"
        CHANGED = "changed"
        IMPORTED_SCHOOLS = "imported schools"
        INVITED = "invited"
        INVITED_AGAIN = "invited again"
        TOOK_BACK_INVITATION = "took back the invitation of"
        MADE_LINK = "made the join link"
        TOOK_BACK_LINK = "took back the join link"
        PROVED_DOMAIN = "proved the mail domain"
        TOOK_BACK_DOMAIN = "took back the mail domain"
        ACCEPTED_REQUEST = "accepted the request of"
        REFUSED_REQUEST = "refused the request of"
        HANDED_OVER = "handed over to"
        TOOK_OVER = "took over from"
        TOOK_BACK = "took back what it had handed over to"
        GAVE_BACK = "gave back what it had taken over from"
        NAMED_SUCCESSORS = "read which schools follow which in"
        JOINED = "joined"
        LEFT = "left"
        REMOVED = "removed"
        APPOINTED = "appointed"
        CHANGED_ROLE = "changed the role of"
        REMOVED_FRAMEWORK = "removed, unpublished, the framework"

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    what = models.CharField(max_length=60, help_text="A verb in the past: “invited”.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="events"
    )
    about = models.TextField(blank=True, help_text="What it was done to, in words people know.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose membership it was about, so that they are known when they come again.",
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    objects = OrganisationEventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        what = f"{self.what} {self.about or self.organisation}"
        return f"{localtime(self.at):%d %B %Y %H:%M}: {self.by or 'the site'} {what}"
