"""A school that closes hands what it has here to the one that takes its place."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.accounts.actions import role_requests
from cpd_site.accounts.actions.handing_over import HandOverRefused, hand_over, take_back
from cpd_site.accounts.rules import Refused
from cpd_site.models import Invitation, JoinLink, Membership, Organisation, OrganisationEvent
from frameworks.actions import copies, plans, publishing
from frameworks.models import Event
from frameworks.queries.plans import lines_going_on, lines_to_choose
from tests.builders import grid, published
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def oak():
    return OrganisationFactory.create(kind="school", slug="oak", short_name="Oak", urn=119500)


@pytest.fixture
def beck():
    return OrganisationFactory.create(kind="school", slug="beck", short_name="Beck")


@pytest.fixture
def head(oak):
    return member(oak, Role.MANAGER, name="Hana Holt")


@pytest.fixture
def followed():
    return published(grid({("NQT", "School"): ["Join in"]}), slug="thornshire").framework


@pytest.fixture
def copy(followed, oak, head):
    """Published, for members."""
    draft = copies.make(framework=followed, organisation=oak, by=head)
    publishing.publish(edition=draft, by=head, label="Ours")
    return draft.framework


def over(oak, beck, by=None):
    return hand_over(school=oak, successor=beck, by=by)


def test_members_come_over_in_their_roles(client, oak, beck, head):
    boss, both = member(beck, Role.MANAGER), member(beck, Role.READER)
    Membership.objects.create(organisation=oak, user=both, role=Role.EDITOR)

    done = over(oak, beck)

    assert (done.members, done.in_both) == (1, 1)
    roles = dict(beck.memberships.values_list("user", "role"))
    assert roles == {boss.pk: "manager", both.pk: "editor", head.pk: "manager"}
    assert not oak.memberships.exists()


def test_the_copy_goes_on_at_its_address_for_those_of_both(client, oak, beck, head, copy):
    ours, address = member(beck), copy.get_absolute_url()
    client.force_login(ours)
    assert client.get(address).status_code == 404

    done = over(oak, beck)

    copy.refresh_from_db()
    assert done.frameworks == (copy.title,)
    assert (copy.organisation, copy.follows_id is not None) == (beck, True)
    for person in (ours, head):
        client.force_login(person)
        assertContains(client.get(address), "Join in")
    client.force_login(member(OrganisationFactory.create(), Role.MANAGER))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(head)
    assertContains(client.get(reverse("desk")), copy.title)
    assertContains(client.get(reverse("framework_history", args=[copy.slug])), "as its school")


def test_a_copy_of_what_the_successor_follows_too_stops_following(oak, beck, head, copy, followed):
    theirs = copies.make(
        framework=followed, organisation=beck, by=member(beck, Role.EDITOR)
    ).framework

    over(oak, beck)

    copy.refresh_from_db()
    theirs.refresh_from_db()
    assert (copy.organisation, copy.follows) == (beck, None)
    assert theirs.follows == followed
    assert copy.events.filter(what=Event.Verb.STOPPED_FOLLOWING).exists()


def test_plans_go_on(client, oak, beck, head, copy):
    teacher = member(oak)
    plan = plans.create(by=teacher, title="Mine")
    chosen = lines_to_choose(teacher, copy.slug, "nqt", [])
    plans.add_lines(plan=plan, by=teacher, lines=chosen)

    over(oak, beck)

    assert [each.framework for each in lines_going_on(teacher)] == [copy]
    client.force_login(teacher)
    assertContains(client.get(reverse("plan_detail", args=[plan.pk])), "Join in")


def test_the_ways_in_end(client, oak, beck, head):
    link = JoinLink.objects.create(organisation=oak, name="Poster", ends_on=localdate(), most=9)
    Invitation.objects.create(
        organisation=oak, email="a@oak.example", expires_at=timezone.now() + Invitation.LASTS
    )
    bea = UserFactory.create()
    role_requests.ask(organisation=oak, role=Role.READER, why="I teach.", by=bea)

    assert over(oak, beck).ended == 3

    client.force_login(bea)
    assert client.get(reverse("join", args=[link.token])).status_code == 404
    assertContains(client.get(reverse("desk")), "You can ask at Beck.")
    assert not oak.invitations.open().exists()


def test_what_went_over_by_mistake_is_taken_back(client, oak, beck, head, copy, followed):
    """Members in the roles they had; the copy, which follows again; old addresses."""
    theirs = copies.make(framework=followed, organisation=beck, by=member(beck, Role.EDITOR))
    both = member(beck, Role.READER)
    Membership.objects.create(organisation=oak, user=both, role=Role.EDITOR)
    left = member(oak)
    staff = UserFactory.create(is_staff=True)
    over(oak, beck)
    beck.memberships.get(user=left).delete()

    assert take_back(school=oak, by=staff) == beck

    oak.refresh_from_db()
    copy.refresh_from_db()
    assert (oak.successor, oak.is_closed) == (None, False)
    assert (copy.organisation, copy.follows) == (oak, followed)
    roles = dict(oak.memberships.values_list("user", "role"))
    assert roles == {head.pk: "manager", both.pk: "editor"}
    assert beck.memberships.get(user=both).role == "reader"
    assert theirs.framework.organisation == beck
    client.force_login(head)
    assert client.get(reverse("people", args=["oak"])).status_code == 200
    assertContains(client.get(copy.get_absolute_url()), "Join in")
    with pytest.raises(HandOverRefused, match="nothing"):
        take_back(school=oak, by=staff)


def test_only_site_staff_take_it_back(oak, beck, head):
    over(oak, beck)

    with pytest.raises(Refused):
        take_back(school=oak, by=head)


def test_old_addresses_lead_to_the_successors_people(client, oak, beck, head):
    over(oak, beck)
    client.force_login(head)

    for page in ("people", "ways_in", "import_start", "framework_new"):
        response = client.get(reverse(page, args=["oak"]))
        assert (response.status_code, response.url) == (302, reverse(page, args=["beck"]))

    invited = {"emails": "a@oak.example", "role": "reader"}
    assert client.post(reverse("invite", args=["oak"]), invited).status_code == 404
    client.force_login(member(OrganisationFactory.create(), Role.MANAGER))
    assert client.get(reverse("people", args=["oak"])).status_code == 404


def test_an_address_leads_on_as_often_as_was_handed_over(client, oak, beck, head):
    elm = OrganisationFactory.create(kind="school", slug="elm")
    over(oak, beck)
    over(beck, elm)
    client.force_login(head)

    assert client.get(reverse("people", args=["oak"])).url == reverse("people", args=["elm"])


def test_finding_the_school_names_its_successor(client, oak, beck):
    over(oak, beck)
    client.force_login(UserFactory.create())

    page = client.get(reverse("school_list"), {"q": "oak"})

    assertContains(page, f"Closed: {beck.name} took its place")
    assertNotContains(page, reverse("role_request_ask", args=["oak"]))


def test_each_of_the_two_has_one_event(oak, beck, head):
    staff = UserFactory.create(is_staff=True)

    over(oak, beck, by=staff)

    events = OrganisationEvent.objects.values_list("organisation", "what", "about", "by")
    assert set(events) == {
        (oak.pk, "handed over to", beck.name, staff.pk),
        (beck.pk, "took over from", oak.name, staff.pk),
    }


@pytest.mark.parametrize("what", ["itself", "a trust", "closed", "twice"])
def test_what_does_not_fit_is_refused(oak, beck, head, what):
    to = beck
    if what == "itself":
        to = oak
    elif what == "a trust":
        to = OrganisationFactory.create(kind="trust")
    elif what == "closed":
        Organisation.objects.filter(pk=beck.pk).update(status="closed")
    else:
        over(oak, beck)
        to = OrganisationFactory.create(kind="school")

    with pytest.raises(HandOverRefused):
        over(oak, to)


def test_only_site_staff_do_it(oak, beck, head):
    with pytest.raises(Refused):
        over(oak, beck, by=head)


def test_the_command_says_what_goes_over_and_does_it_with_yes(oak, beck, head, copy):
    said = StringIO()
    call_command("hand_over", "119500", "beck", stdout=said)

    assert "come over, with their roles: 1" in said.getvalue()
    assert copy.title in said.getvalue()
    assert "Nothing is done yet" in said.getvalue()
    assert not OrganisationEvent.objects.filter(what="handed over to").exists()
    copy.refresh_from_db()
    assert copy.organisation == oak

    call_command("hand_over", "119500", "beck", "--yes", stdout=said)

    copy.refresh_from_db()
    assert copy.organisation == beck
    with pytest.raises(CommandError, match="no school “elm”"):
        call_command("hand_over", "oak", "elm")
    with pytest.raises(CommandError, match="already"):
        call_command("hand_over", "oak", "beck")
