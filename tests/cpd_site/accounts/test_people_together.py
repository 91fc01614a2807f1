"""Two people change the same organisation at once, each in a thread and connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from cpd_site.accounts.actions import invitations, joining, mail_domains, people
from cpd_site.accounts.actions.invitations import DAY, AccountExists, InvitationClosed
from cpd_site.models import Invitation, JoinLink, MailDomain, Membership, User
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role


def at_once(*acts):
    """Does them all at the same moment; what each returned, or the PeopleRefused it raised."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except people.PeopleRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.usefixtures("committed")
def test_two_managers_who_leave_at_once_leave_one():
    school = OrganisationFactory.create()
    both = [member(school, Role.MANAGER).memberships.get() for _ in range(2)]

    outcomes = at_once(
        *(lambda each=each: people.remove(membership=each, by=each.user) for each in both)
    )

    assert [type(outcome) for outcome in outcomes].count(people.LastManager) == 1
    assert school.memberships.filter(role=Role.MANAGER).count() == 1


@pytest.mark.usefixtures("committed")
def test_two_managers_who_demote_each_other_at_once_leave_one():
    school = OrganisationFactory.create()
    one, two = (member(school, Role.MANAGER).memberships.get() for _ in range(2))

    def demote(whom, by):
        return lambda: people.change_role(membership=whom, role=Role.READER, by=by.user)

    with pytest.raises(Exception, match="Only managers"):
        at_once(demote(one, two), demote(two, one))

    assert school.memberships.filter(role=Role.MANAGER).count() == 1


@pytest.mark.usefixtures("committed")
def test_an_invitation_that_is_accepted_twice_at_once_works_once():
    school = OrganisationFactory.create()
    invitation = Invitation.objects.create(
        organisation=school,
        email="ann@example.org",
        expires_at=timezone.now() + Invitation.LASTS,
    )
    ann = UserFactory.create(email="ann@example.org")

    outcomes = at_once(*[lambda: invitations.join(invitation=invitation, by=ann)] * 2)

    assert [type(outcome) for outcome in outcomes].count(invitations.InvitationClosed) == 1
    assert school.memberships.count() == 1


@pytest.mark.usefixtures("committed")
def test_no_more_people_join_by_a_link_at_once_than_may():
    school = OrganisationFactory.create()
    head = member(school, Role.MANAGER)
    joining.make_link(organisation=school, name="Staff room", ends_on=localdate(), most=1, by=head)
    both = UserFactory.create_batch(2)

    outcomes = at_once(
        *(
            lambda each=each: joining.join_by_link(
                link=JoinLink.objects.select_related("organisation").get(), by=each
            )
            for each in both
        )
    )

    assert [type(outcome) for outcome in outcomes].count(joining.WayClosed) == 1
    assert school.memberships.filter(role=Role.READER).count() == 1


@pytest.mark.usefixtures("committed")
def test_one_domain_that_two_organisations_prove_at_once_is_of_one():
    domains = []
    for _ in range(2):
        school = OrganisationFactory.create()
        domain = MailDomain(
            organisation=school, domain="elm.example", asked_by=member(school, Role.MANAGER)
        )
        domain.new_code("BCDFGH", "office@elm.example")
        domains.append(domain)

    outcomes = at_once(
        *(
            lambda each=each: mail_domains.prove(domain=each, code="BCDFGH", by=each.asked_by)
            for each in domains
        )
    )

    assert [type(outcome) for outcome in outcomes].count(mail_domains.DomainTaken) == 1
    assert MailDomain.objects.proved().count() == 1


@pytest.mark.usefixtures("committed")
def test_whoever_presses_join_twice_has_one_account():
    school = OrganisationFactory.create()
    invitation = _invited(school)

    outcomes = at_once(*([lambda: _join_as_new(invitation)] * 2))

    assert {type(outcome) for outcome in outcomes} == {InvitationClosed, User}
    assert User.objects.get(email="new@example.org").memberships.get().organisation == school


@pytest.mark.usefixtures("committed")
def test_whoever_joins_two_organisations_at_once_has_one_account():
    two = [_invited(OrganisationFactory.create()) for _ in range(2)]

    outcomes = at_once(*(lambda each=each: _join_as_new(each) for each in two))

    assert {type(outcome) for outcome in outcomes} == {AccountExists, User}


def _invited(organisation):
    return Invitation.objects.create(
        organisation=organisation, email="new@example.org", expires_at=timezone.now() + DAY
    )


def _join_as_new(invitation):
    return invitations.join_as_new(invitation=invitation, name="Ann New", password=None)
