"""Proof-reading: a box of the file at a time, and all there is to look at in one list."""

from dataclasses import replace

import pytest

from cpd_site.models import Membership
from frameworks.actions import imports
from frameworks.models import Import
from opportunities import store
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from tests.factories import member
from tests.frameworks.imports.files import GONE, all_said, at, proposal_of, shown


def _fields(response):
    return ((field.name, field) for field in response.context["form"])


class TestProof:
    def test_it_waits_for_what_only_people_know(self, client, brought):
        assert client.get(at("proof", brought)).url == at("found", brought)

    def test_the_words_of_the_file_stand_beside_our_lines(self, client, answered):
        page = client.get(at("proof", answered))

        source = page.context["page"].source
        assert [(row.text, row.line) for row in source] == [("Meet a mentor", 0), ("Weekly", 0)]
        assert "<li>Weekly</li>" in page.text
        text = client.get(at("proof", answered), {"as": "text"}).text
        assert "Meet a mentor\n- Weekly</textarea>" in text

    def test_looked_at_keeps_it_and_goes_to_the_next(self, client, answered):
        first = client.get(at("proof", answered))

        response = client.post(at("proof", answered), shown(first), follow=True)

        assert response.context["page"].number == 1
        assert response.context["page"].done == 1
        assert proposal_of(answered).cells[0].lines[0].wording.text == "Meet a mentor"

    def test_of_a_box_that_was_right_only_that_is_kept(self, client, answered):
        first = client.get(at("proof", answered), {"as": "text"})
        as_browsers_send_it = shown(first)["lines"].replace("\n", "\r\n")

        client.post(at("proof", answered), shown(first) | {"lines": as_browsers_send_it})

        assert [*Import.objects.get().answers["cells"].values()] == [{"is_looked_at": True}]

    def test_changed_lines_are_what_comes_in(self, client, answered, editor):
        first = client.get(at("proof", answered))
        lines = "Meet a mentor, weekly\nRead\n- at home"

        client.post(at("proof", answered), shown(first) | {"lines": lines, "word": "PLUS"})

        cell = proposal_of(answered).cells[0]
        assert [(line.wording.text, line.wording.details) for line in cell.lines] == [
            ("Meet a mentor, weekly", ()),
            ("Read", ("at home",)),
        ]
        assert cell.word == "PLUS"
        draft = imports.make_draft(of=answered, by=editor)
        assert "Read" in [line.text for line in store.read(draft.grid).opportunities]

    def test_a_box_can_be_emptied(self, client, answered):
        first = client.get(at("proof", answered))

        client.post(at("proof", answered), shown(first) | {"lines": ""})

        assert proposal_of(answered).cells[0].lines == ()

    def test_where_a_column_mixes_providers_each_line_says_its_own(self, client, answered, editor):
        column = proposal_of(answered).columns[0].id
        mixed = {column: {"is_mixed": True, "tier": ""}}
        imports.answer(
            of=answered,
            by=editor,
            change=lambda now: replace(now, columns={**now.columns, **mixed}),
            seen=2,
        )
        first = client.get(at("proof", answered))
        said = shown(first)

        asked = client.post(at("proof", answered), said)
        assert "Choose who provides “Meet a mentor”." in asked.text
        client.post(at("proof", answered), said | {"provider-0": "national"})

        assert proposal_of(answered).cells[0].lines[0].tier == "national"

    def test_a_box_that_a_colleague_changed_shows_both_and_keeps_yours_if_asked(
        self, client, answered, organisation
    ):
        ben = member(organisation, Membership.Role.EDITOR, name="Ben Brown")
        first = shown(client.get(at("proof", answered)))
        theirs = {"lines": [{"text": "Theirs"}], "word": "", "is_looked_at": True}
        box = proposal_of(answered).cells[0].id
        imports.answer_box(of=answered, by=ben, box=box, box_answer=theirs, seen="")
        address = f"{at('proof', answered)}?box={box}"

        response = client.post(address, first | {"lines": "Mine"})

        assert "Ben Brown changed this box meanwhile" in response.text
        assert "Theirs" in response.text
        assert "Mine</textarea>" in response.text
        again = {name: field.value() for name, field in _fields(response)}
        client.post(address, again)
        assert proposal_of(answered).cells[0].lines[0].wording.text == "Mine"

    def test_what_was_typed_for_a_deleted_import_comes_back(self, client, answered, editor):
        first = shown(client.get(at("proof", answered)))
        imports.delete(of=answered, by=editor)

        response = client.post(at("proof", answered), first | {"lines": "Long thought over"})

        assert GONE in response.text
        assert "Long thought over" in response.text

    def test_words_for_a_box_that_is_no_more_go_into_no_other(self, client, answered):
        first = shown(client.get(at("proof", answered)))

        response = client.post(f"{at('proof', answered)}?box=gone", first | {"lines": "Thought"})

        assert "This box is not there any more" in response.text
        assert "Thought" in response.text
        assert Import.objects.get().answers["cells"] == {}

    def test_the_rest_is_ticked_off_unread(self, client, answered):
        client.post(at("tick", answered))

        page = client.get(at("proof", answered)).context["page"]
        assert page.done == len(page.cells)

    def test_it_takes_the_same_queries_for_many_boxes(
        self, client, answered, django_assert_num_queries
    ):
        client.get(at("proof", answered))
        with django_assert_num_queries(5):
            client.get(at("proof", answered))
        with django_assert_num_queries(5):
            client.get(at("found", answered))


def a_box(organisation, editor, *paragraphs, elsewhere="Headteachers only"):
    """An import whose first box holds these paragraphs, with everything said of its shape."""
    boxes = [
        Box(0, 0, (Paragraph("Stage"),)),
        Box(0, 1, (Paragraph("In school"),)),
        Box(1, 0, (Paragraph("Newly qualified teachers"),)),
        Box(1, 1, tuple(Paragraph(text) for text in paragraphs)),
        Box(2, 0, (Paragraph("Headteachers"),)),
        Box(2, 1, (Paragraph(elsewhere),)),
    ]
    begun = imports.start(
        organisation=organisation,
        by=editor,
        name="a.csv",
        contents=FileContents((Table(tuple(boxes), heading_rows=1),)),
    )
    said = all_said(proposal_of(begun), Answers())
    return imports.answer(of=begun, by=editor, change=lambda now: said, seen=1)


def words(begun):
    lines = proposal_of(begun).cells[0].lines
    return [(line.wording.text, *line.wording.details) for line in lines]


class TestLines:
    @pytest.fixture
    def box(self, organisation, editor):
        return a_box(organisation, editor, "• Meet a mentor", "• Read; write", "• Rest")

    def do(self, client, box, do, line=None, **said):
        address = at("proof", box)
        first = client.get(address, {"line": line} if line else {})
        hand = {"line": line} if line else {}
        return client.post(address, shown(first) | hand | said | {"do": do})

    @pytest.mark.parametrize(
        ("way", "left"),
        [
            ("join", [("Meet a mentor Read; write",), ("Rest",)]),
            ("sub-point", [("Meet a mentor", "Read; write"), ("Rest",)]),
            ("split", [("Meet a mentor",), ("Read",), ("write",), ("Rest",)]),
            ("away", [("Meet a mentor",), ("Rest",)]),
        ],
    )
    def test_a_line_in_hand_goes_each_of_its_ways(self, client, box, way, left):
        self.do(client, box, way, line=2)

        assert words(box) == left
        assert not proposal_of(box).cells[0].is_looked_at

    def test_sub_points_become_lines_again(self, client, box):
        self.do(client, box, "sub-point", line=2)
        self.do(client, box, "lines", line=1)

        assert words(box) == [("Meet a mentor",), ("Read; write",), ("Rest",)]

    def test_after_a_step_the_line_that_took_its_place_is_in_hand(self, client, box):
        assert self.do(client, box, "join", line=2).url.endswith("line=1#line-1")
        assert self.do(client, box, "away", line=2).url.endswith("line=2#line-2")

    def test_a_line_is_rewritten_with_its_sub_points_and_its_own_provider(self, client, box):
        said = {"text": "Read\nWrite", "details": "at home", "provider-1": "national"}

        self.do(client, box, "keep", line=2, **said)

        assert words(box) == [("Meet a mentor",), ("Read",), ("Write", "at home"), ("Rest",)]
        lines = proposal_of(box).cells[0].lines
        assert [line.tier for line in lines] == [None, "national", "national", None]

    def test_what_was_no_line_can_be_one_again(self, client, box):
        self.do(client, box, "away", line=1)
        assert "It is a line" in client.get(at("proof", box)).text

        self.do(client, box, "back:0")

        assert words(box)[0] == ("Meet a mentor",)

    def test_the_word_of_a_box_is_not_offered_as_a_line(self, client, organisation, editor):
        box = a_box(organisation, editor, "PLUS", "• Meet a mentor")

        assert "It is a line" not in client.get(at("proof", box)).text

    def test_it_all_can_be_taken_back(self, client, box):
        self.do(client, box, "join", line=2)

        self.do(client, box, "anew")

        assert words(box) == [("Meet a mentor",), ("Read; write",), ("Rest",)]

    def test_an_unknown_step_or_line_changes_nothing(self, client, box):
        before = words(box)

        self.do(client, box, "burn", line=2)
        self.do(client, box, "join", line=99)
        self.do(client, box, "back:99")

        assert words(box) == before


RUN_ON = "Read about your subject; write about it"


class TestQuestions:
    @pytest.fixture
    def box(self, organisation, editor):
        return a_box(organisation, editor, RUN_ON, elsewhere=RUN_ON)

    def question(self, box):
        return proposal_of(box).cells[0].id + ".apart"

    def test_a_question_is_answered_where_it_stands_and_the_box_read_anew(self, client, box):
        first = client.get(at("proof", box))
        name = f"question/{self.question(box)}"
        assert "could be one line or several" in first.text

        response = client.post(at("proof", box), shown(first) | {name: "yes"})

        assert "#we-read" in response.url, "the same box, to be seen as it is read now"
        assert words(box) == [("Read about your subject",), ("write about it",)]
        assert not proposal_of(box).cells[0].is_looked_at

    def test_looked_at_answers_it_as_shown(self, client, box):
        client.post(at("proof", box), shown(client.get(at("proof", box))))

        (still,) = proposal_of(box).open_questions
        assert not still.id.startswith(proposal_of(box).cells[0].id)

    def test_all_of_a_kind_are_left_as_read_in_one_go(self, client, box):
        page = client.get(at("things", box))
        assert "One line, or several: 2" in page.text

        client.post(at("things", box), shown_of(page) | {"do": "apart"})

        assert proposal_of(box).open_questions == ()
        assert "Nothing is left to look at" in client.get(at("things", box)).text

    def test_some_are_answered_in_the_list(self, client, box):
        page = client.get(at("things", box))

        client.post(at("things", box), shown_of(page) | {f"question/{self.question(box)}": "yes"})

        assert len(words(box)) == 2
        assert len(proposal_of(box).open_questions) == 1

    def test_the_same_line_in_several_boxes_is_one_unless_refused(self, client, box):
        first = client.get(at("proof", box))
        assert "The same line as in 1 other box" in first.text

        client.post(at("proof", box), {"seen": "", "do": "looked-at", "shown": "0"})

        assert proposal_of(box).cells[0].lines[0].is_apart
        assert not proposal_of(box).cells[1].lines[0].is_apart

    def test_the_list_refuses_it_everywhere(self, client, box):
        page = client.get(at("things", box))
        assert "The same line in several boxes: 1" in page.text

        client.post(at("things", box), {"do": "save"})
        assert not any(cell.lines[0].is_apart for cell in proposal_of(box).cells), "not asked"
        client.post(at("things", box), {"do": "save", "shown": [*page.context["form"].same]})

        assert [cell.lines[0].is_apart for cell in proposal_of(box).cells] == [True, True]


def shown_of(page):
    form = page.context["form"]
    return {field.name: field.value() for field in form if field.value() not in (None, False)}
