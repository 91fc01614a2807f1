"""Finding words in a draft and replacing them: the page, the post, and who else was there."""

import re
from functools import partial

import pytest
from django.urls import reverse

from frameworks.actions import drafts, editing
from frameworks.models import Edition
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key, published
from tests.frameworks.drafts.test_draft_changes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft")]

URL = "/desk/elm/draft/replace/"
NQT = {"find": "NQT", "put": "ECT"}
CLUSTERS, MEET = "Attend NQT Clusters", "Meet NQTs"


@pytest.fixture
def edition(db):
    return published(
        grid(
            {
                ("New", "School"): [MEET, CLUSTERS, "Access teachers.tv", "Read"],
                ("Old", "School"): [CLUSTERS, "Visit"],
            },
            sections=[("How to use it", "Ask an NQT.")],
        ),
        slug="elm",
    )


def fields(page):
    """What the form of a preview sends when its button is pressed."""
    (form,) = re.findall(r'<form method="post" id="replace".*?</form>', page.content.decode(), re.S)
    values = {}
    for field in re.findall(r"<input [^>]*>", form):
        of = dict(re.findall(r'(\w+)="([^"]*)"', field))
        if of["type"] != "checkbox" or " checked" in field:
            values.setdefault(of["name"], []).append(of["value"])
    return values


def texts(draft):
    return [line.text for line in store.read(draft.grid).opportunities]


def reworded(draft, by, name, text):
    do = partial(lines.reword, key=key(name), wording=Wording(text))
    return editing.change(edition=draft, by=by, do=do)


def test_the_page_begins_with_the_retired_terms_of_the_draft(signed_in):
    response = signed_in.get(URL)
    page = words(response)

    assert "NQT → becomes ECT in 1 line Now: early career teacher (ECT)" in page
    assert "NQTs → becomes ECTs in 1 line" in page
    assert "teachers.tv in 1 line" in page
    assert 'href="?find=NQT&amp;put=ECT&amp;whole=on"' in response.content.decode()


def test_words_are_found_each_line_once_with_its_places(signed_in):
    response = signed_in.get(URL, {"find": "NQT"})
    page, html = words(response), response.content.decode()

    assert "2 lines, 3 places Choose one to change it by hand" in page
    assert "Attend <mark>NQT</mark> Clusters" in html
    assert "In 2 places: New, Old" in page
    assert "It also stands in 1 text around the lines" in page
    assert "The words of today for “NQT” are “ECT”." in page
    assert f'href="{reverse("draft_line", args=["elm", key("New/School/0")])}"' in html
    assert 'id="replace"' in html
    assert "checkbox" not in html.split('id="found"')[1]


def test_before_anything_is_replaced_every_place_is_shown_as_it_would_read(signed_in, draft):
    response = signed_in.get(URL, NQT)
    page = words(response)

    assert "Attend removed: NQT inserted: ECT Clusters" in page
    assert "Nothing is changed yet." in page
    assert len(fields(response)["line"]) == 2
    assert MEET in texts(draft)


def test_what_is_ticked_is_replaced_as_one_change_that_is_undone_as_one(signed_in, draft, editor):
    before, said = draft.events.count(), texts(draft)

    page = signed_in.post(URL, fields(signed_in.get(URL, NQT)), follow=True)

    assert page.redirect_chain[-1][0] == "/desk/elm/draft/"
    told = "Saved: replaced “NQT” by “ECT” in 2 lines, 3 places. “Undo” takes all of it back."
    assert told in words(page)
    assert texts(draft)[:2] == ["Meet ECTs", "Attend ECT Clusters"]
    assert draft.events.count() == before + 1
    signed_in.post("/desk/elm/draft/undo/")
    assert texts(draft) == said
    signed_in.post("/desk/elm/draft/redo/")
    assert texts(draft)[:2] == ["Meet ECTs", "Attend ECT Clusters"]


def test_what_is_not_ticked_is_left_and_told(signed_in, draft):
    sent = fields(signed_in.get(URL, NQT))
    sent["line"] = sent["line"][:1]

    page = signed_in.post(URL, sent, follow=True)

    assert "in 1 line. Left as they are: 1 line, 2 places." in words(page)
    assert texts(draft)[:2] == ["Meet ECTs", CLUSTERS]


def test_sections_and_names_are_replaced_where_that_is_asked_for(signed_in, draft):
    page = signed_in.get(URL, {**NQT, "around": "on"})
    assert "2 lines, 3 places and 1 other text" in words(page)

    signed_in.post(URL, fields(page))

    assert store.read(draft.grid).sections[0].body == "Ask an ECT."


def test_words_are_taken_out_only_where_that_is_asked_for(signed_in, draft):
    found = signed_in.get(URL, {"find": "NQT "})
    assert "Take it out instead" in words(found)
    page = signed_in.get(URL, {"find": "Attend", "out": "on"})
    assert "Take out where ticked" in words(page)

    told = words(signed_in.post(URL, fields(page), follow=True))

    assert "Saved: removed “Attend” from 1 line, 2 places." in told
    assert "NQT Clusters" in texts(draft)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"find": "", "put": "ECT"}, "Write the words to find."),
        ({"find": "NQT", "put": "NQT"}, "These are the words to find. Write others."),
        ({"find": "x" * 201, "put": ""}, "This is too long: use at most 200 characters."),
        ({"find": "NQT", "put": "x" * 501}, "This is too long: use at most 500 characters."),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field_and_kept(signed_in, draft, asked, sentence):
    before = texts(draft)

    for page in (signed_in.get(URL, asked), signed_in.post(URL, asked)):
        assert page.status_code == 200
        assert sentence in words(page)
    assert texts(draft) == before


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"find": "nqt"}, "With other capitals it stands in 2 lines, 3 places"),
        ({"find": "Nothing"}, "Try fewer letters."),
        ({"find": "NQ", "whole": "on"}, "or without “Whole words only”"),
    ],
)
def test_where_nothing_is_found_the_page_says_what_to_try(signed_in, asked, sentence):
    page = words(signed_in.get(URL, asked))

    assert f"Nothing says “{asked['find']}”" in page
    assert sentence in page


def test_what_speaks_against_a_place_is_said_and_its_tick_is_off(signed_in):
    page = signed_in.get(URL, {"find": "Meet NQT", "put": "Visit NQTs’ tutors, teachers.tv"})

    assert "It is only part of “Meet NQTs”." in words(page)
    assert "What you put there is itself an old name" in words(page)
    assert "line" not in fields(page)


def test_what_could_not_be_typed_cannot_be_ticked_nor_sent(signed_in, draft):
    page = signed_in.get(URL, {"find": "Read", "out": "on"})
    assert "Cannot be replaced here: Write the words of the line, or remove it." in words(page)
    (tick,) = re.findall(r'name="line" value="(\w+)"[^>]* disabled', page.content.decode())

    told = words(signed_in.post(URL, {**fields(page), "line": tick}))

    assert "Write the words of the line, or remove it." in told
    assert "Read" in texts(draft)


def test_nothing_ticked_is_said_and_the_places_are_still_there(signed_in, draft):
    page = words(signed_in.post(URL, fields(signed_in.get(URL, NQT)) | {"line": []}))

    assert "Tick at least one place." in page
    assert "2 lines, 3 places" in page
    assert MEET in texts(draft)


def test_a_draft_that_a_colleague_changed_asks_again_and_says_what_changed(
    signed_in, draft, editor, colleague
):
    sent = fields(signed_in.get(URL, NQT))
    sent["line"] = sent["line"][1:]
    reworded(draft, colleague, "Visit", "Visit an NQT")
    reworded(draft, colleague, CLUSTERS, "Attend the NQT Clusters")

    page = signed_in.post(URL, sent)

    told = words(page)
    assert "The draft was changed since you looked. Nothing was replaced yet." in told
    assert "Reworded “Visit”, by Ben Colleague" in told
    assert "Reworded “Attend NQT Clusters” in 2 places, by Ben Colleague" in told
    assert "Visit an removed: NQT inserted: ECT" in told
    assert told.count("New since you looked.") == 1
    assert MEET in texts(draft)
    again = fields(page)
    assert sent["line"][0] in again["line"]
    assert len(again["line"]) == 2  # what was not ticked stays so, what is new is proposed
    signed_in.post(URL, again)
    assert texts(draft) == [
        MEET,
        "Attend the ECT Clusters",
        "Access teachers.tv",
        "Read",
        "Visit an ECT",
    ]


def test_what_a_colleague_changed_elsewhere_is_no_reason_to_ask(signed_in, draft, colleague):
    sent = fields(signed_in.get(URL, NQT))
    reworded(draft, colleague, "Visit", "Go and see")

    signed_in.post(URL, sent)

    assert {"Meet ECTs", "Go and see"} <= set(texts(draft))


def test_two_who_replace_the_same_at_once_replace_it_once(signed_in, draft, client, colleague):
    sent = fields(signed_in.get(URL, {"find": "NQT", "put": "NQTs and ECT"}))
    client.force_login(colleague)
    client.post(URL, fields(client.get(URL, NQT)))

    page = words(client.post(URL, sent))

    assert "Replaced “NQT” by “ECT” in 2 lines, 3 places, by you" in page
    assert "Nothing says “NQT”" in page
    assert "Meet ECTs" in texts(draft)


def test_the_same_form_sent_twice_replaces_once(signed_in, draft):
    sent = fields(signed_in.get(URL, {"find": "Meet", "put": "Meet and meet"}))
    signed_in.post(URL, sent)

    page = words(signed_in.post(URL, sent))

    assert "Nothing was replaced yet." in page
    assert texts(draft)[0] == "Meet and meet NQTs"


def test_undo_takes_back_no_change_of_a_colleague_that_was_not_seen(signed_in, draft, colleague):
    page = signed_in.post(URL, fields(signed_in.get(URL, NQT)), follow=True)
    undo = re.findall(r'name="seen" value="(\d+)"', page.content.decode())[0]
    reworded(draft, colleague, CLUSTERS, "Attend Clusters")

    told = signed_in.post("/desk/elm/draft/undo/", {"seen": undo}, follow=True)

    assert texts(draft)[:2] == ["Meet ECTs", "Attend Clusters"]
    said = "changed since you looked: reworded “Attend ECT Clusters” in 2 places, by Ben Colleague."
    assert said in words(told)
    for _ in range(2):
        undo = re.findall(r'name="seen" value="(\d+)"', told.content.decode())[0]
        told = signed_in.post("/desk/elm/draft/undo/", {"seen": undo}, follow=True)
    assert texts(draft)[:2] == [MEET, CLUSTERS]


def test_undo_pressed_twice_in_a_hurry_takes_back_two_changes_of_ones_own(
    signed_in, draft, editor, colleague
):
    reworded(draft, editor, "Visit", "Go")
    page = signed_in.post(URL, fields(signed_in.get(URL, NQT)), follow=True)
    undo = re.findall(r'name="seen" value="(\d+)"', page.content.decode())[0]

    for _ in range(2):
        signed_in.post("/desk/elm/draft/undo/", {"seen": undo})
    assert {MEET, "Visit"} <= set(texts(draft))
    editing.redo(edition=draft, by=colleague)
    signed_in.post("/desk/elm/draft/redo/", {"seen": undo})

    assert {MEET, "Go"} <= set(texts(draft))


def test_what_is_too_much_for_one_form_is_not_offered(signed_in, monkeypatch):
    monkeypatch.setattr("frameworks.desk.replacing.MOST_AT_ONCE", 1)

    page = signed_in.get(URL, NQT)

    assert "That is too much for one look. Write more letters." in words(page)
    assert 'id="replace"' not in page.content.decode()


def test_words_for_a_draft_that_was_put_away_meanwhile_come_back(signed_in, draft, editor):
    sent = fields(signed_in.get(URL, {"find": "NQT", "put": "early career teacher"}))
    drafts.discard(edition=draft, by=editor)

    page = signed_in.post(URL, sent)

    assert page.status_code == 404
    assert "early career teacher" in words(page)
    assert sent["seen"][0][:12] not in words(page)


def test_readers_see_nothing_of_it(signed_in, draft):
    signed_in.post(URL, fields(signed_in.get(URL, NQT)))

    assert MEET in texts(Edition.objects.published().get(framework__slug="elm"))


def test_five_hundred_and_thirty_lines_are_replaced_in_as_many_queries_as_two(
    signed_in, draft, editor, django_assert_num_queries
):
    def replaced(find, put):
        with django_assert_num_queries(SHOWN):
            page = signed_in.get(URL, {"find": find, "put": put})
        sent = fields(page)
        with django_assert_num_queries(DONE):
            signed_in.post(URL, sent)
        return len(sent["line"])

    many = [f"Do NQT task {number}" for number in range(490)]
    for texts_ in (many, [f"{text} again" for text in many[:40]]):
        place = (key("New"), key("School"))
        editing.change(
            edition=draft, by=editor, do=partial(lines.add_lines, place=place, texts=texts_)
        )

    assert replaced("Meet NQT", "Meet ECT") == 1
    assert replaced("NQT", "ECT") == 531
    editing.undo(edition=draft, by=editor)
    assert "Do NQT task 489" in texts(draft)


SHOWN, DONE = 16, 33
