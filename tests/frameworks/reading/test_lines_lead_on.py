"""Every line that readers see leads to the page of its opportunity, in the edition they read."""

import re
from html import unescape

import html5lib
import pytest
from django.test import Client

from cpd_site.models import Membership
from frameworks.actions import previews
from frameworks.models import Edition, Framework
from frameworks.queries.reading import find
from opportunities.grid.short_keys import of_place, short
from opportunities.grid.vocabulary import ContinuationWord
from opportunities.layout.matrix import lay_out
from tests.builders import draft_of, grid, key, published
from tests.factories import UserFactory, member
from tests.frameworks.reading.test_html import check
from tests.two_editions import published_twice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_remembered")]

AUTHORITIES = ("cambridgeshire", "hampshire", "lancashire", "torbay", "wigan")
JOIN = key("Join an induction programme")
LINKS = "Read https://a.example/ before you come to https://b.example/ on a day in May"


def get(url: str, person=None, status: int = 200) -> str:
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(url, follow=True)
    assert response.status_code == status
    return response.content.decode()


def leading(page: str) -> list[tuple[str, str]]:
    """The address and the words of every link that is a line, or a part of one."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    lines = (
        line for each in tree.iter("ul") if "cpd-opps" in each.get("class", "") for line in each
    )
    return [
        (link.get("href"), (link.get("aria-label") or "".join(link.itertext())).strip())
        for line in lines
        for link in line.findall("a")
        if link.get("class") is None
    ]


def heading(page: str) -> str:
    (told,) = re.findall(r"<h1>.*?</span>(.*?)</h1>", page, re.DOTALL)
    return unescape(re.sub("<.*?>", "", told)).strip()


@pytest.mark.parametrize("slug", AUTHORITIES)
def test_each_line_of_a_matrix_leads_on_by_its_number(slug):
    reading = find(slug)
    rows = [row for group in lay_out(reading.grid).groups for row in group.rows]
    drawn = [
        line
        for row in rows
        for cell in row.cells
        for lines in (
            *(lines for carried in cell.carried for _, lines in carried.stages),
            *(cell.first, cell.folded),
        )
        for line in lines
    ]

    led = leading(get(reading.url))

    assert len(led) == len(drawn)
    for (address, words), line in zip(led, drawn, strict=True):
        assert address == f"editions/{reading.edition.slug}/{line.number}/"
        assert reading.grid.number_of[line.opportunity.key] == line.number
        assert words in (line.text, f"More about {line.text}")


def test_the_number_leads_to_the_line(client):
    (address, words), *_ = leading(get("/frameworks/lancashire/"))

    response = client.get(f"/frameworks/lancashire/{address}")

    assert response.status_code == 302
    assert re.fullmatch(r"/opportunities/[-\w]{36}/", response.url)
    assert heading(get(response.url)) == words


@pytest.mark.parametrize(
    ("asked", "goes_along"),
    [("nqt", "?stage=nqt"), ("rqt", ""), ("", ""), ("nqt%0d%0aX: y", ""), ("//evil.example", "")],
)
def test_the_stage_that_somebody_comes_from_goes_along(client, asked, goes_along):
    published(grid({("NQT", "School"): ["Join an induction programme"]}))

    response = client.get(f"/frameworks/thornshire/editions/2026/1/?stage={asked}")

    assert response.url == f"/opportunities/{JOIN}/{goes_along}"


@pytest.mark.parametrize("asked", ["stage=nqt", "q=induction", "stage=nqt&stage=head&by=tier"])
def test_a_filtered_matrix_says_of_each_line_from_which_stage_one_comes(asked):
    words = ["Join an induction programme"]
    published(grid({("NQT", "School"): words, ("Head", "School"): words}))

    for address, _ in leading(whole := get("/frameworks/thornshire/")):  # kept rows of the whole
        assert address == "editions/2026/1/"
    led = [address for address, _ in leading(get(f"/frameworks/thornshire/?{asked}"))]

    stages = [stage for stage in ("nqt", "head") if f"stage={stage}" in asked or "q=" in asked]
    assert led == [f"editions/2026/1/?stage={stage}" for stage in stages]
    assert "?stage=nqt" not in whole
    page = get(f"/frameworks/thornshire/{led[0]}")
    assert '<a href="/frameworks/thornshire/#nqt">' in page


def added(page: str) -> list[str]:
    """What each “Add” of a page puts on a list, in its order."""
    return re.findall(r'class="cpd-add[^>]*\?k=([\w.-]+)"', page)


def test_a_page_that_nobody_knows_the_stage_of_offers_each():
    words = ["Join an induction programme"]
    two = grid({("NQT", "School"): words, ("NQT", "LA"): words, ("Head", "School"): words})
    published(two)
    nqt, head = (of_place(JOIN, stage.key) for stage in two.stages)
    (address, _), *_ = leading(get("/frameworks/thornshire/"))

    asks, knows = (
        get(f"/frameworks/thornshire/{address}"),
        get(f"/opportunities/{JOIN}/?stage=head"),
    )

    assert added(asks) == [short(JOIN), nqt, head]
    assert " for NQT:</span>" in asks
    assert added(knows) == [head]
    check(asks)


def test_what_is_carried_on_goes_on_a_list_with_the_stage_that_lists_it():
    words = ["Join an induction programme"]
    several = grid(
        {("NQT", "School"): words, ("RQT", "LA"): ["Lead"], ("Head", "School"): words},
        continues={("RQT", "School"): ContinuationWord.PLUS},
    )
    published(several)
    nqt, _, head = (of_place(JOIN, stage.key) for stage in several.stages)

    assert added(get(f"/opportunities/{JOIN}/?stage=rqt")) == [nqt]
    assert added(get(f"/opportunities/{JOIN}/")) == [short(JOIN), nqt, head]


@pytest.mark.parametrize("number", ["0", "321", "99999999999999999999"])
def test_a_number_that_no_line_has_is_not_here(client, number):
    response = client.get(f"/frameworks/lancashire/editions/2019/{number}/")

    assert response.status_code == 404
    assert "no opportunity" in response.content.decode()


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "1x", "%00"])
def test_what_is_no_number_is_not_here(client, number):
    assert client.get(f"/frameworks/lancashire/editions/2019/{number}/").status_code == 404


def test_a_page_left_open_leads_to_the_line_it_shows_when_a_newer_edition_is_out(client):
    published_twice()
    before = "/frameworks/thornshire/editions/2025/"
    (address, words), *_ = leading(get(before))
    assert (address, words) == ("1/", "Join an induction programme")

    to_before, to_newest = (
        client.get(f"/frameworks/thornshire/editions/{label}/1/").url for label in ("2025", "2026")
    )

    assert to_before == f"{before}opportunities/{JOIN}/"
    assert to_newest == f"/opportunities/{JOIN}/"
    assert '2025 edition, <a href="/frameworks/thornshire/">not the newest</a>' in get(to_before)
    assert "not the newest" not in get(to_newest)


def test_rows_that_are_kept_lead_to_the_edition_on_whose_page_they_stand():
    """Of two pages with the same rows, one stands at the framework's address, one at its own."""
    current, pinned = ("/frameworks/lancashire/", "/frameworks/lancashire/editions/2019/")

    for _ in range(2):
        assert leading(get(current))[0][0].startswith("editions/2019/")
        assert re.fullmatch(r"\d+/", leading(get(pinned))[0][0])


def test_each_line_of_a_stage_leads_on_and_back_to_it():
    page = get("/frameworks/wigan/stages/newly-qualified/")

    led = [line for line in leading(page) if line[0].endswith("/?stage=newly-qualified")]
    assert len(led) == 44  # the others are new at the stage after it
    for address, words in (led[0], led[-1]):
        there = get(address)
        crumbs = there[there.index("cpd-crumbs") : there.index("</nav>", there.index("cpd-crumbs"))]
        assert heading(there) == words
        assert 'href="/frameworks/wigan/stages/newly-qualified/"' in crumbs


def test_each_line_of_a_comparison_leads_on():
    led = leading(get("/stages/early-career/"))

    assert len(led) == 104
    assert heading(get(led[0][0])) == led[0][1]


def test_what_changed_leads_to_the_edition_that_holds_it(client):
    published_twice()
    page = get("/frameworks/thornshire/changes/2025..2026/")

    def line(name: str) -> str:
        return f"opportunities/{key(name)}/"

    editions = "/frameworks/thornshire/editions"
    for address in (
        f"{editions}/2026/{line('new')}",
        f"{editions}/2025/{line('Apply for an international placement')}",
    ):
        assert f'<a href="{address}">' in page
        get(address)


def test_a_link_in_a_line_stays_and_no_link_stands_in_another():
    published(
        grid({("NQT", "School"): [LINKS, "https://c.example/d", "Learn of NPQH <b>here</b>"]})
    )

    for url in ("/frameworks/thornshire/", "/frameworks/thornshire/stages/nqt/"):
        page = get(url)
        check(page)
        assert 'href="https://a.example/"' in page
        assert [words for _, words in leading(page)] == [
            LINKS,
            "More about https://c.example/d",
            "Learn of NPQH <b>here</b>",
        ]


def test_a_preview_leads_to_the_draft_by_key():
    edition = published(grid({("NQT", "School"): ["Join in"]}))
    draft = draft_of(edition, grid({("NQT", "School"): ["Lead on", "Join in"]}))
    editor = member(edition.framework.organisation, Membership.Role.EDITOR)
    link = previews.share(edition=draft, by=editor, note="")
    matrix = f"/preview/{previews.token_of(link)}/"

    assert leading(get(matrix))[0] == (f"opportunities/{key('Lead on')}/", "Lead on")
    assert heading(get(f"{matrix}opportunities/{key('Lead on')}/")) == "Lead on"
    (address, _), *_ = leading(get(f"{matrix}stages/nqt/"))
    assert address == f"{matrix}opportunities/{key('Lead on')}/?stage=nqt"
    get(f"/opportunities/{key('Lead on')}/", status=404)


def test_what_is_for_members_leads_its_members_on_and_nobody_else():
    framework = published(grid({("NQT", "School"): ["Join in"]}), slug="secret").framework
    Framework.objects.filter(pk=framework.pk).update(visibility=Framework.Visibility.MEMBERS)
    reader = member(framework.organisation)

    (address, words), *_ = leading(get("/frameworks/secret/", reader))

    assert heading(get(f"/frameworks/secret/{address}", reader)) == words
    page = f"/frameworks/secret/opportunities/{key('Join in')}/"
    for url in (f"/frameworks/secret/{address}", page, f"/opportunities/{key('Join in')}/"):
        assert "Join in" not in get(url, status=404)
        assert "Join in" not in get(url, UserFactory.create(), status=404)


def test_a_line_of_a_withdrawn_edition_cannot_be_put_on_a_list():
    published_twice()
    url = f"/frameworks/thornshire/editions/2025/opportunities/{JOIN}/"
    assert "to my list" in get(url)
    assert "Add to my plan" in get(url)

    Edition.objects.filter(label="2025").mark_withdrawn(by=None, reason="Wrong.")

    assert "to my list" not in get(url)
    assert "Add to my plan" not in get(url)
