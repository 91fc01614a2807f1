"""How many people can read what an organisation publishes for its members."""

from dataclasses import dataclass

from cpd_site.accounts.rules import with_those_below
from cpd_site.models import Invitation, Membership, Organisation
from frameworks.models import Framework


@dataclass(frozen=True, slots=True)
class Readers:
    """The members of an organisation and of the organisations below it: `people`, each once.

    `invited` is the number of open invitations to the organisation itself, `below` the number of
    organisations below it.
    """

    organisation: Organisation
    people: int
    invited: int
    below: int

    @property
    def words(self) -> str:
        """ "3 people", "1 person"."""
        return f"{self.people:,} {'person' if self.people == 1 else 'people'}"


def readers_of(organisation: Organisation) -> Readers:
    """Count the readers: a query for each level below, and two."""
    these = with_those_below([organisation.pk])
    members = Membership.objects.filter(organisation__in=these, user__is_active=True)
    return Readers(
        organisation=organisation,
        people=members.values("user").distinct().count(),
        invited=Invitation.objects.open().filter(organisation=organisation).count(),
        below=len(these) - 1,
    )


def readers_if_private(framework: Framework) -> Readers | None:
    """Return the readers of a framework for members; None, without a query, for any other."""
    return readers_of(framework.organisation) if framework.is_private else None
