"""Lists whose codes say what belongs to what."""

from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents
from tests.opportunities.exchange.reading.proposing.made_up import said, table
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import (
    columns,
    of,
    reasons,
    stages,
)
from tests.opportunities.exchange.reading.proposing.test_kinds_of_lists import lines


def test_the_framework_stands_at_the_top_alone() -> None:
    rows = (
        "Code|Parent code|Name|Description",
        "F||Our pathway|What we offer",
        "E|F|ECT|First two years",
        "E1|E|In school|",
        "E11|E1|Mentoring|each week",
        "E111|E11|for primary|",
        "E2|E|Council|",
        "E21|E2|Induction|",
        "M|F|Middle leaders|",
        "M1|M|Coaching|",
        "X|Y|Nothing above|",
    )
    proposal = of(*rows)
    assert proposal.title == "Our pathway"
    assert [section.body for section in proposal.sections] == ["- What we offer"]
    assert [(stage.name, stage.summary, stage.code) for stage in proposal.stages] == [
        ("ECT", "First two years", "E"), ("Middle leaders", "", "M"),
    ]  # fmt: skip
    assert columns(proposal) == ["In school", "Council", "Opportunities"]
    assert said(proposal) == {
        "ECT / In school": [("Mentoring", "each week", "for primary")],
        "ECT / Council": [("Induction",)],
        "Middle leaders / Opportunities": [("Coaching",)],
    }
    assert lines(proposal) == {"E11": "Mentoring", "E21": "Induction", "M1": "Coaching"}
    assert reasons(proposal)["Nothing above"] == "It belongs to nothing that is read."
    without = of(*rows, answers=Answers(tables={"1": {"uses": {"5": "left-out"}}}))
    assert said(without)["ECT / In school"] == [("Mentoring", "each week")]


def test_codes_with_dots_say_what_belongs_to_what() -> None:
    proposal = of(
        "Ref|Title|Details",
        "1|ECT|",
        "1.1|Mentoring|weekly",
        "1.1.1|for primary|",
        "1.2|Visits|",
        "2|Leaders|",
        "2.1|Coaching|",
        "Total|6|",
    )
    assert stages(proposal) == ["ECT", "Leaders"]
    assert said(proposal) == {
        "ECT / Opportunities": [("Mentoring", "weekly", "for primary"), ("Visits",)],
        "Leaders / Opportunities": [("Coaching",)],
    }
    assert reasons(proposal)["Total"] == "It belongs to nothing that is read."


def test_codes_that_lead_back_to_themselves_are_listed_and_a_long_chain_is_read() -> None:
    proposal = of("Code|Parent|Name", "S||ECT", "A|B|Round", "B|A|and round", "C|C|Itself")
    assert stages(proposal) == ["ECT"]
    assert {"Round", "and round", "Itself"} <= set(reasons(proposal))

    chain = table("Code|Parent|Name", "c0||ECT", *(f"c{n}|c{n - 1}|n{n}" for n in range(1, 3000)))
    ((line,),) = (cell.lines for cell in propose(FileContents((chain,))).cells)
    assert len(line.wording.details) == 2997
