"""Grids of the kinds that authorities have: how their rows and columns are read."""

import pytest

from opportunities.exchange.reading.proposing.proposal import (
    Answers,
    ColumnUse,
    Proposal,
    RowUse,
    TableLayout,
)
from opportunities.exchange.reading.proposing.propose import fill_in_guesses, propose
from opportunities.exchange.reading.proposing.provider_bands import with_providers_beside
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from opportunities.grid.vocabulary import Group
from tests.opportunities.exchange.reading.proposing.made_up import box, said, table


def of(*rows: str, answers: Answers | None = None, title: str = "") -> Proposal:
    return propose(FileContents((table(*rows, title=title),)), answers)


def stages(proposal: Proposal) -> list[str]:
    return [stage.name for stage in proposal.stages]


def columns(proposal: Proposal) -> list[str]:
    return [column.heading for column in proposal.columns]


def reasons(proposal: Proposal) -> dict[str, str]:
    return {each.what: each.reason for each in proposal.left_out}


def test_providers_down_the_side_and_stages_along_the_top() -> None:
    proposal = of(
        "Provider|ECT (Years 1–2)|Experienced teachers|School leaders",
        "In school|Mentor|Lead|Coach",
        "The council|Induction|Network|Review",
    )
    assert proposal.tables[0].layout is TableLayout.TURNED
    assert stages(proposal) == ["ECT (Years 1–2)", "Experienced teachers", "School leaders"]
    assert columns(proposal) == ["In school", "The council"]
    assert said(proposal)["School leaders / The council"] == [("Review",)]


def test_stages_along_the_top_by_names_that_nobody_knows() -> None:
    proposal = of("|Explorer|Voyager", "In school|a|b", "Trust|c|d", "National|e|f")
    assert stages(proposal) == ["Explorer", "Voyager"]
    assert columns(proposal) == ["In school", "Trust", "National"]


def test_two_rows_of_headings_without_merged_boxes_and_a_title_over_the_whole_width() -> None:
    title = box(0, 0, "Our offer 2026", columns=4)
    rest = table("", "Career stage|Provided by||", "|In school|Council|National", "ECT|a|b|c")
    proposal = propose(FileContents((Table((title, *rest.boxes[1:])),)))
    assert columns(proposal) == ["In school", "Council", "National"]
    assert said(proposal) == {
        "ECT / In school": [("a",)], "ECT / Council": [("b",)], "ECT / National": [("c",)],
    }  # fmt: skip
    assert reasons(proposal)["Our offer 2026"] == "A title above the headings."
    assert proposal.title == "Our offer 2026"


def test_bands_empty_rows_and_columns_totals_and_footnotes() -> None:
    proposal = of(
        "Stage||In school||National",
        "Teaching staff||||",
        "ECT||Mentor||Programme",
        "||||",
        "Support staff||||",
        "Teaching assistants||Shadow||Award",
        "Total||2||2",
        "* while funds last||||",
        "Page 3||||",
    )
    assert [(stage.name, stage.group) for stage in proposal.stages] == [
        ("ECT", Group.TEACHERS), ("Teaching assistants", Group.SUPPORT_STAFF),
    ]  # fmt: skip
    assert columns(proposal) == ["In school", "National"]
    why = reasons(proposal)
    assert why["Total"] == "A total."
    assert why["* while funds last"] == "A footnote."
    assert why["Page 3"] == "A page number."


def test_columns_of_roles_standards_codes_and_notes() -> None:
    rows = (
        "Ref|Career stage|Roles|Standards|In school|Notes",
        "1.2.3|ECT|class teacher, tutor|Teachers’ Standards 1–8|Mentor|ask HR",
    )
    proposal = of(*rows)
    (stage,) = proposal.stages
    assert (stage.name, stage.code) == ("ECT", "1.2.3")
    assert stage.roles == ("class teacher", "tutor")
    assert stage.standards == ("Teachers’ Standards 1–8",)
    assert said(proposal) == {"ECT / In school": [("Mentor",)]}
    assert reasons(proposal)["ask HR"] == "Its column is not read."
    uses = proposal.tables[0].columns
    assert uses[2:] == (ColumnUse.ROLES, ColumnUse.STANDARDS, ColumnUse.READ, ColumnUse.LEFT_OUT)

    read = of(*rows, answers=Answers(tables={"1": {"columns": {"5": "read", "2": "left-out"}}}))
    assert columns(read) == ["In school", "Notes"]
    assert read.stages[0].roles == ()


def test_roles_and_standards_inside_the_box_of_the_stage() -> None:
    proposal = of("Stage|In school", "ECT|Mentor")
    first, *others = table("Stage|In school", "ECT|Mentor").boxes
    inside = Box(1, 0, tuple(map(Paragraph, ["Middle leaders", "e.g. head of year; SENCO",
        "Standards: core"])))  # fmt: skip
    proposal = propose(FileContents((Table((first, others[0], inside, others[2])),)))
    (stage,) = proposal.stages
    assert stage.roles == ("head of year", "SENCO")
    assert stage.standards == ("core",)


def test_a_stage_over_several_rows_and_headings_again_after_a_page_break() -> None:
    proposal = of(
        "Stage|In school|National",
        "ECT|Mentor|Programme",
        "|Visits|",
        "Stage (continued)|In school|National",
        "ECT (continued)|observe others|",
        "Established|Lead|",
    )
    assert stages(proposal) == ["ECT", "Established"]
    assert said(proposal)["ECT / In school"] == [("Mentor",), ("Visits",), ("observe others",)]
    assert proposal.tables[0].uses[3] is RowUse.HEADINGS


def test_a_table_that_goes_on_without_headings_on_the_next_page() -> None:
    first = table("Stage|In school|National", "ECT|Mentor|Programme")
    second = table("|Visits|", "Established|Lead|", "Heads|Coach|Review")
    proposal = propose(FileContents((first, second)))
    assert said(proposal) == {
        "ECT / In school": [("Mentor",), ("Visits",)],
        "ECT / National": [("Programme",)],
        "Established / In school": [("Lead",)],
        "Heads / In school": [("Coach",)],
        "Heads / National": [("Review",)],
    }
    assert "goes on" in proposal.tables[1].reason


def test_a_row_that_a_new_page_cuts_goes_on_in_its_lines_and_columns() -> None:
    first, second = (
        Table(
            tuple(
                Box(row, column, tuple(map(Paragraph, words.splitlines())))
                for row, boxes in enumerate(rows)
                for column, words in enumerate(boxes)
            )
        )
        for rows in (
            (("Stage", "In school", "Council", "Notes"), ("Heads", "Lead a book", "Hub", "Ask Jo")),
            (("", "group\nVisit", "", ""), ("Deputies", "Coach", "Course", "Full")),
        )
    )
    proposal = propose(FileContents((first, second)))
    assert columns(proposal) == ["In school", "Council"], "notes are notes on each page"
    assert said(proposal)["Heads / In school"] == [("Lead a book group",), ("Visit",)]
    assert any("we joined them" in question.text for question in proposal.questions)
    assert reasons(proposal)["Full"] == "Its column is not read."


@pytest.mark.parametrize(
    "again", ["Teachers (continued)", "Teachers (Main Pay Range) cont.", "TEACHERS – continued"]
)
def test_a_stage_that_a_new_page_names_by_its_beginning_goes_on(again: str) -> None:
    proposal = of(
        "Stage|In school|National",
        "ECT|Mentor|Programme",
        "Teachers (Main Pay Range)|Lead|",
        f"{again}|Coach|",
        "Teachers|Plan|",
    )
    assert stages(proposal) == ["ECT", "Teachers (Main Pay Range)", "Teachers"]
    assert said(proposal)["Teachers (Main Pay Range) / In school"] == [("Lead",), ("Coach",)]
    assert "goes on" in reasons(proposal)[again]


def test_a_stage_is_not_the_one_before_since_a_part_of_a_word_is_alike() -> None:
    proposal = of("Stage|In school|National", "Headteachers|Lead|", "Head (continued)|Coach|")
    assert stages(proposal) == ["Headteachers", "Head"]


TEACHERS = table("Stage|Opportunities in school|Council offer|National", "ECT|Mentor|Course|ECF")
SUPPORT = table("Role|In your setting|LA|National", "HLTA|Cover|Day|Status")
OFFICE = table("Role|School based|County|Elsewhere", "Bursar|Books|Briefing|Diploma")


def test_columns_of_the_same_provider_in_two_tables_are_joined_where_people_agree() -> None:
    contents = FileContents((TEACHERS, SUPPORT, OFFICE))
    proposal = propose(contents)
    assert {one.heading: one.guessed_same for one in proposal.columns if one.guessed_same} == {
        "In your setting": "t1c1",
        "LA": "t1c2",
        "School based": "t1c1",
        "County": "t1c2",
    }, "“Elsewhere” may be anybody's"
    joined = propose(contents, fill_in_guesses(Answers(), proposal))
    assert columns(joined) == ["Opportunities in school", "Council offer", "National", "Elsewhere"]
    assert [cell.heading for cell in joined.cells if cell.stage == "t2r1"][:2] == [
        "In your setting",
        "LA",
    ], "each box keeps its heading"
    assert sorted(said(joined).values()) == sorted(said(proposal).values()), "no line is lost"


def test_columns_are_not_joined_where_a_table_has_two_of_their_provider() -> None:
    twice = table("Role|In your setting|In the classroom, school led|LA", "HLTA|Cover|Visit|Day")
    proposal = propose(FileContents((TEACHERS, twice)))
    found = {one.heading: one.guessed_same for one in proposal.columns}
    assert (found["In your setting"], found["LA"]) == ("", "t1c2")


def with_bands(*bands: str, heads: str = "ECT|Middle leaders|Senior leaders") -> Table:
    """Return a table with these bands across it, each with a row of three lines below."""
    boxes = [box(0, column, words) for column, words in enumerate(heads.split("|"))]
    for number, band in enumerate(bands):
        boxes.append(box(2 * number + 1, 0, band, columns=3))
        boxes += [box(2 * number + 2, column, f"{band} {column}") for column in range(3)]
    return Table(tuple(boxes), where="table")


def test_a_band_across_for_each_provider_below_the_stages_is_a_column() -> None:
    whole = with_providers_beside(with_bands("In school", "The council"))
    proposal = propose(FileContents((whole,)))
    assert proposal.tables[0].layout is TableLayout.TURNED
    assert stages(proposal) == ["ECT", "Middle leaders", "Senior leaders"]
    assert columns(proposal) == ["In school", "The council"]
    assert said(proposal)["Middle leaders / The council"] == [("The council 1",)]
    assert len(said(proposal)) == 6
    assert not proposal.left_out


@pytest.mark.parametrize(
    "table",
    [
        with_bands("In school", "Autumn term"),
        with_bands("In school", heads="Stage|Middle leaders|Senior leaders"),
        with_bands(),
    ],
)
def test_bands_that_are_not_all_providers_below_stages_stay_as_they_are(table: Table) -> None:
    assert with_providers_beside(table) is table


def test_a_heading_over_two_columns_is_one_column() -> None:
    heads = box(0, 0, "Stage"), box(0, 1, "In school"), box(0, 2, "National", columns=2)
    row = box(1, 0, "ECT"), box(1, 1, "a"), box(1, 2, "b"), box(1, 3, "c")
    proposal = propose(FileContents((Table((*heads, *row)),)))
    assert columns(proposal) == ["In school", "National"]
    assert said(proposal)["ECT / National"] == [("b",), ("c",)]
    assert not proposal.questions


def test_a_box_over_two_stages_is_for_both_until_it_is_refused() -> None:
    boxes = (
        *table("Stage|In school|National", "ECT|a|", "Established|b|").boxes[:5],
        box(1, 2, "Award", rows=2), box(2, 0, "Established"), box(2, 1, "b"),
    )  # fmt: skip
    contents = FileContents((Table(boxes),))
    proposal = propose(contents)
    assert said(proposal)["Established / National"] == [("Award",)]
    (question,) = proposal.questions
    refused = propose(contents, Answers(questions={question.id: "no"}))
    assert "Established / National" not in said(refused)
    assert "ECT / National" in said(refused)


def test_a_sheet_for_each_stage_with_its_title_row_and_a_hidden_and_a_read_me_sheet() -> None:
    ect = table(
        "Early career teachers|", "In school|Council", "Mentor|Days", "Visits|", title="ECT"
    )
    slt = table("In school|Council", "Coach|Review", "*termly|", title="SLT")
    read_me = table("In school|Council", "Fill|in", title="Read me")
    hidden = Table(table("Stage|In school", "ECT|x").boxes, title="Old", is_hidden=True)
    proposal = propose(FileContents((read_me, ect, slt, hidden)))
    assert said(proposal) == {
        "ECT / In school": [("Mentor",), ("Visits",)],
        "ECT / Council": [("Days",)],
        "SLT / In school": [("Coach",)],
        "SLT / Council": [("Review",)],
    }
    why = reasons(proposal)
    assert why["*termly"] == "A footnote."
    assert why["Fill"] == "It is called “Read me”."
    assert why["x"] == "It is hidden in the file."


def test_a_table_for_one_stage_with_the_providers_down_the_side() -> None:
    contents = FileContents(
        (
            Paragraph("Leaders", heading=1),
            Paragraph("Deputy heads", heading=2),
            table("Provider|What", "School|Coach", "|Lead", "Council|Review", "Page 2|"),
        ),
        title="Offer",
    )
    proposal = propose(contents)
    assert said(proposal) == {
        "Deputy heads / School": [("Coach",), ("Lead",)],
        "Deputy heads / Council": [("Review",)],
    }
    assert proposal.stages[0].group is Group.LEADERS
    assert not proposal.sections
    uses = {"layout": "one-stage", "uses": {"2": "left-out"}}
    assert said(propose(contents, Answers(tables={"1": uses})))["Deputy heads / School"] == [
        ("Coach",)
    ]


def test_roles_down_a_turned_table_are_taken_as_roles_when_asked() -> None:
    rows = "Skill|Awareness|Expert|Roles that need it", "Coaching|ask|lead|Subject lead, Year lead"
    assert not any(stage.roles for stage in of(*rows).stages)
    asked = Answers(tables={"1": {"uses": {"3": "roles"}}})
    assert [stage.roles for stage in of(*rows, answers=asked).stages] == [
        ("Subject lead", "Year lead")
    ] * 2


@pytest.mark.parametrize("heads", ["Contact|Telephone", "Name|E-mail", "Ref|Date"])
def test_a_table_of_contacts_is_left_out(heads: str) -> None:
    proposal = of(heads, "Subject leader|01234", "Head teacher|05678")
    assert proposal.tables[0].layout is TableLayout.LEFT_OUT
    assert proposal.tables[0].reason == "No heading names a stage or a provider."


def test_a_table_of_too_many_stages_is_left_out_until_its_rows_are_opportunities() -> None:
    rows = "Name|In school|Council", *(f"Person {n}|Visit {n}|Course {n}" for n in range(201))
    proposal = of(*rows)

    assert (proposal.tables[0].layout, stages(proposal)) == (TableLayout.LEFT_OUT, [])
    assert proposal.tables[0].reason.startswith("It would have 201 stages")
    assert len(stages(of(*rows[:-1]))) == 200
    as_list = Answers(tables={"1": {"layout": TableLayout.ROWS.value}})
    assert len(stages(of(*rows, answers=as_list))) == 1


def test_more_tables_of_stages_than_any_framework_are_left_out() -> None:
    tables = [
        table("Stage|In school", *(f"Stage {n}|Visit {n}" for n in range(at, at + 150)))
        for at in (0, 150)
    ]
    proposal = propose(FileContents(tuple(tables)))

    assert len(stages(proposal)) == 150
    assert reasons(proposal)["Visit 150"].startswith("It would have 300 stages")


KINDS = FileContents(
    (
        table("Stage|In school", "New to role|Mentor", "Established|Coach", title="Teachers"),
        table("Stage|In school", "New to role|Shadow", "Established|Lead", title="Support staff"),
    )
)


def test_stages_of_one_name_for_different_kinds_of_staff_are_not_one() -> None:
    proposal = propose(KINDS)

    assert [(stage.name, stage.guessed_group) for stage in proposal.stages] == [
        ("New to role", Group.TEACHERS),
        ("Established", Group.TEACHERS),
        ("New to role", Group.SUPPORT_STAFF),
        ("Established", Group.SUPPORT_STAFF),
    ]
    assert [line.wording.text for cell in proposal.cells for line in cell.lines] == [
        *("Mentor", "Coach", "Shadow", "Lead")
    ]


def test_stages_of_one_name_are_one_where_a_table_does_not_say_for_whom() -> None:
    first, second = KINDS.tables
    proposal = propose(FileContents((first, Table(second.boxes, title="More"))))

    assert stages(proposal) == ["New to role", "Established"]
