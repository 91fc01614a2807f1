"""Words that suggest kinds of activity to editors, held against what was read by hand."""

import pytest

from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ActivityKind
from opportunities.text.kind_words import suggested
from tests.opportunities.exchange.reading.frameworks import document_of

FIVE = ("cambridgeshire", "hampshire", "lancashire", "torbay", "wigan")


@pytest.mark.parametrize(
    ("text", "details", "found"),
    [
        ("Attend a Conference", (), {"Conference": ActivityKind.COURSE}),
        ("Shadow a colleague", ("E.g. at a CONFERENCE",), {
            "Shadow": ActivityKind.SEEING, "CONFERENCE": ActivityKind.COURSE,
        }),
        ("Read, then read again", (), {"Read": ActivityKind.READING}),
        ("Leadership of already widespread discourses", (), {}),
        ("A TRAİNİNG", ("or a semınar",), {"TRAİNİNG": ActivityKind.COURSE}),
        ("", (), {}),
    ],
)  # fmt: skip
def test_a_word_as_a_whole_suggests_its_kind(text, details, found):
    assert suggested(Wording(text, details)) == found


def test_rules_are_right_about_three_lines_in_four_and_quite_wrong_about_one_in_ten():
    lines = {
        line.wording: set(suggested(line).values())
        for framework in FIVE
        for line in document_of(framework).grid.opportunities
    }
    proposed = {line: kinds for line, kinds in lines.items() if kinds}
    right = [line for line, kinds in proposed.items() if kinds == set(line.kinds)]
    shared = [line for line, kinds in proposed.items() if kinds & set(line.kinds)]

    assert len(proposed) > len(lines) / 2
    assert len(right) / len(proposed) == pytest.approx(0.75, abs=0.03)
    assert len(shared) / len(proposed) > 0.9
