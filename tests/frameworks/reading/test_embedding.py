"""A framework or a stage on somebody else's site: in a frame, or as plain HTML to copy."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frameworks.models import Framework
from opportunities.models import Placement
from tests.builders import grid, published

pytestmark = pytest.mark.django_db

GRID = grid(
    {("NQT", "School"): ["Join in", "Watch <b>others</b>"], ("RQT", "School"): ["Lead"]},
)
FRAMES = ["/frameworks/elm/frame/", "/frameworks/elm/stages/nqt/frame/"]
HOW = ["/frameworks/elm/your-site/", "/frameworks/elm/stages/nqt/your-site/"]


@pytest.fixture
def edition(db):
    return published(GRID, slug="elm", label="2026")


def copied(page, name):
    """What a reader copies out of a box of the page."""
    found = re.search(rf'<textarea[^>]* id="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("url", FRAMES)
def test_other_sites_may_frame_it_and_it_sets_nothing_and_runs_nothing(client, edition, url):
    response = client.get(url)
    page = response.content.decode()

    assert response.status_code == 200
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "<script" not in page
    assert "<header" not in page
    assert "<form" not in page


@pytest.mark.parametrize("url", [*HOW, "/frameworks/elm/", "/frameworks/elm/stages/nqt/"])
def test_no_other_page_may_stand_in_a_frame(client, edition, url):
    response = client.get(url)

    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_frame_of_all_has_each_stage_and_one_of_a_stage_only_that(client, edition):
    whole, stage = (client.get(url).content.decode() for url in FRAMES)

    assert "Lead" in whole
    assert "Join in" in whole
    assert "Join in" in stage
    assert "Lead" not in stage
    assert "Watch &lt;b&gt;others&lt;/b&gt;" in stage


@pytest.mark.parametrize(
    ("url", "page"),
    [(FRAMES[0], "/frameworks/elm/"), (FRAMES[1], "/frameworks/elm/stages/nqt/")],
)
def test_a_frame_leads_to_the_page_it_is_of(client, edition, url, page):
    frame = client.get(url).content.decode()

    assert f'<link rel="canonical" href="http://testserver{page}">' in frame
    assert f'From <a href="http://testserver{page}">' in frame


def test_the_code_leads_to_the_frame(client, edition):
    for how, frame in zip(HOW, FRAMES, strict=True):
        code = copied(client.get(how).content.decode(), "code")

        (address,) = re.findall(r'src="http://testserver([^"]*)"', code)
        assert address == frame


def test_plain_html_holds_every_word_and_nothing_that_styles_it(client, edition):
    whole, stage = (copied(client.get(url).content.decode(), "plain-html") for url in HOW)

    assert re.findall(r"<h3>(.*?)</h3>", whole) == ["NQT", "RQT"]
    assert re.findall(r"<li>(.*?)</li>", stage) == ["Join in", "Watch &lt;b&gt;others&lt;/b&gt;"]
    assert edition.grid.fingerprint[:4] in whole
    for plain in (whole, stage):
        assert re.findall(r"class=|style=|<script|\n\n\n", plain) == []


@pytest.mark.parametrize("url", [*FRAMES, *HOW])
@pytest.mark.parametrize("visibility", ["members", "link"])
def test_what_is_not_for_everybody_is_not_for_other_sites(client, edition, url, visibility):
    Framework.objects.update(visibility=visibility)

    response = client.get(url)

    assert response.status_code == 404
    assert "Join in" not in response.content.decode()


def test_a_stage_that_is_not_there_is_told(client, edition):
    response = client.get("/frameworks/elm/stages/none/frame/")

    assert response.status_code == 404
    assert "no stage called “none”" in response.content.decode()


@pytest.mark.parametrize("url", [*FRAMES, *HOW])
def test_as_many_queries_for_any_size(client, edition, url):
    lines = {(f"Stage {n}", "School"): [f"Line {n}.{m}" for m in range(9)] for n in range(9)}
    bigger = grid({("NQT", "School"): ["Join in"], **lines})
    published(bigger, slug="oak", label="2026")
    counts = []
    for address in (url, url.replace("/elm/", "/oak/")):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Placement.objects.count() > 80
