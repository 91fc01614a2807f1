"""A line's own link is shown wherever the line stands, and leads only to what is on the web."""

import html
import re
from dataclasses import replace

import pytest
from django.urls import reverse

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing, previews, suggestions
from frameworks.models import Framework
from opportunities.editing import lines as edits
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord, StageFamily
from tests.builders import draft_of, grid, key, published
from tests.factories import OrganisationFactory, member

pytestmark = pytest.mark.django_db

LINK = "https://example.org/book?a=1&b=2"
LINES = ["Join “in”", *(f"Line {number} {'that is long ' * 20}" for number in range(8)), "Read on"]


def linked(link: str = LINK):
    """A grid whose first and last line have the link; the last one is folded away."""
    plain = grid(
        {("NQT", "School"): LINES, ("RQT", "Outside"): ["Visit"]},
        continues={("RQT", "School"): ContinuationWord.PLUS},
        details={"Join “in”": ("E.g. a club",)},
    )
    lines = tuple(
        replace(line, link=link) if line.text in (LINES[0], LINES[-1]) else line
        for line in plain.opportunities
    )
    return replace(plain, opportunities=lines)


def leads(page: str) -> list[tuple[str, str]]:
    """Each own link of the page: where it leads, and what a screen reader says of it."""
    found = re.findall(r'<a class="cpd-weblink" href="([^"]*)">(Book or read more.*?)</a>', page)
    return [(html.unescape(to), html.unescape(re.sub("<.*?>", "", said))) for to, said in found]


FIRST, LAST = ((LINK, f"Book or read more about {text}") for text in (LINES[0], LINES[-1]))

PAGES = {
    "": [FIRST, LAST, FIRST, LAST],
    "?by=tier": [FIRST, LAST, FIRST, LAST],
    "?open=all": [FIRST, LAST, FIRST, LAST],
    "?q=join": [FIRST, FIRST],
    "stages/nqt/": [FIRST, LAST],
    "stages/rqt/": [FIRST, LAST],
    "editions/2026/": [FIRST, LAST, FIRST, LAST],
}


@pytest.mark.parametrize("below", PAGES)
def test_a_framework_shows_where_its_lines_lead(client, below):
    published(linked())

    page = client.get(f"/frameworks/thornshire/{below}").content.decode()
    assert leads(page) == PAGES[below]


def test_the_comparison_of_authorities_shows_it(client):
    published(linked())

    page = client.get(f"/stages/{StageFamily.EARLY_CAREER}/?framework=thornshire").content.decode()
    assert leads(page) == [FIRST, LAST]


def test_search_and_the_page_of_a_line_show_it(client):
    published(linked())

    found = client.get("/opportunities/?q=join+club").content.decode()
    one = client.get(f"/opportunities/{key(LINES[0])}/").content.decode()
    data = client.get("/opportunities.json?q=join+club").json()

    assert FIRST in leads(found)
    assert leads(one) == [FIRST]
    assert LINK in [result["link"] for result in data["results"]]


def test_a_preview_and_a_draft_show_it(client):
    draft = draft_of(published(grid({("NQT", "School"): ["Join in"]})), linked())
    editor = member(draft.framework.organisation, Membership.Role.EDITOR)
    preview = previews.share(edition=draft, by=editor)

    preview_page = client.get(reverse("preview_detail", args=[previews.token_of(preview)]))
    client.force_login(editor)
    draft_page = client.get("/desk/thornshire/draft/").content.decode()

    assert leads(preview_page.content.decode()) == [FIRST, LAST, FIRST, LAST]
    assert html.unescape(draft_page).count(f'<span class="cpd-editlist__link">{LINK}</span>') == 2


def test_changes_show_the_links_of_lines_that_came_with_a_stage(client):
    published(grid({("RQT", "Outside"): ["Visit"]}), label="2025")
    published(linked())

    page = client.get("/frameworks/thornshire/changes/2025..2026/").content.decode()
    assert {FIRST, LAST} <= set(leads(page))


def a_copy():
    """A school's draft of it, and who may change that."""
    framework = published(linked()).framework
    school = OrganisationFactory.create(slug="elm")
    leader = member(school, Membership.Role.MANAGER)
    return copies.make(framework=framework, organisation=school, by=leader), leader


def test_a_copy_shows_their_link_beside_its_own(client):
    draft, leader = a_copy()
    ours = Wording(LINES[0], (), "https://elm.example/")
    editing.change(
        edition=draft, by=leader, do=lambda now: edits.reword(now, key(LINES[0]), wording=ours)
    )
    client.force_login(leader)

    address = reverse("desk_preview_detail", args=[draft.framework.slug])
    page = client.get(address).content.decode()

    assert leads(page)[:2] == [("https://elm.example/", FIRST[1]), FIRST]


def test_who_offers_a_rewording_sees_the_link_of_both(client):
    draft, leader = a_copy()
    reworded(draft, leader)
    client.force_login(leader)

    line = key("NQT/School/0")
    page = client.get(reverse("draft_line_offer", args=[draft.framework.slug, line]))

    shown = html.unescape(page.content.decode())
    assert f'<p class="cpd-address">{LINK}</p>' in shown
    assert '<p class="cpd-address">https://elm.example/</p>' in shown


def reworded(draft, leader):
    ours = Wording("Join us", (), "https://elm.example/")
    editing.change(
        edition=draft, by=leader, do=lambda now: edits.reword(now, key(LINES[0]), wording=ours)
    )


def test_a_rewording_that_is_offered_is_read_with_its_link(client):
    draft, leader = a_copy()
    reworded(draft, leader)
    suggestions.offer(draft=draft, by=leader, key=key("NQT/School/0"), why="It works.")
    authority = Framework.objects.get(slug="thornshire").organisation

    for person, slug in (
        (leader, draft.framework.slug),
        (member(authority, Membership.Role.EDITOR), "thornshire"),
    ):
        client.force_login(person)
        page = client.get(f"/desk/{slug}/suggestions/").content.decode()
        assert "https://elm.example/" in page
        assert LINK in html.unescape(page)


def test_an_update_asks_about_a_link_that_both_changed(client):
    draft, leader = a_copy()
    reworded(draft, leader)
    published(linked("https://example.org/new"), label="2027")
    client.force_login(leader)

    page = client.get(f"/desk/{draft.framework.slug}/update/").content.decode()
    as_it_reads = re.sub(r"<del>.*?</del>|<span class=.govuk-visually-hidden.*?</span>", "", page)
    asked = "".join(html.unescape(re.sub("<.*?>", "", as_it_reads)).split())

    for link in (LINK, "https://example.org/new", "https://elm.example/"):
        assert link in asked


def test_returning_a_cell_shows_the_links_that_come_back(client):
    draft, leader = a_copy()
    editing.change(
        edition=draft,
        by=leader,
        do=lambda now: edits.add_lines(now, (key("NQT"), key("School")), ["Ours"]),
    )
    client.force_login(leader)

    page = client.get(f"/desk/{draft.framework.slug}/draft/cells/{key('NQT')}/{key('School')}/")
    assert leads(page.content.decode()) == [FIRST, LAST]


HOSTILE = [
    "javascript:alert(1)",
    "JAVASCRIPT://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://[insert link]",
    "https://exa℀mple.org/",
    'https://example.org/" onmouseover="alert(1)',
    "www.example.org",
]


@pytest.mark.parametrize("link", HOSTILE)
def test_what_is_no_web_address_is_shown_and_leads_nowhere(client, link):
    framework = published(linked(link)).framework
    editor = member(framework.organisation, Membership.Role.EDITOR)
    drafts.start(framework=framework, by=editor)
    addresses = [
        *(f"/frameworks/thornshire/{below}" for below in PAGES),
        f"/stages/{StageFamily.EARLY_CAREER}/?framework=thornshire",
        "/opportunities/?q=join+club",
        f"/opportunities/{key(LINES[0])}/",
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert leads(page) == [], address
        assert f'<span class="cpd-nolink">{html.escape(link)}</span>' in page, address
        assert link not in re.findall(r'href="([^"]*)"', html.unescape(page)), address
    client.force_login(editor)
    page = client.get("/desk/thornshire/draft/").content.decode()
    assert f">{html.escape(link)}</span>" in page
