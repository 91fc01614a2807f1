"""A copy as its readers see it: the school's framework first, quietly marked."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from cpd_site.serving import site_version
from cpd_site.serving.page_cache import MARK
from frameworks.actions import copies, drafts, editing
from frameworks.models import Framework
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines, rows_and_columns
from opportunities.grid.snapshot import Stage, Wording
from opportunities.grid.vocabulary import Group, StageFamily
from tests.builders import key
from tests.factories import OrganisationFactory, member
from tests.frameworks.copies.conftest import publish

Role = Membership.Role
Visibility = Framework.Visibility
JOIN, READ = key("NQT/School/0"), key("NQT/School/1")
NQT, RQT, SCHOOL = key("NQT"), key("RQT"), key("School")

STEPS = (
    lambda grid: copy_edits.hide_row(grid, RQT, Stage),
    lambda grid: lines.reword(
        grid, key("Read"), Wording("Read <b>widely</b>", ("E.g. two books",))
    ),
    lambda grid: lines.add_lines(grid, (NQT, SCHOOL), ["Our own line"]),
    lambda grid: copy_edits.note_lines(grid, [JOIN], "Ask <script>Jo\nby May"),
    lambda grid: copy_edits.hide_lines(grid, [key("NQT/Network/0")]),
    lambda grid: rows_and_columns.change_column(
        grid, SCHOOL, heading="Here", tier=grid.columns[0].tier
    ),
    lambda grid: rows_and_columns.add_stage(
        grid, name="Cover staff", group=Group.LEADERS, family=StageFamily.MIDDLE_LEADER
    ),
)


@pytest.fixture
def published_copy(copy, leader):
    """The school's framework, with something of its own of every kind, for everyone."""
    copies.change_visibility(framework=copy.framework, by=leader, visibility=Visibility.PUBLIC)
    for step in STEPS:
        editing.change(edition=copy, by=leader, do=step)
    return publish(copy, leader)


def page(client, name="framework_detail", *args):
    return client.get(reverse(name, args=["elm", *args]))


MATRIX = ("framework_detail",)
STAGE = ("framework_stage", "nqt")


def test_what_is_new_from_one_stage_to_another_is_told_of_a_copy(client, published_copy):
    found = page(client, "framework_next", "nqt")

    assertContains(found, "From NQT to Cover staff")
    assertContains(found, "Our own line")
    assertContains(found, "School’s own")
    assertContains(found, "Ask &lt;script&gt;Jo")
    assertNotContains(found, "RQT")
    assertContains(page(client, *STAGE), "Cover staff lists nothing that is not listed here")


@pytest.mark.parametrize("at", [MATRIX, STAGE])
def test_what_is_ours_is_marked_and_their_words_are_one_click_away(client, published_copy, at):
    response = page(client, *at)

    assertContains(response, 'Our own line</a><span class="cpd-mark">School’s own</span>')
    assertContains(
        response,
        '<details class="cpd-before"><summary>Reworded</summary><p>Thornshire',
    )
    assertContains(response, "E.g. a book")
    assertContains(response, '<span class="cpd-beside">Ask &lt;script&gt;Jo<br>by May</span>')
    assertContains(response, "Read &lt;b&gt;widely&lt;/b&gt;")


@pytest.mark.parametrize("at", [MATRIX, STAGE, ("framework_ladder",)])
def test_what_is_hidden_is_not_there(client, published_copy, at):
    response = page(client, *at)

    for words in (">RQT<", "Visit"):
        assertNotContains(response, words)


def test_a_hidden_stage_has_no_page(client, published_copy):
    assert page(client, "framework_stage", "rqt").status_code == 404


def test_its_own_stages_and_headings_are_marked(client, published_copy):
    response = page(client)

    assertContains(response, '</span> <span class="cpd-mark">School’s own</span>', count=1)
    assertContains(response, ": School</span></th>")
    assertContains(page(client, "framework_stage", "cover-staff"), "School’s own", count=1)


def test_the_head_says_what_it_follows(client, published_copy, edition, leader):
    assertContains(page(client), f'Follows <a href="{edition.get_absolute_url()}">Thornshire')

    copies.stop_following(framework=published_copy, by=leader)

    assertContains(page(client), "Based on <a")


def test_the_edition_at_its_own_address_is_marked_too(client, published_copy):
    response = page(client, "edition_detail", "2026")

    assertContains(response, "School’s own")
    assertContains(response, "/frameworks/elm/editions/2026/differs/")


def test_how_it_differs_is_told(client, published_copy):
    response = page(client, "framework_differs")

    said = "a new stage, 1 added, a stage with 1 line hidden, 1 hidden, 2 reworded, 1 changed"
    assertContains(response, said)
    assertContains(response, "Our own line")
    assertContains(response, "Ask &lt;script&gt;Jo")


def test_what_is_no_copy_differs_from_nothing(client, framework):
    response = client.get(reverse("framework_differs", args=[framework.slug]))

    assert response.status_code == 404


def test_downloads_hold_notes_and_marks_and_nothing_hidden(client, published_copy):
    table = page(client, "framework_download", "csv").content.decode()
    data = page(client, "framework_download", "json").json()

    assert "Ask <script>Jo" in table
    assert "School’s own" in table
    lines = [line for cell in data["cells"] for line in cell["opportunities"]]
    assert "School’s own" in [line.get("whose_words") for line in lines]
    assert "RQT" not in table
    assert "Visit" not in table
    assert [stage["name"] for stage in data["stages"]] == ["Cover staff", "NQT"]
    assert data["cells"][2]["opportunities"][0]["note"] == "Ask <script>Jo\nby May"


def test_pages_over_all_frameworks_leave_it_out(client, published_copy):
    for name, data in (
        ("home", {}),
        ("opportunity_list", {"q": "our own line"}),
        ("opportunity_list", {"framework": "elm"}),
        ("glossary", {}),
        ("feed", {}),
    ):
        assertNotContains(client.get(reverse(name), data), "/frameworks/elm/")
    family = client.get(reverse("family_detail", args=["middle-leader"]))
    assertNotContains(family, "Cover staff")


def test_it_is_listed_with_the_copies_and_in_the_sitemap(client, published_copy):
    listed = client.get(reverse("framework_list"))
    found = client.get(reverse("framework_list"), {"name": "elm prim"})
    missed = client.get(reverse("framework_list"), {"name": "<oak>"})

    for response in (listed, found):
        assertContains(response, '<a href="/frameworks/elm/">Elm Primary School</a>', count=1)
    assertContains(missed, "No school or trust of that name")
    assertContains(missed, "&lt;oak&gt;")
    assert listed_addresses(client) == ["/frameworks/elm/"]


def listed_addresses(client):
    """The pages of the copy that search engines are told of."""
    parts = ("frameworks", "stages", "opportunities")
    told = "".join(client.get(f"/sitemap-{part}.xml").content.decode() for part in parts)
    return re.findall("<loc>http://testserver([^<]*elm[^<]*)", told)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_copy_as_for_three(
    client, published_copy, framework, leader, number, django_assert_num_queries
):
    for _ in range(number - 1):
        school = OrganisationFactory.create()
        by = member(school, Role.PUBLISHER)
        draft = copies.make(
            framework=framework, organisation=school, by=by, visibility=Visibility.PUBLIC
        )
        publish(draft, by)

    with django_assert_num_queries(3):
        client.get(reverse("framework_list"))


@pytest.mark.parametrize("visibility", Visibility)
def test_nobody_is_led_to_copying_what_a_school_keeps_to_itself(
    client, published_copy, leader, visibility
):
    copies.change_visibility(framework=published_copy, by=leader, visibility=visibility)
    client.force_login(leader)

    for name in ("framework_detail", "framework_about"):
        led = "Use this in our school" in page(client, name).content.decode()
        assert led == (visibility != Visibility.MEMBERS)


def test_a_feed_of_its_own_has_its_editions(client, published_copy):
    assertContains(page(client, "framework_feed"), "2026 edition")


@pytest.mark.parametrize("visibility", Visibility.values)
def test_who_may_read_it(client, published_copy, school, leader, visibility):
    copies.change_visibility(framework=published_copy, by=leader, visibility=visibility)

    answers = {"anybody": page(client).status_code}
    for who, person in {
        "a member": member(school),
        "a member below": member(below_of(school)),
        "somebody else": member(below_of(None)),
    }.items():
        client.force_login(person)
        answers[who] = page(client).status_code

    closed = 404 if visibility == Visibility.MEMBERS else 200
    assert answers == {
        "anybody": closed,
        "a member": 200,
        "a member below": 200,
        "somebody else": closed,
    }


def below_of(parent):
    return OrganisationFactory.create(parent=parent)


NOT_LISTED = ["framework_detail", "framework_about", "framework_differs", "framework_feed"]


@pytest.mark.parametrize("name", NOT_LISTED)
def test_search_engines_leave_alone_what_is_only_for_who_has_the_link(
    client, published_copy, leader, name
):
    assert "X-Robots-Tag" not in page(client, name)

    copies.change_visibility(framework=published_copy, by=leader, visibility=Visibility.LINK)
    response = page(client, name)

    assert response["X-Robots-Tag"] == "noindex"
    if name != "framework_feed":
        assertContains(response, '<meta name="robots" content="noindex">')
    assertNotContains(client.get(reverse("framework_list")), "/frameworks/elm/")
    assert listed_addresses(client) == []


def test_a_page_for_members_is_kept_for_nobody(published_copy, school, leader, settings):
    copies.change_visibility(framework=published_copy, by=leader, visibility=Visibility.MEMBERS)
    reader = Client()
    reader.force_login(member(school))

    seen = page(reader)
    refused = page(Client())

    assert seen.status_code == 200
    assert MARK not in seen
    assert "private" in seen["Cache-Control"]
    assert refused.status_code == 404
    assert MARK not in refused


def test_what_is_remembered_is_shown_to_no_more_people(client, published_copy, school, leader):
    assert page(client).status_code == 200

    copies.change_visibility(framework=published_copy, by=leader, visibility=Visibility.MEMBERS)
    client.force_login(reader := member(school))
    assertContains(page(client), "Our own line")
    reader.memberships.all().delete()

    assert page(client).status_code == 404
    assert page(Client()).status_code == 404


def test_the_address_of_what_is_not_listed_is_not_told(client, published_copy, framework):
    authority = member(framework.organisation, Role.PUBLISHER)
    before = site_version.current()

    copies.change_visibility(framework=framework, by=authority, visibility=Visibility.LINK)

    assert site_version.current() != before
    assertContains(page(client), "Follows Thornshire")
    assertNotContains(page(client), f"/frameworks/{framework.slug}/")


def test_a_framework_that_follows_nobody_has_nothing_extra(client, framework):
    response = client.get(reverse("framework_detail", args=[framework.slug]))

    for part in ("cpd-mark", "cpd-before", "cpd-beside", "Follows"):
        assertNotContains(response, part)


def test_the_summary_of_an_edition_counts_what_readers_see(client, published_copy, leader):
    draft = drafts.start(framework=published_copy, by=leader)
    editing.change(edition=draft, by=leader, do=lambda grid: copy_edits.hide_lines(grid, [READ]))
    publish(draft, leader, label="2027")

    assertContains(page(client), "1 removed")


@pytest.mark.parametrize("at", [MATRIX, ("framework_about",), ("framework_differs",)])
def test_pages_of_a_draft_copy_are_previewed(client, copy, leader, at):
    name, *args = at
    editing.change(edition=copy, by=leader, do=STEPS[1])
    client.force_login(leader)

    response = client.get(reverse(name.replace("framework", "desk_preview"), args=["elm", *args]))

    assertContains(response, "/desk/elm/preview/differs/")


def test_a_line_whose_details_alone_changed_is_not_said_to_be_reworded(client, copy, leader):
    copies.change_visibility(framework=copy.framework, by=leader, visibility=Visibility.PUBLIC)
    contact = Wording("Join in", contact="Ms Hill")
    editing.change(
        edition=copy, by=leader, do=lambda grid: lines.reword(grid, key("Join in"), contact)
    )
    publish(copy, leader)

    for name, *args in (MATRIX, STAGE):
        response = page(client, name, *args)
        assertContains(response, "<summary>Details changed</summary>")
        assertContains(response, ": the same words</p>")
        assertNotContains(response, "<summary>Reworded</summary>")
