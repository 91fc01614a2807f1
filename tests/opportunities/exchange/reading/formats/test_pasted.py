"""Text as it is pasted from Word, Excel, a web page or a PDF."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.formats import pasted
from opportunities.exchange.reading.proposing.box_lines import lines_of
from opportunities.exchange.reading.tables import CannotRead, FileContents, Paragraph, Table
from tests.opportunities.exchange.reading.frameworks import IMPORTS


def texts(contents: FileContents) -> list[list[str]]:
    [table] = contents.tables
    return [[box.text for box in table.row(row)] for row in range(table.size[0])]


def around(contents: FileContents) -> list[tuple[str, int | None, int]]:
    return [
        (each.text, each.level, each.heading)
        for each in contents.blocks
        if isinstance(each, Paragraph)
    ]


def test_bullets_of_word() -> None:
    contents = pasted.read((IMPORTS / "13-word-paste.txt").read_bytes())

    assert [level for _, level, _ in around(contents)] == [0, 1, 1, 0, 0, 1]
    box = lines_of([each for each in contents.blocks if isinstance(each, Paragraph)])
    assert [(line.wording.text, line.wording.details) for line in box.lines] == [
        ("Leadership days", ("heads", "deputies")),
        ("Subject network", ()),
        ("Coaching", ("for new heads",)),
    ]


@pytest.mark.parametrize("bullet", ["\t•\t", "\t", "\t- ", "\to\t", "\t1.\t"])
def test_entries_that_tabs_indent_are_a_list(bullet: str) -> None:
    text = f"Early career\n{bullet}Mentor\n{bullet}Visits\nHeads\n{bullet}Governors\n"
    contents = pasted.read_text(text)

    assert contents.tables == ()
    assert [(level, heading) for _, level, heading in around(contents)] == [
        *((None, 2), (0, 0), (0, 0), (None, 2), (0, 0))
    ]
    assert [words.split()[-1] for words, *_ in around(contents)] == [
        *("career", "Mentor", "Visits", "Heads", "Governors")
    ]


def test_entries_that_more_tabs_indent_are_sub_points() -> None:
    text = "Early career\n\tVisits\n\t\tto a school\n\t\tto a hub\n\tMentor"

    assert [level for _, level, _ in around(pasted.read_text(text))] == [None, 0, 1, 1, 0]


def test_a_table_after_a_list_by_tabs_is_a_table() -> None:
    text = "Early career\n\t•\tMentor\n\t•\tVisits\n" + "\n" * 13 + "Stage\tSchool\nECT\tMentor"
    contents = pasted.read_text(text)

    assert texts(contents) == [["Stage", "School"], ["ECT", "Mentor"]]
    assert [level for _, level, _ in around(contents)] == [None, 0, 0]


def test_a_column_of_excel_beside_an_empty_one_is_a_table() -> None:
    assert texts(pasted.read_text("\tMentor\n\tVisits")) == [["Mentor"], ["Visits"]]


def test_lists_without_bullets_are_parted_by_empty_lines() -> None:
    contents = pasted.read_text(
        "Our offer\n\nEarly career teachers\nMentor meetings.\nhttps://example.org/\n\n"
        "Headteachers:\nGovernors\n"
    )

    assert around(contents) == [
        ("Our offer", None, 1),
        *(("Early career teachers", None, 2), ("Mentor meetings.", 0, 0)),
        *(("https://example.org/", 0, 0), ("Headteachers", None, 2), ("Governors", 0, 0)),
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "We offer much to all who\nwork here.\n\nAsk Ann about it\nor Sam.",
        "One line.\n\nAnother line.\n\nA third.",
        "Teachers\nMentor meetings",
    ],
)
def test_prose_is_no_list(prose: str) -> None:
    assert not any(level == 0 or heading for _, level, heading in around(pasted.read_text(prose)))


def test_a_block_of_excel() -> None:
    assert texts(pasted.read((IMPORTS / "14-excel-block-paste.txt").read_bytes())) == [
        ["Stage", "In school", "Council"],
        ["ECT", "Mentor meeting\nPlanning together", "Induction day"],
        ["Established", "Lead a staff meeting", 'Network, "hub" days'],
    ]


def test_a_table_of_word_has_no_quotes() -> None:
    rows = "Stage\tSchool\tCouncil", "ECT\tMentor meeting", "Planning together\tInduction", "Visit"
    text = "\n".join([*rows, "Established\tLead\tHub"])

    assert texts(pasted.read_text(text)) == [
        ["Stage", "School", "Council"],
        ["ECT", "Mentor meeting\nPlanning together", "Induction\nVisit"],
        ["Established", "Lead", "Hub"],
    ]


def test_bullets_within_a_table_of_word() -> None:
    text = "Stage\tSchool\nECT\t\n•\tCoach\n•\tMentor\nRQT\tLead\n•\tMore"

    assert texts(pasted.read_text(text)) == [
        ["Stage", "School"],
        ["ECT", "•\tCoach\n•\tMentor"],
        ["RQT", "Lead\n•\tMore"],
    ]


def test_a_table_of_word_with_bullets_in_its_boxes() -> None:
    rows = "NQT\t•\tCoach", "•\tMentor\t•\tMeet", "o\toften", "RQT\t•\tLead\t•\tGo"

    assert texts(pasted.read_text("\n".join(rows))) == [
        ["NQT", "•\tCoach\n•\tMentor", "•\tMeet\no\toften"],
        ["RQT", "•\tLead", "•\tGo"],
    ]


def test_signs_that_stand_for_something_stay_in_their_boxes() -> None:
    assert texts(pasted.read_text("Coach\t•\t\t•\nMentor\t–\tMeet\t✓")) == [
        ["Coach", "•", "•"],
        ["Mentor", "–", "Meet", "✓"],
    ]


def test_a_quoted_box_may_begin_with_a_bullet() -> None:
    text = '"• Coach\n• Mentor"\tMeet\n"• Lead\n• Read"\tGo'

    assert texts(pasted.read_text(text)) == [
        ["• Coach\n• Mentor", "Meet"],
        ["• Lead\n• Read", "Go"],
    ]


def test_a_band_with_its_tabs_stays_a_row() -> None:
    text = "Stage\tSchool\tCouncil\nTEACHERS\t\t\nECT\tCoach\t\n"

    assert texts(pasted.read_text(text)) == [
        ["Stage", "School", "Council"],
        ["TEACHERS"],
        ["ECT", "Coach"],
    ]


def test_text_around_a_table() -> None:
    contents = pasted.read_text(
        "About it\n\nAll of us learn, always.\n\nTeachers\n\n"
        "Stage\tSchool\nECT\tCoach\n\n\nThe end."
    )
    assert [type(block) for block in contents.blocks] == [*[Paragraph] * 3, Table, Paragraph]
    assert contents.tables[0].title == "Teachers"
    assert around(contents)[1:] == [
        ("All of us learn, always.", None, 0),
        ("Teachers", None, 2),
        ("The end.", None, 0),
    ]


def test_headings_and_bullets() -> None:
    text = "Early career\n\nIn school\n• Coach\n  – often\n• Mentor\n\nCouncil:\n• Induction"

    assert around(pasted.read_text(text)) == [
        ("Early career", None, 1),
        ("In school", None, 2),
        ("• Coach", 0, 0),
        ("  – often", 1, 0),
        ("• Mentor", 0, 0),
        ("Council", None, 2),
        ("• Induction", 0, 0),
    ]


def test_a_line_that_leads_in_to_bullets_stays_a_line() -> None:
    text = "Join a club\nVisits to other classes:\n- with your mentor\n- alone"

    assert [heading for *_, heading in around(pasted.read_text(text))] == [0, 0, 0, 0]


def test_quotation_marks_of_a_sentence_stay() -> None:
    words = '"Learning" is\n"All of it."\n"a" and "b"'

    assert [text for text, *_ in around(pasted.read_text(words))] == words.split("\n")


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_nothing_is_told(text: str) -> None:
    with pytest.raises(CannotRead, match="nothing in what was pasted"):
        pasted.read_text(text)


@given(st.text('ab"\t\n\r•-1.) #:', max_size=60))
def test_any_text_keeps_its_words(text: str) -> None:
    try:
        contents = pasted.read_text(text)
    except CannotRead:
        assert not text.replace(chr(34), "").strip()  # an empty box in quotes holds nothing
        return
    printed = "".join(
        block.text if isinstance(block, Paragraph) else "".join(box.text for box in block.boxes)
        for block in contents.blocks
    )
    assert [sign for sign in printed if sign.isalpha()] == [sign for sign in text if sign.isalpha()]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(CannotRead):
        assert pasted.read(content).blocks
