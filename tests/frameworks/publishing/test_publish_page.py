"""The page from which a draft is published: what it shows, who may, and what it keeps."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import publishing
from frameworks.actions.withdrawing import withdraw
from frameworks.models import Edition
from frameworks.queries import changes
from opportunities.models import Opportunity, Stage
from tests.builders import draft_of, grid, key, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead <script>alert(1)</script> on"]})
URL = "/desk/thornshire/publish/"


@pytest.fixture
def draft():
    return draft_of(published(OLD), NEW)


@pytest.fixture
def publisher(draft):
    return member(draft.framework.organisation, Membership.Role.PUBLISHER, name="P. Ashworth")


@pytest.fixture
def at_desk(client, publisher):
    client.force_login(publisher)
    return client


def filled_in(draft: Edition, step: str, **fields: object) -> dict[str, object]:
    return {
        "label": "2027",
        "note": "",
        "when": "now",
        "date": "",
        "time": "08:00",
        "seen": changes.fingerprint(draft),
        "step": step,
        **fields,
    }


def status(draft: Edition) -> str:
    return Edition.objects.get(pk=draft.pk).status


def test_the_page_says_what_is_new_and_what_was_found(at_desk, draft):
    Opportunity.objects.filter(grid=draft.grid, text="Join in").update(
        text="Join in at http://example.org/<b>"
    )

    response = at_desk.get(URL)

    html = response.content.decode()
    assert response["Cache-Control"].startswith("max-age=0")
    assert "<strong>" + changes.since_published(draft).summary in html
    assert "“http://example.org/” is not secure" in html
    assert f'href="/desk/thornshire/draft/lines/{key("NQT/School/0")}/"' in html
    assert "Nothing stops it" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("is_taken", [True, False])
def test_this_year_is_the_label_that_is_offered_unless_it_is_taken(client, is_taken):
    year = str(timezone.localdate().year)
    draft = draft_of(published(OLD, label=year if is_taken else "First"), NEW)
    client.force_login(member(draft.framework.organisation, Membership.Role.PUBLISHER))

    html = client.get(URL).content.decode()

    assert ('name="label"' in html, f'value="{year}"' in html) == (True, not is_taken)


def test_a_check_that_found_one_thing_shows_it_at_once(at_desk, draft):
    line = Opportunity.objects.filter(grid=draft.grid, text="Join in")
    line.update(text="Join in at http://example.org/")
    grouped = at_desk.get(URL).context["checks"]["warning"]
    html = at_desk.get(URL).text

    lone = sum(len(group["findings"]) == 1 for group in grouped)
    assert lone > 0
    assert html.count('cpd-checkgroup" open>') == lone


def test_blockers_are_shown_and_stop_the_first_step(at_desk, draft):
    Stage.objects.filter(grid=draft.grid).update(name="")

    html = at_desk.get(URL).content.decode()
    answer = at_desk.post(URL, filled_in(draft, "check", note="Kept")).content.decode()

    assert "Stage 1 has no name." in html
    assert "<strong>Not yet.</strong>" in html
    assert "Publish it now?" not in answer
    assert "Kept</textarea>" in answer


def test_looking_it_over_writes_nothing(at_desk, draft):
    html = at_desk.post(
        URL, filled_in(draft, "check", note="<b>New</b>", corrects_only="on")
    ).content.decode()

    assert "Publish it now?" in html
    assert "&lt;b&gt;New&lt;/b&gt;" in html
    assert "follow" not in html.split('id="main"')[1]
    assert 'name="corrects_only" value="True"' in html
    assert status(draft) == "draft"


def test_more_than_corrected_wording_is_told_where_it_is_marked_as_that_only(at_desk, draft):
    more = "It does more than correct wording: 1 added."

    assert more in at_desk.post(URL, filled_in(draft, "check", corrects_only="on")).text
    assert more not in at_desk.post(URL, filled_in(draft, "check")).text


def test_corrected_wording_alone_is_told_as_that(at_desk, draft):
    Opportunity.objects.filter(grid=draft.grid).exclude(text="Join in").delete()
    Opportunity.objects.filter(grid=draft.grid).update(text="Join in.")

    html = at_desk.post(URL, filled_in(draft, "check", corrects_only="on")).text

    assert "1 reworded" in html
    assert "more than correct wording" not in html


def test_going_back_keeps_what_was_typed(at_desk, draft):
    html = at_desk.post(
        URL, filled_in(draft, "edit", label="Mine", note="My note", corrects_only="True")
    ).content.decode()

    assert 'value="Mine"' in html
    assert "My note</textarea>" in html
    assert "checked" in html.split('id="id_corrects_only"')[1][:20] or "checked" in html
    assert status(draft) == "draft"


def test_the_right_person_publishes(at_desk, draft, publisher):
    response = at_desk.post(URL, filled_in(draft, "publish", note="Hello"), follow=True)

    html = response.content.decode()
    assert response.redirect_chain == [(URL, 302)]
    assert "“2027” is published. Readers see it now." in html
    assert "Readers see this one" in html
    assert Edition.objects.get(pk=draft.pk).published_by == publisher
    page = at_desk.get("/frameworks/thornshire/").content.decode()
    assert "Hello" in page
    assert "2027 edition" in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"label": ""}, "Give the edition a label"),
        ({"label": "2026"}, "already"),
        ({"label": "🎉"}, "needs a letter"),
        ({"label": "x" * 300}, "has 300 characters"),
        ({"note": "x" * 2001}, "Use 2,000 characters"),
        ({"when": "soon"}, "Select a valid choice"),
        ({"when": "later"}, "Give the date on which"),
        ({"when": "later", "date": "2020-01-01"}, "still to come"),
        ({"when": "later", "date": "tomorrow"}, "day, month and year"),
        ({"when": "later", "date": "2999-01-01", "time": "25:00"}, "hours and minutes"),
        ({"seen": "forged"}, "has changed since you looked"),
    ],
)
def test_what_does_not_fit_is_told_and_what_was_typed_is_kept(at_desk, draft, fields, says):
    typed = {"note": "My <b>note</b>", **fields}

    html = at_desk.post(URL, filled_in(draft, "publish", **typed)).content.decode()

    assert says in html
    assert typed["note"].replace("<", "&lt;").replace(">", "&gt;") in html
    assert status(draft) == "draft"
    assert Edition.objects.get(pk=draft.pk).due_at is None


def test_a_draft_changed_meanwhile_shows_the_new_changes_and_can_be_published_then(at_desk, draft):
    seen = filled_in(draft, "publish")
    Opportunity.objects.filter(grid=draft.grid, text="Join in").update(text="Join up")

    html = at_desk.post(URL, seen).content.decode()

    assert "has changed since you looked" in html
    assert changes.fingerprint(draft) in html
    at_desk.post(URL, filled_in(draft, "publish"))
    assert status(draft) == "published"


def test_the_second_publisher_is_told(at_desk, draft, publisher):
    form = filled_in(draft, "publish")
    publishing.publish(edition=draft, by=publisher, label="2027")

    html = at_desk.post(URL, form, follow=True).content.decode()

    assert "somebody was first" in html


def test_a_date_is_set_and_taken_away(at_desk, draft):
    day = (timezone.localtime() + timedelta(days=3)).date()

    html = at_desk.post(
        URL,
        filled_in(draft, "publish", when="later", date=day.isoformat(), time="09:30"),
        follow=True,
    ).content.decode()

    assert f"will be published on {day.day} " in html
    assert "at 09:30" in html
    assert "Take the date away" in html
    assert f'value="{day.isoformat()}"' in html
    html = at_desk.post(f"{URL}call-off/", follow=True).content.decode()
    assert "The date is taken away" in html
    assert Edition.objects.get(pk=draft.pk).due_at is None


POSTS = {
    "publish": URL,
    "call off": f"{URL}call-off/",
    "withdraw": "/desk/thornshire/editions/2026/withdraw/",
}


@pytest.mark.parametrize("url", POSTS.values(), ids=POSTS)
def test_anonymous_people_are_sent_to_sign_in(client, draft, url):
    response = client.post(url, filled_in(draft, "publish", reason="x"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert status(draft) == "draft"


def test_an_editor_sees_what_was_found_and_why_they_cannot_publish(client, draft):
    client.force_login(member(draft.framework.organisation, Membership.Role.EDITOR))

    html = client.get(URL).content.decode()

    assert "Nothing was found." in html
    assert "you are an editor there" in html
    assert 'name="label"' not in html
    assert "/withdraw/" not in html


@pytest.mark.parametrize("url", POSTS.values(), ids=POSTS)
@pytest.mark.parametrize("role", ["reader", "editor", "elsewhere", None])
def test_the_wrong_person_is_refused_and_an_event_says_so(client, draft, url, role):
    organisation = draft.framework.organisation
    if role == "elsewhere":
        other = published(OLD, slug="other").framework.organisation
        somebody = member(other, Membership.Role.MANAGER)
    else:
        somebody = member(organisation, role) if role else UserFactory.create()
    client.force_login(somebody)

    response = client.post(url, filled_in(draft, "publish", reason="x"))

    assert response.status_code == 403
    assert status(draft) == "draft"
    framework = draft.framework
    assert framework.events.filter(by=somebody, what__startswith="was refused to").count() == 1
    framework.refresh_from_db()
    assert framework.current_edition.label == "2026"


@pytest.mark.parametrize("url", POSTS.values(), ids=POSTS)
def test_what_somebody_may_not_even_see_is_not_there(client, draft, url):
    draft.framework.visibility = "members"
    draft.framework.save()
    client.force_login(UserFactory.create())

    assert client.post(url, filled_in(draft, "publish")).status_code == 404


def test_getting_withdraws_and_calls_off_nothing(at_desk, draft):
    assert at_desk.get(f"{URL}call-off/").status_code == 405
    assert at_desk.get("/desk/thornshire/editions/2026/withdraw/").status_code == 200
    assert draft.framework.editions.published().count() == 1


# --- Withdrawing ---


def test_withdrawing_says_what_will_happen_and_asks_for_a_reason(at_desk, draft):
    url = "/desk/thornshire/editions/2026/withdraw/"

    asked = at_desk.get(url).content.decode()
    refused = at_desk.post(url, {"reason": "  "}).content.decode()

    assert "readers see nothing at all" in asked
    assert "Say why it is withdrawn" in refused
    assert draft.framework.editions.published().count() == 1


def test_a_withdrawn_edition_leaves_lists_and_keeps_its_address(at_desk, draft, publisher, client):
    publishing.publish(edition=draft, by=publisher, label="2099")

    response = at_desk.post(
        "/desk/thornshire/editions/2099/withdraw/",
        {"reason": "Wrong <script>numbers</script>"},
        follow=True,
    )

    html = response.content.decode()
    assert response.redirect_chain == [("/frameworks/thornshire/editions/2099/", 302)]
    assert "This edition was withdrawn on" in html
    assert "Wrong &lt;script&gt;numbers&lt;/script&gt;" in html
    assert "Read the 2026 edition" in html
    assert '<meta name="robots" content="noindex">' in html
    for page in ("about/", "ladder/", "stages/nqt/"):
        below = client.get(f"/frameworks/thornshire/editions/2099/{page}")
        assert "This edition was withdrawn on" in below.content.decode()
    assert "2099" not in client.get("/frameworks/thornshire/editions/").content.decode()
    assert "2099" not in client.get("/frameworks/thornshire/").content.decode()
    assert "2099" not in client.get("/frameworks/feed.atom").content.decode()


def test_a_framework_whose_only_edition_is_withdrawn_says_so(client, draft, publisher):
    edition = draft.framework.current_edition
    withdraw(edition=edition, by=publisher, reason="Wrong")

    gone = client.get("/frameworks/thornshire/")
    kept = client.get("/frameworks/thornshire/editions/2026/")

    assert gone.status_code == 404
    assert "These were withdrawn:" in gone.content.decode()
    assert "/frameworks/thornshire/editions/2026/" in gone.content.decode()
    assert kept.status_code == 200
    assert "no other edition to read now" in kept.content.decode()


def test_another_frameworks_edition_cannot_be_withdrawn_from_here(at_desk, draft):
    published(OLD, slug="other", label="2031")

    response = at_desk.post("/desk/thornshire/editions/2031/withdraw/", {"reason": "x"})

    assert response.status_code == 404


@pytest.mark.parametrize("editions", [1, 3])
def test_the_publish_page_takes_as_many_queries_for_one_edition_as_for_three(
    at_desk, draft, django_assert_num_queries, editions
):
    for number in range(1, editions):
        published(OLD, label=f"202{number}")
    at_desk.get(URL)  # the published grid is remembered from here on

    with django_assert_num_queries(21):
        at_desk.get(URL)
