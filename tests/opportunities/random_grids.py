"""Random grids for laws: with few keys and words, so that two have much in common; and random edits
of a given one, so that two have nearly everything in common.
"""

from dataclasses import replace
from uuid import UUID

from hypothesis import strategies as st

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

KEYS = [UUID(int=number) for number in range(12)]
WORDS = st.sampled_from(
    ["Join in", "Join up", "Read", "Read widely", "", "E.g. a club", "Watch teachers.tv"]
)
LINES = st.lists(st.sampled_from(["one", "two", "three", "GTCE"]), max_size=2).map(tuple)
TIERS = st.sampled_from(list(ProviderTier))
HIDDEN = st.booleans()
BESIDE = st.fixed_dictionaries(
    {},
    optional={
        "kinds": st.lists(st.sampled_from(list(ActivityKind)), max_size=2).map(tuple),
        "contact": WORDS,
        "cost": st.sampled_from([None, *Cost]),
        "cost_words": WORDS,
        "when": WORDS,
        "ends_on": st.none() | st.dates(),
    },
)


def keys(most):
    return st.permutations(KEYS[:most]).flatmap(
        lambda drawn: st.integers(0, most).map(lambda length: drawn[:length])
    )


@st.composite
def grids(draw):
    stages = [
        Stage(
            key=key,
            slug=f"stage-{number}",
            name=draw(WORDS),
            group=draw(st.sampled_from(list(Group))),
            family=draw(st.sampled_from(list(StageFamily)[:2])),
            roles=draw(LINES),
            summary=draw(WORDS),
            hidden=draw(HIDDEN),
        )
        for number, key in enumerate(draw(keys(4)))
    ]
    columns = [
        Column(key, draw(WORDS), draw(TIERS | st.none()), draw(HIDDEN)) for key in draw(keys(3))
    ]
    opportunities = [
        Opportunity(
            key=key,
            text=draw(WORDS),
            details=draw(LINES),
            link=draw(WORDS),
            **draw(BESIDE),
            derived_from=draw(st.sampled_from([None, *KEYS[:3]])),
        )
        for key in draw(keys(6))
    ]
    cells = [(stage.key, column.key) for stage in stages for column in columns]
    lines = draw(keys(12)) if cells and opportunities else []
    return GridSnapshot(
        stages=tuple(stages),
        columns=tuple(columns),
        opportunities=tuple(opportunities),
        placements=tuple(_placement(draw, key, cells, opportunities) for key in lines),
        continuations=tuple(
            Continuation(stage, column, draw(st.sampled_from(list(ContinuationWord))))
            for stage, column in _some(draw, cells)
        ),
        headings=tuple(
            PrintedHeading(stage, column, draw(WORDS)) for stage, column in _some(draw, cells)
        ),
        sections=tuple(Section(key, draw(WORDS), draw(WORDS)) for key in draw(keys(3))),
    )


def _placement(draw, key, cells, opportunities):
    stage, column = draw(st.sampled_from(cells))
    opportunity = draw(st.sampled_from(opportunities)).key
    return Placement(key, stage, column, opportunity, draw(TIERS), draw(HIDDEN), draw(WORDS))


def _some(draw, cells):
    return draw(st.lists(st.sampled_from(cells), unique=True, max_size=4)) if cells else []


@st.composite
def pairs(draw):
    """Draw two grids: unrelated but for their keys, or the second made from the first by a few
    edits.
    """
    before = draw(grids())
    if draw(st.booleans()):
        return before, draw(grids())
    after = before
    for _ in range(draw(st.integers(0, 4))):
        after = draw(st.sampled_from(EDITS))(draw, after)
    return before, after


def _one(draw, rows):
    return draw(st.integers(0, len(rows) - 1))


def _replaced(rows, index, row):
    return (*rows[:index], *([row] if row else []), *rows[index + 1 :])


def reword(draw, grid):
    if not grid.opportunities:
        return grid
    index = _one(draw, grid.opportunities)
    row = replace(grid.opportunities[index], text=draw(WORDS))
    return replace(grid, opportunities=_replaced(grid.opportunities, index, row))


def reword_here(draw, grid):
    if not grid.placements:
        return grid
    index = _one(draw, grid.placements)
    placement = grid.placements[index]
    former = grid.opportunity_by_key[placement.opportunity]
    own = Opportunity(UUID(int=100 + len(grid.opportunities)), draw(WORDS), derived_from=former.key)
    return replace(
        grid,
        opportunities=(*grid.opportunities, own),
        placements=_replaced(grid.placements, index, replace(placement, opportunity=own.key)),
    )


def move(draw, grid):
    if not grid.placements:
        return grid
    index = _one(draw, grid.placements)
    stage, column = draw(st.sampled_from(grid.stages)), draw(st.sampled_from(grid.columns))
    row = replace(grid.placements[index], stage=stage.key, column=column.key)
    return replace(grid, placements=_replaced(grid.placements, index, row))


def remove_line(draw, grid):
    if not grid.placements:
        return grid
    return replace(grid, placements=_replaced(grid.placements, _one(draw, grid.placements), None))


def shuffle(draw, grid):
    return replace(
        grid,
        stages=tuple(draw(st.permutations(grid.stages))),
        placements=tuple(draw(st.permutations(grid.placements))),
    )


def remove_stage(draw, grid):
    if not grid.stages:
        return grid
    gone = draw(st.sampled_from(grid.stages)).key
    return replace(
        grid,
        stages=tuple(row for row in grid.stages if row.key != gone),
        placements=tuple(row for row in grid.placements if row.stage != gone),
        continuations=tuple(row for row in grid.continuations if row.stage != gone),
        headings=tuple(row for row in grid.headings if row.stage != gone),
    )


EDITS = [reword, reword_here, move, remove_line, shuffle, remove_stage]
