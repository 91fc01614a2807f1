"""What was offered and taken comes back with the next edition: the two lines become one."""

import pytest

from cpd_site.models import Membership
from frameworks.actions import copies, editing, suggestions, updates
from frameworks.models import Framework
from frameworks.queries.updates import pending_update, plan_update
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from opportunities.merge import Answer, Choice, DecisionKind
from tests.builders import key
from tests.factories import member
from tests.frameworks.suggestions import offers


def plan_of(draft):
    waits = pending_update(Framework.objects.get(pk=draft.framework_id))
    assert waits is not None
    return plan_update(waits)


def publish_theirs(framework, editor, label="2026"):
    offers.publish(offers.draft_at(framework), editor, label)


def taken_in(draft, by):
    updates.apply(draft=draft, by=by)
    return store.read(draft.grid)


def test_the_same_words_become_one_without_a_question(offered, draft, leader, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    publish_theirs(framework, editor)

    plan = plan_of(draft)
    grid = taken_in(draft, leader)

    assert plan.undecided == ()
    assert [one.kind for one in plan.decisions if one.kind is not DecisionKind.APPLIES] == []
    (line,) = lines.places_of(grid, offered.line)
    assert line.key == offered.placement
    said = [row.text for row in grid.opportunities]
    assert said.count("Shadow the SENDCo") == 1


def test_it_is_theirs_from_then_on(offered, draft, leader, framework, editor):
    suggestions.take(suggestion=offered, by=editor)
    publish_theirs(framework, editor)
    taken_in(draft, leader)

    with pytest.raises(lines.CannotEdit, match="nothing to offer"):
        offers.offer(offers.draft_at(draft.framework), leader, "Shadow the SENDCo")


def test_our_note_beside_it_stays(offered, draft, leader, framework, editor):
    editing.change(
        edition=draft,
        by=leader,
        do=lambda grid: copy_edits.note_lines(grid, [offered.placement], "Ask Jo"),
    )
    suggestions.take(suggestion=offered, by=editor)
    publish_theirs(framework, editor)

    assert plan_of(draft).undecided == ()
    taken_in(draft, leader)
    assert offers.placed(draft, "Shadow the SENDCo").note == "Ask Jo"


def test_what_the_authority_reworded_is_asked(offered, draft, leader, framework, editor):
    suggestions.take(suggestion=offered, by=editor, words=Wording("Shadow a SENDCo"))
    publish_theirs(framework, editor)

    (question,) = plan_of(draft).undecided
    assert question.keys == (offered.line,)
    updates.choose(
        draft=draft,
        by=leader,
        decision_id=question.id,
        seen_fingerprint=question.fingerprint,
        choice=Choice(Answer.THEIRS),
    )
    grid = taken_in(draft, leader)
    assert grid.opportunity_by_key[offered.line].text == "Shadow a SENDCo"
    assert len(lines.places_of(grid, offered.line)) == 1


def test_what_the_authority_put_elsewhere_stands_in_both_cells_in_one_wording(
    offered, draft, leader, framework, editor
):
    suggestions.take(suggestion=offered, by=editor, place=(key("RQT"), key("School")))
    publish_theirs(framework, editor)

    assert plan_of(draft).undecided == ()
    grid = taken_in(draft, leader)
    places = [one.place for one in lines.places_of(grid, offered.line)]
    assert places == [offers.HOME, (key("RQT"), key("School"))]


def test_another_school_just_gets_the_line(offered, framework, editor):
    ash = offers.school_called("ash")
    other = member(ash, Membership.Role.EDITOR)
    copy = copies.make(framework=framework, organisation=ash, by=other)
    suggestions.take(suggestion=offered, by=editor)
    publish_theirs(framework, editor)

    assert plan_of(copy).undecided == ()
    taken_in(copy, other)
    assert offers.placed(copy, "Shadow the SENDCo").place == offers.HOME


def test_a_school_that_removed_its_line_meanwhile_gets_it_as_theirs(
    offered, draft, leader, framework, editor
):
    editing.change(
        edition=draft,
        by=leader,
        do=lambda grid: lines.remove_lines(grid, [offered.placement]),
    )
    suggestions.take(suggestion=offered, by=editor)
    publish_theirs(framework, editor)

    assert plan_of(draft).undecided == ()
    assert offered.line in taken_in(draft, leader).opportunity_by_key


@pytest.mark.parametrize("ours", [offers.reword, offers.reword_here], ids=["everywhere", "here"])
@pytest.mark.parametrize("everywhere", [True, False], ids=["taken everywhere", "taken here"])
def test_a_rewording_that_was_taken_asks_nothing_where_both_say_it(
    draft, leader, framework, editor, ours, everywhere
):
    ours(draft, leader, "Take part")
    made = offers.offer(draft, leader, "Take part")
    suggestions.take(suggestion=made, by=editor, everywhere=everywhere)
    publish_theirs(framework, editor)

    assert plan_of(draft).undecided == ()
    grid = taken_in(draft, leader)
    here = next(one for one in grid.placements if one.key == key("NQT/School/0"))
    assert grid.opportunity_by_key[here.opportunity].text == "Take part"


def test_a_line_goes_up_through_a_trust(framework, editor):
    """A school offers it to its trust, the trust to the authority: one key all the way."""
    oak, elm = offers.school_called("oak"), offers.school_called("elm")
    keeper, leader = member(oak, Membership.Role.PUBLISHER), member(elm, Membership.Role.PUBLISHER)
    trusts = copies.make(framework=framework, organisation=oak, by=keeper, visibility="public")
    offers.publish(trusts, keeper, "2025")
    trust = Framework.objects.get(pk=trusts.framework_id)
    schools = copies.make(framework=trust, organisation=elm, by=leader)
    offers.add(schools, leader, "Shadow the SENDCo")
    line = offers.placed(schools, "Shadow the SENDCo").opportunity

    suggestions.take(suggestion=offers.offer(schools, leader, "Shadow the SENDCo"), by=keeper)
    second = offers.offer(offers.draft_at(trust), keeper, "Shadow the SENDCo")
    suggestions.take(suggestion=second, by=editor)

    assert second.to == framework
    assert line in store.read(offers.draft_at(framework).grid).opportunity_by_key
