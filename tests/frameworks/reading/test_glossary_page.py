"""The glossary: every term, what became of it, and where it is printed."""

import re

import pytest

from cpd_site.serving import caches
from frameworks.models import Framework
from frameworks.queries.glossary import where_printed
from opportunities.text.glossary import entries
from tests.builders import grid, published

pytestmark = pytest.mark.django_db


def names(term):
    return [place.name for place in where_printed()[term]]


def test_every_term_stands_on_the_page_at_an_address_of_its_own(client):
    page = client.get("/glossary/").content.decode()

    assert [entry.slug for entry in entries() if f'<div id="{entry.slug}">' not in page] == []
    letters = re.findall(r'<a href="#(letter-\w)">', page)
    assert letters == sorted({f"letter-{entry.slug[0]}" for entry in entries()})
    assert all(f'<h2 id="{letter}">' in page for letter in letters)


def test_what_became_of_a_term_is_told_with_its_source(client):
    page = client.get("/glossary/").content.decode()

    assert page.count("<strong>Today:</strong>") == len([one for one in entries() if one.today])
    assert "Source: DfE induction guidance as reported by The Key, NEU." in page


@pytest.mark.parametrize("url", ["/", "/frameworks/wigan/about/", "/accessibility/"])
def test_other_pages_lead_there(client, url):
    assert '<a href="/glossary/">' in client.get(url).content.decode()


def test_every_term_but_todays_is_printed_in_one_of_the_five_and_leads_to_it(client):
    printed = where_printed()

    typed = [term for term, places in printed.items() if not places]
    assert typed == ["DSL", "ECF", "ECT", "ECTE", "QTS", "TSH"]
    for url in {place.url for places in printed.values() for place in places}:
        if not url.startswith("/opportunities/"):
            assert client.get(url).status_code == 200


def test_a_term_leads_to_the_lines_that_have_it_or_else_to_where_it_is():
    printed = where_printed()

    assert names("NQT") == ["Cambridgeshire", "Hampshire", "Lancashire", "Torbay", "Wigan"]
    assert "Cambridgeshire" not in names("performance management")
    assert [place.url for place in printed["T&L"]] == [
        "/opportunities/?q=T%26L&framework=cambridgeshire"
    ]
    assert [place.url for place in printed["CEO"]] == ["/frameworks/cambridgeshire/"]
    assert [place.url for place in printed["TDA"]] == ["/frameworks/wigan/about/"]


def test_a_framework_counts_as_soon_as_it_is_published_and_no_longer_when_it_is_closed():
    assert names("TIPD") == ["Wigan"]
    published(grid({("A", "School"): ["Visit abroad (TIPD)"]}), slug="thornshire")
    assert len(names("TIPD")) == 2
    Framework.objects.filter(slug="wigan").update(visibility=Framework.Visibility.MEMBERS)
    assert "Wigan" not in names("TIPD")
    Framework.objects.update(visibility=Framework.Visibility.MEMBERS)
    assert names("TIPD") == []


def test_it_takes_as_many_queries_for_many_frameworks_as_for_few(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    caches.clear()
    with django_assert_max_num_queries(6) as few:
        client.get("/glossary/")
    with django_assert_num_queries(1):
        client.get("/glossary/")
    for number in range(3):
        published(grid({("A", "School"): ["An NQT"]}), slug=f"thornshire-{number}")
    with django_assert_num_queries(len(few)):
        client.get("/glossary/")
