"""The pages on which an authority sees who follows it, and what they made of its lines."""

import csv
import io

import pytest
from django.core.cache import caches
from django.urls import reverse

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, drafts
from frameworks.models import CopySummary, Framework
from tests.factories import OrganisationFactory, member
from tests.frameworks.followers.conftest import follows, leader_of, publish_next, shown
from tests.frameworks.updates.copies import BASE, OURS, THEIRS, hidden, reworded

pytestmark = pytest.mark.django_db

Role = Membership.Role
LIST = "/desk/thornshire/followers/"
LINES = f"{LIST}lines/"
CSV = "/desk/thornshire/followers.csv"


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["impact"].clear()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def rows_of(response) -> dict[str, dict[str, str]]:
    read = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    return {row["School or trust"]: row for row in read}


def test_each_copy_stands_there_with_what_it_did(at_desk, edition):
    follows(edition, "elm", OURS)
    oak = follows(edition, "oak", BASE).organisation
    oak.status = Organisation.Status.CLOSED
    oak.save()
    publish_next(edition.framework, THEIRS, "2026")
    publish_next(edition.framework, BASE, "2027")

    html = text_of(at_desk.get(LIST))
    rows = rows_of(at_desk.get(CSV))

    assert "<strong>2</strong> <span>follow</span>" in html
    assert html.count("Waiting since the 2026 edition") == 2
    assert "Closed</span>" in html
    elm = rows["Elm School"]
    assert (elm["Based on"], elm["How it stands"]) == ("2025", "Waiting since the 2026 edition")
    assert [elm[f"Lines {what}"] for what in ("hidden", "changed", "added")] == ["1", "3", "0"]
    assert rows["Oak School"]["Closed"] == "Yes"
    assert rows["Oak School"]["Lines changed"] == "0"


def test_drafts_are_nobodys_business(at_desk, edition):
    copy = follows(edition, "elm", OURS)
    drafts.start(framework=copy, by=leader_of(copy))
    follows(edition, "oak")

    rows = rows_of(at_desk.get(CSV))

    assert rows["Elm School"]["How it stands"] == "Up to date"
    oak = rows["Oak School"]
    assert oak["How it stands"] == "Not published yet"
    assert (oak["Based on"], oak["Published on"], oak["Lines hidden"]) == ("", "", "")


def test_of_one_that_stopped_no_more_is_told(at_desk, edition):
    copy = follows(edition, "elm", OURS)
    copies.stop_following(framework=copy, by=leader_of(copy))

    html = text_of(at_desk.get(LIST))
    elm = rows_of(at_desk.get(CSV))["Elm School"]

    assert "<strong>0</strong> <span>follow</span>" in html
    assert (elm["How it stands"], elm["Lines changed"]) == ("Stopped following", "")
    assert "No line was reworded" in text_of(at_desk.get(LINES))


def test_who_may_not_see_it_any_more_is_told_apart(at_desk, edition):
    framework = edition.framework
    follows(edition, "elm", BASE)
    follows(edition, "oak", BASE, parent=framework.organisation)
    Framework.objects.filter(pk=framework.pk).update(visibility="members")

    rows = rows_of(at_desk.get(CSV))

    assert rows["Elm School"]["How it stands"] == "Cannot see it any more"
    assert rows["Oak School"]["How it stands"] == "Up to date"


def test_a_trust_sees_its_own_schools_and_the_authority_how_many(client, at_desk, edition):
    trust = follows(edition, "ash", BASE, kind=Organisation.Kind.TRUST)
    follows(shown(trust), "elm", BASE, parent=trust.organisation)

    above = rows_of(at_desk.get(CSV))
    client.force_login(leader_of(trust))
    below = rows_of(client.get(reverse("follower_csv", args=[trust.slug])))

    assert list(above) == ["Ash School"]
    assert above["Ash School"]["Followed by"] == "1"
    assert list(below) == ["Elm School"]
    assert client.get(LIST).status_code == 403


def test_only_what_everybody_may_read_is_linked(at_desk, edition):
    elm, oak = follows(edition, "elm", BASE), follows(edition, "oak", BASE)
    copies.change_visibility(framework=elm, by=leader_of(elm), visibility="public")

    html = at_desk.get(LIST).content.decode()

    assert f'href="/frameworks/{elm.slug}/"' in html
    assert oak.slug not in html.replace("Oak", "")


def test_filters_narrow_and_say_what_they_do_not_know(at_desk, edition):
    follows(edition, "elm", OURS)
    publish_next(edition.framework, THEIRS, "2026")
    follows(shown(edition.framework), "oak", BASE)

    def names(query):
        return list(rows_of(at_desk.get(f"{CSV}?{query}")))

    assert names("state=waiting") == ["Elm School"]
    assert names("state=up-to-date") == ["Oak School"]
    assert names("name=oak") == ["Oak School"]
    assert names("sort=based-on") == ["Elm School", "Oak School"]
    assert names("sort=hid") == ["Elm School", "Oak School"]
    html = text_of(at_desk.get(f"{LIST}?state=<script>&name=elm"))
    assert "Select a valid choice" in html
    assert "<script>&" not in html
    assert "Elm School" in html
    assert "Oak School" not in html.split("<tbody")[1]


def test_a_name_is_harmless_on_the_page_and_in_a_spreadsheet(at_desk, edition):
    follows(edition, "elm", BASE, name="=cmd()<script>alert(1)</script>")

    assert "<script>alert" not in at_desk.get(LIST).content.decode()
    assert "'=cmd()<script>alert(1)</script>" in rows_of(at_desk.get(CSV))


def test_nobody_follows_says_what_will_stand_there(at_desk, edition):
    for url in (LIST, LINES):
        html = text_of(at_desk.get(url))
        assert "cpd-note__head" in html
    assert "Nobody follows it yet" in text_of(at_desk.get(LIST))


def test_lines_are_counted_and_only_shared_wording_is_read(at_desk, edition):
    elm = follows(edition, "elm", OURS)
    oak = follows(edition, "oak", reworded(BASE, Join_in="Join <script>in</script>"))
    follows(edition, "ash", hidden(BASE, "Join in"))
    copies.share_wording(framework=oak, by=leader_of(oak), shares=True)

    html = text_of(at_desk.get(LINES))

    first = html.split("<li> <div>")[1]
    assert ">Join in</a>" in first
    assert "Reworded by <strong>2</strong> of 3" in first
    assert "Hidden by <strong>1</strong> of 3" in first
    assert "Join &lt;script&gt;in&lt;/script&gt;" in first
    assert "Ms Hill" not in html
    assert "/frameworks/thornshire/stages/nqt/" in first
    assert elm.shares_wording is False


def test_lines_of_one_copy_are_said_to_be_of_the_one(at_desk, edition):
    follows(edition, "elm", OURS)

    assert "that the one published copy reworded or hid</p>" in text_of(at_desk.get(LINES))


def test_what_is_not_kept_is_a_dash(at_desk, edition):
    follows(edition, "elm", OURS)
    CopySummary.objects.all().delete()

    assert rows_of(at_desk.get(CSV))["Elm School"]["Lines hidden"] == ""


@pytest.mark.parametrize("role", [Role.READER, None])
@pytest.mark.parametrize("url", [LIST, LINES, CSV, f"{LIST}effect/"])
def test_a_reader_and_a_stranger_are_told_why_not(client, edition, role, url):
    where = edition.framework.organisation if role else OrganisationFactory.create()
    client.force_login(member(where, role or Role.MANAGER))

    response = client.get(url)

    assert response.status_code == 403
    assert "see who follows it" in response.content.decode()


def test_site_staff_may_look(client, edition):
    staff = member(OrganisationFactory.create(), Role.READER, is_staff=True)
    client.force_login(staff)

    assert client.get(LIST).status_code == 200


QUERIES = {LIST: 11, LINES: 9, CSV: 7}


@pytest.mark.parametrize("url", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_as_many_queries_for_one_copy_as_for_three(
    at_desk, edition, django_assert_num_queries, url, count
):
    for number in range(count):
        copy = follows(edition, f"school-{number}", OURS)
        copies.share_wording(framework=copy, by=leader_of(copy), shares=True)
    at_desk.get(url)  # the published grid is remembered from here on

    with django_assert_num_queries(QUERIES[url]):
        at_desk.get(url)


def test_sharing_is_an_event_and_asked_of_publishers(client, edition):
    copy = follows(edition, "elm", OURS)
    url = reverse("copy_share_wording", args=[copy.slug])
    client.force_login(member(copy.organisation, Role.EDITOR))
    assert client.post(url, {"shares": "on"}).status_code == 403
    client.force_login(leader_of(copy))

    client.post(url, {"shares": "on"})
    client.post(url, {"shares": "on"})
    page = text_of(client.get(reverse("framework_sharing", args=[copy.slug])))

    copy.refresh_from_db()
    assert copy.shares_wording
    assert copy.events.filter(what="shared its wording with").count() == 1
    assert "It cannot read your words" in page
    assert "checked" in page.split('name="shares"')[1].split(">")[0]
    client.post(url, {})
    assert copy.events.filter(what="no longer shares its wording with").count() == 1


def test_what_is_no_copy_has_nothing_to_share(at_desk, edition):
    publisher = member(edition.framework.organisation, Role.PUBLISHER)
    at_desk.force_login(publisher)

    html = text_of(at_desk.post("/desk/thornshire/sharing/wording/", {"shares": "on"}, follow=True))

    assert "there is nobody to share with" in html
