"""Lets go of the addresses of somebody who is forgotten, where a framework or a plan holds them."""

from typing import Any

from django.db.models.functions import Coalesce, Now
from django.dispatch import receiver

from cpd_site.accounts.signals import person_forgotten
from cpd_site.models import User
from cpd_site.serving import site_version
from frameworks.models import Follower, Framework, PlanShare


@receiver(person_forgotten)
def let_go(emails: set[str], former: User, **kwargs: Any) -> None:
    """End what was for this address; of a plan that was shared with them, what they wrote stays."""
    for email in emails:
        Follower.objects.filter(email__iexact=email).delete()
        shares = PlanShare.objects.filter(email__iexact=email)
        shares.update(email=former.email, ended_at=Coalesce("ended_at", Now()))
        asked = Framework.objects.filter(contact_email__iexact=email)
        if asked.update(contact_name="", contact_email="", contact_phone=""):
            site_version.bump(public=True)
