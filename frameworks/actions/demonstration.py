"""Accounts to try the site with, one for each kind of person, and copies of a framework for them.

Never in production. Their addresses end in a domain that does not exist, by which the site
recognises them: in production they cannot sign in, even if the database came from a demonstration.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from cpd_site.models import DEMONSTRATION, Membership, Organisation, OrganisationEvent, User
from frameworks.actions import demonstration_copies

Role = Membership.Role


class NoDemonstration(Exception):
    """Raised if no demonstration can be made here. The message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to sign in with. Without a role it belongs to site staff."""

    who: str
    what: str
    name: str
    organisation: str = ""
    role: Membership.Role | None = None

    @property
    def email(self) -> str:
        return f"{self.who}@{DEMONSTRATION}"


AUTHORITY = "lancashire"
TRUST = "thornbeck-trust"
SCHOOL = "thornbeck"

ACCOUNTS = (
    Account("teacher", "Teacher at Thornbeck Primary School", "Tess Teal", SCHOOL, Role.READER),
    Account("cpd-leader", "CPD leader there", "Cal Cove", SCHOOL, Role.PUBLISHER),
    Account("head", "Head teacher there", "Hana Holt", SCHOOL, Role.MANAGER),
    Account("trust", "CPD lead of its trust", "Tara Thorn", TRUST, Role.PUBLISHER),
    Account("la-admin", "LA admin of Lancashire", "Lena Lark", AUTHORITY, Role.MANAGER),
    Account("staff", "Site staff, for the administration", "Sam Sand"),
)


@transaction.atomic
def make(*, password: str, anew: bool = False) -> None:
    """Create the school, its trust, the accounts and the copies that are missing.

    New accounts get this password; with `anew`, existing ones too. Raises NoDemonstration in
    production, and if the frameworks that come with the site are not loaded.
    """
    if settings.IN_PRODUCTION:
        raise NoDemonstration("There are no demonstration accounts in production.")
    organisations = _organisations()
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = _create_user(account, password)
            _appoint(user, account, organisations)
        elif anew:
            user.set_password(password)
            user.save(update_fields=["password"])
    demonstration_copies.make(
        trust=organisations[TRUST],
        school=organisations[SCHOOL],
        lead=_user("trust"),
        leader=_user("cpd-leader"),
    )


def _organisations() -> dict[str, Organisation]:
    authority = Organisation.objects.filter(slug=AUTHORITY).first()
    if authority is None:
        raise NoDemonstration("Load the frameworks first: manage.py load_frameworks.")
    trust, _ = Organisation.objects.get_or_create(
        slug=TRUST,
        defaults={
            "kind": Organisation.Kind.TRUST,
            "name": "Thornbeck Learning Trust",
            "short_name": "Thornbeck Trust",
            "parent": authority,
            "accent": Organisation.Accent.NAVY,
        },
    )
    school, _ = Organisation.objects.get_or_create(
        slug=SCHOOL,
        defaults={
            "kind": Organisation.Kind.SCHOOL,
            "name": "Thornbeck Primary School",
            "short_name": "Thornbeck",
            "parent": trust,
            "accent": Organisation.Accent.NAVY,
        },
    )
    return {AUTHORITY: authority, TRUST: trust, SCHOOL: school}


def _user(who: str) -> User:
    return User.objects.get(email=f"{who}@{DEMONSTRATION}")


def _create_user(account: Account, password: str) -> User:
    user = User.objects.create_user(
        account.email, password, name=account.name, is_staff=account.role is None
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _appoint(user: User, account: Account, organisations: dict[str, Organisation]) -> None:
    if account.role is None:
        return
    organisation = organisations[account.organisation]
    Membership.objects.create(user=user, organisation=organisation, role=account.role)
    OrganisationEvent.objects.create(
        organisation=organisation,
        what=OrganisationEvent.Verb.APPOINTED,
        by=None,
        about=user.name,
        after={"role": account.role},
    )


def lines(password: str) -> Iterator[str]:
    """Yield the lines that tell a person how to sign in."""
    yield f"Sign in with the password {password} as"
    width = max(len(account.email) for account in ACCOUNTS)
    for account in ACCOUNTS:
        yield f"  {account.email:{width}}  {account.what}"
