"""One proposal from the tables of a file; nothing of it goes missing in silence."""

import unicodedata
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading.proposing.proposal import Answers, TableLayout
from opportunities.exchange.reading.proposing.propose import fill_in_guesses, propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.reading.tables import Box, CannotRead, FileContents, Paragraph, Table
from opportunities.grid.vocabulary import ContinuationWord, Cost, Group, ProviderTier, StageFamily
from tests.opportunities.exchange.reading.proposing.made_up import (
    MERGED,
    MERGED_SAYS,
    said,
    table,
)


def test_a_grid_with_merged_boxes() -> None:
    heading = Paragraph("Alderbrook staff development framework", heading=1)
    proposal = propose(FileContents((heading, Paragraph("How to use this grid"), MERGED)))
    assert proposal.title == heading.text
    assert [section.body for section in proposal.sections] == ["How to use this grid"]
    assert [column.heading for column in proposal.columns] == [
        "In school", "Through the council", "National",
    ]  # fmt: skip
    assert [column.tier for column in proposal.columns] == [
        ProviderTier.SCHOOL, ProviderTier.LOCAL_AUTHORITY, ProviderTier.NATIONAL,
    ]  # fmt: skip
    early, *_ = proposal.stages
    assert (early.name, early.roles) == ("Early career (years 1–2)", ("class teacher",))
    assert {stage.group for stage in proposal.stages} == {Group.TEACHERS}
    assert (early.family, early.guessed_family) == (None, StageFamily.EARLY_CAREER)
    assert said(proposal) == MERGED_SAYS
    words = [cell.word for cell in proposal.cells if cell.word]
    assert words == [ContinuationWord.PLUS, ContinuationWord.AS_ABOVE]
    assert {"See page 4", "–", "TEACHERS"} <= {each.what for each in proposal.left_out}
    assert any("over “In school” and “Through the council”" in q.text for q in proposal.questions)


def test_a_table_for_each_stage_under_its_heading() -> None:
    proposal = propose(
        FileContents(
            (
                Paragraph("Newly appointed", heading=2),
                Paragraph("Standards: core"),
                table("Your own action|Keep a log; read one article a month", "School|Shadow"),
                Paragraph("Aspiring leader", heading=2),
                Paragraph("Standards: core"),
                table("Your own actions|Write a plan", "School |Join", "Trust|Trust day"),
            ),
            title="File",
        )
    )
    names = [(stage.name, stage.standards) for stage in proposal.stages]
    assert names == [("Newly appointed", ("core",)), ("Aspiring leader", ("core",))]
    assert [column.heading for column in proposal.columns] == ["Your own action", "School", "Trust"]
    assert sum(len(cell.lines) for cell in proposal.cells) == 5
    assert [cell.heading for cell in proposal.cells if cell.heading] == ["Your own actions"]
    assert [question.text[:11] for question in proposal.questions] == ["“Keep a log"]


def test_levels_along_the_top_are_turned() -> None:
    lead = Box(1, 2, tuple(map(Paragraph, ["You can:", "- listen well", "- ask"])))
    grid = table(
        "Skill|Description|Awareness|Working|Expert|Roles that need it",
        "Coaching|Helping others||-|This level is not defined.|Subject lead, Year lead",
    )
    boxes = tuple(lead if (each.row, each.column) == (1, 2) else each for each in grid.boxes)
    proposal = propose(FileContents((Table(boxes),)))
    assert proposal.tables[0].layout is TableLayout.TURNED
    assert [stage.name for stage in proposal.stages] == ["Awareness", "Working", "Expert"]
    assert said(proposal) == {"Awareness / Coaching": [("listen well",), ("ask",)]}
    assert {"You can:", "Subject lead, Year lead"} <= {each.what for each in proposal.left_out}


def test_a_row_for_each_opportunity_with_its_stages_ticked() -> None:
    proposal = propose(
        FileContents(
            (
                table(
                    "Our offer – updated 3 Sept",
                    "Ref|Opportunity|Provider|Who for|||Cost",
                    "|||ECT|Middle leader|Head|",
                    "A1|Mentor training|Council|x|X||0",
                    "A2|Subject network|Network||✓|(x)|£45",
                    "|   also online",
                    "*while places last",
                    "Total|2",
                ),
            )
        )
    )
    assert proposal.tables[0].layout is TableLayout.ROWS
    assert said(proposal) == {
        "ECT / Council": [("Mentor training",)],
        "Middle leader / Council": [("Mentor training",)],
        "Middle leader / Network": [("Subject network", "also online")],
        "Head / Network": [("Subject network", "also online")],
    }
    costs = {line.code: line.wording.cost for cell in proposal.cells for line in cell.lines}
    assert costs == {"A1": Cost.FREE, "A2": Cost.PAID}
    assert any("(x)" in question.text for question in proposal.questions)
    assert {"*while places last", "Total"} <= {each.what for each in proposal.left_out}


def test_rows_of_our_own() -> None:
    rows = (
        "Stage|Group|Stage family|Column|Continues|Provider tier|Opportunity|Details",
        "ECT|Teachers|Early career teacher (NQT)|In school||Your school|Coach|one",
        "ECT|Teachers|Early career teacher (NQT)|National|PLUS|National||",
    )
    proposal = propose(FileContents((table(*rows),)))
    assert not proposal.missing
    assert said(proposal) == {"ECT / In school": [("Coach", "one")]}
    assert [cell.word for cell in proposal.cells] == [None, ContinuationWord.PLUS]


def test_what_files_of_before_call_a_career_stage_is_read() -> None:
    for label, family in (
        ("Experienced teacher (post threshold)", StageFamily.EXPERIENCED_TEACHER),
        ("Lead practitioner (AST, excellent teacher)", StageFamily.LEAD_PRACTITIONER),
        ("Support staff", StageFamily.SUPPORT_STAFF),
        ("Site and premises", StageFamily.SITE),
    ):
        rows = (
            "Stage|Group|Stage family|Column|Continues|Provider tier|Opportunity|Details",
            f"A|{family.group.label}|{label}|In school||Your school|Coach|one",
        )
        (stage,) = propose(FileContents((table(*rows),))).stages
        assert stage.family == family


def test_a_table_without_stage_or_provider_is_left_out_and_read_if_asked() -> None:
    contents = FileContents((table("Contact|Telephone", "Ann|123"),))
    assert not propose(contents).stages
    answers = Answers(tables={"1": {"layout": "grid"}})
    assert [stage.name for stage in propose(contents, answers).stages] == ["Ann"]


def test_answers_go_before_what_we_think_and_make_a_grid() -> None:
    contents = FileContents(
        (table("Stage|In school|Trust", "ECT|Coach|Coach", "Established|Lead|"),)
    )
    first = propose(contents)
    with pytest.raises(CannotRead, match="Say the kind of staff"):
        grid_of(first, new_key=uuid4)
    answers = fill_in_guesses(Answers(), first)
    assert answers.stages[first.stages[0].id]["family"] == "early-career"
    answers.stages[first.stages[1].id] = {  # type: ignore[index]
        "group": "teachers", "family": "experienced-teacher", "name": "ECT",
    }  # fmt: skip
    grid = grid_of(propose(contents, answers), new_key=uuid4).grid
    assert [stage.slug for stage in grid.stages] == ["ect", "ect-2"]
    assert [line.text for line in grid.opportunities] == ["Coach", "Lead"]
    assert len(grid.placements) == 3


paragraphs = st.builds(Paragraph, st.text(), st.none() | st.integers(0, 2), st.integers(0, 2))
boxes = st.builds(
    Box,
    st.integers(0, 4),
    st.integers(0, 4),
    st.lists(
        st.sampled_from(["Stage", "In school", "ECT", "National", "Teachers"]).map(Paragraph)
        | paragraphs,
        max_size=3,
    ).map(tuple),
    st.integers(1, 3),
    st.integers(1, 3),
)
blocks = paragraphs | st.builds(Table, st.lists(boxes, max_size=12).map(tuple))


def letters(text: str) -> str:
    """Its letters, ligatures spelt out."""
    spelt = unicodedata.normalize("NFKC", text)
    return "".join(character for character in spelt if character.isalnum())


@given(st.lists(blocks, max_size=4).map(tuple))
def test_a_law_any_file_gives_a_proposal_and_nothing_of_it_is_lost(
    blocks: tuple[Table | Paragraph, ...],
) -> None:
    proposal = propose(FileContents(blocks))
    kept = [proposal.title]
    for stage in proposal.stages:
        kept += [stage.name, *stage.roles, *stage.standards, stage.summary]
    kept += [column.heading for column in proposal.columns]
    kept += [cell.heading for cell in proposal.cells]
    kept += [paragraph.text for cell in proposal.cells for paragraph in cell.paragraphs]
    kept += [text for section in proposal.sections for text in (section.heading, section.body)]
    kept += [each.what for each in proposal.left_out]
    everything = letters(" ".join(kept))
    for block in blocks:
        said = [block] if isinstance(block, Paragraph) else []
        if isinstance(block, Table):
            said = [paragraph for each in block.boxes for paragraph in each.paragraphs]
        for paragraph in said:
            for word in paragraph.text.split():
                assert letters(word) in everything


def test_what_stands_before_most_names_of_stages_is_no_part_of_them() -> None:
    names = ["New heads", "Teachers", "Teachers in year 2: coaching", "Bursars"]
    before = "Opportunities for continuing professional development"
    blocks: list[Paragraph | Table] = []
    for name in names:
        blocks.append(Paragraph(f"{before} {name}" if name != "Bursars" else name, heading=2))
        blocks.append(table("In school|In the council", "Coach|Meet"))
    proposal = propose(FileContents(tuple(blocks)))
    assert [stage.name for stage in proposal.stages] == names
    assert [each.what for each in proposal.left_out] == [before]


def test_standards_that_begin_with_a_post_keep_all_words() -> None:
    box = Box(1, 0, (Paragraph("Leader"), Paragraph("Post threshold standards")))
    grid = Table((*table("Stage|In school").boxes, box, Box(1, 1, (Paragraph("Coach"),))))
    [stage] = propose(FileContents((grid,))).stages
    assert (stage.roles, stage.standards) == ((), ("Post threshold standards",))
