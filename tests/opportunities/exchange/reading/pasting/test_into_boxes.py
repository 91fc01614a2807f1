"""What was pasted into a box of a draft: lines, what is asked of them, and tables spread out."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from opportunities.exchange.reading.pasting import into_boxes
from opportunities.exchange.reading.pasting.into_boxes import Pasted
from opportunities.exchange.reading.tables import CannotRead
from opportunities.grid.snapshot import Opportunity
from opportunities.grid.vocabulary import ContinuationWord, ProviderTier
from tests.builders import grid, key

IMPORTS = Path(__file__).parents[4] / "imports"
GRID = grid(
    {
        ("ECT", "In school"): ["Join in", "Read"],
        ("ECT", "Network"): ["Visit"],
        ("ECT", "Council"): [],
        ("Established", "In school"): ["Join in"],
    },
    details={"Read": ("E.g. a book",)},
    tiers={"Network": ProviderTier.LOCAL_NETWORK, "Council": ProviderTier.LOCAL_AUTHORITY},
    continues={("Established", "Network"): ContinuationWord.PLUS},
)


def read(
    text: str, place: tuple[str, str] = ("ECT", "In school"), as_lines: bool = False,
    answers: Mapping[str, str] | None = None,
) -> Pasted:  # fmt: skip
    where = key(place[0]), key(place[1])
    return into_boxes.read_into(GRID, where, text, answers=answers, as_lines=as_lines)


def said(pasted: Pasted) -> list[str | tuple[str, ...]]:
    """The lines that are added: each its words alone, or with its sub-points."""
    wordings = [line.wording for line in pasted.lines]
    return [(line.text, *line.details) if line.details else line.text for line in wordings]


def boxes(pasted: Pasted) -> dict[tuple[str, str], list[str]]:
    return {
        (box.stage.name, box.column.heading): [line.wording.text for line in box.lines]
        for box in pasted.boxes
    }


# Lines.


def test_a_pasted_list_becomes_lines_with_sub_points():
    pasted = read((IMPORTS / "13-word-paste.txt").read_text())

    assert said(pasted) == [
        ("Leadership days", "heads", "deputies"),
        "Subject network",
        ("Coaching", "for new heads"),
    ]
    assert (len(pasted.lines), pasted.with_points, pasted.is_plain) == (3, 2, False)


@pytest.mark.parametrize(
    "text", ["Coach", "• Coach", "\r\n\r\n  Coach \r\n", "-ve feedback", "x" * 900]
)
def test_one_row_that_can_only_be_one_line_is_plain(text):
    assert read(text).is_plain


@pytest.mark.parametrize(
    "text",
    ["Coach\nMentor", "Keep a log; read", "PLUS Coach", "Join in", "Coach\nn/a", "Coach\tMentor"],
)
def test_whatever_else_is_shown_before_it_is_added(text):
    assert not read(text).is_plain


def test_rows_that_were_joined_are_asked_about_and_come_apart():
    text = "• Work with a trainee across\nthe whole placement\n• Days"

    (question,) = read(text).questions
    assert question.text == (
        "“Work with a trainee across the whole placement” stood on several lines; we joined them."
    )
    assert said(read(text)) == ["Work with a trainee across the whole placement", "Days"]

    apart = read(text, answers={question.id: "rows"})
    assert said(apart) == ["Work with a trainee across", "the whole placement", "Days"]
    assert [each.id for each in apart.questions] == [question.id]


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("Keep a log; read", ["Keep a log; read"], {"yes": ["Keep a log", "read"]}),
        ("Log; read; coach", ["Log", "read", "coach"], {"no": ["Log; read; coach"]}),
    ],
)
def test_one_line_or_several_is_asked(text, first, then):
    (question,) = read(text).questions

    assert said(read(text)) == first
    for answer, lines in then.items():
        assert said(read(text, answers={question.id: answer})) == lines


def test_an_address_alone_is_the_link_of_the_line_before_or_a_sub_point():
    text = "• The hub\n• https://khub.net/"
    (question,) = read(text).questions

    assert read(text).lines[0].wording.link == "https://khub.net/"
    wording = read(text, answers={question.id: "point"}).lines[0].wording
    assert (wording.details, wording.link) == (("https://khub.net/",), "")


def test_an_address_that_is_too_long_to_be_a_link_is_kept_as_a_sub_point():
    address = f"https://khub.net/{'x' * 500}"

    assert said(read(f"• The hub\n• {address}")) == [("The hub", address)]


def test_what_points_elsewhere_is_left_out_unless_it_is_a_line():
    text = "• Coach\n• See page 4"
    pasted = read(text)
    (question,) = pasted.questions

    assert (said(pasted), pasted.left_out) == (["Coach"], [])
    as_line = read(text, answers={question.id: "line"})
    assert (said(as_line), as_line.left_out) == (["Coach", "See page 4"], [])


def test_an_answer_that_is_none_of_the_choices_counts_as_none():
    (question,) = read("Keep a log; read").questions

    assert read("Keep a log; read", answers={question.id: "perhaps"}).questions == [question]


def test_the_word_of_a_box_is_recognised_and_asked():
    pasted = read("PLUS\nCoach", ("Established", "In school"))
    (question,) = pasted.questions

    assert (pasted.boxes[0].word, said(pasted)) == (ContinuationWord.PLUS, ["Coach"])
    refused = read("PLUS\nCoach", ("Established", "In school"), answers={question.id: "no"})
    assert (refused.boxes[0].word, said(refused)) == (None, ["Coach"])


def test_a_word_that_the_box_has_already_is_not_asked():
    pasted = read("PLUS\nCoach", ("Established", "Network"))

    assert (pasted.questions, pasted.boxes[0].word) == ([], None)
    assert pasted.left_out == [("PLUS", "The box starts with it already.")]


# The same line elsewhere.


def test_a_line_whose_words_stand_elsewhere_is_the_same_line_unless_refused():
    (line,) = read("Join in", ("ECT", "Network")).lines

    assert (line.places, line.new.same_as) == (2, key("Join in"))
    (own,) = read("Join in", ("ECT", "Network"), answers={line.id: "own"}).lines
    assert (own.new.same_as, own.new.is_own) == (None, True)


def test_other_sub_points_are_another_line():
    (line,) = read("Read", ("ECT", "Network")).lines
    assert line.known is None

    (line,) = read("Read\n  E.g. a book", ("ECT", "Network")).lines
    assert line.new.same_as == key("Read")


def test_what_stands_in_the_box_or_above_is_not_added_again_unless_asked():
    text = "• Join in\n• Coach\n• Coach"
    pasted = read(text)
    here, _, again = pasted.boxes[0].lines

    assert said(pasted) == ["Coach"]
    assert (here.is_here, again.is_again) == (True, True)
    more = read(text, answers={here.id: "own", again.id: "own"})
    assert said(more) == ["Join in", "Coach", "Coach"]


def test_of_several_lines_that_say_the_same_it_is_the_one_in_most_boxes():
    twin = Opportunity(key("twin"), "Join in")
    once = GRID.placements[2]
    twice = replace(GRID, opportunities=(twin, *GRID.opportunities))

    place = once.stage, once.column
    (line,) = into_boxes.read_into(twice, place, "Join in").lines
    assert line.new.same_as == key("Join in")


# Tables.


def test_a_block_of_excel_finds_its_stages_and_columns():
    pasted = read((IMPORTS / "14-excel-block-paste.txt").read_text())

    assert pasted.is_over_boxes
    assert boxes(pasted) == {
        ("ECT", "In school"): ["Mentor meeting", "Planning together"],
        ("ECT", "Council"): ["Induction day"],
        ("Established", "In school"): ["Lead a staff meeting"],
        ("Established", "Council"): ["Network, “hub” days".replace("“", '"').replace("”", '"')],
    }


def test_one_row_is_spread_from_its_column_on():
    pasted = read('"• Coach\n• Mentor"\tInduction', ("ECT", "Network"))

    assert boxes(pasted) == {
        ("ECT", "Network"): ["Coach", "Mentor"],
        ("ECT", "Council"): ["Induction"],
    }
    assert list(boxes(read("Coach\nMentor\tMeet\tInduct", ("ECT", "Council")))) == [
        ("ECT", "In school"),
        ("ECT", "Network"),
        ("ECT", "Council"),
    ]


def test_a_row_of_word_with_bullets_in_its_boxes():
    text = "•\tCoach\no\toften\n•\tMentor\t•\tMeet\n•\tGo"

    pasted = read(text)

    assert boxes(pasted) == {
        ("ECT", "In school"): ["Coach", "Mentor"],
        ("ECT", "Network"): ["Meet", "Go"],
    }
    assert pasted.lines[0].wording.details == ("often",)


def test_rows_without_names_are_all_for_this_stage():
    assert boxes(read("Coach\tMeet\nMentor\t\n\tVisit us")) == {
        ("ECT", "In school"): ["Coach", "Mentor"],
        ("ECT", "Network"): ["Meet", "Visit us"],
    }


def test_a_row_without_a_name_goes_on_with_the_stage_above():
    assert boxes(read("Established\tCoach\tMeet\n\tMentor\tGo\nECT\tLead\t")) == {
        ("ECT", "In school"): ["Lead"],
        ("Established", "In school"): ["Coach", "Mentor"],
        ("Established", "Network"): ["Meet", "Go"],
    }


def test_one_row_under_headings_is_for_this_stage_whatever_it_is_called():
    pasted = read("Stage\tIn school\tCouncil\nTeachers\tCoach\tInduct")

    assert boxes(pasted) == {
        ("ECT", "In school"): ["Coach"],
        ("ECT", "Council"): ["Induct"],
    }
    assert pasted.left_out == [
        ("Teachers", "No stage of this draft is called so. Its row is for ECT.")
    ]


def test_what_stands_under_the_name_of_a_stage_is_told():
    pasted = read('Stage\tIn school\tCouncil\n"Established\nMentors"\tCoach\tInduct')

    assert pasted.left_out == [("Mentors", "It stands under the stage’s name.")]


def test_headings_are_no_lines_also_where_one_box_only_is_filled():
    pasted = read("Stage\tIn school\nEstablished\tCoach")

    assert pasted.is_over_boxes
    assert boxes(pasted) == {("Established", "In school"): ["Coach"]}


def test_a_table_that_fits_nowhere_is_lines():
    assert boxes(read("Coach\tMeet", ("ECT", "Council"))) == {
        ("ECT", "Council"): ["Coach", "Meet"],
    }
    pasted = read("Stage\tIn school\nTeachers\tCoach\nCaretakers\tClean")
    assert (pasted.is_table, len(pasted.lines)) == (False, 6)


def test_what_belongs_nowhere_is_told():
    text = "Stage\tIn school\tNetwork\tBudget\nECT\tCoach\tMeet\t£40\nCaretakers\tClean\tMeet\t"

    pasted = read(text)

    assert boxes(pasted) == {("ECT", "In school"): ["Coach"], ("ECT", "Network"): ["Meet"]}
    assert pasted.left_out == [
        ("£40", "This draft has no column for it."),
        ("Clean", "No stage of this draft is called “Caretakers”."),
        ("Meet", "No stage of this draft is called “Caretakers”."),
    ]


def test_a_table_that_is_refused_is_lines_of_the_box():
    pasted = read("Coach\tMeet; go\nMentor\tof us", as_lines=True)

    assert (pasted.is_table, pasted.is_over_boxes) == (True, False)
    assert boxes(pasted) == {("ECT", "In school"): ["Coach", "Meet; go", "Mentor", "of us"]}


def test_bullets_with_tabs_are_no_table():
    assert not read("•\tCoach\n•\tMentor").is_table


# Bad input.


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write at least one line."),
        (" \n\t\n\u200b", "Write at least one line."),
        ("\0\x07\x1b", "Write at least one line."),
        ("•\n•\n▪", "only signs"),
        ("–", "“–” is left out: it says that nothing stands here."),
        ("x\n" * 10_000, "That is 10,000 rows. Add at most 500 lines at once."),
        ("x" * 100_001, "100,001 characters"),
    ],
)
def test_what_cannot_be_read_is_said(text, sentence):
    with pytest.raises(CannotRead, match=sentence):
        read(text)


def test_controls_go_and_right_to_left_words_stay():
    assert said(read("Vi\x07sit\x0bשלום\u202e עולם")) == ["Visit", "שלום עולם"]


def test_of_very_much_that_is_left_out_the_first_is_shown_and_the_rest_counted():
    pasted = read("\n".join(["Coach\tMeet\tInduct\tNo\tNo"] * 300))

    assert (len(pasted.first_left_out), pasted.left_out_more) == (200, 400)
