"""What two sequences have in common is found in a limited number of steps."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.comparing import word_diff
from opportunities.comparing.sequences import Matcher, Steps
from opportunities.text import similarity

WORDS = st.lists(st.sampled_from("abcde"), max_size=30)
PLENTY = 10**9


@given(WORDS, WORDS)
def test_with_steps_enough_the_same_is_found_as_by_difflib(one, other):
    found = Matcher(one, other, Steps(PLENTY)).get_opcodes()

    assert found == SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


@given(WORDS, WORDS, st.integers(0, 60))
def test_with_any_number_of_steps_both_are_told_whole(one, other, most):
    codes = Matcher(one, other, Steps(most)).get_opcodes()

    assert [word for _, i, j, _, _ in codes for word in one[i:j]] == one
    assert [word for _, _, _, k, m in codes for word in other[k:m]] == other
    assert all(one[i:j] == other[k:m] for tag, i, j, k, m in codes if tag == "equal")


def test_without_steps_nothing_is_the_same():
    assert Matcher("ab", "ab", Steps(0)).get_opcodes() == [("replace", 0, 2, 0, 2)]


def test_steps_are_spent_by_all_who_share_them():
    steps = Steps(10)

    assert Matcher("ab", "ab", steps).ratio() == 1
    assert 0 <= steps.left < 10
    assert not steps.spend(10)
    assert Matcher("ab", "ab", steps).ratio() == 0


@pytest.fixture
def spent(monkeypatch):
    """How many steps each of those that are made from here on may take."""
    allowed = []

    class Counted(Steps):
        def __init__(self, most):
            super().__init__(most)
            allowed.append(self)
            self.most = self.left

    monkeypatch.setattr(word_diff, "Steps", Counted)
    monkeypatch.setattr(similarity, "Steps", Counted)
    return allowed


@pytest.mark.parametrize("words", [100, 200, 400])
def test_two_texts_are_compared_in_steps_that_grow_with_their_length(spent, words):
    word_diff.compare("a b " * words, "b a c " * words)

    assert sum(steps.most for steps in spent) <= word_diff.MOST_STEPS_A_WORD * 12 * words


def test_lines_are_compared_in_so_many_steps_whatever_they_say(spent, monkeypatch):
    monkeypatch.setattr(similarity, "MOST_STEPS", 1000)
    lines = ["a b c d" + " d" * number for number in range(100)]

    assert len(list(similarity.nearly_the_same(lines))) < 50
    assert [steps.most for steps in spent] == [1000]
    assert spent[0].left < 0
