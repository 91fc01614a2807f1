"""What search engines are told: which pages there are, which one is meant, what it is about."""

import json
import re
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frameworks.models import Framework
from frameworks.pages.sitemaps import OpportunityPages
from opportunities.models import Opportunity
from tests.builders import grid, key, published
from tests.frameworks.reading.test_reading_pages import PAGES

pytestmark = pytest.mark.django_db

FRAMES = [url for url in PAGES if url.endswith("/frame/")]
HTML_PAGES = [url for url in PAGES if "." not in url and url not in ("/healthz", *FRAMES)]
SITE = "http://testserver"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = "</script><script>alert('x')</script> \\ \"'&<!-- é\u2028"


def text(client, url):
    return client.get(url).content.decode()


def structured(page):
    """What the page says of itself, by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    things = [json.loads(each) for each in found]
    assert all(thing["@context"] == "https://schema.org" for thing in things)
    return {thing["@type"]: thing for thing in things}


def located(client, address):
    root = ElementTree.fromstring(client.get(address).content)
    return [found.text for found in root.iter(f"{NAMESPACE}loc")]


def mapped(client):
    """The addresses in the site map, part by part."""
    parts = located(client, "/sitemap.xml")
    return [found for part in parts for found in located(client, part.removeprefix(SITE))]


def test_the_site_map_lists_every_page_once_and_none_that_is_filtered(client):
    addresses = mapped(client)

    assert len(addresses) == len(set(addresses))
    assert all(address.startswith(f"{SITE}/") and "?" not in address for address in addresses)
    for path in (
        "/",
        "/frameworks/",
        "/frameworks/torbay/",
        "/frameworks/torbay/ladder/",
        "/frameworks/torbay/coverage/",
        "/frameworks/torbay/about/",
        "/frameworks/torbay/stages/nqt/",
        "/stages/early-career/",
        "/glossary/",
        f"/opportunities/{Opportunity.objects.order_by('pk')[0].key}/",
    ):
        assert SITE + path in addresses


def test_every_page_in_the_site_map_is_there(client):
    paths = [urlsplit(address).path for address in mapped(client)]
    of_one = [path for path in paths if re.match("/opportunities/.", path)]
    addresses = [path for path in paths if path not in of_one] + of_one[:20]

    assert dict.fromkeys(addresses, 200) == {
        path: client.get(path).status_code for path in addresses
    }


def test_the_site_map_says_when_a_framework_was_published(client):
    published(grid({("NQT", "School"): ["Join in"]}))
    stages, site = (dates(client, f"/sitemap-{part}.xml") for part in ("stages", "site"))

    assert stages[f"{SITE}/frameworks/thornshire/stages/nqt/"] == "2026-01-02"
    assert site[f"{SITE}/"] is None
    assert dates(client, "/sitemap-opportunities.xml")[
        f"{SITE}/opportunities/{key('Join in')}/"
    ].startswith("2026-01-02")


def dates(client, address):
    root = ElementTree.fromstring(client.get(address).content)
    return {
        entry.findtext(f"{NAMESPACE}loc"): entry.findtext(f"{NAMESPACE}lastmod") for entry in root
    }


def test_many_opportunities_come_in_parts(client, monkeypatch):
    monkeypatch.setattr(OpportunityPages, "limit", 500)
    everything = Opportunity.objects.values_list("key", flat=True)

    parts = [part for part in located(client, "/sitemap.xml") if "opportunities" in part]
    addresses = [found for part in parts for found in located(client, part.removeprefix(SITE))]

    assert parts[:2] == [
        f"{SITE}/sitemap-opportunities.xml",
        f"{SITE}/sitemap-opportunities.xml?p=2",
    ]
    assert sorted(addresses) == sorted(f"{SITE}/opportunities/{key}/" for key in everything)
    assert client.get("/sitemap-opportunities.xml?p=99").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-opportunities.xml"])
def test_the_site_map_takes_as_many_queries_for_many_frameworks_as_for_few(
    client, django_assert_num_queries, address
):
    published(grid({("NQT", "School"): ["Join in"]}))
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        published(grid({("NQT", "School"): [f"Join in {number}"]}), slug=f"thornshire-{number}")
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_rung_without_any_stage_is_not_in_the_site_map(client):
    Framework.objects.exclude(slug="wigan").update(visibility=Framework.Visibility.LINK)

    assert f"{SITE}/stages/support-staff/" not in mapped(client)
    assert f"{SITE}/stages/early-career/" in mapped(client)


def test_robots_may_read_everything_but_filtered_pages(client):
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert [line for line in lines if line and not line.startswith("#")] == [
        "User-agent: *",
        "Disallow: /*?",
        "Allow: /sitemap-*.xml?p=",
        "Allow: /",
        f"Sitemap: {SITE}/sitemap.xml",
    ]


@pytest.mark.parametrize("url", HTML_PAGES)
def test_a_filtered_page_names_the_plain_one(client, url):
    path, _, query = url.partition("?")
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)">', text(client, url))

    assert canonical == ([SITE + path] if query else [])


@pytest.mark.parametrize("url", HTML_PAGES)
def test_a_page_has_a_description_of_its_own(client, url):
    (description,) = re.findall(r'<meta name="description" content="([^"]*)">', text(client, url))

    assert "as local authorities publish them" not in description
    assert 20 < len(description) <= 200


@pytest.mark.parametrize("url", HTML_PAGES)
def test_what_a_page_says_of_itself_agrees_with_what_it_shows(client, url):
    page = text(client, url)
    shown = re.search(r'<nav class="cpd-crumbs".*?</nav>', page, re.DOTALL)
    trail = structured(page).get("BreadcrumbList")

    assert (trail is None) == (shown is None)
    if trail and shown:
        items = trail["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert [item["item"] for item in items[:-1]] == [
            SITE + address for address in re.findall(r'href="([^"]*)"', shown[0])
        ]
        assert "item" not in items[-1]


def test_a_framework_lists_its_stages(client):
    for url in ("/frameworks/torbay/", "/frameworks/torbay/ladder/"):
        listed = structured(text(client, url))["ItemList"]

        assert listed["numberOfItems"] == len(listed["itemListElement"]) == 8
        assert listed["itemListElement"][0] == {
            "@type": "ListItem",
            "position": 1,
            "name": "NQT",
            "url": f"{SITE}/frameworks/torbay/stages/nqt/",
        }
    assert "ItemList" not in structured(text(client, "/frameworks/torbay/?group=leaders"))


def test_a_stage_is_a_term_of_its_framework(client):
    term = structured(text(client, "/frameworks/torbay/stages/nqt/"))["DefinedTerm"]

    assert (term["name"], term["url"]) == ("NQT", f"{SITE}/frameworks/torbay/stages/nqt/")
    assert term["inDefinedTermSet"]["url"] == f"{SITE}/frameworks/torbay/"
    assert term["description"]


def test_no_name_can_end_the_script(client):
    snapshot = grid({(HOSTILE, "School"): ["Join in"]})
    (stage,) = snapshot.stages
    published(
        replace(snapshot, stages=(replace(stage, slug="hostile", summary=HOSTILE),)),
        slug="hostile",
        title=HOSTILE,
    )
    listed = structured(text(client, "/frameworks/hostile/"))
    term = structured(text(client, "/frameworks/hostile/stages/hostile/"))

    assert listed["ItemList"]["itemListElement"][0]["name"] == HOSTILE
    assert listed["ItemList"]["name"].startswith(f"Stages of {HOSTILE}, ")
    assert (term["DefinedTerm"]["name"], term["DefinedTerm"]["description"]) == (HOSTILE, HOSTILE)
    assert term["BreadcrumbList"]["itemListElement"][-1]["name"] == HOSTILE
    assert "<script>" not in text(client, "/frameworks/hostile/stages/hostile/")


@pytest.mark.parametrize("url", FRAMES)
def test_what_stands_in_frames_is_not_listed_and_names_its_page(client, url):
    page = text(client, url)

    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="{SITE}{url.removesuffix("frame/")}">' in page
