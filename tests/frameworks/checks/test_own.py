"""In a copy, what the followed authority wrote is not found again."""

from dataclasses import replace

from frameworks.checks.findings import Draft, Where
from frameworks.checks.own import own_findings
from tests.builders import grid, key

HERE = ("NQT", "School")
SLIP = "Attend the ZQX briefing on assessment every term"
THEIRS = grid({HERE: ["Read http://example.org/ first", SLIP, SLIP.replace("every", "each")]})


def found(ours, label="2027"):
    return {finding.code: finding for finding in own_findings(Draft(ours, label), THEIRS)}


def with_line(text: str, key_of: str = "Ours"):
    ours = grid({HERE: [*(line.text for line in THEIRS.opportunities), text]})
    lines = tuple(
        replace(line, key=key(key_of)) if line.text == text else line for line in ours.opportunities
    )
    placements = tuple(
        replace(row, opportunity=key(key_of)) if row.opportunity == key(text) else row
        for row in ours.placements
    )
    return replace(ours, opportunities=lines, placements=placements)


def test_a_copy_word_for_word_has_no_findings():
    assert found(THEIRS) == {}


def test_only_places_of_our_own_lines_are_named():
    ours = found(with_line("Ask for the ZQX list"))

    assert set(ours) == {"abbreviation"}
    assert ours["abbreviation"].places == (Where(key("NQT"), key("School"), key("NQT/School/3")),)


def test_a_line_of_ours_that_is_nearly_one_of_theirs_is_found():
    ours = found(with_line(SLIP.replace("assessment", "assesment")))

    assert "nearly_the_same" in ours


def test_what_stops_publication_is_told_whoever_wrote_it():
    assert set(found(THEIRS, label="")) == {"label"}


def test_a_stage_that_we_emptied_is_found():
    theirs = grid({HERE: ["Join in"], ("RQT", "School"): ["Visit"]})
    ours = replace(
        theirs, placements=tuple(row for row in theirs.placements if row.stage != key("RQT"))
    )

    assert [finding.code for finding in own_findings(Draft(ours, "2027"), theirs)] == [
        "empty_stage"
    ]
