"""Every combination of absent, a, b and c on the three sides, for every kind of row and field.

`expected` is the rule table of DESIGN once more, written as plainly as it can be.
"""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from opportunities.grid.fields import FIELDS, HIDDEN
from opportunities.grid.snapshot import (
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import (
    ActivityKind,
    ContinuationWord,
    Cost,
    Group,
    ProviderTier,
    StageFamily,
)
from opportunities.merge import Answer, Choice, DecisionKind, Plan, apply, plan
from tests.builders import key

ABSENT = None

THREE_TIERS = (ProviderTier.SELF, ProviderTier.SCHOOL, ProviderTier.NATIONAL)
VALUES: dict[str, tuple[Any, ...]] = {
    "group": tuple(Group),
    "family": tuple(StageFamily)[:3],
    "tier": THREE_TIERS,
    "word": tuple(ContinuationWord),
    "roles": (("Alpha",), ("Beta",), ("Beta", "Gamma")),
    "standards": (("Alpha",), ("Beta",), ("Beta", "Gamma")),
    "details": (("Alpha",), ("Beta",), ("Beta", "Gamma")),
    "kinds": tuple((kind,) for kind in ActivityKind)[:3],
    "cost": tuple(Cost),
    "ends_on": (date(2027, 3, 3), date(2027, 3, 4), date(2028, 3, 3)),
    "place": tuple((key(stage), key("column")) for stage in ("stage", "second", "third")),
}
WORDS = ("Alpha", "Beta", "beta")
"""A change of case is a change."""

CELL: dict[str, Any] = {"stage": key("stage"), "column": key("column")}
ROWS: dict[type, Any] = {
    Stage: Stage(key("x"), "x", "Name", Group.TEACHERS, StageFamily.EARLY_CAREER),
    Column: Column(key("x"), "Heading"),
    Opportunity: Opportunity(key("x"), "Text"),
    Placement: Placement(key("x"), **CELL, opportunity=key("line"), tier=ProviderTier.SCHOOL),
    Section: Section(key("x"), "Heading", "Body"),
    Continuation: Continuation(**CELL, word=ContinuationWord.PLUS),
    PrintedHeading: PrintedHeading(**CELL, text="Heading"),
}
AROUND = GridSnapshot(
    stages=tuple(
        Stage(key(name), name, name, Group.TEACHERS, StageFamily.EARLY_CAREER)
        for name in ("stage", "second", "third")
    ),
    columns=(Column(key("column"), "Column"),),
    opportunities=(Opportunity(key("line"), "Line"),),
)
"""What stands on all three sides."""

NAMES = {
    Stage: "stages",
    Column: "columns",
    Opportunity: "opportunities",
    Placement: "placements",
    Section: "sections",
    Continuation: "continuations",
    PrintedHeading: "headings",
}

EVERY_FIELD = [
    pytest.param(kind, field, id=f"{kind.__name__}-{field.name}")
    for kind, fields in FIELDS.items()
    for field in fields
    if field is not HIDDEN
]


def side(kind: type, name: str, value: Any) -> GridSnapshot:
    """A grid in which the row has this value in this field, or is not there."""
    if value is ABSENT:
        return AROUND
    if name == "place":
        row = replace(ROWS[kind], stage=value[0], column=value[1])
    else:
        row = replace(ROWS[kind], **{name: value})
    grid = replace(AROUND, **{NAMES[kind]: (*getattr(AROUND, NAMES[kind]), row)})
    if kind is Opportunity:
        placed = replace(ROWS[Placement], opportunity=row.key)
        grid = replace(grid, placements=(placed,))
    return grid


def planned(kind: type, name: str, base: Any, ours: Any, theirs: Any) -> Plan:
    return plan(side(kind, name, base), side(kind, name, ours), side(kind, name, theirs))


def value_in(grid: GridSnapshot, kind: type, field: Any) -> Any:
    return next(
        (
            field.of(row)
            for row in getattr(grid, NAMES[kind])
            if getattr(row, "key", key("x")) == key("x")
        ),
        ABSENT,
    )


def expected(base: Any, ours: Any, theirs: Any) -> tuple[DecisionKind | None, dict[Answer, Any]]:
    """How it is told, and what each answer leads to; under None, what happens by itself."""
    if ours == theirs:
        return None, {}
    if ours is ABSENT and base is ABSENT:
        return DecisionKind.APPLIES, {}
    if theirs is ABSENT and base is ABSENT:
        return None, {}
    if theirs is ABSENT and ours == base:
        return DecisionKind.APPLIES, {}
    if theirs is ABSENT:
        return DecisionKind.WITHDREW, {Answer.KEEP: ours, Answer.LET_GO: ABSENT}
    if ours is ABSENT and theirs == base:
        return None, {}
    if ours is ABSENT:
        return DecisionKind.HIDDEN, {Answer.LEAVE: ABSENT, Answer.SHOW_THEIRS: theirs}
    if ours == base:
        return DecisionKind.APPLIES, {}
    if theirs == base:
        return None, {}
    return DecisionKind.NEEDS_YOU, {Answer.OURS: ours, Answer.THEIRS: theirs}


def by_itself(base: Any, ours: Any, theirs: Any) -> Any:
    """What is there afterwards where nothing was asked."""
    if base is ABSENT and ours is ABSENT:
        return theirs
    return theirs if ours == base else ours


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD)
def test_every_combination_of_absent_and_three_values(kind, field):
    values = (ABSENT, *VALUES.get(field.name, WORDS))
    for base, ours, theirs in product(values, repeat=3):
        combination = f"{base!r}, {ours!r}, {theirs!r}"
        urgency, outcomes = expected(base, ours, theirs)
        if kind is Stage and urgency is not None and base is ours is ABSENT:
            urgency = DecisionKind.NEW  # 26

        update = planned(kind, field.name, base, ours, theirs)

        assert {decision.kind for decision in update.reported} == {urgency} - {None}, combination
        if not outcomes:
            result = apply(update)
            assert value_in(result, kind, field) == by_itself(base, ours, theirs), combination
        for answer, outcome in outcomes.items():
            (decision,) = (each for each in update.reported if answer in each.answers)
            result = apply(update, {decision.id: Choice(answer)})
            assert value_in(result, kind, field) == outcome, f"{combination}, {answer}"


@pytest.mark.parametrize(
    ("kind", "field"), [case for case in EVERY_FIELD if case.values[1].is_text]
)
def test_words_may_be_a_third(kind, field):
    base, ours, theirs = VALUES.get(field.name, WORDS)
    third = ("Our third",) if isinstance(base, tuple) else "Our third"
    update = planned(kind, field.name, base, ours, theirs)
    (question,) = update.questions

    result = apply(update, {question.id: Choice(Answer.OWN, third)})

    assert value_in(result, kind, field) == third


@pytest.mark.parametrize(
    ("kind", "field"), [case for case in EVERY_FIELD if not case.values[1].is_text]
)
def test_what_is_no_text_is_one_or_the_other(kind, field):
    ours, theirs, *_ = VALUES.get(field.name, ("https://example.org/a", "https://example.org/b"))
    update = planned(kind, field.name, ABSENT, ours, theirs)

    for question in update.questions:
        assert (Answer.OWN in question.answers) == (field.name == "link")


@pytest.mark.parametrize("kind", [kind for kind, fields in FIELDS.items() if HIDDEN in fields])
@pytest.mark.parametrize(("base", "ours", "theirs"), list(product([ABSENT, False, True], repeat=3)))
def test_hiding_is_ours_alone(kind, base, ours, theirs):
    """What the followed framework hides is not there for those who follow it."""
    update = planned(kind, "hidden", base, ours, theirs)

    result = value_in(apply(update), kind, HIDDEN)

    there = {False: False}.get(theirs, ABSENT)
    if ours is True:
        assert result is True
    elif ours is False:
        was_theirs = base is False
        assert result is (ABSENT if was_theirs and there is ABSENT else False)
    else:
        assert result is (ABSENT if base is False else there)
