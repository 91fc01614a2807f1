"""People, the organisations they work for, and the version of what readers see."""

from cpd_site.models.events import OrganisationEvent
from cpd_site.models.joining import JoinLink, MailDomain
from cpd_site.models.letter import Letter
from cpd_site.models.membership import Invitation, InvitationQuerySet, Membership
from cpd_site.models.operating import CommandRun, WaitingTask
from cpd_site.models.organisation import Organisation, OrganisationWords
from cpd_site.models.role_request import RoleRequest
from cpd_site.models.site_version import SiteVersion
from cpd_site.models.user import DEMONSTRATION, FORMER_MEMBER, NO_ADDRESS, User, UserManager

__all__ = [
    "DEMONSTRATION",
    "FORMER_MEMBER",
    "NO_ADDRESS",
    "CommandRun",
    "Invitation",
    "InvitationQuerySet",
    "JoinLink",
    "Letter",
    "MailDomain",
    "Membership",
    "Organisation",
    "OrganisationEvent",
    "OrganisationWords",
    "RoleRequest",
    "SiteVersion",
    "User",
    "UserManager",
    "WaitingTask",
]
