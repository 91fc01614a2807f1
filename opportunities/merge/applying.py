"""Apply a plan: carry out each decision as chosen, or by its default."""

from collections.abc import Mapping

from opportunities.grid.snapshot import GridSnapshot
from opportunities.merge.decisions import Answer, Choice, Decision, Plan, Undecided
from opportunities.merge.effects import carry_out
from opportunities.merge.finishing import finish
from opportunities.merge.outcome import Outcome
from opportunities.merge.sides import AXES

LAST = (
    Answer.SHOW_OURS,
    Answer.SHOW_THEIRS,
    Answer.MOVE,
    Answer.LET_GO,
    Answer.NOT_FOR_US,
)
"""Answers about whole rows, carried out after all others and in this order: rows are shown as
chosen whatever came in beneath, and lines leave a stage before it is removed.
"""


def apply(plan: Plan, choices: Mapping[str, Choice] | None = None) -> GridSnapshot:
    """Apply the plan to our grid. `choices` map ids of decisions to choices, in any order; choices
    for other decisions, or for decisions without a question, are ignored.

    Raises `Undecided` while a question lacks an answer that can be carried out.
    """
    choices = choices or {}
    if questions := plan.unanswered(choices):
        raise Undecided(questions)
    chosen = [(decision, _choice(decision, choices)) for decision in plan.decisions]
    outcome = Outcome(plan.sides)
    for decision, choice in sorted(chosen, key=lambda pair: _turn(*pair)):
        carry_out(outcome, decision, choice)
    return finish(outcome)


def _choice(decision: Decision, choices: Mapping[str, Choice]) -> Choice:
    """Return the choice for a decision, or its default."""
    if decision.default is None or (decision.answers and decision.id in choices):
        return choices[decision.id]
    return Choice(decision.default)


def _turn(decision: Decision, choice: Choice) -> int:
    """Return a sort key: two stages or columns are joined after everything in them."""
    if choice.answer is Answer.ONE and decision.row in AXES:
        return len(LAST) + 1
    return LAST.index(choice.answer) + 1 if choice.answer in LAST else 0
