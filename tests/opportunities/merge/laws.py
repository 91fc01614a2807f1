"""Shared by the laws of updates: three grids, possible choices, and the content of grids."""

from collections.abc import Callable

from hypothesis import given

from opportunities.grid.fields import FIELDS, row_types
from opportunities.grid.snapshot import GridSnapshot, Opportunity
from opportunities.merge import Answer, Choice, Decision, DecisionKind, Plan
from opportunities.merge.sides import by_key
from tests.laws import times
from tests.strategies import Dice, any_grid, dices, edit


def law(test: Callable[[Dice], None]) -> Callable[[], None]:
    return times(6)(given(dices())(test))


def law_tried_often(test: Callable[[Dice], None]) -> Callable[[], None]:
    """Try a law on more cases, for situations that are rare."""
    return times(80)(given(dices())(test))


def three_grids(dice: Dice) -> tuple[GridSnapshot, GridSnapshot, GridSnapshot]:
    """Return B, M and T as they usually arise, or any three grids."""
    base = any_grid(dice, hides=dice.seldom())
    if dice.seldom():
        return base, any_grid(dice), any_grid(dice)
    about = "lines" if dice.throw(2) else "everything"
    ours = edit(dice, base, name="ours", copies=True, about=about)
    return base, ours, edit(dice, base, name="theirs", about=about)


def any_choice(dice: Dice, decision: Decision) -> Choice:
    answer = dice.pick(decision.answers)
    if answer is Answer.MOVE:
        return Choice(answer, str(dice.pick(decision.destinations)))
    if answer is Answer.OWN:
        several = isinstance(decision.values.ours, tuple)
        return Choice(answer, ("E.g. a third",) if several else "A third")
    return Choice(answer)


def any_choices(dice: Dice, update: Plan) -> dict[str, Choice]:
    """Return an answer to every question, and to some decisions without a question."""
    return {
        decision.id: any_choice(dice, decision)
        for decision in update.decisions
        if decision.answers and (decision.blocks or dice.seldom())
    }


def keeping_ours(update: Plan) -> dict[str, Choice]:
    """Answer every question for ours, and join nothing of ours with theirs."""
    keep = {
        DecisionKind.NEEDS_YOU: Answer.OURS,
        DecisionKind.WITHDREW: Answer.KEEP,
        DecisionKind.SAME: Answer.BOTH,
    }
    kept = {
        decision.id: Choice(keep[decision.kind])
        for decision in update.decisions
        if keep.get(decision.kind) in decision.answers
    }
    stages = update.of(DecisionKind.NEW)
    return kept | {stage.id: Choice(_for_ours(stage)) for stage in stages}


def _for_ours(stage: Decision) -> Answer:
    """Show a new stage if it has something of ours, as the question says; else hide it."""
    return Answer.FOR_US if stage.lines else Answer.NOT_FOR_US


def same(one: GridSnapshot, other: GridSnapshot) -> bool:
    return one.fingerprint == other.fingerprint


def words_at(grid: GridSnapshot) -> dict:
    """Return the words of each placement, by its key."""
    return {row.key: grid.opportunity_by_key[row.opportunity] for row in grid.placements}


def fields_of(grid: GridSnapshot) -> dict:
    """Return every value that people write, by row and field; words of lines by placement."""
    values = {
        (kind, key, field.name): field.of(row)
        for kind, name in row_types().items()
        if kind is not Opportunity
        for key, row in by_key(getattr(grid, name)).items()
        for field in FIELDS[kind]
    }
    values |= {
        (Opportunity, key, field.name): field.of(words)
        for key, words in words_at(grid).items()
        for field in FIELDS[Opportunity]
    }
    return values
