"""Which school takes the place of which: the register's list of links, and what it leads to."""

from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.accounts.actions.handing_over import hand_over
from cpd_site.accounts.actions.role_requests import RequestRefused, ask
from cpd_site.accounts.actions.successors import propose, to_hand_over
from cpd_site.accounts.register_links import read_links
from cpd_site.accounts.register_text import NoRegister
from cpd_site.models import Membership, Organisation, OrganisationEvent
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

HEADING = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate"
SCHOOLS = "URN,EstablishmentName,EstablishmentStatus (name)\n"


def links(*rows: str):
    return read_links(BytesIO("\n".join([HEADING, *rows]).encode("cp1252")))


@pytest.fixture
def oak(db):
    school = OrganisationFactory.create(
        kind="school", slug="oak", name="Oak School", short_name="Oak", urn=119500, status="closed"
    )
    member(school, Role.MANAGER)
    return school


@pytest.fixture
def beck(db):
    return OrganisationFactory.create(
        kind="school", slug="beck", name="Beck Academy", short_name="Beck", urn=140001
    )


@pytest.fixture
def staff(client, db):
    staff = UserFactory.create(is_staff=True)
    client.force_login(staff)
    return staff


def page(school) -> str:
    return reverse("admin:cpd_site_organisation_hand_over", args=[school.pk])


def test_links_are_read_from_either_side():
    read = links(
        "119500,140001,Beck Academy,Successor,01-09-2026",
        "140002,119501,Elm School,Predecessor - amalgamated,01-09-2026",
        "119500,119502,Ash School,Sixth Form Centre Link,",
    )

    assert dict(read.successors) == {119500: {140001}, 119501: {140002}}
    assert not read.faults


def test_a_bad_row_spoils_no_other():
    read = links("1195,140001,Beck,Successor,", "119500,119500,Itself,Successor,", "a,b",
                 "119500,140001,Beck,Successor,")  # fmt: skip

    assert dict(read.successors) == {119500: {140001}}
    assert [fault.line for fault in read.faults] == [2, 3, 4]


@pytest.mark.parametrize("file", [b"", b"URN,EstablishmentName\n119500,Oak\n"])
def test_another_file_is_refused(file):
    with pytest.raises(NoRegister, match="LinkURN"):
        read_links(BytesIO(file))


def test_a_successor_is_proposed_where_one_follows_and_is_here(oak, beck):
    elm = OrganisationFactory.create(kind="school", urn=119501)

    assert propose(successors={119500: {140001}, 119501: {140001, 119500}}, source="links") == 1
    assert propose(successors={119500: {140001}}, source="links") == 0

    oak.refresh_from_db()
    elm.refresh_from_db()
    assert (oak.proposed_successor, elm.proposed_successor) == (beck, None)
    assert OrganisationEvent.objects.filter(what="read which schools follow which in").count() == 1
    propose(successors={119500: {140001, 119501}}, source="links")  # it was split
    oak.refresh_from_db()
    assert oak.proposed_successor is None


def test_only_what_can_be_handed_over_is_listed(oak, beck):
    propose(successors={119500: {140001}}, source="links")
    assert list(to_hand_over()) == [oak]

    Organisation.objects.filter(pk=beck.pk).update(status="proposed")
    assert not to_hand_over()
    Organisation.objects.filter(pk=beck.pk).update(status="open")
    hand_over(school=oak, successor=beck, by=None)
    assert not to_hand_over()


def test_the_import_reads_the_links_and_says_what_waits(tmp_path, oak, beck):
    register, ways, said = tmp_path / "all.csv", tmp_path / "links.csv", StringIO()
    rows = "119500,Oak School,Closed\n140001,Beck Academy,Open\n"
    register.write_text(SCHOOLS + rows)
    ways.write_text(f"{HEADING}\n119500,140001,Beck Academy,Successor,\n1,2,x,Successor,\n")

    call_command("import_schools", register, links=ways, stdout=said)

    assert "Line 3 of the links is not used." in said.getvalue()
    assert "Schools whose successor is another than before: 1." in said.getvalue()
    assert "take over what they have here: 1. The administration lists them" in said.getvalue()
    with pytest.raises(CommandError, match="LinkURN"):
        call_command("import_schools", register, links=register, stdout=said)


def test_the_admin_proposes_says_what_goes_over_and_hands_over(client, staff, oak, beck):
    propose(successors={119500: {140001}}, source="links")
    schools = reverse("admin:cpd_site_organisation_changelist")
    waiting = client.get(schools, {"handing_over": "proposed"})
    assertContains(waiting, "Oak School")
    assertNotContains(waiting, "Beck Academy")
    change = client.get(reverse("admin:cpd_site_organisation_change", args=[oak.pk]))
    assertContains(change, f'<a href="{page(oak)}">Hand over</a>')
    assertContains(client.get(page(oak)), 'value="140001"')

    asked = client.post(page(oak), {"successor": "140001"})

    assertContains(asked, "From Oak School to Beck Academy")
    assertContains(asked, "Members who come over, with their roles: 1")
    oak.refresh_from_db()
    assert oak.successor is None
    assert not OrganisationEvent.objects.filter(what="handed over to").exists()

    done = client.post(page(oak), {"successor": "140001", "confirm": ""}, follow=True)

    assertContains(done, "Oak School has handed over to Beck Academy.")
    assertContains(done, "Take it back")
    assert beck.memberships.count() == 1
    event = OrganisationEvent.objects.get(organisation=oak, what="handed over to")
    assert event.by == staff
    assertContains(client.get(schools, {"handing_over": "done"}), "Oak School")


@pytest.mark.parametrize("typed", ["", "nowhere", "<b>x</b>", "9" * 30])
def test_a_school_that_is_not_here_is_said_beside_what_was_typed(client, staff, oak, typed):
    asked = client.post(page(oak), {"successor": typed, "confirm": ""})

    assert asked.status_code == 200
    assert "<b>x</b>" not in asked.content.decode()
    assertContains(asked, "errorlist")


def test_what_is_refused_is_told_as_a_message(client, staff, oak):
    asked = client.post(page(oak), {"successor": "oak"}, follow=True)

    assertContains(asked, "cannot hand over to itself")


def test_it_is_taken_back_once(client, staff, oak, beck):
    hand_over(school=oak, successor=beck, by=staff)

    back = client.post(page(oak), {"back": ""}, follow=True)

    assertContains(back, "Oak School has back what it had handed over to Beck Academy.")
    assert (oak.memberships.count(), beck.memberships.count()) == (1, 0)
    assertContains(client.post(page(oak), {"back": ""}, follow=True), "has handed nothing over")


def test_after_it_is_taken_back_its_address_is_its_own_again(client, staff, oak, beck):
    """A browser keeps a permanent redirect for good."""
    address = reverse("people", args=["oak"])
    hand_over(school=oak, successor=beck, by=staff)
    there = client.get(address)

    client.post(page(oak), {"back": ""})

    assert (there.status_code, there.url) == (302, reverse("people", args=["beck"]))
    assert client.get(address).status_code == 200


def test_it_is_for_site_staff(client, oak, beck):
    client.force_login(oak.memberships.get().user)

    assert client.post(page(oak), {"successor": "beck", "confirm": ""}).status_code in (302, 403)
    oak.refresh_from_db()
    assert oak.successor is None
    client.force_login(UserFactory.create(is_staff=True))
    trust = OrganisationFactory.create(kind="trust")
    assert client.get(page(trust)).status_code == 404


def test_nobody_is_appointed_where_another_school_has_taken_over(client, staff, oak, beck):
    hand_over(school=oak, successor=beck, by=staff)
    head = beck.memberships.get().user
    posted = {"user": head.pk, "organisation": oak.pk, "role": "reader"}

    response = client.post(reverse("admin:cpd_site_membership_add"), posted, follow=True)

    assertContains(response, "Oak School has handed over to Beck Academy")
    assert not oak.memberships.exists()
    client.post(page(oak), {"back": "yes"})
    assert oak.memberships.get().user == head


def test_nobody_asks_where_another_school_has_taken_over_meanwhile(oak, beck):
    oak.status = ""
    oak.save()
    read_before = Organisation.objects.get(pk=oak.pk)
    hand_over(school=oak, successor=beck, by=None)

    with pytest.raises(RequestRefused, match="has closed"):
        ask(
            organisation=read_before, role=Role.READER, why="I teach there", by=UserFactory.create()
        )

    assert not oak.role_requests.exists()
