"""Lines typed or pasted into a box of a draft: shown as they will stand, answered, and added."""

from functools import partial

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from frameworks.actions import copies, editing
from frameworks.models import Edition
from opportunities.editing import copies as edits_of_copies
from opportunities.editing import lines as edits
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key, published, texts
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID
from tests.frameworks.drafts.pages import BASE, CELL, JOIN, content, line, lines

ADD = f"{BASE}cells/{CELL}/add/"
LIST = "• Coach\r\n  – often\r\n  – well\r\n• Mentor\r\n• Lead"
LOOKING, ADDING = 15, 50
"""Queries."""

TABLE = "Stage\tSchool\tNetwork\r\nNQT\tCoach\tMeet\r\nRQT\tLead\t"


def shown(response, **changed):
    """The form as the page shows it, ready to be sent as a browser does."""
    form = response.context["form"]
    values = {"lines": form["lines"].value(), "step": form.step, "seen": form.fingerprint}
    values |= {f"{one.id}-answer": one.answer for one in form.pasted.questions}
    if form.shows_tier:
        values["tier"] = form["tier"].value() or "self"
    return values | changed


def at(draft, stage="NQT", column="School"):
    return texts(content(draft), content(draft).cells[key(stage), key(column)])


def test_one_plain_line_is_added_at_once(signed_in, draft):
    response = signed_in.post(ADD, {"lines": "• Coach"}, follow=True)

    assertContains(response, "Saved: added “Coach” to NQT.")
    assert at(draft) == ["Join in", "Read", "Coach"]


def test_a_pasted_list_is_shown_as_it_will_stand_and_then_added(signed_in, draft):
    first = signed_in.post(ADD, {"lines": LIST})

    assertContains(first, "3 lines, 1 with sub-points")
    assertContains(first, "Not added yet.")
    assert content(draft) == GRID

    second = signed_in.post(ADD, shown(first), follow=True)

    assertContains(second, "Saved: added 3 lines to NQT.")
    assert at(draft) == ["Join in", "Read", "Coach", "Mentor", "Lead"]
    assert content(draft).opportunities[-3].details == ("often", "well")


def test_undo_and_redo_of_a_paste_are_exact_and_one_step(signed_in, draft, editor):
    signed_in.post(ADD, shown(signed_in.post(ADD, {"lines": TABLE})))
    pasted = content(draft).fingerprint

    editing.undo(edition=draft, by=editor)
    assert content(draft).fingerprint == GRID.fingerprint
    editing.redo(edition=draft, by=editor)
    assert content(draft).fingerprint == pasted != GRID.fingerprint


def test_words_that_were_changed_meanwhile_are_shown_first(signed_in, draft):
    first = signed_in.post(ADD, {"lines": LIST})

    second = signed_in.post(ADD, shown(first, lines="• Coach\r\n• Study"))

    assertContains(second, "You changed the words. This is what they make now.")
    assertContains(second, "2 lines")
    assert content(draft) == GRID


def test_reading_again_adds_nothing(signed_in, draft):
    response = signed_in.post(ADD, {"lines": "Coach", "do": "again"})

    assertContains(response, "1 line")
    assert content(draft) == GRID


def test_what_is_doubtful_is_asked_and_done_as_answered(signed_in, draft):
    first = signed_in.post(ADD, {"lines": "Keep a log; read a book"})
    assertContains(first, "could be one line or several")

    answers = {name: "yes" for name in shown(first) if name.endswith("-answer")}
    signed_in.post(ADD, shown(first, **answers))

    assert at(draft)[2:] == ["Keep a log", "read a book"]


def test_a_question_that_was_not_shown_is_asked_first(signed_in, draft):
    form = signed_in.post(ADD, {"lines": "Keep a log; read a book"}).context["form"]
    forged = {"lines": "Keep a log; read a book", "seen": form.fingerprint}

    assertContains(signed_in.post(ADD, forged), "Not added yet.")
    assert content(draft) == GRID


def test_what_is_left_out_is_told_with_its_reason(signed_in, draft):
    response = signed_in.post(ADD, {"lines": "Coach\nn/a"})

    assertContains(response, "Left out")
    assertContains(response, "It says that nothing stands here.")


def test_the_word_of_a_box_is_asked_and_set(signed_in, draft):
    address = f"{BASE}cells/{key('RQT')}/{key('School')}/add/"
    first = signed_in.post(address, {"lines": "PLUS\n• Lead"})
    assertContains(first, "Does what stands above go on here?")

    signed_in.post(address, shown(first))

    assert content(draft).word_at[key("RQT"), key("School")] is ContinuationWord.PLUS
    assert at(draft, "RQT") == ["Join in", "Lead"]


# The same line elsewhere.


def test_a_line_that_stands_elsewhere_is_the_same_one_and_is_changed_everywhere(signed_in, draft):
    address = f"{BASE}cells/{key('RQT')}/{key('Network')}/add/"
    first = signed_in.post(address, {"lines": "• Join in\n• Lead"})
    assertContains(first, "The same line as in 2 other boxes.")

    response = signed_in.post(address, shown(first), follow=True)

    assertContains(response, "added 2 lines to RQT, 1 of them as in other boxes")
    assert len(edits.places_of(content(draft), key("Join in"))) == 3


def test_refused_it_is_a_line_of_its_own(signed_in, draft):
    address = f"{BASE}cells/{key('RQT')}/{key('Network')}/add/"
    first = signed_in.post(address, {"lines": "• Join in\n• Lead"})
    line = first.context["form"].pasted.lines[0]

    signed_in.post(address, shown(first, **{f"{line.id}-answer": "own"}))

    assert len(edits.places_of(content(draft), key("Join in"))) == 2
    assert at(draft, "RQT", "Network") == ["Join in", "Lead"]


def test_one_plain_line_that_stands_elsewhere_is_told_to_be_the_same(signed_in, draft):
    address = f"{BASE}cells/{key('RQT')}/{key('Network')}/add/"

    response = signed_in.post(address, {"lines": "Join in"}, follow=True)

    assertContains(response, "added “Join in” to RQT, the same line as in other boxes.")


def test_the_same_form_sent_twice_adds_nothing_twice(signed_in, draft):
    form = shown(signed_in.post(ADD, {"lines": LIST}))
    signed_in.post(ADD, form)

    again = signed_in.post(ADD, form)

    assertContains(again, "There is nothing to add: each of these lines stands in its box already.")
    assertContains(again, "Add it again")
    assert at(draft) == ["Join in", "Read", "Coach", "Mentor", "Lead"]


def test_in_a_copy_a_line_of_theirs_is_the_same_line(client, editor):
    theirs = published(GRID, slug="theirs").framework
    copy = copies.make(
        framework=theirs, organisation=editor.memberships.get().organisation, by=editor
    )
    client.force_login(editor)
    address = reverse("draft_add", args=[copy.framework.slug, key("RQT"), key("Network")])

    client.post(address, {"lines": "Join in"})

    (placed,) = content(copy).cells[key("RQT"), key("Network")]
    assert placed.opportunity == key("Join in")


def test_in_a_copy_a_line_that_is_hidden_in_the_box_is_told_to_be_there(client, editor):
    theirs = published(GRID, slug="theirs").framework
    ours = editor.memberships.get().organisation
    copy = copies.make(framework=theirs, organisation=ours, by=editor)
    do = partial(edits_of_copies.hide_lines, keys=[JOIN])
    editing.change(edition=copy, by=editor, do=do)
    client.force_login(editor)
    address = reverse("draft_add", args=[copy.framework.slug, key("NQT"), key("School")])

    response = client.post(address, {"lines": "Join in"})

    assertContains(response, "It is in this box already, hidden from readers: show it there.")


# Tables.


def test_a_table_is_spread_over_the_boxes_in_one_event(signed_in, draft):
    first = signed_in.post(ADD, {"lines": TABLE})
    assertContains(first, "3 lines, in 3 boxes")
    assertContains(first, "This looks like a table")

    response = signed_in.post(ADD, shown(first), follow=True)

    assertContains(response, "Saved: added 3 lines to 3 boxes.")
    assert (at(draft)[2:], at(draft, column="Network")[1:]) == (["Coach"], ["Meet"])
    assert at(draft, "RQT")[1:] == ["Lead"]


def test_a_table_that_is_refused_becomes_lines_of_this_box(signed_in, draft):
    first = signed_in.post(ADD, {"lines": "Coach\tMeet\nLead\tGo"})

    second = signed_in.post(ADD, shown(first, do="lines"))
    assertContains(second, "Now all of it comes into this box.")
    assert content(draft) == GRID
    back = signed_in.post(ADD, shown(second, do="table"))
    assertContains(back, "so it is spread over the columns")

    again = signed_in.post(ADD, shown(second, do="again"))
    signed_in.post(ADD, shown(again))
    assert at(draft)[2:] == ["Coach", "Meet", "Lead", "Go"]


def test_a_table_over_a_column_of_several_providers_asks_who(client, db):
    edition = published(
        grid({("NQT", "School"): ["Join in"], ("NQT", "Mixed"): ["Study"]}, tiers={"Mixed": None})
    )
    person = member(edition.framework.organisation, Membership.Role.EDITOR)
    client.force_login(person)
    client.post(reverse("draft_start", args=["thornshire"]), {"edition": edition.pk})
    draft = Edition.objects.get(status="draft")
    first = client.post(ADD, {"lines": "Coach\tMeet"})
    assertContains(first, "Who provides them")

    without = client.post(ADD, shown(first, tier=""))
    assertContains(without, "Choose who.")
    client.post(ADD, shown(first, tier="national"))

    assert content(draft).cells[key("NQT"), key("Mixed")][-1].tier is ProviderTier.NATIONAL


# Sub-points, roles and standards.


def test_bullets_of_pasted_sub_points_are_no_part_of_them(signed_in, draft):
    typed = "• E.g. a book\r\n•\r\no\ta paper\r\n-ve feedback\r\n1. First\r\n2. Then"

    signed_in.post(f"{BASE}lines/{JOIN}/", line("Join in", details=typed))

    details = content(draft).opportunity_by_key[key("Join in")].details
    assert details == ("E.g. a book", "a paper", "-ve feedback", "First", "Then")


def test_sub_points_that_stood_there_before_keep_what_they_begin_with(signed_in, draft, editor):
    before = Wording("Join in", ("1. Ask", "2. Answer"))
    do = partial(edits.reword, key=key("Join in"), wording=before)
    editing.change(edition=draft, by=editor, do=do)

    typed = line("Take part", version=2, details="1. Ask\r\n2. Answer\r\n• Thank")
    signed_in.post(f"{BASE}lines/{JOIN}/", typed)

    details = content(draft).opportunity_by_key[key("Join in")].details
    assert details == ("1. Ask", "2. Answer", "Thank")


def test_bullets_of_pasted_roles_are_no_part_of_them(signed_in, draft):
    stage = {"name": "NQT", "group": "teachers", "family": "early-career", "version": 1}
    pasted = {"roles": "• Mentor\r\n• Tutor", "standards": "1)\tTeach\r\n2)\tLearn"}

    signed_in.post(f"{BASE}stages/{key('NQT')}/", stage | pasted)

    saved = content(draft).stage_by_key[key("NQT")]
    assert (saved.roles, saved.standards) == (("Mentor", "Tutor"), ("Teach", "Learn"))


# What is wrong; and the script.


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write at least one line."),
        ("\t \r\n", "Write at least one line."),
        ("•\r\n•", "There are no words in this, only signs."),
        ("x\r\n" * 10_000, "That is 10,000 rows. Add at most 500 lines at once."),
        (
            "\r\n".join(f"• Line {n}" for n in range(600)),
            "That is 600 lines. Add at most 500 at once.",
        ),
        ("x" * 10_001, "10,001 characters long. Use at most 10,000."),
        ("x" * 100_001, "That is 100,001 characters. Paste at most 100,000 at once."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_pasted_is_kept(signed_in, draft, text, sentence):
    response = signed_in.post(ADD, {"lines": text})

    assertContains(response, "There is a problem")
    assertContains(response, sentence)
    assert response.context["form"]["lines"].value() == text
    assert content(draft) == GRID


def test_null_and_control_characters_are_not_kept(signed_in, draft):
    signed_in.post(ADD, {"lines": "Co\0a\x07ch \u202eשלום"})

    assert "Coach שלום" in lines(draft)


def test_markup_is_shown_as_words(signed_in, draft):
    response = signed_in.post(ADD, {"lines": "<script>alert(1)</script>\nCoach; <b>x"})

    assertNotContains(response, "<script>alert")
    assertContains(response, "&lt;script&gt;alert")


def test_htmx_gets_what_was_read_in_the_place_of_the_form(signed_in, draft):
    response = signed_in.post(ADD, {"lines": LIST}, headers={"HX-Request": "true"})

    assert response["HX-Retarget"] == f"#adding-{key('NQT')}-{key('School')}"
    assertContains(response, "3 lines")
    assertNotContains(response, "<html")


def test_a_box_that_is_gone_gives_the_words_back(signed_in, draft):
    address = f"{BASE}cells/{key('Gone')}/{key('School')}/add/"

    response = signed_in.post(address, {"lines": LIST})

    assertContains(response, "That box is not in this draft any more", status_code=404)
    assertContains(response, "Mentor", status_code=404)


def test_looking_and_adding_take_as_many_queries_for_much(
    signed_in, draft, django_assert_num_queries
):
    much = "\n".join(f"• Line {number}" for number in range(400))
    few = "• One\n• Two"
    signed_in.get(BASE)
    for text in (few, much):
        with django_assert_num_queries(LOOKING):
            form = shown(signed_in.post(ADD, {"lines": text}))
        with django_assert_num_queries(ADDING):
            signed_in.post(ADD, form)
