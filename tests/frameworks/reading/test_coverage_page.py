"""The page of what a framework covers: each number leads to as many lines, for whoever may read."""

import re
from functools import partial
from html import unescape
from uuid import uuid4

import pytest

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing
from frameworks.models import Framework
from opportunities.editing import lines, rows_and_columns
from opportunities.grid.vocabulary import ProviderTier
from tests.builders import key
from tests.factories import member
from tests.frameworks.copies.conftest import (
    copy,
    edition,
    framework,
    leader,
    publish,
    school,
    trust,
)
from tests.frameworks.drafts.test_draft_changes import words

pytestmark = pytest.mark.django_db

__all__ = ["copy", "edition", "framework", "leader", "school", "trust"]

NUMBER = re.compile(r'<a href="([^"]+\?[^"]+)">(\d+)<span')


def numbers(response):
    """Where each number leads, and the number."""
    page = response.content.decode()
    return [(unescape(url), int(count)) for url, count in NUMBER.findall(page)]


@pytest.mark.parametrize(
    "url",
    [
        "/frameworks/torbay/coverage/",
        "/frameworks/torbay/coverage/?kind=course&kind=network&stage=nqt&stage=leadership-team",
        "/frameworks/wigan/editions/undated/coverage/?group=leaders&ended=hide&q=lead",
    ],
)
def test_each_number_leads_to_as_many_lines_in_the_matrix(client, url):
    found = numbers(client.get(url))

    assert found
    for address, count in found:
        assert f"{count} of" in words(client.get(address)), address


def test_the_grid_the_steps_and_what_is_covered_agree_on_each_stage(client):
    pages = ("", "ladder/", "coverage/")
    matrix, steps, covers = (client.get(f"/frameworks/wigan/{page}") for page in pages)

    counted = re.findall(r'stage__count">(\d+) opp', matrix.content.decode())
    assert counted[:3] == ["44", "47", "49"]
    assert re.findall(r"<strong>(\d+)</strong> in all", steps.content.decode()) == counted
    stages = [str(number) for url, number in numbers(covers) if "&" not in url]
    assert stages[: len(counted)] == counted
    second = words(client.get("/frameworks/wigan/stages/years-2-5/"))
    assert "42 new at this stage 5 carried on from earlier stages" in second


def test_what_is_empty_is_said_in_words_and_in_its_box(client):
    response = client.get("/frameworks/torbay/coverage/")

    assert "Empty boxes: 3 of 32 by who provides, 22 of 72 by kind of activity." in words(response)
    assert "Nothing is listed under “Local network”." in words(response)
    assert "No stage is for support staff: see what others list" in words(response)
    assert response.content.decode().count('class="is-gap"') == 25


def test_a_filter_that_is_not_known_is_named_and_the_others_filter(client):
    page = words(client.get("/frameworks/torbay/coverage/?stage=king&tier=school"))

    assert "“king” is not one of the choices here." in page
    assert "Remove filter: Your school" in page


def test_the_framework_leads_there_and_so_does_each_edition_to_its_own(client):
    for url in ("/frameworks/torbay/", "/frameworks/torbay/editions/undated/"):
        assert f'<a href="{url}coverage/">What it covers</a>' in client.get(url).content.decode()


def test_a_draft_has_its_own_at_the_desk_for_its_editors_alone(client, framework):
    editor = member(framework.organisation, Membership.Role.EDITOR)
    draft = drafts.start(framework=framework, by=editor)
    do = partial(lines.add_lines, place=(key("NQT"), key("School")), texts=["Something new"])
    editing.change(edition=draft, by=editor, do=do)
    url = f"/desk/{framework.slug}/preview/coverage/"

    assert client.get(url).status_code == 302
    client.force_login(editor)
    assert f'href="{url}"' in client.get(f"/desk/{framework.slug}/draft/").content.decode()
    page = client.get(url)
    assert (f"/desk/{framework.slug}/preview/?stage=nqt&tier=school", 3) in numbers(page)
    for name in ("kinds", "old-names"):
        assert f'href="/desk/{framework.slug}/draft/{name}/"' in page.content.decode()


def test_a_school_sees_where_its_own_lines_fill_what_is_empty_with_the_authority(
    client, copy, leader
):
    new = uuid4()
    for do in (
        partial(lines.add_lines, place=(key("NQT"), key("School")), texts=["Ours here"]),
        partial(
            rows_and_columns.add_column,
            heading="Beyond",
            tier=ProviderTier.NATIONAL,
            new_key=lambda: new,
        ),
        partial(lines.add_lines, place=(key("RQT"), new), texts=["Ours", "Ours too"]),
    ):
        editing.change(edition=copy, by=leader, do=do)
    copies.change_visibility(
        framework=copy.framework, by=leader, visibility=Framework.Visibility.PUBLIC
    )
    publish(copy, leader)

    page = words(client.get("/frameworks/elm/coverage/"))
    filtered = words(client.get("/frameworks/elm/coverage/?stage=nqt"))

    assert "What the school’s own lines fill" in page
    assert "RQT: national , 2 lines" in page
    assert page.count("School’s own: 2") == 1
    assert "lines close the gap" not in filtered
    assert "under these filters, holds a line of its own." in filtered


def test_what_is_no_copy_says_nothing_of_filling(client):
    assert "lines fill" not in words(client.get("/frameworks/torbay/coverage/"))
