"""What people change of their own account: their name, and what follows a change of address.

The address itself is allauth's: it counts once a code that was mailed there has been entered, and
the old one is told.
"""

from django.db import IntegrityError, transaction

from cpd_site.accounts.signals import address_changed
from cpd_site.models import Invitation, OrganisationEvent, User


def rename(*, person: User, name: str) -> None:
    """Their new name stands beside everything that they did, too."""
    person.name = name
    person.save(update_fields=["name"])


@transaction.atomic
def follow_address(*, person: User, before: str) -> None:
    """What waits for somebody at the address they had is theirs at the one they have now.

    An open invitation stays where the organisation has invited the new address too.
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
