"""What of a next edition need not be asked, since the edition before it says so."""

from uuid import uuid4

from opportunities.exchange.reading.against.as_before import answers_from_edition, tick_unchanged
from opportunities.exchange.reading.boxes import boxes_of
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.reading.tables import FileContents, Table
from opportunities.grid.vocabulary import ProviderTier, StageFamily
from tests.builders import grid
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import KINDS

FAMILIES = [*StageFamily][:2] + [*StageFamily][-2:]

BEFORE = grid(
    {
        ("Buddies", "In our house"): ["Meet your mentor", "Read"],
        ("Captains", "In our house"): ["Lead a team"],
        ("Captains", "Wherever"): ["Travel"],
    },
    families={"Buddies": StageFamily.EARLY_CAREER, "Captains": StageFamily.NEW_HEADTEACHER},
    tiers={"In our house": ProviderTier.SCHOOL, "Wherever": None},
)
ROWS = [
    ["Stage", "In our house", "Wherever"],
    ["Buddies", "Meet your mentor\nRead", ""],
    ["Captains", "Lead two teams", "Travel"],
    ["Wizards", "Fly", ""],
]
CONTENTS = FileContents((Table(boxes_of(ROWS)),))


def test_what_has_its_name_is_known_and_the_rest_is_asked():
    answers = answers_from_edition(BEFORE, Answers(), propose(CONTENTS))
    proposal = propose(CONTENTS, answers)

    assert [stage.family for stage in proposal.stages] == ["early-career", "new-headteacher", None]
    assert [(column.tier, column.is_mixed) for column in proposal.columns] == [
        ("school", False),
        (None, True),
    ]
    assert len(proposal.missing) == 1


def test_what_was_answered_stays():
    first = propose(CONTENTS).stages[0].id
    said = Answers(stages={first: {"family": StageFamily.MIDDLE_LEADER.value}})

    answers = answers_from_edition(BEFORE, said, propose(CONTENTS, said))

    assert answers.stages[first] == {"family": "middle-leader", "group": "teachers"}


def test_boxes_that_say_what_they_said_are_ticked_off_and_no_others():
    proposal = propose(CONTENTS)

    answers = tick_unchanged(BEFORE, Answers(), proposal)

    done = [
        (cell.stage, cell.column) for cell in propose(CONTENTS, answers).cells if cell.is_looked_at
    ]
    stages, columns = ([row.id for row in rows] for rows in (proposal.stages, proposal.columns))
    assert done == [
        (stages[0], columns[0]),
        (stages[0], columns[1]),
        (stages[1], columns[1]),
    ]


def test_a_box_of_which_something_was_said_keeps_that():
    proposal = propose(CONTENTS)
    box = proposal.cells[0].id

    answers = tick_unchanged(BEFORE, Answers(cells={box: {"lines": []}}), proposal)

    assert answers.cells[box] == {"lines": []}


def test_stages_of_one_name_are_as_those_of_their_kind_of_staff_were():
    proposal = propose(KINDS)
    stages = {
        stage.id: {"group": stage.guessed_group, "family": family}
        for stage, family in zip(proposal.stages, FAMILIES, strict=True)
    }
    columns = {column.id: {"tier": "school"} for column in proposal.columns}
    said = propose(KINDS, Answers(stages=stages, columns=columns))
    before = grid_of(said, new_key=uuid4).grid

    answers = answers_from_edition(before, Answers(), proposal)

    assert [answers.stages[stage.id]["family"] for stage in proposal.stages] == FAMILIES
