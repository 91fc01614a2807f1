"""What editors are shown of a line that readers are not told, and words of today for it."""

import pytest

from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import Group
from opportunities.text import fates
from opportunities.text.old_names import doubts, doubts_of, with_current_names

TEACHERS = [Group.TEACHERS]


def today(text, *details, groups=TEACHERS):
    after = with_current_names(Wording(text, details), groups)
    return after and "\n".join((after.text, *after.details))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Attend NQT Clusters for NQTs", "Attend ECT Clusters for ECTs"),
        ("Mentor a newly qualified teacher", "Mentor an early career teacher"),
        ("Newly qualified teacher (NQT) day", "Early career teacher (ECT) day"),
        ("Performance Management", "Appraisal"),
        ("Act as a Performance Management Reviewer", "Act as an appraisal Reviewer"),
        ("performance management at 4 PM", "appraisal at 4 PM"),
        (
            "Know the Core Standards of the Professional Standards for Teachers",
            "Know the Teachers’ Standards",
        ),
        (
            "Participate in NPSML (National Qualification of Middle Leadership)",
            "Participate in a specialist NPQ",
        ),
        (
            "Engage with Teaching Schools and Teaching School Alliances",
            "Engage with teaching school hubs",
        ),
        (
            "Join National Bursars Association (NBA).",
            "Join Institute of School Business Leadership (ISBL).",
        ),
        ("Visit the Teaching School Hub with NQTs", "Visit the Teaching School Hub with ECTs"),
    ],
)
def test_words_of_today_are_proposed(before, after):
    assert today(before) == after


def test_sub_points_are_renamed_too_and_all_else_stays():
    line = Wording(
        "Network", ("E.g. other NQTs", "others"), link="https://example.org", contact="Ann"
    )

    after = with_current_names(line, TEACHERS)

    assert after == Wording("Network", ("E.g. other ECTs", "others"), line.link, contact="Ann")


@pytest.mark.parametrize("text", ["teachers.tv", "GTCE", "NPQH", "Read", "RQT", ""])
def test_nothing_is_proposed_for_what_has_no_name_of_today(text):
    assert today(text) is None


def test_support_staff_have_performance_management():
    assert today("Performance management", groups=[Group.SUPPORT_STAFF]) is None


@pytest.mark.parametrize("doubt", doubts(), ids=lambda doubt: doubt.names[0])
def test_what_is_only_believed_is_found_and_no_reader_is_told(doubt):
    for name in doubt.names:
        line = Wording(f"Engage with {name}, please")
        assert doubts_of(line) == {name: doubt}
        assert fates.of_line(line, list(Group)) == ()


def test_abbreviations_are_found_in_their_own_letters():
    assert doubts_of(Wording("Take a sip of cel, tla", ("leading FROM the middle",))) == {
        "leading FROM the middle": next(
            doubt for doubt in doubts() if "Leading from the Middle" in doubt.names
        )
    }


def test_an_i_of_another_alphabet_is_an_i():
    assert list(doubts_of(Wording("Leadıng from the Mİddle"))) == ["Leadıng from the Mİddle"]
