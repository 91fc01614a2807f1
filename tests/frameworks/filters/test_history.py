"""The history of a framework: who may see it, its filters, and its download."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import drafts
from frameworks.actions.withdrawing import withdraw
from frameworks.models import Event
from tests.builders import grid, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

URL = "/desk/thornshire/history/"
CSV = "/desk/thornshire/history.csv"


@pytest.fixture
def framework():
    return published(grid({("NQT", "School"): ["Join in"]})).framework


@pytest.fixture
def publisher(framework):
    return member(framework.organisation, Membership.Role.PUBLISHER, name="P. Ashworth")


@pytest.fixture
def at_desk(client, publisher):
    client.force_login(publisher)
    return client


def event(framework, **fields):
    return Event.objects.create(framework=framework, **{"what": "reworded", **fields})


def test_events_are_told_in_words(at_desk, framework, publisher):
    withdraw(edition=framework.current_edition, by=publisher, reason="Wrong <script>x</script>")

    html = at_desk.get(URL).content.decode()

    assert "<strong>P. Ashworth</strong> withdrew 2026 edition" in html
    assert "Wrong &lt;script&gt;x&lt;/script&gt;" in html
    assert "<strong>The site</strong> added" in html


def test_what_changed_in_a_row_is_shown_without_its_keys(at_desk, framework):
    key = "5f9c1f8e-3f0a-5c6e-9a5b-0123456789ab"
    event(
        framework,
        about="“Join in”",
        before={"opportunities": {key: {"key": key, "text": "Join in", "details": []}}},
        after={"opportunities": {key: {"key": key, "text": "Join <b>up</b>", "details": ["E.g."]}}},
    )

    html = at_desk.get(URL).content.decode()

    assert "Join in</del>" in html
    assert "Join &lt;b&gt;up&lt;/b&gt;" in html
    assert key not in html


def test_choices_are_shown_by_their_labels(at_desk, framework):
    row = {"name": "ECT", "group": "teachers", "family": "early-career", "roles": []}
    event(framework, what="added", about="“ECT”", after={"rows": {"stages": {"k": row}}})

    html = at_desk.get(URL).text

    assert "<dt>Kind of staff</dt><dd><span>Teachers</span>" in html
    assert "<dt>Career stage</dt><dd><span>Early career teacher</span>" in html
    assert "early-career" not in html


def test_who_sees_a_copy_is_told_as_on_its_page(at_desk, framework):
    seen = {"follows": "hampshire", "based_on": "2022", "visibility": "members"}
    event(framework, what="made a copy of", about="Hampshire: CPD Framework", after=seen)
    event(framework, what="changed who sees", before={"visibility": "members"}, after=seen)
    event(framework, what="published", after={"corrects_only": True})

    html = at_desk.get(URL).text

    assert "<dt>Who sees it</dt><dd><span>Members of the organisation</span>" in html
    assert "<dt>Only corrects wording</dt><dd><span>yes</span>" in html
    for raw in ("hampshire", "visibility", "corrects_only", ">members<"):
        assert raw not in html.lower().split("<main")[1].replace("hampshire: cpd", "")


def test_what_several_rows_have_alike_is_said_once(at_desk, framework):
    noted = {f"k{number}": {"note": "Ask Jo"} for number in range(16)}
    event(framework, about="a note in 16 places", after={"rows": {"placements": noted}})

    assert at_desk.get(URL).text.count("<dt>Note</dt><dd><span>Ask Jo</span>") == 1


def test_what_was_undone_is_told_after_a_colon(at_desk, framework):
    done = event(framework, what="took in", about="the 2027 edition")
    event(framework, what="undid", about=f"{done.words} {done.about}", of=done)

    assert "undid: updated to the 2027 edition" in at_desk.get(URL).text


def test_a_draft_is_named_once(at_desk, framework, publisher):
    draft = drafts.start(framework=framework, by=publisher)
    event(framework, what="started a draft", edition=draft)

    assert "started a draft</p>" in at_desk.get(URL).text


def test_rows_are_counted_where_an_event_changed_many(at_desk, framework):
    lines = {f"k{number}": {"text": f"Line {number}", "details": []} for number in range(20)}
    gone = {"old": {"text": "Line that went", "details": []}}
    changed = {"s": {"name": "ECT"}}
    event(
        framework,
        what="brought in",
        before={"rows": {"opportunities": dict.fromkeys(lines) | gone, "stages": changed}},
        after={"rows": {"opportunities": lines | {"old": None}, "stages": {"s": {"name": "E"}}}},
    )

    html = at_desk.get(URL).text

    assert "<dt>Opportunities</dt><dd><span>20 added, 1 removed</span>" in html
    assert "<dt>Stages</dt><dd><span>1 changed</span>" in html
    assert "Line 1" not in html
    assert "20 added, 1 removed" in at_desk.get(CSV).text


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", 4),
        ("?what=moved", 1),
        ("?about=APPLE", 1),
        ("?since={today}", 3),
        ("?until={yesterday}", 1),
        ("?by={publisher}", 1),
    ],
)
def test_a_filter_narrows(at_desk, framework, publisher, query, left):
    old = event(framework, what="moved", about="Apple")
    Event.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=1))
    event(framework, by=publisher)
    event(framework)
    query = query.format(
        today=timezone.localdate(),
        yesterday=timezone.localdate() - timedelta(days=1),
        publisher=publisher.pk,
    )

    html = at_desk.get(URL + query).content.decode()
    rows = at_desk.get(CSV + query).content.decode().strip().splitlines()

    assert f"<strong>{left}</strong> event" in html
    assert len(rows) == left + 1


@pytest.mark.parametrize(
    "query", ["?by={stranger}", "?what=nonsense", "?since=nonsense", "?page=99", "?famly=x"]
)
def test_nonsense_narrows_nothing_and_there_is_no_file_of_it(at_desk, framework, query):
    event(framework)
    query = query.format(stranger=UserFactory.create().pk)

    html = at_desk.get(URL + query).content.decode()
    file = at_desk.get(CSV + query)

    assert "<strong>2</strong> event" in html
    assert (file.status_code, file["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert file.content.decode().startswith(f"{query[1:].partition('=')[0]}: ")


def test_the_download_holds_no_formula_and_no_other_framework(at_desk, framework):
    other = published(grid({("NQT", "School"): ["Other"]}), slug="other").framework
    event(other, about="Secret")
    event(framework, about="=HYPERLINK(1)", after={"text": "<script>"})

    response = at_desk.get(CSV)

    said = response.content.decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "thornshire-history.csv" in response["Content-Disposition"]
    assert "'=HYPERLINK(1)" in said
    assert "text: <script>" in said
    assert "Secret" not in said


@pytest.mark.parametrize("url", [URL, CSV])
@pytest.mark.parametrize("role", ["reader", "elsewhere", None])
def test_the_wrong_person_does_not_see_it(client, framework, url, role):
    organisation = framework.organisation
    if role == "elsewhere":
        other = published(grid({("NQT", "School"): ["Other"]}), slug="other")
        organisation, role = other.framework.organisation, "manager"
    client.force_login(member(organisation, role) if role else UserFactory.create())

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("url", [URL, CSV])
def test_anonymous_people_are_sent_to_sign_in(client, framework, url):
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_as_many_queries_for_one_event_as_for_three(
    at_desk, framework, publisher, django_assert_num_queries, count
):
    for _ in range(count):
        event(framework, by=publisher, edition=framework.current_edition)

    with django_assert_num_queries(11):
        at_desk.get(URL)


def test_many_events_stand_on_several_pages(at_desk, framework):
    Event.objects.bulk_create(Event(framework=framework, what="moved") for _ in range(60))

    html = at_desk.get(f"{URL}?what=moved&page=2").content.decode()

    assert "<strong>60</strong> events" in html
    assert "?what=moved&amp;page=1" in html
