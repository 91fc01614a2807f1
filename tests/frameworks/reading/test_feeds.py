"""The Atom feeds."""

from xml.etree import ElementTree

import pytest

from cpd_site.models import Membership
from cpd_site.serving.page_cache import MARK
from frameworks.actions.publishing import publish
from frameworks.models import Framework
from tests.builders import draft_of, grid, published
from tests.factories import member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]})
ALL, ONE = "/frameworks/feed.atom", "/frameworks/thornshire/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def edition():
    old = published(OLD)
    publisher = member(old.framework.organisation, Membership.Role.PUBLISHER)
    return publish(
        edition=draft_of(old, NEW),
        by=publisher,
        label="2027 <b>",
        note="<script>alert(1)</script> & more",
    )


def entries(response):
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    return feed.findall(f"{ATOM}entry")


def test_a_framework_has_a_feed_of_its_editions(client, edition):
    response = client.get(ONE)

    newest, oldest = entries(response)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response[MARK] == "yes"
    assert newest.findtext(f"{ATOM}title").endswith("2027 <b> edition")
    assert newest.find(f"{ATOM}link").get("href") == (
        "http://testserver/frameworks/thornshire/editions/2027-b/"
    )
    summary = newest.findtext(f"{ATOM}summary")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in summary
    assert edition.changed in summary
    assert oldest.findtext(f"{ATOM}title").endswith("2026 edition")


def test_one_feed_has_them_all_the_newest_first(client, edition):
    found = entries(client.get(ALL))

    published = [entry.findtext(f"{ATOM}published") for entry in found]
    assert len(found) == 7
    assert published == sorted(published, reverse=True)


def test_what_not_everybody_may_read_is_in_no_feed(client, edition):
    draft_of(edition, OLD, label="2028")
    other = published(OLD, slug="other")
    Framework.objects.filter(pk=other.framework_id).update(visibility="members")

    assert len(entries(client.get(ALL))) == 7
    assert len(entries(client.get(ONE))) == 2
    assert client.get("/frameworks/other/feed.atom").status_code == 404
    assert client.get("/frameworks/nowhere/feed.atom").status_code == 404


def test_control_characters_do_not_break_it(client):
    published(OLD, title="Bell\x07", label="2026")
    Framework.objects.filter(slug="thornshire").update(title="Bell\x07")

    assert len(entries(client.get(ONE))) == 1


@pytest.mark.parametrize("editions", [1, 3])
def test_a_feed_takes_as_many_queries_for_one_edition_as_for_three(
    client, django_assert_num_queries, editions
):
    for number in range(editions):
        published(OLD, label=f"202{number}")

    with django_assert_num_queries(2):
        client.get(ONE)


def test_pages_lead_to_the_feeds(client, edition):
    html = client.get("/frameworks/thornshire/").content.decode()

    assert f'type="application/atom+xml" href="{ALL}"' in html
    assert f'type="application/atom+xml" href="{ONE}"' in html
    assert f'href="{ALL}"' in client.get("/").content.decode()
