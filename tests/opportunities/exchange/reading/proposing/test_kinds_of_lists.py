"""Lists with a row for each opportunity, of the kinds that authorities have."""

from opportunities.exchange.reading.proposing.proposal import Answers, Proposal, RowUse, TableLayout
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import Box, FileContents, Paragraph, Table
from opportunities.grid.vocabulary import Cost, ProviderTier
from tests.opportunities.exchange.reading.proposing.made_up import box, said, table
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import (
    columns,
    of,
    reasons,
    stages,
)


def lines(proposal: Proposal) -> dict[str, str]:
    return {line.code: line.wording.text for cell in proposal.cells for line in cell.lines}


def test_rows_that_name_their_stage_and_who_provides() -> None:
    proposal = of(
        "Training directory|||||",
        "Stage|Provider|Opportunity|Description|Date|Notes",
        "ECT|In school|Mentor meetings|every week|all year|ask HR",
        "||Visits|||",
        "|Council|Induction day|||",
        "Middle leaders|National|Qualification|||",
        "Total|||2||",
    )
    assert proposal.tables[0].layout is TableLayout.ROWS
    assert proposal.title == "Training directory"
    assert said(proposal) == {
        "ECT / In school": [("Mentor meetings", "every week"), ("Visits",)],
        "ECT / Council": [("Induction day",)],
        "Middle leaders / National": [("Qualification",)],
    }
    assert proposal.cells[0].lines[0].wording.when == "all year"
    assert reasons(proposal)["ask HR"] == "Nothing is read from it."
    assert reasons(proposal)["Total"] == "A total."


def test_bullets_in_the_box_of_a_row_are_lines_of_their_own() -> None:
    proposal = of(
        "Offer|Who it is for|Provided by|Cost",
        "Mentor\n- weekly\nVisits|Early career teachers|Anytown School|Free",
        "Coaching|Middle leaders|Council|£45",
        "Network|Middle leaders|Council|",
    )
    assert said(proposal) == {
        "Early career teachers / Anytown School": [("Mentor", "weekly"), ("Visits",)],
        "Middle leaders / Council": [("Coaching",), ("Network",)],
    }
    assert {line.wording.cost for line in proposal.cells[0].lines} == {Cost.FREE}
    assert proposal.columns[0].tier is ProviderTier.SCHOOL


def test_several_stages_in_a_box_are_asked_about() -> None:
    rows = (
        "Course|For whom|Provided by",
        "Coaching|ECT; Middle leaders|Council",
        "Mentoring|ECT|Council",
        "Research and development|Research and development leads|Trust",
    )
    proposal = of(*rows)
    assert stages(proposal) == ["ECT", "Middle leaders", "Research and development leads"]
    assert said(proposal)["ECT / Council"] == [("Coaching",), ("Mentoring",)]
    (question,) = proposal.questions
    one = of(*rows, answers=Answers(questions={question.id: "one"}))
    assert stages(one)[:2] == ["ECT; Middle leaders", "ECT"]


def test_a_list_under_the_heading_of_its_stage() -> None:
    contents = FileContents(
        (
            Paragraph("Deputy heads", heading=1),
            Paragraph("e.g. assistant headteachers"),
            table("Course|Provider", "Coaching|Council", "Reading|National"),
        ),
        title="Offer",
    )
    proposal = propose(contents)
    assert [(one.name, one.roles) for one in proposal.stages] == [
        ("Deputy heads", ("assistant headteachers",))
    ]
    assert columns(proposal) == ["Council", "National"]
    assert not proposal.sections


def test_a_matrix_of_ticks_whose_first_heading_says_nothing() -> None:
    proposal = of(
        "|ECT|Middle leaders|Heads",
        "LOCAL AUTHORITY|||",
        "Mentoring|✓||",
        "Peer review||√|Yes",
        "NATIONAL|||",
        "Headship programme|–|n|(✓)",
        "Nobody yet|||",
    )
    assert said(proposal) == {
        "ECT / LOCAL AUTHORITY": [("Mentoring",)],
        "Middle leaders / LOCAL AUTHORITY": [("Peer review",)],
        "Heads / LOCAL AUTHORITY": [("Peer review",)],
        "Heads / NATIONAL": [("Headship programme",)],
    }
    assert reasons(proposal)["Nobody yet"] == "No stage is named or ticked."
    (asked,) = [question for question in proposal.questions if "(✓)" in question.text]
    assert asked.choices == (("yes", "Yes"), ("no", "No"))


def test_a_tick_in_brackets_and_two_providers_are_answered() -> None:
    rows = (
        "Ref|Opportunity|Provider|ECT|Head",
        "1.2.3|Mentor training|Council / University|x|(x)",
        "1.2.4|Review|Council|x|",
    )
    tick, providers = of(*rows).questions
    proposal = of(*rows, answers=Answers(questions={tick.id: "no", providers.id: "University"}))
    assert said(proposal) == {
        "ECT / University": [("Mentor training",)],
        "ECT / Council": [("Review",)],
    }
    assert lines(proposal) == {"1.2.3": "Mentor training", "1.2.4": "Review"}
    each = of(*rows, answers=Answers(questions={providers.id: "each"}))
    assert columns(each) == ["Council", "University"]


def test_what_a_footnote_says_of_the_cost_stands_with_it() -> None:
    proposal = of(
        "Opportunity|Provider|Cost|ECT|Head",
        "Mentoring|Council|Funded*|x|",
        "Review|Council|no charge|x|",
        "Award|National|£45 a head||x",
        "*while places last",
    )
    costs = {
        line.wording.text: (line.wording.cost, line.wording.cost_words)
        for cell in proposal.cells
        for line in cell.lines
    }
    assert costs == {
        "Mentoring": (None, "Funded* (*while places last)"),
        "Review": (Cost.FREE, "no charge"),
        "Award": (Cost.PAID, "£45 a head"),
    }


def test_a_link_is_where_its_words_lead() -> None:
    (*boxes, _last) = table("Course|Provider|Book here", "Coaching|Council|Book now").boxes
    link = Box(1, 2, (Paragraph("Book now", link="https://example.org/book"),))
    proposal = propose(FileContents((Table((*boxes, link)),)))
    assert proposal.cells[0].lines[0].wording.link == "https://example.org/book"
    assert reasons(proposal)["Book now"] == "Its address is the link of the line."


def test_what_is_said_of_booking_without_an_address_stands_beneath_the_line() -> None:
    proposal = of(
        "Course|Provider|Booking|ECT|Head",
        "Coaching|Council|via your trust|x|",
        "Review|Council|—|x|",
        "Award|Council|book@example.org|x|",
        "Network|Council|www.example.org|x|",
    )
    links = {line.wording.text: line.wording.link for cell in proposal.cells for line in cell.lines}
    assert said(proposal)["ECT / Council"] == [
        ("Coaching", "via your trust"), ("Review",), ("Award", "book@example.org"), ("Network",),
    ]  # fmt: skip
    assert [link for link in links.values() if link] == ["www.example.org"]
    assert "—" in reasons(proposal)


def test_details_of_a_row_stand_beneath_each_bullet_of_its_box() -> None:
    bullets = Box(1, 0, (Paragraph("• Coaching"), Paragraph("• Review")))
    others = [each for each in table("Course|Details|ECT", "|In spring|x").boxes if each.column]
    heading = table("Course").boxes[0]
    proposal = propose(FileContents((Table((heading, *others, bullets)),)))
    assert [*said(proposal).values()] == [[("Coaching", "In spring"), ("Review", "In spring")]]


def test_rows_are_used_as_a_person_says() -> None:
    rows = (
        "Our programme|for everyone|x|",
        "Opportunity|Provider|ECT|Head",
        "Mentoring|Council|x|",
        "and more|||",
        "Old course|Council|x|x",
    )
    uses = {"3": "goes-on", "4": "left-out"}
    proposal = of(*rows, answers=Answers(tables={"1": {"uses": uses}}))
    assert said(proposal) == {"ECT / Council": [("Mentoring", "and more")]}
    assert proposal.tables[0].uses[3:] == (RowUse.GOES_ON, RowUse.LEFT_OUT)
    assert reasons(proposal)["Old course"] == "The row is left out."
    second = of(*rows[:2], *rows, answers=Answers(tables={"1": {"uses": {"3": "headings"}}}))
    assert stages(second) == ["ECT", "Head"]


def test_a_provider_that_is_merged_over_its_rows_is_that_of_each() -> None:
    boxes = (
        *table("Provider|Opportunity|ECT|Head").boxes,
        box(1, 0, "Council", rows=2), box(1, 1, "Coach"), box(1, 2, "x"), box(2, 1, "Review"),
        box(2, 3, "x"),
    )  # fmt: skip
    proposal = propose(FileContents((Table(boxes),)))
    assert said(proposal) == {"ECT / Council": [("Coach",)], "Head / Council": [("Review",)]}


def test_stages_ticked_against_what_is_along_the_top_are_no_list_of_stages() -> None:
    proposal = of("Stage|Mentoring|Network", "ECT|x|", "Middle leaders||x", "Heads|x|x")
    assert stages(proposal) == ["ECT", "Middle leaders", "Heads"]


def test_a_short_list_that_says_whom_it_is_for_is_known_by_its_other_headings() -> None:
    proposal = of(
        "Who is it for?|Training|Description|When|Contact",
        "ECT|Phonics|For all|May 2026|Ann",
        "Middle leaders|Finance||Autumn|",
    )
    wordings = [line.wording for cell in proposal.cells for line in cell.lines]
    assert said(proposal) == {
        "ECT / Opportunities": [("Phonics", "For all")],
        "Middle leaders / Opportunities": [("Finance",)],
    }
    assert [(each.when, each.contact) for each in wordings] == [("May 2026", "Ann"), ("Autumn", "")]
