"""Lines of a box: bullets of all sorts, sub-points, words that go on, and what is no line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.proposing.box_lines import (
    BoxLines,
    lines_of,
    lines_of_text,
    rows_of,
    text_of,
)
from opportunities.exchange.reading.tables import Paragraph
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord


def lines_pasted(text: str) -> BoxLines:
    return lines_of(rows_of(text))


def said(box: BoxLines) -> list[str | tuple[str, ...]]:
    """Each line: its words alone, or with its sub-points."""
    return [
        (line.wording.text, *line.wording.details) if line.wording.details else line.wording.text
        for line in box.lines
    ]


@pytest.mark.parametrize("bullet", [*"•\uf0b7\uf0a7▪■●○◆➢✓→»§–-*o⦁►☐☑□"])
def test_a_bullet_is_no_part_of_the_words(bullet: str) -> None:
    assert said(lines_pasted(f"{bullet} Coach\n{bullet}\tMentor")) == ["Coach", "Mentor"]


@pytest.mark.parametrize(
    "words",
    ["-ve feedback", "*Funded places only", "office days", "2019 conference", "1.5 days a year"],
)
def test_what_begins_with_a_sign_keeps_it(words: str) -> None:
    assert said(lines_pasted(words)) == [words]


@pytest.mark.parametrize(
    "marks", ["1. 2. 3.", "1) 2) 3)", "a) b) c)", "(i) (ii) (iii)", "A. B. C."]
)
def test_numbers_are_taken_away_where_they_count_up(marks: str) -> None:
    rows = [f"{mark} Word" for mark in marks.split()]
    assert said(lines_pasted("\n".join(rows))) == ["Word"] * 3


def test_a_number_alone_belongs_to_the_words() -> None:
    assert said(lines_pasted("2. Visit\nSchool")) == ["2. Visit", "School"]


def test_what_was_pasted_from_word() -> None:
    rows = "•\tLeadership days", "o\theads", "o\tdeputies", "\uf0a7\tSubject network"
    text = "\n".join([*rows, "1.\tCoaching", "a)\tfor new heads", ""])
    assert said(lines_pasted(text)) == [
        ("Leadership days", "heads", "deputies"),
        "Subject network",
        ("Coaching", "for new heads"),
    ]


def test_levels_of_a_list_are_lines_and_sub_points() -> None:
    box = lines_of(
        [Paragraph("Visits:", level=1), Paragraph("near", level=2), Paragraph("x", level=1)]
    )
    assert said(box) == [("Visits:", "near"), "x"]
    assert [line.source for line in box.lines] == [(0, 1), (2,)]


def test_an_example_is_a_sub_point() -> None:
    assert said(lines_pasted("• Conferences\n• E.g.24 Hours\n• Inset")) == [
        ("Conferences", "E.g.24 Hours"),
        "Inset",
    ]


def test_lines_that_were_broken_are_joined_and_asked_about() -> None:
    box = lines_pasted("• Work with a trainee across\nthe whole placement\n• Days\n(three a year)")
    assert said(box) == ["Work with a trainee across the whole placement", "Days (three a year)"]
    assert [doubt.line for doubt in box.doubts] == [0, 1]


def test_a_soft_break_before_a_capital_is_a_new_line_and_before_a_bracket_is_none() -> None:
    assert said(lines_of([Paragraph("Coaching\nReviews")])) == ["Coaching", "Reviews"]
    assert said(lines_of([Paragraph("Days\n(three)")])) == ["Days (three)"]


def test_lines_in_small_letters_stay_apart() -> None:
    assert said(lines_pasted("coaching\nshadowing\nvisits")) == ["coaching", "shadowing", "visits"]


@pytest.mark.parametrize(
    ("text", "word", "lines"),
    [
        ("PLUS", ContinuationWord.PLUS, []),
        ("As above", ContinuationWord.AS_ABOVE, []),
        ("As above, PLUS\nCoach", ContinuationWord.PLUS, ["Coach"]),
        ("As above\nPLUS\nCoach", ContinuationWord.PLUS, ["Coach"]),
        ("As above, plus: Coach", ContinuationWord.PLUS, ["Coach"]),
        ("Same as above", ContinuationWord.AS_ABOVE, []),
        ("All of the above plus:\nCoach", ContinuationWord.PLUS, ["Coach"]),
        ("In addition to the above:\nCoach", ContinuationWord.PLUS, ["Coach"]),
        ("In addition to the above, coach", None, ["In addition to the above, coach"]),
        ("Plus points", None, ["Plus points"]),
    ],
)
def test_words_that_go_on(text: str, word: ContinuationWord | None, lines: list[str]) -> None:
    box = lines_pasted(text)
    assert (box.word, said(box)) == (word, lines)


@pytest.mark.parametrize(
    "text", ["–", "-", "n/a", "N/A", "See page 4", "p.t.o.", "This level is not defined."]
)
def test_what_is_no_line_is_put_aside_with_its_reason(text: str) -> None:
    box = lines_pasted(text)
    assert not box.lines
    assert [what for what, _ in box.left_out] == [text]


@pytest.mark.parametrize("text", ["As ECTs", "As for middle leaders", "The same as for teachers"])
def test_a_line_that_names_another_stage_stays_and_is_asked_about(text: str) -> None:
    box = lines_pasted(f"Coach\n{text}")
    assert said(box) == ["Coach", text]
    assert [(doubt.about, doubt.line) for doubt in box.doubts] == [("as-another", 1)]


@pytest.mark.parametrize("text", ["As part of a team", "Same as last year", "Assistant heads"])
def test_a_line_that_names_no_other_stage_is_not_asked_about(text: str) -> None:
    assert not lines_pasted(text).doubts


def test_a_lead_in_is_put_aside() -> None:
    box = lines_pasted("You can:\n- listen well\n- ask open questions")
    assert said(box) == ["listen well", "ask open questions"]
    assert box.left_out == [("You can:", "It leads in to the lines below it.")]


def test_a_line_that_ends_in_a_colon_takes_the_bullets_below_it() -> None:
    assert said(lines_pasted("Moderate:\n- writing\n- maths")) == [
        ("Moderate:", "writing", "maths")
    ]


def test_one_semicolon_is_asked_about_and_several_are_taken_apart() -> None:
    box = lines_pasted("Keep a log; read one article a month")
    assert said(box) == ["Keep a log; read one article a month"]
    assert box.doubts
    box = lines_pasted("Keep a log; read; coach")
    assert said(box) == ["Keep a log", "read", "coach"]
    assert box.doubts


def test_a_box_that_runs_on_is_taken_apart_at_its_capitals() -> None:
    text = (
        "Join a Professional Association Start a Professional Portfolio Develop a personal "
        "learning plan Join a subject association Maintain a professional reading programme "
        "Meet your needs as defined in the CEDP"
    )
    assert said(lines_pasted(text)) == [
        "Join a Professional Association",
        "Start a Professional Portfolio",
        "Develop a personal learning plan",
        "Join a subject association",
        "Maintain a professional reading programme",
        "Meet your needs as defined in the CEDP",
    ]


def test_an_address_alone_is_the_link_of_the_line_before() -> None:
    (line,) = lines_pasted("• The hub\n• https://khub.net/").lines
    assert (line.wording.text, line.wording.link) == ("The hub", "https://khub.net/")


def test_ligatures_are_spelt_out() -> None:
    assert said(lines_pasted("ﬁrst oﬀer")) == ["first offer"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1)
words = words.map(lambda text: " ".join(text.replace("\xad", "").split())).filter(
    lambda text: text and text[0] not in "-–•" and not set(text) & set("ﬀﬁﬂﬃﬄﬅﬆ")
)


@given(st.lists(st.builds(Wording, words, st.lists(words, max_size=3).map(tuple))))
def test_a_law_what_a_person_edits_is_read_back(lines: list[Wording]) -> None:
    assert lines_of_text(text_of(lines)) == lines


@given(st.lists(st.builds(Paragraph, st.text(), st.none() | st.integers(0, 3))))
def test_a_law_every_paragraph_is_in_a_line_or_put_aside(paragraphs: list[Paragraph]) -> None:
    box = lines_of(paragraphs)
    assert {n for line in box.lines for n in line.source} <= set(range(len(paragraphs)))
    assert all(line.wording.text.strip() for line in box.lines)


def test_an_address_beneath_the_words_that_lead_to_it_is_their_link() -> None:
    address = "https://khub.net/"
    [line] = lines_of([Paragraph(f"The Knowledge Hub\n{address}", link=address)]).lines
    assert (line.wording.text, line.wording.details) == ("The Knowledge Hub", ())
    assert line.wording.link == address


def test_a_link_behind_the_words_is_that_of_the_line() -> None:
    box = lines_pasted("• The hub <https://khub.net/>\n• Less <than> more\n• Mail <no address>")

    assert [(line.wording.text, line.wording.link) for line in box.lines] == [
        ("The hub", "https://khub.net/"),
        ("Less <than> more", ""),
        ("Mail <no address>", ""),
    ]


def test_rows_that_were_joined_into_the_only_line_are_told() -> None:
    (doubt,) = lines_pasted("Work with a trainee across\nthe whole placement").doubts

    assert doubt.about == "joined"
