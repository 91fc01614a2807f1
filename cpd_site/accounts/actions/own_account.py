"""Write what people change in their own account: their name, and the effects of a new address.

allauth changes the address itself, once the code mailed there is entered, and tells the old one.
"""

from django.db import IntegrityError, transaction

from cpd_site.accounts.signals import address_changed
from cpd_site.models import Invitation, OrganisationEvent, User


def rename(*, person: User, name: str) -> None:
    """Change the name, also beside everything that they did."""
    person.name = name
    person.save(update_fields=["name"])


@transaction.atomic
def follow_address(*, person: User, before: str) -> None:
    """Transfer what is addressed to their former address to the new one.

    An open invitation stays if the organisation has invited the new address too.
    """
    for invitation in Invitation.objects.filter(email__iexact=before):
        invitation.email = person.email.lower()
        try:
            with transaction.atomic():
                invitation.save(update_fields=["email"])
        except IntegrityError:
            continue
    events = OrganisationEvent.objects.filter(about__iexact=before)
    events.update(about=person.email.lower())
    address_changed.send(sender=User, person=person, before=before)
