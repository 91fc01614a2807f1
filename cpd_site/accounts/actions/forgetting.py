"""Close an account for good and remove the person's name and addresses everywhere.

What they published and did remains, by “a former member”: one account stands for everybody who is
forgotten, so that nobody can tell which of them did what.
"""

from dataclasses import dataclass
from functools import partial
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone

from cpd_site.accounts import people_in_words, personal_data, rules
from cpd_site.accounts.actions.people import LastManager, PeopleRefused, lock, record
from cpd_site.accounts.signals import person_forgotten
from cpd_site.models import (
    FORMER_MEMBER,
    NO_ADDRESS,
    Invitation,
    Letter,
    MailDomain,
    Membership,
    Organisation,
    OrganisationEvent,
    User,
)
from cpd_site.serving.sending import compose, send_or_log


@dataclass(frozen=True)
class Forgotten:
    """What remains: organisations without a manager, and what still names the person."""

    without_manager: tuple[Organisation, ...]
    left: people_in_words.Left


@transaction.atomic
def forget(*, person: User, by: User | None) -> Forgotten:
    """Forget this person. `by` is themselves, a member of site staff, or None for a command.

    Raises LastManager if they forget themselves while they are the last manager somewhere. Their
    name and addresses are replaced everywhere, also in what people wrote (`people_in_words`), but
    not in what is published, nor in what organisations are called. Where they forget themselves,
    organisations that they never belonged to keep their name, though not their addresses.
    """
    if by not in (None, person):
        rules.demand(rules.may_appoint(by))
    if person.email == NO_ADDRESS:
        raise PeopleRefused("This account stands for everybody who is forgotten: it stays.")
    former = User.objects.former_member()
    emails = personal_data.addresses_of(person)
    organisations = [
        *Organisation.objects.filter(memberships__user=person).order_by("pk").distinct()
    ]
    for organisation in organisations:
        lock(organisation)
    unmanaged = tuple(each for each in organisations if _is_last_manager(person, each))
    if unmanaged and by == person:
        raise LastManager(
            f"You are the last manager of {unmanaged[0]}. Make somebody else a manager first, or "
            "ask those who run the site."
        )
    within = _ever_of(person) if by == person else None
    _sign_out(person)
    for organisation in organisations:
        record(organisation, OrganisationEvent.Verb.LEFT, former, about=former)
    _rename_in_events(person, emails)
    Invitation.objects.filter(_any_of("email", emails)).delete()
    Letter.objects.filter(_any_of("to", emails)).delete()
    MailDomain.objects.filter(_any_of("sent_to", emails)).update(sent_to="")
    person_forgotten.send(sender=User, emails=emails, name=str(person), former=former)
    for field in personal_data.fields_to(User):
        if field.remote_field.on_delete is not models.CASCADE:
            rows = personal_data.rows_of(field.model).filter(**{field.name: person})
            rows.update(**{field.name: former})
    letter = _letter(person)
    left = people_in_words.take_out(person, within)
    person.delete()
    goodbye = partial(send_or_log, lambda: letter, "A goodbye was not sent", now=True)
    transaction.on_commit(goodbye)  # not by the worker, which would store their address
    return Forgotten(unmanaged, left)


def managed_alone(person: User) -> list[Organisation]:
    """Return the organisations that would be without a manager if this person went."""
    organisations = Organisation.objects.filter(memberships__user=person).order_by("name")
    return [each for each in organisations.distinct() if _is_last_manager(person, each)]


def _is_last_manager(person: User, organisation: Organisation) -> bool:
    managers = organisation.memberships.filter(
        role=Membership.Role.MANAGER, user__is_active=True
    ).values_list("user", flat=True)
    return list(managers) == [person.pk]


def _ever_of(person: User) -> list[int]:
    """Return the organisations to which they belong or have belonged."""
    verbs = OrganisationEvent.Verb
    was = (verbs.JOINED, verbs.LEFT, verbs.REMOVED, verbs.APPOINTED, verbs.ACCEPTED_REQUEST)
    events = OrganisationEvent.objects.filter(person=person, what__in=was)
    now = person.memberships.values_list("organisation", flat=True)
    return [*{*now, *events.exclude(organisation=None).values_list("organisation", flat=True)}]


def _sign_out(person: User) -> None:
    """End their sessions on all computers, and remove them from other people's sessions, which may
    have a message that names them. Delete sessions that have expired.
    """
    key = str(person.pk)
    naming = people_in_words.naming_of(person)
    now = timezone.now()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.iterator():
        holds = session.get_decoded()
        if holds.get("_auth_user_id") == key:
            store(session.session_key).delete()  # from the cache, too
        elif session.expire_date <= now:
            session.delete()  # it would be saved as a new one
        elif naming.is_in(holds):
            theirs = store(session.session_key)
            theirs.update(naming.replaced_in(holds))
            theirs.save()


def _rename_in_events(person: User, emails: set[str]) -> None:
    """Rename the person in the text of events: their name, or the address that was invited."""
    events = OrganisationEvent.objects
    events.filter(person=person).update(about=FORMER_MEMBER)
    events.filter(_any_of("about", emails | {str(person).lower()})).update(about=FORMER_MEMBER)


def _any_of(field: str, values: set[str]) -> models.Q:
    """Return a condition: the field is one of these, in any case."""
    return models.Q(*((f"{field}__iexact", value) for value in values), _connector=models.Q.OR)


def _letter(person: User) -> EmailMessage:
    context = {"person": person}
    return compose("Your account is closed", person.email, "account_closed", context)
