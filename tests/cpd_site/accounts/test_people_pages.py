"""The people page and the address in an invitation, for each kind of visitor."""

import html
import re
from dataclasses import replace

import html5lib
import pytest
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts.actions import invitations
from cpd_site.models import Invitation, Membership, User
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/organisations/thornbeck/people/"


@pytest.fixture
def invitation(school, head):
    return invitations.invite(
        organisation=school,
        email="ann@example.org",
        role=Role.EDITOR,
        by=head,
    )


def text(response) -> str:
    page = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    return html.unescape(page)


def test_members_see_each_other(client, school, head):
    client.force_login(member(school, Role.READER, name="Rae"))

    page = text(client.get(PEOPLE))

    assert "Hana Holt" in page
    assert "Only editors, publishers and managers at Thornbeck can invite readers; you are" in page
    assert "Invite people" not in page
    assert "Change role" not in page
    assert "Leave" in page


def test_a_manager_sees_who_is_invited(client, head, invitation):
    client.force_login(head)

    page = text(client.get(PEOPLE))

    assert "ann@example.org" in page
    assert "Not sent" in page  # nothing was committed in this test
    assert "The last manager." in page


def test_every_id_is_there_once_even_of_the_first_members(client, school, head):
    """Choices of the form are numbered from 0, and so are the first members of a new site."""
    Membership.objects.all().delete()
    for pk in range(1, 4):
        user = UserFactory.create()
        Membership.objects.create(pk=pk, user=user, organisation=school, role=Role.READER)
    Membership.objects.create(user=head, organisation=school, role=Role.MANAGER)
    client.force_login(head)

    ids = re.findall(r' id="([^"]+)"', text(client.get(PEOPLE)))

    assert len(ids) == len(set(ids))


def test_for_strangers_there_is_no_such_page(client, school, head):
    client.force_login(member(OrganisationFactory.create(), Role.MANAGER))

    assert client.get(PEOPLE).status_code == 404
    assert "Hana" not in client.get(PEOPLE).content.decode()


def test_anonymous_people_are_sent_to_sign_in(client, school):
    assert client.get(PEOPLE).url == f"/accounts/login/?next={PEOPLE}"


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_takes_as_many_queries_for_many_people(
    client, school, head, others, django_assert_num_queries
):
    for number in range(others):
        member(school)
        Invitation.objects.create(
            organisation=school, email=f"x{number}@example.org", expires_at=timezone.now()
        )
    client.force_login(head)

    with django_assert_num_queries(7):
        client.get(PEOPLE)


def test_a_name_with_markup_is_shown_as_written(client, school, head):
    member(school, name="<script>alert(1)</script>")
    client.force_login(head)

    assert b"<script>alert(1)" not in client.get(PEOPLE).content


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"emails": "", "role": "editor"}, "Enter an e-mail address."),
        ({"emails": "ann", "role": "editor"}, "There is no @ in it."),
        ({"emails": f"a@{'elm.' * 63}org", "role": "editor"}, "longer than 254 characters"),
        ({"emails": "bea@example.org", "role": "king"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, head, invitation, form, said):
    client.force_login(head)

    page = text(client.post(f"{PEOPLE}invite/", form))

    assert "<title>Error: People of Thornbeck" in page
    assert said in page
    assert Invitation.objects.count() == 1


def test_too_many_invitations_are_refused_beside_what_was_typed(client, head, monkeypatch):
    monkeypatch.setattr(invitations, "TO_ADDRESS", replace(invitations.TO_ADDRESS, most=1))
    client.force_login(head)
    form = {"emails": "bea@example.org", "role": "publisher"}
    client.post(f"{PEOPLE}invite/", form)
    sent = Invitation.objects.get()
    client.post(f"{PEOPLE}invitations/{sent.pk}/revoke/")

    page = text(client.post(f"{PEOPLE}invite/", form))

    assert "<title>Error: People of Thornbeck" in page
    assert "bea@example.org has been sent 1 invitations within a day" in page
    assert "Try again tomorrow." in page
    assert re.search(r"<textarea[^>]*>\s*bea@example\.org</textarea>", page)
    assert re.search(r'value="publisher"[^>]*checked', page)


def test_a_manager_changes_a_role(client, school, head):
    bea = member(school, name="Bea")
    client.force_login(head)

    url = f"{PEOPLE}{bea.memberships.get().pk}/role/"
    response = client.post(url, {"role": "publisher"}, follow=True)

    assert "Bea is a publisher now." in text(response)
    assert bea.memberships.get().role == Role.PUBLISHER


def test_a_role_that_there_is_not_changes_nothing(client, school, head):
    bea = member(school)
    client.force_login(head)

    url = f"{PEOPLE}{bea.memberships.get().pk}/role/"
    assert "Choose a role" in text(client.post(url, {"role": "king"}, follow=True))
    assert bea.memberships.get().role == Role.READER


def test_removing_asks_first(client, school, head):
    bea = member(school, name="Bea")
    client.force_login(head)
    url = f"{PEOPLE}{bea.memberships.get().pk}/remove/"

    assert "Remove Bea?" in text(client.get(url))
    assert bea.memberships.exists()
    assert "Bea is removed." in text(client.post(url, follow=True))
    assert not bea.memberships.exists()


def test_the_last_manager_is_told_why_not(client, head):
    client.force_login(head)

    response = client.post(f"{PEOPLE}{head.memberships.get().pk}/remove/", follow=True)

    assert "Hana Holt is the last manager of Thornbeck." in text(response)
    assert head.memberships.exists()


def test_one_organisation_does_nothing_to_the_people_of_another(client, school, head):
    other = OrganisationFactory.create(slug="other")
    manager = member(other, Role.MANAGER)
    client.force_login(manager)
    pk = head.memberships.get().pk

    for url in (f"/desk/organisations/other/people/{pk}/{act}/" for act in ("role", "remove")):
        assert client.post(url, {"role": "reader"}).status_code == 404
    assert head.memberships.get().role == Role.MANAGER


def test_an_invitation_is_taken_back_and_sent_again(client, head, invitation):
    client.force_login(head)
    url = f"{PEOPLE}invitations/{invitation.pk}/"

    assert "is invited again." in text(client.post(f"{url}send/", follow=True))
    assert "is taken back." in text(client.post(f"{url}revoke/", follow=True))
    assert "was taken back" in text(client.post(f"{url}send/", follow=True))


# --- The address in an invitation ---


def address(invitation) -> str:
    return reverse("invitation", args=[invitation.token])


def test_someone_new_joins_with_one_form(client, school, invitation):
    page = text(client.get(address(invitation)))
    assert "Join Thornbeck School" in page
    assert "Hana Holt invites" in page
    assert not User.objects.filter(email="ann@example.org").exists()  # looking changes nothing

    response = client.post(address(invitation), {"name": "Ann Ant", "password": ""}, follow=True)

    assert response.redirect_chain == [("/desk/", 302)]
    assert "You have joined Thornbeck School. You are an editor there." in text(response)
    assert "Ann Ant" in text(response)


def test_a_password_that_is_too_plain_is_refused(client, invitation):
    page = text(client.post(address(invitation), {"name": "Ann", "password": "12345678"}))

    assert "There is a problem" in page
    assert not User.objects.filter(email="ann@example.org").exists()


def test_someone_with_an_account_is_asked_to_sign_in(client, invitation):
    UserFactory.create(email="Ann@example.org")

    page = text(client.get(address(invitation)))

    assert "/accounts/login/?next=/invitations/" in page
    assert 'name="password"' not in page


def test_someone_signed_in_joins_with_a_press(client, school, invitation):
    ann = UserFactory.create(email="ann@example.org")
    client.force_login(ann)

    client.get(address(invitation))
    assert not ann.memberships.exists()
    client.post(address(invitation))

    assert ann.memberships.get().role == Role.EDITOR


def test_someone_else_is_told_whose_it_is(client, invitation):
    bea = UserFactory.create(email="bea@example.org")
    client.force_login(bea)

    page = text(client.get(address(invitation)))
    client.post(address(invitation))

    assert "You are signed in as bea@example.org." in page
    assert not bea.memberships.exists()


def test_a_used_link_says_so(client, invitation):
    client.post(address(invitation), {"name": "Ann", "password": ""})
    client.post(reverse("account_logout"))

    response = client.get(address(invitation))

    assert response.status_code == 410
    assert "has been accepted already" in text(response)


@pytest.mark.parametrize("token", ["x", "W10:abc", "%3Cscript%3E"])
def test_a_made_up_link_is_not_there(client, token):
    assert client.get(f"/invitations/{token}/").status_code == 404
    assert client.post(f"/invitations/{token}/").status_code == 404
