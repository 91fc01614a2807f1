"""Labels of editions and their addresses."""

from datetime import date

import pytest

from frameworks.checks import labels

AUTUMN, SPRING = date(2026, 11, 22), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("label", "address"),
    [
        ("2026", "2026"),
        ("2026/27", "2026-27"),
        ("Autumn 2026, corrected", "autumn-2026-corrected"),
        ("L’été", "lete"),
        ("<script>", "script"),
        ("🎉", ""),
        ("../../admin", "admin"),
    ],
)
def test_an_address_is_made_of_letters_and_figures(label, address):
    assert labels.address(label) == address


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("2027", ""),
        ("2026/27 🎉", ""),
        ("", "Give the edition a label"),
        ("   ", "Give the edition a label"),
        ("2026", "already"),
        ("2026!", "same address"),
        ("🎉", "needs a letter"),
        ("x" * 300, "has 300 characters"),
    ],
)
def test_a_label_is_judged_in_a_sentence(label, says):
    fault = labels.fault(label, {"2026"})

    assert says in fault
    assert bool(fault) == bool(says)


@pytest.mark.parametrize(
    ("taken", "newest", "today", "label"),
    [
        (set(), "", AUTUMN, "2026"),
        ({"2019"}, "2019", AUTUMN, "2026"),
        ({"2026"}, "2026", AUTUMN, "November 2026"),
        ({"2026", "november-2026"}, "2026", AUTUMN, "22 November 2026"),
        ({"2026", "november-2026", "22-november-2026"}, "2026", AUTUMN, "22 November 2026 (2)"),
        ({"2025-26"}, "2025/26", AUTUMN, "2026/27"),
        ({"2025-26"}, "2025–26", SPRING, "2026–27"),
        ({"2026-27"}, "2026/27", SPRING, "2027"),
    ],
)
def test_a_label_is_suggested_that_is_free(taken, newest, today, label):
    assert labels.suggested(taken, newest, today) == label
