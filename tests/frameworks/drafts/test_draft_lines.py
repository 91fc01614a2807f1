"""The lines of a draft on its pages: written, reworded, moved, removed, and by whom else."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from frameworks.actions import editing
from opportunities import store
from opportunities.editing import lines as edits
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ActivityKind, Cost
from tests.builders import grid, key, published, texts
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.drafts.pages import BASE, CELL, JOIN, content, line, lines


def test_lines_of_another_framework_are_not_found_through_ours(signed_in, draft):
    theirs = published(grid({("NQT", "School"): ["Theirs"]}), slug="theirs")
    placement = store.read(theirs.grid).placements[0]
    foreign = f"lines/{key('foreign')}/"

    assert placement.key == JOIN  # the same key, made from the same name: it is ours that is found
    assertContains(signed_in.get(f"{BASE}lines/{JOIN}/"), "Join in")
    assert signed_in.post(BASE + foreign, line("Forged")).status_code == 404


def test_a_line_is_reworded_everywhere(signed_in, draft):
    response = signed_in.post(f"{BASE}lines/{JOIN}/", line("Take part"), follow=True)

    assertContains(response, "Saved: reworded “Join in” in 2 places.")
    assert "Take part" in lines(draft)
    assert "Join in" not in lines(draft)


def test_a_line_is_reworded_here_with_its_tier(signed_in, draft):
    signed_in.post(f"{BASE}lines/{JOIN}/", line("Take part", scope="here", tier="self"))

    placement = content(draft).placements[0]
    assert (placement.key, placement.tier) == (JOIN, "self")
    assert {"Take part", "Join in"} <= lines(draft)


@pytest.mark.parametrize("day", ["2099-03-03", "3/3/2099", "3 March 2099", " 3 mar 2099 "])
def test_what_stands_beside_the_words_is_kept_and_comes_back_into_the_form(signed_in, draft, day):
    beside = {"kinds": ["network", "course"], "contact": " Jo  Brown", "cost": "paid"}
    beside |= {"cost_words": "£40", "when": "In spring", "ends_on": day}

    signed_in.post(f"{BASE}lines/{JOIN}/", line("Join in", **beside))

    kept = content(draft).opportunity_by_key[key("Join in")].wording
    assert kept == Wording(
        "Join in",
        kinds=(ActivityKind.COURSE, ActivityKind.NETWORK),
        contact="Jo Brown",
        cost=Cost.PAID,
        cost_words="£40",
        when="In spring",
        ends_on=date(2099, 3, 3),
    )
    form = signed_in.get(f"{BASE}lines/{JOIN}/").context["form"]
    assert form.initial | {"ends_on": form["ends_on"].value()} == form.initial
    assertContains(signed_in.get(f"{BASE}lines/{JOIN}/"), 'value="2099-03-03"')
    assertContains(signed_in.get(BASE), "Cost: Paid · About the cost: £40 · When: In spring")
    signed_in.post(f"{BASE}lines/{JOIN}/", line("Join in", version=2))
    assert content(draft).opportunity_by_key[key("Join in")].wording == Wording("Join in")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": "  "}, "Write the words of the line, or remove it."),
        ({"text": "x" * 10_001}, "10,001 characters long"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"link": f"https://example.org/{'x' * 500}"}, "too long"),
        ({"tier": "nobody"}, "nobody"),
        ({"kinds": "nothing"}, "nothing"),
        ({"cost": "cheap"}, "cheap"),
        ({"contact": "x" * 501}, "too long: use at most 500"),
        ({"ends_on": "31/2/2027"}, "Write a date such as 3 March 2027, or leave it empty."),
        ({"ends_on": "soon"}, "Write a date such as 3 March 2027, or leave it empty."),
        ({"scope": "x"}, "x"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(signed_in, draft, changed, sentence):
    typed = line("My own words", details="E.g. kept") | {
        f"line-{name}": value for name, value in changed.items()
    }

    response = signed_in.post(f"{BASE}lines/{JOIN}/", typed)

    assertContains(response, sentence)
    assertContains(response, "There is a problem")
    assertContains(response, "E.g. kept")
    assert content(draft) == GRID


def test_a_stale_save_shows_both_texts_and_the_next_one_is_taken(
    signed_in, draft, editor, colleague
):
    editing.change(
        edition=draft,
        by=colleague,
        do=lambda before: edits.reword(before, key("Join in"), Wording("Their words")),
    )

    response = signed_in.post(f"{BASE}lines/{JOIN}/", line("My words"))
    assertContains(response, "while you were writing, or you did in another window.")
    assertContains(response, "Their words")
    assertContains(response, "My words")
    assert "My words" not in lines(draft)

    signed_in.post(f"{BASE}lines/{JOIN}/", line("My words and theirs", version=2))
    assert "My words and theirs" in lines(draft)


def test_a_line_that_a_colleague_made_another_one_here_is_stale_too(signed_in, draft, colleague):
    editing.change(
        edition=draft,
        by=colleague,
        do=lambda before: edits.reword_here(before, JOIN, Wording("Their words")),
    )

    response = signed_in.post(f"{BASE}lines/{JOIN}/", line("My words"))

    assertContains(response, "Their words")
    assert "My words" not in lines(draft)


def test_htmx_gets_the_changed_part_with_the_focus_where_the_person_was(signed_in, draft):
    response = signed_in.post(
        f"{BASE}lines/{JOIN}/",
        line("Take part"),
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{BASE}?stage=nqt"},
    )

    assertContains(response, 'id="draft"')
    assertContains(response, "Take part")
    assertNotContains(response, "<html")
    assertNotContains(response, 'id="rqt"')
    assert f"l-{JOIN}" in response["HX-Trigger-After-Settle"]


FORGED = [
    "http://[x",
    "http://[::1/?stage=nqt",
    "//[",
    "http://testserver:99999999/?stage=nqt",
    f"https://evil.example{BASE}?stage=nqt",
    "javascript:alert(1)",
    "?stage=nqt",
    f"http://testserver{BASE}?stage=//evil.example",
    f"http://testserver{BASE}?stage=%0d%0aX-Header:%20y",
    f"http://testserver{BASE}?stage={'x' * 9_000}",
    f"http://testserver{BASE}?{'&'.join('stage=' for _ in range(5_000))}",
    "http://testserver\u2100/?stage=nqt",
    "\x00",
    "",
]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_address_of_the_page_shows_the_whole_draft(signed_in, draft, forged):
    address = f"{BASE}lines/{JOIN}/"
    headers = {"HX-Current-URL": forged}

    part = signed_in.post(address, line("One"), headers={"HX-Request": "true", **headers})
    whole = signed_in.post(f"{BASE}undo/", headers=headers)
    again = signed_in.post(f"{BASE}redo/", headers={"Referer": forged})

    assertContains(part, 'id="nqt"')
    assertContains(part, 'id="rqt"')
    assert "HX-Redirect" not in part
    assert "HX-Push-Url" not in part
    assert whole["Location"] == again["Location"] == f"{BASE}#l-{JOIN}"
    assertContains(signed_in.get(BASE, headers=headers), 'id="rqt"')


def test_a_form_that_is_sent_from_one_stage_leads_back_to_it(signed_in, draft):
    page = {"Referer": f"http://testserver{BASE}?stage=nqt"}

    sent = signed_in.post(f"{BASE}lines/{JOIN}/", line("Take part"), headers=page)
    linked = signed_in.get(BASE, headers=page)

    assert sent["Location"] == f"{BASE}?stage=nqt#l-{JOIN}"
    assertContains(linked, 'id="rqt"')


@pytest.mark.parametrize("stage", ["//evil.example", "\r\nX-Header: y", "x" * 9_000, "NQT", "\x00"])
def test_a_stage_that_no_draft_has_is_not_led_back_to(signed_in, draft, stage):
    address = reverse("draft_line", args=["thornshire", JOIN], query={"stage": stage})

    response = signed_in.post(address, line("One"))

    assert response["Location"] == f"{BASE}#l-{JOIN}"


def test_htmx_gets_the_form_back_where_it_stands_when_something_is_wrong(signed_in, draft):
    response = signed_in.post(f"{BASE}lines/{JOIN}/", line(""), headers={"HX-Request": "true"})

    assert response["HX-Retarget"] == f"#editor-{JOIN}"
    assertContains(response, "Write the words")
    assertNotContains(response, "<html")


def test_several_lines_are_removed_at_once(signed_in, draft):
    keys = [JOIN, key("NQT/School/1")]

    response = signed_in.post(f"{BASE}lines/", {"do": "remove", "line": keys}, follow=True)

    assertContains(response, "removed 2 lines at NQT")
    assert content(draft).cells[key("NQT"), key("School")] == ()


def test_removing_without_a_tick_says_what_to_do(signed_in, draft):
    response = signed_in.post(f"{BASE}lines/?stage=nqt", {"do": "remove"}, follow=True)

    assert response.redirect_chain[0][0] == f"{BASE}?stage=nqt&select=1"
    assertContains(response, "Select at least one line.")
    assertContains(response, "Stop selecting")


def test_several_lines_are_first_asked_where_they_go(signed_in, draft):
    keys = [JOIN, key("NQT/School/1")]

    response = signed_in.post(f"{BASE}lines/", {"do": "place", "line": keys}, follow=True)

    assertContains(response, "Move or copy 2 lines")


def test_lines_are_moved_and_copied(signed_in, draft):
    target = f"{key('RQT')}/{key('Network')}"
    signed_in.post(f"{BASE}lines/place/", {"do": "copy", "line": JOIN, "cell": [target, CELL]})
    signed_in.post(
        f"{BASE}lines/place/", {"line": key("NQT/School/1"), "cell": target}, follow=True
    )

    texts = [
        content(draft).opportunity_by_key[one.opportunity].text
        for one in content(draft).cells[key("RQT"), key("Network")]
    ]
    assert texts == ["Join in", "Read"]


@pytest.mark.parametrize("cell", ["", "nonsense", f"{key('a')}/{key('b')}"])
def test_moving_nowhere_is_refused(signed_in, draft, cell):
    response = signed_in.post(f"{BASE}lines/place/", {"line": JOIN, "cell": cell})

    assert response.status_code in (200, 404)
    assert content(draft) == GRID


def test_of_a_line_in_several_places_it_is_asked_where_other_words_are_meant(signed_in, draft):
    form = signed_in.get(f"{BASE}lines/{JOIN}/")
    assertContains(form, "It is in 2 places: NQT, School; RQT, School")
    assertNotContains(form, "checked")

    response = signed_in.post(f"{BASE}lines/{JOIN}/", line("Take part", scope=""))

    assertContains(response, "Say whether the words change everywhere or only here.")
    assertContains(response, "Take part")
    assert content(draft) == GRID


def test_what_is_no_other_wording_is_not_asked_where(signed_in, draft):
    signed_in.post(f"{BASE}lines/{JOIN}/", line("Join in", scope="", tier="national"))

    assert content(draft).cells[key("NQT"), key("School")][0].tier == "national"


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_what_was_typed_is_saved_when_the_line_is_moved_up(signed_in, draft, headers):
    sent = line("Join in gladly", version=1)

    signed_in.post(f"{BASE}lines/{JOIN}/down/", sent, headers=headers)

    cell = content(draft).cells[key("NQT"), key("School")]
    assert texts(content(draft), cell) == ["Read", "Join in gladly"]


def test_a_line_is_not_moved_where_what_was_typed_cannot_be_saved(signed_in, draft):
    sent = line("Join in gladly", link="nowhere at all")

    response = signed_in.post(f"{BASE}lines/{JOIN}/down/", sent)

    assertContains(response, "Write an address that begins with https://")
    assertContains(response, "Join in gladly")
    assert content(draft) == GRID


def test_nothing_is_written_for_words_that_nobody_changed(signed_in, draft):
    signed_in.post(f"{BASE}lines/{JOIN}/down/", line())

    assert [event.what for event in draft.events.order_by("pk")] == ["started a draft", "moved"]
