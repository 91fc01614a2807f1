import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines as edits
from opportunities.editing import rows_and_columns
from opportunities.grid.snapshot import Stage, Wording
from opportunities.grid.vocabulary import Group, StageFamily
from tests.builders import key
from tests.factories import OrganisationFactory, member
from tests.frameworks.copies.conftest import publish
from tests.frameworks.drafts.conftest import GRID

JOIN, READ = key("NQT/School/0"), key("NQT/School/1")
NQT, SCHOOL = key("NQT"), key("School")


def url(name, *args):
    return reverse(name, args=["elm", *args])


@pytest.fixture
def editing_client(client, copy, leader):
    client.force_login(leader)
    return client


@pytest.fixture
def changed(copy, leader):
    """Makes changes to the draft of the copy."""

    def change(*steps):
        for step in steps:
            editing.change(edition=copy, by=leader, do=step)
        return grid_of(copy)

    return change


def grid_of(copy):
    return store.read(copy.grid)


def placement(copy, line):
    return edits.placement_of(grid_of(copy), line)


def saved(copy, **values):
    """What the form of the line "Join in" sends."""
    versions = store.versions(copy.grid)
    line = placement(copy, JOIN)
    words = grid_of(copy).opportunity_by_key[line.opportunity]
    sent = {
        "text": words.text,
        "tier": "school",
        "note": line.note,
        "seen": line.opportunity,
        "version": versions[line.opportunity],
        "placed": versions[JOIN],
        "scope": "everywhere",
        **values,
    }
    return {f"line-{name}": value for name, value in sent.items()}


def test_the_draft_says_what_it_is_based_on(editing_client, edition):
    page = editing_client.get(url("draft"))

    assertContains(page, f'<a href="{edition.get_absolute_url()}">', count=1)
    assertContains(page, "2025 edition</a>. What is not marked is in their words.")
    assertNotContains(page, "Added")


def test_an_authority_sees_nothing_of_copies_in_its_draft(client, framework):
    editor = member(framework.organisation, Membership.Role.EDITOR)
    drafts.start(framework=framework, by=editor)
    client.force_login(editor)

    page = client.get(reverse("draft", args=[framework.slug]))
    line = client.get(reverse("draft_line", args=[framework.slug, JOIN]))

    assertNotContains(page, "Start over")
    for words in ("Our note", ">Hide<", "Return to"):
        assertNotContains(line, words)
    assertContains(line, ">Remove<")


@pytest.mark.parametrize("name", ["draft_start_over", "draft_differs"])
def test_what_is_no_copy_has_nothing_to_go_back_to(client, framework, name):
    editor = member(framework.organisation, Membership.Role.EDITOR)
    drafts.start(framework=framework, by=editor)
    client.force_login(editor)

    response = client.get(reverse(name, args=[framework.slug]))

    assert response.status_code == 404
    assertContains(response, "is no copy of another framework", status_code=404)


def test_a_line_is_hidden_greyed_and_shown_again(editing_client, copy):
    editing_client.post(url("draft_line_hide", JOIN))
    page = editing_client.get(url("draft"))

    assert placement(copy, JOIN).hidden
    assertContains(page, f'id="l-{JOIN}" tabindex="-1" class="is-hidden"')
    assertContains(page, f'formaction="{url("draft_line_show", JOIN)}"')

    editing_client.post(url("draft_line_show", JOIN))
    assert grid_of(copy) == GRID


def test_what_was_typed_is_saved_when_the_line_is_hidden(editing_client, copy):
    editing_client.post(url("draft_line_hide", JOIN), saved(copy, note="Ask Jo"))

    assert (placement(copy, JOIN).hidden, placement(copy, JOIN).note) == (True, "Ask Jo")


def test_hiding_by_htmx_gives_the_draft_with_the_sentence(editing_client):
    response = editing_client.post(url("draft_line_hide", JOIN), headers={"hx-request": "true"})

    assert response["HX-Retarget"] == "#draft"
    assertContains(response, "Saved: hid “Join in” at NQT.")


def test_a_note_is_saved_beside_the_words(editing_client, copy):
    editing_client.post(url("draft_line", JOIN), saved(copy, note="Ask Jo\nby May"))

    assert placement(copy, JOIN).note == "Ask Jo\nby May"
    assert grid_of(copy).opportunities == GRID.opportunities
    assertContains(editing_client.get(url("draft")), "Ask Jo<br>by May")


def test_a_note_at_all_places_of_a_line_is_one_change_that_says_so(editing_client, copy):
    sent = saved(copy, note="Ask Jo", note_at="everywhere")
    page = editing_client.post(url("draft_line", JOIN), sent, follow=True)

    assertContains(page, "added a note beside “Join in” in 2 places")
    assertContains(page, "Our note is at all 2 places.")
    assert [one.note for one in grid_of(copy).placements].count("Ask Jo") == 2
    editing_client.post(url("draft_undo"))
    assert not any(one.note for one in grid_of(copy).placements)


def test_a_line_reworded_only_here_is_noted_at_all_the_places_that_it_had(editing_client, copy):
    sent = saved(copy, text="Take part", scope="here", note="Ask Jo", note_at="everywhere")
    editing_client.post(url("draft_line", JOIN), sent)

    assert [one.note for one in grid_of(copy).placements].count("Ask Jo") == 2


def test_a_note_stands_here_only_if_nothing_else_is_said(editing_client, copy):
    form = editing_client.get(url("draft_line", JOIN))
    assertContains(form, "At all 2 places")
    page = editing_client.post(url("draft_line", JOIN), saved(copy, note="Ask Jo"), follow=True)

    assertContains(page, "Our note is here only.")
    assert [one.note for one in grid_of(copy).placements].count("Ask Jo") == 1


def test_words_and_note_are_one_change_to_undo(editing_client, copy):
    editing_client.post(url("draft_line", JOIN), saved(copy, text="Take part", note="Ask Jo"))
    assert copy.events.filter(what="reworded").count() == 1

    editing_client.post(url("draft_undo"))

    assert grid_of(copy) == GRID


def test_a_note_on_what_a_colleague_noted_meanwhile_is_refused_with_both(
    editing_client, copy, changed
):
    stale = saved(copy, note="Ask Jo")
    changed(lambda grid: copy_edits.note_lines(grid, [JOIN], "Ask Kim"))

    page = editing_client.post(url("draft_line", JOIN), stale)

    assert placement(copy, JOIN).note == "Ask Kim"
    assertContains(page, "Beside it: Ask Kim")
    assertContains(page, "Ask Jo")


def test_a_line_that_we_reworded_shows_their_words_and_returns_to_them(
    editing_client, copy, changed
):
    changed(lambda grid: edits.reword(grid, key("Join in"), Wording("Take part")))

    line = editing_client.get(url("draft_line", JOIN))
    assertContains(line, "<p>Join in</p>", html=True)
    editing_client.post(url("draft_line_return", JOIN))

    assert grid_of(copy) == GRID


def test_our_own_line_says_so_and_can_be_removed(editing_client, copy, changed):
    grid = changed(lambda grid: edits.add_lines(grid, (NQT, SCHOOL), ["Our own"]))
    own = grid.cells[NQT, SCHOOL][-1].key

    page = editing_client.get(url("draft"))
    line = editing_client.get(url("draft_line", own))
    editing_client.post(url("draft_lines"), {"line": own})

    assertContains(page, '<span class="cpd-mark">Ours</span>', count=1)
    assertContains(line, ">Remove<")
    assertNotContains(editing_client.get(url("draft_line", JOIN)), ">Remove<")
    assert grid_of(copy) == GRID


def test_to_remove_several_hides_theirs(editing_client, copy):
    editing_client.post(url("draft_lines"), {"line": [JOIN, READ], "do": "remove"})

    assert placement(copy, JOIN).hidden
    assert placement(copy, READ).hidden


@pytest.mark.parametrize(("do", "hidden"), [("hide", True), ("show", False)])
def test_several_are_hidden_and_shown(editing_client, copy, changed, do, hidden):
    changed(lambda grid: copy_edits.hide_lines(grid, [READ]))

    editing_client.post(url("draft_lines"), {"line": [JOIN, READ], "do": do})

    assert {placement(copy, line).hidden for line in (JOIN, READ)} == {hidden}


def test_lines_of_what_is_no_copy_are_not_hidden(client, framework):
    editor = member(framework.organisation, Membership.Role.EDITOR)
    draft = drafts.start(framework=framework, by=editor)
    client.force_login(editor)

    response = client.post(
        reverse("draft_lines", args=[framework.slug]), {"line": JOIN, "do": "hide"}
    )

    assert response.status_code == 404
    assert store.read(draft.grid) == GRID


def test_a_cell_returns(editing_client, copy, changed):
    assertNotContains(editing_client.get(url("draft_marks", NQT, SCHOOL)), "Return this box")
    changed(
        lambda grid: edits.add_lines(grid, (NQT, SCHOOL), ["Our own"]),
        lambda grid: edits.move_lines(grid, [READ], (NQT, key("Network"))),
    )
    assertContains(editing_client.get(url("draft_marks", NQT, SCHOOL)), "Return this box")

    editing_client.post(url("draft_cell_return", NQT, SCHOOL))

    assert grid_of(copy) == GRID


@pytest.mark.parametrize(("kind", "row"), [("stages", NQT), ("columns", SCHOOL)])
def test_a_stage_or_column_is_hidden_and_shown_in_the_list(editing_client, copy, kind, row):
    response = editing_client.post(url("draft_row_hide", kind, row))
    assertRedirects(response, url("draft_rows", kind))
    rows = editing_client.get(url("draft_rows", kind))
    assertContains(rows, '<span class="cpd-meta">Hidden</span>', count=1)

    shown = editing_client.post(url("draft_row_show", kind, row), {"from": "draft"})

    assert shown.url.startswith(url("draft"))
    assert grid_of(copy) == GRID


@pytest.mark.parametrize(("kind", "row"), [("stages", NQT), ("columns", SCHOOL)])
def test_a_stage_or_column_is_hidden_where_it_is_changed(editing_client, copy, kind, row):
    page, hide = url("draft_row", kind, row), url("draft_row_hide", kind, row)
    assertContains(editing_client.get(page), f'action="{hide}"')

    editing_client.post(hide)

    shown = editing_client.get(page)
    assertContains(shown, f'action="{url("draft_row_show", kind, row)}"')
    assertNotContains(shown, url("draft_row_remove", kind, row))


def test_a_section_cannot_be_hidden(editing_client):
    section = GRID.sections[0].key

    assert editing_client.post(url("draft_row_hide", "sections", section)).status_code == 404


def test_a_stage_that_we_renamed_returns(editing_client, copy, changed):
    changed(lambda grid: rows_and_columns.change_stage(grid, NQT, name="Early career"))

    page = editing_client.get(url("draft_row", "stages", NQT))
    assertContains(page, "Return to these words")
    assert page.text.index(">Save</button>") < page.text.index("Return to these")  # Enter saves
    editing_client.post(url("draft_row_return", "stages", NQT))

    assert grid_of(copy) == GRID


def test_to_remove_our_own_stage_says_what_goes_home(editing_client, copy, changed):
    grid = changed(
        lambda grid: rows_and_columns.add_stage(
            grid, name="Cover", group=Group.LEADERS, family=StageFamily.MIDDLE_LEADER
        )
    )
    cover = next(stage.key for stage in grid.stages if stage.name == "Cover")
    changed(lambda grid: edits.move_lines(grid, [READ], (cover, SCHOOL)))

    page = editing_client.get(url("draft_row_remove", "stages", cover))
    editing_client.post(url("draft_row_remove", "stages", cover))

    assertContains(page, "goes back to where")
    assert placement(copy, READ).hidden
    assert len(grid_of(copy).stages) == 2


def test_to_start_over_asks_first_and_can_be_undone(editing_client, copy, changed):
    before = changed(
        lambda grid: copy_edits.hide_row(grid, NQT, Stage),
        lambda grid: edits.add_lines(grid, (NQT, SCHOOL), ["Our own"]),
    )

    asked = editing_client.get(url("draft_start_over"))
    assert grid_of(copy) == before
    assertContains(asked, "1 added, 1 changed")
    editing_client.post(url("draft_start_over"))
    assert grid_of(copy) == GRID
    editing_client.post(url("draft_undo"))

    assert grid_of(copy) == before


def test_how_ours_differs_is_told_as_readers_will_see_it(editing_client, changed):
    changed(
        lambda grid: copy_edits.hide_lines(grid, [READ]),
        lambda grid: copy_edits.note_lines(grid, [JOIN], "Ask Jo"),
        lambda grid: edits.add_lines(grid, (NQT, SCHOOL), ["<script>ours"]),
    )

    page = editing_client.get(url("draft_differs"))

    assertContains(page, "1 added, 1 hidden, 1 changed")
    assertContains(page, "&lt;script&gt;ours")
    assertContains(page, "Ask Jo")


def test_the_changes_of_a_second_draft_are_against_the_edition(
    editing_client, copy, leader, changed
):

    changed(lambda grid: edits.add_lines(grid, (NQT, SCHOOL), ["Our own"]))
    framework = publish(copy, leader)
    drafts.start(framework=framework, by=leader)

    page = editing_client.get(url("draft_changes"))
    differs = editing_client.get(url("draft_differs"))

    assertContains(page, "The draft says the same as the 2026 edition")
    assertContains(differs, "1 added")


@pytest.mark.parametrize("lines", [1, 3])
def test_the_draft_of_a_copy_takes_as_many_queries_however_much_is_ours(
    editing_client, copy, changed, django_assert_num_queries, lines
):
    changed(
        *(
            lambda grid, n=n: edits.add_lines(grid, (NQT, SCHOOL), [f"Ours {n}"])
            for n in range(lines)
        )
    )
    editing_client.get(url("draft"))

    with django_assert_num_queries(23):
        editing_client.get(url("draft"))


def test_a_copy_of_a_copy_is_drafted_against_what_it_follows(client, copy, leader, changed):
    changed(lambda grid: edits.reword(grid, key("Read"), Wording("Read a lot")))
    followed = publish(copy, leader)
    below = OrganisationFactory.create(slug="ash", short_name="Ash", parent=followed.organisation)
    editor = member(below, Membership.Role.EDITOR)
    copies.make(framework=followed, organisation=below, by=editor)
    client.force_login(editor)

    page = client.get(reverse("draft", args=["ash"]))

    assertContains(page, "Read a lot")
    assertContains(page, "Elm, 2026 edition")
    assertNotContains(page, "cpd-mark")


def test_before_a_draft_is_started_only_its_own_unmarked_lines_are_counted(
    editing_client, copy, leader, changed
):
    place = (NQT, SCHOOL)
    changed(lambda grid: edits.add_lines(grid, place, ["Our own"]))
    listed = editing_client.get(url("draft_kinds"))
    publish(copy, leader)

    offered = editing_client.get(url("draft_kinds"))

    assertContains(listed, "1 line of your own is not yet marked")
    assertContains(offered, "1 line of your own in the 2026 edition is without a kind of activity")
