"""Write whether a member gets mails about what their organisation publishes."""

from cpd_site.models import Membership


def choose(*, membership: Membership, wants: bool) -> None:
    """Set it for the owner of an unsubscribe link, which mail programs may post themselves."""
    membership.wants_mails = wants
    membership.save(update_fields=["wants_mails"])
