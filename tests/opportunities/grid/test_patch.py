import json
from dataclasses import replace

import pytest

from opportunities.grid import patch
from opportunities.grid.patch import DoesNotFit, between
from opportunities.grid.snapshot import Continuation, GridSnapshot, PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord
from tests.builders import grid, key

BEFORE = grid(
    {
        ("NQT", "School"): ["Join in", "Read"],
        ("NQT", "Network"): ["Visit"],
        ("RQT", "School"): ["Join in"],
    },
    details={"Read": ("E.g. a book",)},
    continues={("RQT", "Network"): ContinuationWord.PLUS},
    sections=[("How to use it", "Read it.")],
)


def reworded(key_, text):
    return tuple(
        replace(one, text=text) if one.key == key_ else one for one in BEFORE.opportunities
    )


AFTERS = {
    "nothing": BEFORE,
    "everything new": grid({("Head", "Nation"): ["Lead"]}),
    "everything gone": GridSnapshot(),
    "reworded": replace(BEFORE, opportunities=reworded(key("Join in"), "Take part")),
    "lines in another order": replace(
        BEFORE, placements=(BEFORE.placements[1], BEFORE.placements[0], *BEFORE.placements[2:])
    ),
    "stages in another order": replace(BEFORE, stages=BEFORE.stages[::-1]),
    "moved": replace(
        BEFORE,
        placements=(
            replace(BEFORE.placements[0], column=key("Network")),
            *BEFORE.placements[1:],
        ),
    ),
    "marks": replace(
        BEFORE,
        continuations=(Continuation(key("NQT"), key("Network"), ContinuationWord.AS_ABOVE),),
        headings=(PrintedHeading(key("NQT"), key("School"), "In school"),),
    ),
    "section": replace(BEFORE, sections=(replace(BEFORE.sections[0], body="Use it."),)),
}


@pytest.mark.parametrize("after", AFTERS.values(), ids=AFTERS)
def test_a_patch_makes_one_grid_into_the_other_and_its_halves_turned_round_take_it_back(after):
    change = between(BEFORE, after)

    assert patch.applied(BEFORE, change).fingerprint == after.fingerprint
    before_half, after_half = patch.halves(change)
    back = patch.joined(after_half, before_half)
    assert patch.applied(after, back).fingerprint == BEFORE.fingerprint
    assert bool(change) == (after.fingerprint != BEFORE.fingerprint)


@pytest.mark.parametrize("after", AFTERS.values(), ids=AFTERS)
def test_a_patch_survives_being_kept_as_json(after):
    change = between(BEFORE, after)

    before_half, after_half = json.loads(json.dumps(patch.halves(change)))

    assert patch.joined(before_half, after_half) == change


def test_a_patch_holds_only_what_changed():
    change = between(BEFORE, AFTERS["reworded"])

    (row,) = change.rows
    assert (row.before.text, row.after.text) == ("Join in", "Take part")
    assert change.orders == ()


@pytest.mark.parametrize("later", ["reworded", "lines in another order", "everything gone"])
def test_a_patch_is_refused_where_the_grid_is_another_now(later):
    stale = between(
        BEFORE,
        replace(
            BEFORE,
            opportunities=reworded(key("Join in"), "Another"),
            placements=(BEFORE.placements[1], BEFORE.placements[0], *BEFORE.placements[2:]),
        ),
    )

    with pytest.raises(DoesNotFit):
        patch.applied(AFTERS[later], stale)
