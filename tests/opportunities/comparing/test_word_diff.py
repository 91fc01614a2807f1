"""Differences word by word: laws on any two texts, and how a few real ones read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing.word_diff import DiffRun, compare, compare_lines, only_spacing

WORDS = st.sampled_from(
    ["Join", "in", "a", "the", "E.g.", "don’t", " ", "  ", "\n", ", ", "-", "é"]
)
TEXTS = st.lists(WORDS, max_size=20).map("".join) | st.text(max_size=30)
LINES = st.lists(TEXTS, max_size=6)


def drawn(runs):
    """The runs as people write changes by hand: [-removed-]{+added+}."""
    return "".join(
        f"{run.kept}{f'[-{run.removed}-]' if run.removed else ''}"
        f"{f'{{+{run.added}+}}' if run.added else ''}"
        for run in runs
    )


@given(TEXTS, TEXTS)
def test_what_was_kept_and_removed_is_the_text_before_and_kept_and_added_the_text_after(one, other):
    runs = compare(one, other)

    assert "".join(run.kept + run.removed for run in runs) == one
    assert "".join(run.kept + run.added for run in runs) == other


@given(TEXTS, TEXTS)
def test_texts_are_alike_exactly_where_no_run_is_a_change(one, other):
    assert any(run.is_change for run in compare(one, other)) == (one != other)


@given(TEXTS, TEXTS)
def test_every_run_but_the_last_is_a_change_and_every_one_but_the_first_keeps_words(one, other):
    runs = compare(one, other)

    assert all(run.is_change for run in runs[:-1])
    assert all(any(map(str.isalnum, run.kept)) for run in runs[1:-1])
    assert DiffRun() not in runs


@given(LINES, LINES)
def test_lines_keep_their_order_and_none_is_lost(one, other):
    lines = compare_lines(one, other)

    assert [line.before for line in lines if line.before is not None] == one
    assert [line.after for line in lines if line.after is not None] == other
    for line in lines:
        assert line.runs == compare(line.before or "", line.after or "")


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        ("", "", ""),
        ("Join in", "Join in", "Join in"),
        ("", "Join in", "{+Join in+}"),
        ("Join in", "", "[-Join in-]"),
        (
            "Participate in NPSQL (National Qualification of Senior Leadership)",
            "Participate in NPQSL (National Professional Qualification for Senior Leadership)",
            (
                "Participate in [-NPSQL-]{+NPQSL+} (National {+Professional +}Qualification "
                "[-of-]{+for+} Senior Leadership)"
            ),
        ),
        (
            "Participate in NQT Conferences & NQT-specific-training",
            "Participate in ECT conferences & ECT-specific training",
            (
                "Participate in [-NQT Conferences & NQT-specific-training-]"
                "{+ECT conferences & ECT-specific training+}"
            ),
        ),
        (
            "E.g.24 Hours in Leadership",
            "E.g. 24 Hours in Leadership",
            "[-E.g.24-]{+E.g. 24+} Hours in Leadership",
        ),
        (
            "Share good  practice",
            "Share good practice",
            "Share [-good  practice-]{+good practice+}",
        ),
        ("Join in ", "Join in", "Join [-in -]{+in+}"),
        (
            "http://www.lancshiresafeguarding.org.uk/7-minute-briefings.aspx",
            "http://www.lancashiresafeguarding.org.uk/7-minute-briefings.aspx",
            (
                "http://www.[-lancshiresafeguarding-]{+lancashiresafeguarding+}.org.uk"
                "/7-minute-briefings.aspx"
            ),
        ),
        (
            "Read TA forums in The Times Educational Supplement",
            "Read TA forums online",
            "Read TA forums [-in The Times Educational Supplement-]{+online+}",
        ),
        ("Visit other schools", "visit other schools", "[-Visit-]{+visit+} other schools"),
        ("Don’t wait", "Do not wait", "[-Don’t-]{+Do not+} wait"),
    ],
)
def test_a_difference_reads_as_a_person_would_mark_it(before, after, read):
    assert drawn(compare(before, after)) == read


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        (
            ["a club", "a choir"],
            ["a club", "a band", "a choir"],
            ["a club", "{+a band+}", "a choir"],
        ),
        (["E.g. a club"], ["E.g. a choir"], ["E.g. a [-club-]{+choir+}"]),
        (["Learning walks"], ["Join in"], ["[-Learning walks-]", "{+Join in+}"]),
        (["one", "two"], [], ["[-one-]", "[-two-]"]),
    ],
)
def test_lines_are_told_one_by_one(before, after, read):
    assert [drawn(line.runs) for line in compare_lines(before, after)] == read


def test_only_spacing_is_neither_the_same_nor_another_word():
    assert only_spacing("E.g.24", "E.g. 24")
    assert not only_spacing("E.g. 24", "E.g. 24")
    assert not only_spacing("E.g. 24", "E.g. 25")
