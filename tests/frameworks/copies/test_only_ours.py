"""A copy's own and reworded lines are never folded, and are a filter that files follow."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from frameworks.actions import copies, editing
from frameworks.models import Framework
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key, published
from tests.frameworks.copies.conftest import publish

MANY = [f"Line {number}" for number in range(50)]
NQT, SCHOOL = key("NQT"), key("School")

OURS = ("Our <b>own</b> line", "Line, our way")


@pytest.fixture
def edition(db):
    return published(grid({("NQT", "School"): MANY}), label="2025")


@pytest.fixture
def published_copy(copy, leader):
    """It has a line of its own at the end of a long box, and one reworded in its fold."""
    visibility = Framework.Visibility.PUBLIC
    copies.change_visibility(framework=copy.framework, by=leader, visibility=visibility)
    for step in (
        lambda grid: lines.add_lines(grid, (NQT, SCHOOL), [OURS[0]]),
        lambda grid: lines.reword(grid, key("Line 25"), Wording(OURS[1])),
    ):
        editing.change(edition=copy, by=leader, do=step)
    return publish(copy, leader)


@pytest.fixture
def read(client, published_copy):
    return lambda query="": client.get(reverse("framework_detail", args=["elm"]) + query)


def test_own_and_reworded_lines_are_never_folded(read):
    html = read().content.decode()

    box = html.split('class="cpd-cellhead"')[1]
    shown, folded = box.split('<details class="cpd-more">')
    assert "Our &lt;b&gt;own&lt;/b&gt; line" in shown
    assert OURS[1] in shown
    assert "Line 24" in folded
    assert "41 more" in folded


def test_whose_words_are_a_filter_with_counts(read):
    whole, ours, own = read(), read("?whose=own&whose=reworded"), read("?whose=own")

    assertContains(whole, "Whose words")
    assertContains(whole, "Only ours</a>")
    assertContains(ours, "<strong>2</strong> of 51 places")
    assertContains(ours, "Remove filter: </span>School’s own")
    assertNotContains(ours, ">Line 24<")
    assertNotContains(ours, "Only ours</a>")
    assertContains(own, "<strong>1</strong> of 51 places")
    assertContains(read("?whose=theirs"), "<strong>49</strong> of 51 places")


def test_what_is_not_a_choice_is_told_and_filters_nothing(read):
    found = read("?whose=king")

    assertContains(found, "“king” is not one of the choices here")
    assertContains(found, "<strong>51</strong> places")


def test_files_follow_the_filter(client, published_copy):
    address = reverse("framework_download", args=["elm", "csv"])

    file = client.get(address + "?whose=own&whose=reworded")
    refused = client.get(address + "?whose=king")

    said = file.content.decode("utf-8-sig")
    assert all(text in said for text in OURS)
    assert "Line 24" not in said
    assert refused.status_code == 400


def test_the_interface_describes_the_filter_that_it_answers(client, published_copy):
    described = client.get("/openapi.json").json()["paths"]["/frameworks/{slug}.json"]["get"]
    whose = next(one for one in described["parameters"] if one["name"] == "whose")
    address = reverse("framework_download", args=["elm", "json"])

    assert whose["schema"]["items"]["enum"] == ["own", "reworded", "theirs"]
    for value in whose["schema"]["items"]["enum"]:
        assert client.get(address, {"whose": value}).status_code == 200
    assert client.get("/frameworks/thornshire.json", {"whose": "own"}).status_code == 400


def test_a_framework_of_its_own_words_has_no_such_filter(client, edition):
    address = reverse("framework_detail", args=["thornshire"])

    assertNotContains(client.get(address), "Whose words")
    assertContains(client.get(address + "?whose=own"), "whose")


def test_a_copy_word_for_word_has_no_such_filter(client, copy, leader):
    visibility = Framework.Visibility.PUBLIC
    copies.change_visibility(framework=copy.framework, by=leader, visibility=visibility)
    publish(copy, leader)

    assertNotContains(client.get(reverse("framework_detail", args=["elm"])), "Whose words")
