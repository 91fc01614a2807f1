"""Write the mail domains of organisations, and admit people who prove an address at one.

A code mailed to an address at the domain proves it. A domain leads into one organisation only; a
constraint in the database ensures that too.
"""

from collections.abc import Collection
from functools import partial

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from cpd_site.accounts import rules
from cpd_site.accounts.actions.joining import DAY, TooManyJoin, add_reader, remove_readers
from cpd_site.accounts.actions.people import PeopleRefused, lock, record
from cpd_site.accounts.shared_domains import why_shared
from cpd_site.models import MailDomain, Membership, Organisation, OrganisationEvent, User
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import compose, send_or_log

Verb = OrganisationEvent.Verb

PROOFS_FROM = RateLimit("domain-proofs-from", most=10, within=DAY)
PROOFS_TO = RateLimit("domain-proofs-to", most=3, within=DAY)

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Letters of a code: without vowels, which make words, and letters that look like digits."""

ANOTHERS = (
    "Another organisation here has proved {domain} before you, and a domain lets people into one "
    "organisation only. If you share it, as the schools of a trust do, use a join link. If it is "
    "yours alone, tell those who run this site."
)
"""Shown after the code, so that only people who read mail at a domain learn that it is taken."""


class SharedDomain(PeopleRefused):
    """Raised if people of other organisations have addresses at the domain."""


class DomainTaken(PeopleRefused):
    """Raised if the domain already leads into this or another organisation."""


class WrongCode(PeopleRefused):
    """Raised if the code is wrong or has expired."""


@transaction.atomic
def request_domain(*, organisation: Organisation, email: str, by: User) -> MailDomain:
    """Mail a code to an address at the domain that is to admit people. A domain that is not proved
    yet gets a new code.
    """
    lock(organisation)
    rules.demand(rules.may_let_in(by, organisation))
    domain = email.lower().rpartition("@")[2]
    is_school = organisation.kind == Organisation.Kind.SCHOOL
    if reason := why_shared(domain, of_a_school=is_school):
        raise SharedDomain(f"{reason} Use a join link instead.")
    asked = organisation.mail_domains.filter(domain=domain, revoked_at=None).first()
    if asked and asked.proved_at:
        raise DomainTaken(f"{domain} lets people in already.")
    asked = asked or MailDomain(domain=domain)
    asked.organisation, asked.asked_by = organisation, by
    counted = _count(organisation, email)
    code = get_random_string(MailDomain.CODE_LENGTH, LETTERS)
    asked.new_code(code, email.lower())
    transaction.on_commit(partial(_mail, asked, code, counted))
    return asked


def prove(*, domain: MailDomain, code: str, by: User) -> None:
    """Let a domain admit people, given the code that was mailed to an address at it.

    Each wrong code counts even though it is refused: after some, a new one has to be mailed.
    """
    with transaction.atomic():
        lock(domain.organisation)
        rules.demand(rules.may_let_in(by, domain.organisation))
        domain.refresh_from_db(from_queryset=MailDomain.objects.select_related("organisation"))
        if domain.revoked_at:
            raise WrongCode(f"{domain.domain} was taken back meanwhile.")
        is_right = bool(domain.proved_at) or domain.try_code(code)
        if is_right and not domain.proved_at:
            _let_in_from(domain, by)
    if not is_right:
        raise WrongCode(domain.why_not)


def _let_in_from(domain: MailDomain, by: User) -> None:
    domain.proved_at, domain.proved_by, domain.sent_to = timezone.now(), by, ""
    try:
        with transaction.atomic():
            domain.save(update_fields=["proved_at", "proved_by", "sent_to"])
    except IntegrityError:
        raise DomainTaken(ANOTHERS.format(domain=domain.domain)) from None
    record(domain.organisation, Verb.PROVED_DOMAIN, by, about=domain.domain)


@transaction.atomic
def revoke(*, domain: MailDomain, by: User, leaving: Collection[int] | None = ()) -> int:
    """Revoke a domain. End the memberships `leaving` (None: all) among those who came by it and are
    still readers, and return how many ended.
    """
    lock(domain.organisation)
    rules.demand(rules.may_let_in(by, domain.organisation))
    domain.refresh_from_db(fields=["revoked_at"])
    if domain.revoked_at is None:
        domain.revoked_at, domain.revoked_by, domain.sent_to = timezone.now(), by, ""
        domain.save(update_fields=["revoked_at", "revoked_by", "sent_to"])
        record(domain.organisation, Verb.TOOK_BACK_DOMAIN, by, about=domain.domain)
    return remove_readers(domain.memberships.all(), leaving, by)


def add_reader_by_address(person: User) -> Membership | None:
    """Make somebody a reader if their proved address is at the domain of an organisation.

    Returns None for people who belong there already, have left or were removed.
    """
    found = MailDomain.objects.at(person.email)
    proved = EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True)
    if found is None or not proved.exists():
        return None
    with transaction.atomic():
        organisation = found.organisation
        lock(organisation)
        found.refresh_from_db(fields=["revoked_at"])
        belongs = organisation.memberships.filter(user=person).exists()
        if found.revoked_at or belongs or organisation.events.departures_of(person.email).exists():
            return None
        membership = add_reader(organisation, person, mail_domain=found)
        after = {"role": membership.role, "domain": found.domain}
        record(organisation, Verb.JOINED, person, about=person, after=after)
        return membership


def _count(organisation: Organisation, email: str) -> tuple[str, str]:
    to = PROOFS_TO.take(email)
    if not to:
        raise TooManyJoin(f"{email} was sent {PROOFS_TO.most} codes within a day. Try tomorrow.")
    sender = PROOFS_FROM.take(str(organisation.pk))
    if not sender:
        give_back(to)
        raise TooManyJoin(f"{PROOFS_FROM.most} codes were sent within a day. Try again tomorrow.")
    return to, sender


def _mail(domain: MailDomain, code: str, counted: tuple[str, str]) -> None:
    """Mail the code, which somebody waits for. On failure, undo the counters; the page says so."""
    letter, failed = partial(_letter, domain, code), "A code for %s was not sent"
    if send_or_log(letter, failed, domain.domain, now=True):
        give_back(*counted)
        domain.sent_at = None
        domain.save(update_fields=["sent_at"])


def _letter(domain: MailDomain, code: str) -> EmailMessage:
    subject = f"Code for {domain.organisation.short_name} at CPD Frameworks"
    return compose(subject, domain.sent_to, "mail_domain", {"domain": domain, "code": code})
