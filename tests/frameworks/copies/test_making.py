"""The two steps to a copy, and the page that says who sees it and what it follows."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, drafts
from frameworks.actions.withdrawing import withdraw
from frameworks.models import Framework
from opportunities import store
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import published
from tests.factories import OrganisationFactory, UserFactory, member
from tests.frameworks.copies.conftest import publish
from tests.frameworks.drafts.conftest import GRID

Role = Membership.Role


@pytest.fixture
def where(framework):
    return reverse("copy_where", args=[framework.slug])


@pytest.fixture
def make(framework, school):
    return reverse("copy_make", args=[framework.slug, school.slug])


@pytest.mark.parametrize("page", ["framework_detail", "framework_about"])
def test_everybody_finds_the_way(client, framework, where, page):
    response = client.get(reverse(page, args=[framework.slug]))

    assertContains(response, f'href="{where}"')


def test_an_earlier_edition_and_a_draft_are_not_offered(client, framework, edition, where):
    published(GRID, slug=framework.slug, label="2026")

    assertNotContains(client.get(edition.get_absolute_url()), where)


def test_who_is_not_signed_in_signs_in_first(client, where):
    assertRedirects(client.get(where), f"/accounts/login/?next={where}")


def test_the_first_step_says_where_and_why_not(client, where, framework, school, leader):
    reads = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL, name="Fir School", short_name="Fir"
    )
    Membership.objects.create(user=leader, organisation=reads, role=Role.READER)
    Membership.objects.create(user=leader, organisation=framework.organisation, role=Role.EDITOR)
    client.force_login(leader)

    page = client.get(where)

    assertContains(page, reverse("copy_make", args=[framework.slug, school.slug]), count=1)
    assertContains(page, "Only editors, publishers and managers at Fir can")
    assertContains(page, "own: start a draft of it instead")
    assertNotContains(page, reverse("copy_make", args=[framework.slug, reads.slug]))


def test_who_belongs_nowhere_is_told_whom_to_ask(client, where):
    person = UserFactory.create(email="ann@example.org")
    client.force_login(person)

    page = client.get(where)

    assertContains(page, "to invite <strong>ann@example.org</strong>")
    assertContains(page, f'href="{reverse("school_list")}"')


def test_the_copy_that_is_there_is_offered(client, where, copy, leader, school):
    client.force_login(leader)
    assertContains(client.get(where), f'href="{reverse("draft", args=["elm"])}"')

    publish(copy, leader)
    assertContains(client.get(where), f'href="{reverse("draft_start", args=["elm"])}"')

    client.force_login(member(school, Role.READER))
    assertContains(client.get(where), 'class="govuk-button" href="/frameworks/elm/"')


def test_a_copy_that_stopped_following_is_named_before_another_is_made(
    client, where, copy, leader, school
):
    publish(copy, leader)
    client.force_login(leader)
    assertNotContains(client.get(where), "stopped following")

    copies.stop_following(framework=copy.framework, by=leader)

    page = client.get(where)
    assertContains(page, "Elm has a copy already that stopped following")
    assertContains(page, 'href="/desk/elm/sharing/"')
    client.force_login(member(school, Role.READER))
    assertNotContains(client.get(where), "stopped following")


@pytest.mark.parametrize("schools", [1, 3])
def test_the_first_step_takes_as_many_queries_for_one_school_as_for_three(
    client, where, leader, schools, django_assert_num_queries
):
    for _ in range(schools - 1):
        Membership.objects.create(
            user=leader, organisation=OrganisationFactory.create(), role=Role.EDITOR
        )
    client.force_login(leader)

    with django_assert_num_queries(7):
        client.get(where)


def test_the_second_step_makes_the_copy(client, make, school, leader):
    client.force_login(leader)
    asked = client.get(make)
    assert asked.context["form"].initial["visibility"] == "members"

    response = client.post(make, {"title": "How we grow", "visibility": "link"}, follow=True)

    copy = Framework.objects.get(organisation=school)
    assert (copy.title, copy.visibility) == ("How we grow", "link")
    assertRedirects(response, reverse("draft", args=["elm"]))
    assertContains(response, "This is Elm’s copy.")


def test_a_second_copy_leads_to_the_first(client, make, copy, leader, school):
    client.force_login(leader)

    response = client.post(make, {"title": "Again", "visibility": "members"}, follow=True)

    assertRedirects(response, reverse("draft", args=["elm"]))
    assertContains(response, "has a copy of this framework already. Go on with it here.")
    assert Framework.objects.filter(organisation=school).count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "", "visibility": "members"}, "Write a name for your copy."),
        ({"title": "\u200b", "visibility": "members"}, "Write a name for your copy."),
        (
            {"title": "x" * 251, "visibility": "members"},
            "This is too long: use at most 250 characters.",
        ),
        ({"title": "Ours", "visibility": "all"}, "Choose who sees it."),
    ],
)
def test_a_form_that_is_not_right_says_so(client, make, leader, data, said):
    client.force_login(leader)

    assertContains(client.post(make, data), said, count=2)


def test_no_more_people_are_offered_than_see_what_it_follows(client, copy, leader, school):
    followed = publish(copy, leader)
    below = OrganisationFactory.create(slug="ash", short_name="Ash", parent=school)
    client.force_login(member(below, Role.EDITOR))

    page = client.get(reverse("copy_make", args=[followed.slug, "ash"]))

    assertContains(page, "Members of Ash, when they are signed in: 1 person today")
    assertNotContains(page, "Anyone with the link")
    assertContains(page, "Elm shows its framework to members of the organisation only")


@pytest.mark.parametrize("step", ["copy_where", "copy_make"])
def test_what_may_not_be_seen_cannot_be_copied(client, copy, leader, step):
    followed = publish(copy, leader)
    stranger = member(OrganisationFactory.create(slug="ash"), Role.MANAGER)
    client.force_login(stranger)

    args = [followed.slug, "ash"][: 1 if step == "copy_where" else 2]

    assert client.get(reverse(step, args=args)).status_code == 404


@pytest.fixture
def sharing(copy):
    return reverse("framework_sharing", args=[copy.framework.slug])


def test_who_sees_it_is_shown_and_changed(client, sharing, copy, leader):
    client.force_login(leader)
    assert client.get(sharing).context["form"]["visibility"].value() == "members"

    client.post(sharing, {"visibility": "public"})

    copy.framework.refresh_from_db()
    assert copy.framework.visibility == "public"


def test_an_editor_of_what_is_published_sees_why_not(client, sharing, copy, leader, school):
    publish(copy, leader)
    client.force_login(member(school, Role.EDITOR))

    page = client.get(sharing)

    assertContains(page, "Only publishers and managers at Elm can")
    assertNotContains(page, '<input type="radio"')


def test_it_stops_following_and_follows_again(client, sharing, copy, framework, leader):
    client.force_login(leader)
    assertContains(client.get(sharing), f"It follows {framework}")

    client.post(reverse("copy_stop_following", args=["elm"]))
    copy.framework.refresh_from_db()
    assert copy.framework.follows is None
    assertContains(client.get(sharing), "It follows nobody now")

    client.post(reverse("copy_follow_again", args=["elm"]))
    copy.framework.refresh_from_db()
    assert copy.framework.follows == framework


def test_an_authority_is_asked_nothing_about_following(client, framework):
    client.force_login(member(framework.organisation, Role.EDITOR))

    page = client.get(reverse("framework_sharing", args=[framework.slug]))

    assertNotContains(page, "It follows")
    assertNotContains(page, "your wording")


def test_the_desk_says_what_a_copy_follows(client, copy, framework, leader):
    client.force_login(leader)

    page = client.get(reverse("desk"))

    assertContains(page, f"<dt>Follows</dt><dd>{framework}</dd>", html=True)


def test_a_trusts_copy_is_followed_by_its_schools(client, framework, trust, school, leader):
    draft = copies.make(
        framework=framework, organisation=trust, by=(head := member(trust, Role.PUBLISHER))
    )
    followed = publish(draft, head)
    client.force_login(leader)

    client.post(
        reverse("copy_make", args=[followed.slug, school.slug]),
        {"title": "Ours", "visibility": "members"},
    )

    assert Framework.objects.get(organisation=school).follows.follows == framework


@pytest.mark.parametrize("page", ["where", "make"])
def test_who_is_not_signed_in_is_told_what_it_is_and_who_may(client, framework, page, request):
    address = request.getfixturevalue(page)

    response = client.get(address, follow=True)

    assert response.redirect_chain == [(f"/accounts/login/?next={address}", 302)]
    html = response.content.decode()
    explained = html.index("Use this in our school")
    assert explained < html.index("Who may:") < html.index("<form")
    assert f'href="{framework.get_absolute_url()}"' in html
    assert f'name="next" value="{address}"' in html


def test_signing_in_leads_on_to_where_they_were_going(client, where, leader):
    leader.set_password("what-elm-knows")
    leader.save()
    EmailAddress.objects.create(user=leader, email=leader.email, primary=True, verified=True)
    page = f"/accounts/login/?next={where}"

    wrong = client.post(page, {"login": leader.email, "password": "no", "next": where})
    right = client.post(page, {"login": leader.email, "password": "what-elm-knows", "next": where})

    assertContains(wrong, "Who may:")
    assertRedirects(right, where, fetch_redirect_response=False)


def test_it_is_said_the_same_of_what_is_not_there(client, db):
    """So that it gives away no framework that is for members only."""
    here, elsewhere = (
        client.get(f"/accounts/login/?next=/frameworks/{slug}/use/").content.decode()
        for slug in ("thornshire", "nowhere")
    )

    assert "Who may:" in here
    assert "Who may:" in elsewhere


@pytest.mark.parametrize(
    "to", ["/desk/", "", "https://example.org/frameworks/x/", "//[x", "/\\x", "x" * 3000, "/%00"]
)
def test_the_page_to_sign_in_explains_nothing_else(client, db, to):
    response = client.get("/accounts/login/", {"next": to})

    assertNotContains(response, "Who may:")


def test_the_first_draft_of_a_copy_can_be_started_again(client, copy, edition, leader):
    """Discarded before anything was published, it begins with what it follows, not empty."""
    client.force_login(leader)
    start = reverse("draft_start", args=["elm"])
    drafts.discard(edition=copy, by=leader)

    assertContains(client.get(start), "The draft begins with the 2025 edition of")
    client.post(start)

    again = copy.framework.editions.drafts().get()
    assert store.read(again.grid) == store.read(copy.grid)
    assert (again.based_on, again.title) == (edition, copy.title)


def test_the_first_draft_begins_empty_where_what_it_follows_is_withdrawn(
    client, copy, edition, leader
):
    withdraw(edition=edition, by=member(edition.framework.organisation, Role.PUBLISHER), reason="x")
    drafts.discard(edition=copy, by=leader)

    draft = drafts.start(framework=Framework.objects.get(slug="elm"), by=leader)

    assert store.read(draft.grid) == GridSnapshot()
