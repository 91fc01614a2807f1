"""Accounts to try the site with, one for each kind of person, and copies of a framework for them.

Never in production.

Their addresses end in a domain that exists nowhere, by which the site knows them again: in
production they cannot sign in, even where a database has come from a demonstration.
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
    """There can be none here. Says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to sign in as. Without a role they are site staff."""

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
    """The school, its trust, the accounts and the copies, where they are not there yet.

    All accounts have this password; `anew` gives it to those that are there, too.
    Refused with NoDemonstration in production and without the frameworks that come with the site.
    """
    if settings.IN_PRODUCTION:
        raise NoDemonstration("There are no demonstration accounts in production.")
    organisations = _organisations()
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = _made(account, password)
            _appoint(user, account, organisations)
        elif anew:
            user.set_password(password)
            user.save(update_fields=["password"])
    demonstration_copies.make(
        trust=organisations[TRUST],
        school=organisations[SCHOOL],
        lead=_who("trust"),
        leader=_who("cpd-leader"),
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


def _who(who: str) -> User:
    return User.objects.get(email=f"{who}@{DEMONSTRATION}")


def _made(account: Account, password: str) -> User:
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
    """What is printed for whoever tries the site."""
    yield f"Sign in with the password {password} as"
    width = max(len(account.email) for account in ACCOUNTS)
    for account in ACCOUNTS:
        yield f"  {account.email:{width}}  {account.what}"
