"""Join links: whom they let in, how many and how long, and whom not; and taking them back."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import html5lib
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils.timezone import localdate

from cpd_site.accounts.actions import joining, people
from cpd_site.models import JoinLink, Membership, OrganisationEvent, User
from tests.factories import OrganisationFactory, UserFactory, member
from tests.mails import code_in

Role = Membership.Role

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/organisations/thornbeck/people/"
DAY = timedelta(days=1)


@pytest.fixture
def link(school, head):
    return joining.make_link(
        organisation=school, name="Staff room", ends_on=localdate() + DAY, most=2, by=head
    )


def address(link) -> str:
    return reverse("join", args=[link.token])


def text(response) -> str:
    page = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    return re.sub(r"\s+", " ", html.unescape(page))


def join(link, **user) -> User:
    person = UserFactory.create(**user)
    joining.join_by_link(link=link, by=person)
    return person


def close(link, how):
    """Make a link one that lets nobody in."""
    if how == "revoked":
        joining.revoke_link(link=link, by=link.created_by)
    elif how == "ended":
        JoinLink.objects.filter(pk=link.pk).update(ends_on=localdate() - DAY)
    elif how == "used up":
        join(link)
        join(link)


CLOSED = ["revoked", "ended", "used up"]


# --- Making one ---


def test_a_manager_makes_a_link_and_gets_a_poster(client, school, head):
    client.force_login(head)
    form = {"name": "Staff room", "ends_on": localdate() + 7 * DAY, "most": 40}

    page = text(client.post(f"{PEOPLE}links/", form, follow=True))

    link = JoinLink.objects.get()
    assert (link.organisation, link.most, link.used, link.created_by) == (school, 40, 0, head)
    assert f"http://testserver{address(link)}" in page
    assert 'src="data:image/svg+xml' in page
    event = OrganisationEvent.objects.get()
    assert (event.what, event.about) == ("made the join link", "“Staff room”")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "Write where it will be"),
        ({"ends_on": ""}, "Choose the last day."),
        ({"ends_on": "soon"}, "Write a date such as"),
        ({"ends_on": "2020-01-01"}, "This day is over."),
        ({"ends_on": "2099-01-01"}, "more than a year away"),
        ({"ends_on": "0027-01-01"}, "Write a date from 2000 to 2099"),
        ({"most": "0"}, "one person at least"),
        ({"most": "501"}, "500 people at most"),
        ({"most": "many"}, "Write a number."),
    ],
)
def test_what_is_wrong_with_a_link_is_said_and_the_rest_is_kept(client, head, form, said):
    client.force_login(head)
    right = {"name": "Poster <b>", "ends_on": localdate().isoformat(), "most": "39"}

    page = text(client.post(f"{PEOPLE}links/", right | form))

    assert "<title>Error: Ways in" in page
    assert said in page
    assert not JoinLink.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.PUBLISHER])
def test_only_managers_see_links_and_make_them(client, school, link, role):
    person = member(school, role)
    client.force_login(person)

    for page in ("ways-in/", f"links/{link.pk}/", f"links/{link.pk}/poster/"):
        assert client.get(PEOPLE + page).status_code == 403
    assert link.name not in text(client.get(PEOPLE))
    with pytest.raises(PermissionDenied, match="Only managers at Thornbeck"):
        joining.make_link(organisation=school, name="x", ends_on=localdate(), most=1, by=person)


def test_another_organisation_reaches_no_link_of_ours(client, link):
    other = OrganisationFactory.create(slug="other")
    client.force_login(member(other, Role.MANAGER))

    for page in (f"links/{link.pk}/", f"links/{link.pk}/poster/"):
        assert client.get(f"/desk/organisations/other/people/{page}").status_code == 404
    assert client.post(f"/desk/organisations/other/people/links/{link.pk}/").status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_so_many_links_are_made_in_a_day(school, head, link, monkeypatch):
    monkeypatch.setattr(joining, "NEW_LINKS", replace(joining.NEW_LINKS, most=1))

    with pytest.raises(joining.TooManyJoin, match="Try again tomorrow"):
        joining.make_link(organisation=school, name="x", ends_on=localdate(), most=1, by=head)


def test_who_reads_the_database_learns_no_link(link):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {JoinLink._meta.db_table}")
        rows = str(cursor.fetchall())

    assert link.token.partition("-")[2] not in rows


def test_a_link_works_in_capitals_and_after_the_key_of_the_site_was_changed(link, settings):
    token = link.token.upper()
    assert JoinLink.objects.by_token(token) == link

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, for a year or two"

    assert JoinLink.objects.by_token(token) == link
    assert link.token != token.lower()


@pytest.mark.parametrize("token", ["", "-", "1", "1-", "x-y", "²-a", f"{'9' * 40}-a", "1-é"])
def test_a_made_up_token_is_of_no_link(link, token):
    assert JoinLink.objects.by_token(token) is None


# --- Joining ---


def test_somebody_with_an_account_joins_with_a_press(client, school, link):
    ann = UserFactory.create(email="ann@example.org")
    client.force_login(ann)

    page = text(client.get(address(link)))
    assert "You become a reader" in page
    assert not ann.memberships.exists()  # looking changes nothing
    page = text(client.post(address(link), follow=True))

    assert "You have joined Thornbeck School. You are a reader there." in page
    membership = ann.memberships.get()
    assert (membership.organisation, membership.role) == (school, Role.READER)
    assert membership.join_link == link
    event = OrganisationEvent.objects.first()
    assert (event.what, event.person) == ("joined", ann)
    assert event.after == {"role": "reader", "link": "Staff room"}


@pytest.mark.parametrize("signup", [True, False])
def test_somebody_new_makes_an_account_proves_the_address_and_joins(client, link, settings, signup):
    settings.OPEN_SIGNUP = signup
    page = client.get(address(link)).content.decode()
    (action,) = map(html.unescape, re.findall(r'action="([^"]*signup[^"]*)"', page))

    form = {"name": "Ann Ant", "email": "ann@example.org", "password1": ""}
    client.post(action, form, follow=True)
    confirm = client.post(
        reverse("account_email_verification_sent"), {"code": code_in(mail.outbox[-1])}
    )
    assert confirm.url == address(link)
    assert not Membership.objects.filter(user__email="ann@example.org").exists()
    client.post(address(link))

    assert Membership.objects.get(user__email="ann@example.org").role == Role.READER


@pytest.mark.parametrize("how", CLOSED)
def test_with_sign_up_closed_a_link_that_is_closed_opens_nothing(client, link, settings, how):
    settings.OPEN_SIGNUP = False
    close(link, how)

    for then in (address(link), "/join/1-x/", "/desk/", "//["):
        response = client.post(
            reverse("account_signup", query={"next": then}),
            {"name": "Ann", "email": "ann@example.org", "password1": ""},
        )
        assert response.status_code == 200
    assert not User.objects.filter(email="ann@example.org").exists()


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_link_that_lets_nobody_in_is_as_one_that_never_was(client, school, head, signed_in):
    def asked(link_address):
        if signed_in:
            client.force_login(UserFactory.create(name="Ann"))
        response = client.get(link_address)
        assert client.post(link_address).status_code == 404
        assert response.status_code == 404
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))

    answers: list[str] = []
    for how in CLOSED:
        link = joining.make_link(
            organisation=school, name=how, ends_on=localdate(), most=2, by=head
        )
        close(link, how)
        answers.append(asked(address(link)).replace(address(link), ""))
    made_up = (f"/join/{link.pk}-abc/", "/join/x/", "/join/99999-x/")
    answers += [asked(each).replace(each, "") for each in made_up]

    assert "This link does not work, or not any more. Ask at your school" in answers[0]
    assert "Thornbeck" not in answers[0]
    assert len(set(answers)) == 1


def test_a_link_lets_in_no_more_than_it_may(link):
    join(link)
    join(link)

    with pytest.raises(joining.WayClosed):
        join(link)
    with pytest.raises(IntegrityError):
        JoinLink.objects.filter(pk=link.pk).update(used=3)


def test_a_member_keeps_their_role_and_uses_nothing_up(client, link, head):
    client.force_login(head)

    assert "You are a member of Thornbeck School" in text(client.get(address(link)))
    client.post(address(link))

    link.refresh_from_db()
    assert link.used == 0
    assert head.memberships.get().role == Role.MANAGER


def test_who_was_removed_does_not_come_back_by_a_link_but_who_left_does(link, head):
    ann, bea = join(link), join(link)
    people.remove(membership=ann.memberships.get(), by=head)
    people.remove(membership=bea.memberships.get(), by=bea)
    JoinLink.objects.filter(pk=link.pk).update(most=10)

    with pytest.raises(joining.RemovedBefore, match="by invitation only"):
        joining.join_by_link(link=link, by=ann)
    joining.join_by_link(link=link, by=bea)

    assert bea.memberships.exists()


def test_so_many_join_an_organisation_and_one_person_so_many_in_a_day(link, monkeypatch):
    monkeypatch.setattr(joining, "TO_ORGANISATION", replace(joining.TO_ORGANISATION, most=1))
    monkeypatch.setattr(joining, "BY_PERSON", replace(joining.BY_PERSON, most=1))
    ann = join(link)

    with pytest.raises(joining.TooManyJoin, match="1 people have joined Thornbeck within a day"):
        join(link)
    people.remove(membership=ann.memberships.get(), by=ann)
    with pytest.raises(joining.TooManyJoin, match="You have joined 1 organisations"):
        joining.join_by_link(link=link, by=ann)


def test_search_engines_are_told_to_leave_it_out(client, link):
    response = client.get(address(link))

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("role", "shown"), [(Role.READER, False), (Role.EDITOR, True)])
def test_who_was_invited_and_came_by_a_link_has_no_invitation_open_but_to_more(
    client, invite, head, link, role, shown
):
    invite("ann@example.org", role=role)
    join(link, email="ann@example.org", name="Ann Ant")
    client.force_login(head)

    page = text(client.get(PEOPLE))

    assert ("Take back the invitation of ann@example.org" in re.sub("<[^>]*>", "", page)) == shown


# --- Taking it back ---


def test_who_came_by_a_link_is_listed(client, school, head, link):
    join(link, name="Ann Ant", email="ann@example.org")
    member(school, name="Bea Birch")
    client.force_login(head)

    assert "Ann Ant" in (page := text(client.get(f"{PEOPLE}links/{link.pk}/")))
    assert "Bea Birch" not in page
    assert "1 of 2 people joined by it." in text(client.get(f"{PEOPLE}ways-in/"))
    assert "came by the link “Staff room” on" in text(client.get(PEOPLE))


@pytest.mark.parametrize(
    ("who", "stays"), [("stay", {"Ann", "Bea"}), ("ticked", {"Bea"}), ("all", set())]
)
def test_with_the_link_people_leave_or_stay_by_choice(client, head, link, who, stays):
    ann, bea = join(link, name="Ann"), join(link, name="Bea")
    client.force_login(head)
    form = {"who": who, "leaving": [ann.memberships.get().pk]}

    response = client.post(f"{PEOPLE}links/{link.pk}/", form, follow=True)

    assert "“Staff room” is taken back." in text(response)
    assert {user.name for user in (ann, bea) if user.memberships.exists()} == stays
    link.refresh_from_db()
    assert link.revoked_by == head
    assert OrganisationEvent.objects.filter(what="removed").count() == 2 - len(stays)


def test_who_got_another_role_since_stays_whatever_is_chosen(client, head, link):
    ann = join(link, name="Ann")
    people.change_role(membership=ann.memberships.get(), role=Role.EDITOR, by=head)
    client.force_login(head)

    assert "Has another role now, and stays." in text(client.get(f"{PEOPLE}links/{link.pk}/"))
    client.post(f"{PEOPLE}links/{link.pk}/", {"who": "all"})

    link.refresh_from_db()
    assert link.revoked_at
    assert ann.memberships.get().role == Role.EDITOR


def test_nobody_else_leaves_with_a_link(client, school, head, link):
    join(link)
    bea = member(school, name="Bea")
    client.force_login(head)

    form = {"who": "ticked", "leaving": [bea.memberships.get().pk]}
    assert "Select a valid choice" in text(client.post(f"{PEOPLE}links/{link.pk}/", form))
    joining.revoke_link(link=link, by=head, leaving=[bea.memberships.get().pk])

    assert bea.memberships.exists()


def test_nobody_ticked_is_asked_about(client, head, link):
    join(link)
    client.force_login(head)

    page = text(client.post(f"{PEOPLE}links/{link.pk}/", {"who": "ticked"}))

    assert "Tick who leaves, or choose that everybody stays." in page
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize("many", [1, 40])
def test_the_pages_take_as_many_queries_for_many(
    client, school, head, many, django_assert_num_queries
):
    for number in range(min(many, 20)):
        link = joining.make_link(
            organisation=school, name=f"{number}", ends_on=localdate(), most=many, by=head
        )
    JoinLink.objects.filter(pk=link.pk).update(used=many)
    for person in UserFactory.create_batch(many):
        Membership.objects.create(organisation=school, user=person, join_link=link)
    client.force_login(head)

    with django_assert_num_queries(7):
        client.get(f"{PEOPLE}ways-in/")
    with django_assert_num_queries(7):
        client.get(f"{PEOPLE}links/{link.pk}/")
    with django_assert_num_queries(7):
        client.get(PEOPLE)
