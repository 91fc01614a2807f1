"""A member says whether they take mails on what their organisation publishes."""

from cpd_site.models import Membership


def choose(*, membership: Membership, wants: bool) -> None:
    """Done by whoever has the link of such a mail, as when a mail program ends a list."""
    membership.wants_mails = wants
    membership.save(update_fields=["wants_mails"])
