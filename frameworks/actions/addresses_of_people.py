"""The addresses of people in frameworks and plans: removed when a person is forgotten, updated
when a person's address changes."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.dispatch import receiver

from cpd_site.accounts.signals import address_changed, person_forgotten
from cpd_site.models import User
from cpd_site.serving import site_version
from frameworks.models import Follower, Framework, PlanShare


@receiver(person_forgotten)
def forget_person(emails: set[str], name: str, former: User, **kwargs: Any) -> None:
    """Delete followers and contacts with these addresses or this name, and end shares of plans.

    Their comments on those plans stay.
    """
    for email in emails:
        Follower.objects.filter(email__iexact=email).delete()
        shares = PlanShare.objects.filter(email__iexact=email)
        shares.update(email=former.email, ended_at=Coalesce("ended_at", Now()))
    are_they = Q(contact_name__iexact=name)
    for email in emails:
        are_they |= Q(contact_email__iexact=email)
    asked = Framework.objects.filter(are_they)
    if asked.update(contact_name="", contact_email="", contact_phone=""):
        site_version.bump(public=True)


@receiver(address_changed)
def change_address(person: User, before: str, **kwargs: Any) -> None:
    """Keep the plans shared with this person, and what they follow by mail, under the new address.

    Skips a row where the new address has one already.
    """
    rows: list[PlanShare | Follower] = [*PlanShare.objects.filter(email__iexact=before)]
    rows += Follower.objects.filter(email__iexact=before)
    for row in rows:
        row.email = person.email.lower()
        try:
            with transaction.atomic():
                row.save(update_fields=["email"])
        except IntegrityError:
            continue
