"""Headings and bullets without a table become stages, columns and lines."""

from opportunities.exchange.reading.formats import pasted
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal, TableLayout
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents, Paragraph
from opportunities.grid.vocabulary import Group
from tests.opportunities.exchange.reading.proposing.made_up import said, table
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import (
    columns,
    reasons,
    stages,
)


def written(text: str) -> tuple[Paragraph, ...]:
    """Paragraphs from rows: “#” is a heading, “**” bold, “- ” a bullet, indented a second one."""
    paragraphs = []
    for row in text.strip().splitlines():
        words = row.strip()
        if words.startswith("#"):
            level = len(words) - len(words.lstrip("#"))
            paragraphs.append(Paragraph(words.lstrip("# "), heading=level))
        elif words.startswith("- "):
            paragraphs.append(Paragraph(words[2:], level=(len(row) - len(row.lstrip())) // 2))
        else:
            paragraphs.append(Paragraph(words.removeprefix("**"), is_bold=words.startswith("**")))
    return tuple(paragraphs)


def of(text: str, answers: Answers | None = None) -> Proposal:
    return propose(FileContents(written(text)), answers)


def test_a_number_that_was_typed_before_a_stage_makes_no_list_of_stages() -> None:
    proposal = of("1. Early career teachers\n- Mentor\n2. Middle leaders\n- Coaching")

    assert said(proposal) == {
        "1. Early career teachers / Opportunities": [("Mentor",)],
        "2. Middle leaders / Opportunities": [("Coaching",)],
    }


FULL = """
# Staff development in Alderbrook
We want everybody to grow.
## Teachers
### ECT (Years 1–2)
e.g. class teacher
#### In school
- Mentor meetings
  - weekly
- Visits
#### Through the council
- Induction days
### Established
#### In school
- Lead a meeting
## Contact
Ring Ann.
"""


def test_headings_are_stages_those_below_them_columns_and_bullets_lines() -> None:
    proposal = of(FULL)
    assert proposal.title == "Staff development in Alderbrook"
    assert said(proposal) == {
        "ECT (Years 1–2) / In school": [("Mentor meetings", "weekly"), ("Visits",)],
        "ECT (Years 1–2) / Through the council": [("Induction days",)],
        "Established / In school": [("Lead a meeting",)],
    }
    assert proposal.stages[0].roles == ("class teacher",)
    assert {stage.group for stage in proposal.stages} == {Group.TEACHERS}
    assert reasons(proposal)["Teachers"] == "It names the kind of staff below it."
    sections = [(section.heading, section.body) for section in proposal.sections]
    assert sections == [
        ("Introduction", "We want everybody to grow."), ("Contact", "Ring Ann."),
    ]  # fmt: skip


def test_it_can_be_kept_as_text() -> None:
    (text,) = of(FULL).tables
    assert (text.layout, text.layouts) == (
        TableLayout.OUTLINE, (TableLayout.OUTLINE, TableLayout.LEFT_OUT),
    )  # fmt: skip
    proposal = of(FULL, Answers(tables={str(text.number): {"layout": "left-out"}}))
    assert not proposal.stages
    bodies = [section.body for section in proposal.sections]
    assert "- Mentor meetings\n  - weekly\n- Visits" in bodies


def test_providers_above_and_stages_below() -> None:
    proposal = of("# In school\n## ECT\n- a\n## Heads\n- b\n# National\n## ECT\n- c")
    assert stages(proposal) == ["ECT", "Heads"]
    assert columns(proposal) == ["In school", "National"]
    assert said(proposal)["ECT / National"] == [("c",)]


def test_stages_alone_have_one_column_and_providers_alone_one_stage() -> None:
    proposal = of("# ECT\nFor the first years of teaching.\n- a\nthat goes on\n# Heads\n- b")
    assert said(proposal) == {
        "ECT / Opportunities": [("a that goes on",)], "Heads / Opportunities": [("b",)],
    }  # fmt: skip
    proposal = of("# Our offer\n## In school\n- a\n## National\n- b")
    assert said(proposal) == {"(no name) / In school": [("a",)], "(no name) / National": [("b",)]}


def test_bold_words_and_who_provides_stand_as_headings() -> None:
    proposal = of("**ECT\nIn school:\n- a\nNational:\n- b\n**Heads\nIn school:\n- c")
    assert said(proposal) == {
        "ECT / In school": [("a",)],
        "ECT / National": [("b",)],
        "Heads / In school": [("c",)],
    }


def test_headings_again_after_a_page_break_go_on() -> None:
    proposal = of("# ECT\n- a\n# Heads\n- b\n# ECT (continued)\n- c\n# Heads (cont.)\n- d")
    assert said(proposal) == {
        "ECT / Opportunities": [("a",), ("c",)], "Heads / Opportunities": [("b",), ("d",)],
    }  # fmt: skip


def test_text_beside_a_table_that_is_read_is_no_outline() -> None:
    grid = table("Stage|In school", "ECT|Mentor")
    proposal = propose(FileContents((*written("# How to use it\n- find your row"), grid)))
    assert stages(proposal) == ["ECT"]
    contacts = table("Contact|Telephone", "Ann|1")
    proposal = propose(FileContents((*written("# ECT\n- a\n# Heads\n- b"), contacts)))
    assert stages(proposal) == ["ECT", "Heads"]
    assert [one.layout for one in proposal.tables] == [TableLayout.LEFT_OUT, TableLayout.OUTLINE]


def test_text_without_bullets_is_text() -> None:
    proposal = of("# About\nWe care.\n# More\nReally.")
    assert not proposal.stages
    assert [section.body for section in proposal.sections] == ["We care.", "Really."]


def test_a_paste_of_headings_and_bullets() -> None:
    contents = pasted.read_text("ECT\n• Mentor\n\to weekly\n\nHeads\n• Coach\n")
    assert said(propose(contents)) == {
        "ECT / Opportunities": [("Mentor", "weekly")], "Heads / Opportunities": [("Coach",)],
    }  # fmt: skip


def test_more_headings_than_any_framework_has_are_left_out_each_with_the_reason() -> None:
    proposal = of("\n".join(f"# Person {n}\n- Visit {n}" for n in range(201)))

    assert stages(proposal) == []
    assert proposal.tables[-1].reason.startswith("It would have 201 stages")
    assert reasons(proposal)["Visit 7"] == reasons(proposal)["Person 200"]
    assert proposal.sections == ()
