"""The results for addresses that somebody pasted, each once, for the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpd_site.accounts.actions.invitations import (
    AlreadyInvited,
    AlreadyMember,
    FormerMember,
    ManyInvited,
)
from cpd_site.accounts.pasted_addresses import PastedAddresses, Wrong

SETTLED = (AlreadyMember, AlreadyInvited)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Who is invited, who needs no invitation, and what stays in the box."""

    pasted: PastedAddresses
    became: ManyInvited

    @property
    def sent(self) -> list[str]:
        return [each.email for each in self.became.invited if each.sent_at]

    @property
    def unsent(self) -> list[str]:
        """The invited people whose mail the mail server refused."""
        return [each.email for each in self.became.invited if not each.sent_at]

    @property
    def settled(self) -> list[str]:
        """Sentences about people who need no invitation, and about duplicates."""
        refused = [str(why) for _, why in self.became.refused if isinstance(why, SETTLED)]
        twice = dict.fromkeys(self.pasted.twice)
        return refused + [f"{email} stood there more than once; it counts once." for email in twice]

    @property
    def asks_again(self) -> bool:
        """Whether some are former members, to be invited only on confirmation."""
        return any(isinstance(why, FormerMember) for _, why in self.became.refused)

    @property
    def left_in_box(self) -> list[Wrong]:
        """What stays in the box, each with its reason."""
        refused = [
            Wrong(email, str(why))
            for email, why in self.became.refused
            if not isinstance(why, SETTLED)
        ]
        return [*self.pasted.wrong, *refused]

    @property
    def all_went(self) -> bool:
        """Whether everybody is invited and nothing else is to be reported."""
        return not (self.unsent or self.settled or self.left_in_box)


def are_invited(emails: Sequence[str]) -> str:
    """Return "ann@elm.example is invited.", or how many are."""
    if len(emails) == 1:
        return f"{emails[0]} is invited."
    return f"{len(emails)} people are invited."
