"""A line that was taken and is then left out after all: both sides read it."""

import re
from functools import partial

import pytest

from frameworks.actions import drafts, editing, suggestions, withdrawing
from frameworks.actions.suggestions import OfferedAlready
from frameworks.models import Framework, Suggestion
from opportunities.editing import copies, lines
from opportunities.grid.snapshot import Wording
from tests.builders import key
from tests.frameworks.suggestions import offers


@pytest.fixture
def both_read(client, leader, editor):
    """What both sides read on their pages."""

    def read() -> list[str]:
        pages = []
        for person, address in ((leader, offers.OURS), (editor, offers.THEIRS)):
            client.force_login(person)
            page = client.get(address).content.decode()
            pages.append(re.sub(r"\s+", " ", page))
        return pages

    return read


def remove(draft, by, text: str) -> None:
    do = partial(lines.remove_lines, keys=[offers.placed(draft, text).key])
    editing.change(edition=draft, by=by, do=do)


def start(framework, by):
    return drafts.start(framework=Framework.objects.get(pk=framework.pk), by=by)


def test_a_line_that_is_removed_from_the_draft_again_is_left_out(
    offered, framework, editor, both_read
):
    suggestions.take(suggestion=offered, by=editor)

    remove(offers.draft_at(framework), editor, "Shadow the SENDCo")

    for page in both_read():
        assert "Taken, then left out" in page
        assert "taken out of that draft again" in page
    editing.undo(edition=offers.draft_at(framework), by=editor)
    for page in both_read():
        assert "left out" not in page


def test_an_edition_that_is_published_without_it_is_named(offered, framework, editor, both_read):
    suggestions.take(suggestion=offered, by=editor)
    remove(offers.draft_at(framework), editor, "Shadow the SENDCo")
    offers.add(offers.draft_at(framework), editor, "Read")

    offers.publish(offers.draft_at(framework), editor, "2026")

    ours, theirs = both_read()
    assert "The 2026 edition is published without it." in ours
    assert "You can offer it again." in ours
    assert "The 2026 edition is published without it." in theirs
    assert "You can offer it again." not in theirs


def test_a_later_edition_without_it_is_named_once_it_is_published(
    offered, framework, editor, both_read
):
    suggestions.take(suggestion=offered, by=editor)
    offers.publish(offers.draft_at(framework), editor, "2026")
    later = start(framework, editor)

    remove(later, editor, "Shadow the SENDCo")

    assert "left out" not in both_read()[0]
    offers.publish(offers.draft_at(framework), editor, "2027")
    for page in both_read():
        assert "for the 2026 edition. The 2027 edition is published without it." in page


def test_of_a_withdrawn_edition_nothing_is_said(offered, framework, editor, both_read):
    suggestions.take(suggestion=offered, by=editor)
    edition = offers.publish(offers.draft_at(framework), editor, "2026").current_edition
    assert edition

    withdrawing.withdraw(edition=edition, by=editor, reason="A mistake.")

    assert "left out" not in both_read()[0]


@pytest.mark.parametrize("here", [False, True])
def test_a_rewording_that_is_put_back_is_left_out(
    draft, framework, leader, editor, both_read, here
):
    (offers.reword_here if here else offers.reword)(draft, leader, "Join the panel")
    suggestions.take(suggestion=offers.offer(draft, leader, "Join the panel"), by=editor)
    assert "left out" not in both_read()[0]

    theirs = offers.draft_at(framework)
    line = offers.placed(theirs, "Join the panel").opportunity
    do = partial(lines.reword, key=line, wording=Wording("Join in"))
    editing.change(edition=theirs, by=editor, do=do)

    assert "Taken, then left out" in both_read()[0]


def test_a_rewording_that_was_taken_in_other_words_is_there(
    draft, framework, leader, editor, both_read
):
    offers.reword(draft, leader, "Join the panel")

    suggestions.take(
        suggestion=offers.offer(draft, leader, "Join the panel"),
        by=editor,
        words=Wording("Join a panel"),
    )

    assert "left out" not in both_read()[0]


def test_a_rewording_whose_line_is_removed_is_left_out(draft, framework, leader, editor, both_read):
    offers.reword_here(draft, leader, "Join the panel")
    suggestions.take(suggestion=offers.offer(draft, leader, "Join the panel"), by=editor)
    assert offers.placed(offers.draft_at(framework), "Join the panel").opportunity != key("Join in")

    remove(offers.draft_at(framework), editor, "Join the panel")

    assert "Taken, then left out" in both_read()[0]


def test_what_was_left_out_can_be_offered_again(offered, draft, framework, leader, editor):
    suggestions.take(suggestion=offered, by=editor)
    with pytest.raises(OfferedAlready):
        offers.offer(draft, leader, "Shadow the SENDCo")
    remove(offers.draft_at(framework), editor, "Shadow the SENDCo")

    again = offers.offer(draft, leader, "Shadow the SENDCo")

    assert again.is_open
    suggestions.take(suggestion=again, by=editor)
    assert offers.placed(offers.draft_at(framework), "Shadow the SENDCo")
    assert Suggestion.objects.filter(status="taken").count() == 2


def test_what_was_hidden_is_shown_when_it_is_taken_again(
    offered, draft, framework, leader, editor, both_read
):
    suggestions.take(suggestion=offered, by=editor)
    theirs = offers.draft_at(framework)
    line = offers.placed(theirs, "Shadow the SENDCo").key
    editing.change(edition=theirs, by=editor, do=partial(copies.hide_lines, keys=[line]))
    assert "Taken, then left out" in both_read()[0]

    again = offers.offer(draft, leader, "Shadow the SENDCo")
    suggestions.take(suggestion=again, by=editor)

    assert not offers.placed(theirs, "Shadow the SENDCo").hidden
    assert "left out" not in both_read()[0]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "most"), [(offers.THEIRS, 19), (offers.OURS, 22)])
def test_looking_takes_as_many_queries_for_many(
    client, draft, leader, editor, count, address, most, django_assert_num_queries
):
    for number in range(count):
        offers.add(draft, leader, f"Line {number}")
        suggestions.take(suggestion=offers.offer(draft, leader, f"Line {number}"), by=editor)
    client.force_login(editor if address == offers.THEIRS else leader)
    client.get(address)

    with django_assert_num_queries(most):
        page = client.get(address).content.decode()

    assert page.count("<article") == count
