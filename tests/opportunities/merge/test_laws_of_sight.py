"""What holds of every update of what people see: notes 11 and 12 as laws.

`CPD_LAWS=random CPD_LAW_CASES=2000 pytest tests/opportunities/merge/test_laws_of_sight.py` looks
further: at thirteen times as many grids, as what these laws are about comes about seldom.
"""

from collections import Counter
from dataclasses import replace
from itertools import combinations

from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement
from opportunities.merge import (
    Answer,
    Decision,
    DecisionKind,
    Plan,
    Three,
    What,
    apply,
    as_followers_see,
    plan,
)
from opportunities.merge.sides import by_key
from tests.opportunities.merge.laws import (
    any_choices,
    keeping_ours,
    law_tried_often,
    three_grids,
    words_at,
)

type Grids = Three[GridSnapshot]

THIRD = "A third"
AGAIN = "Changed once more"


def in_sight(grid: GridSnapshot, row: Placement) -> bool:
    """Whether people see this placement."""
    stage, column = grid.stage_by_key[row.stage], grid.column_by_key[row.column]
    return not (row.hidden or stage.hidden or column.hidden)


def seen(grid: GridSnapshot) -> list[Placement]:
    return [row for row in grid.placements if in_sight(grid, row)]


def grids_of(base: GridSnapshot, ours: GridSnapshot, theirs: GridSnapshot) -> Grids:
    return Three(as_followers_see(base), ours, as_followers_see(theirs))


def said_of(grids: Grids, row: Placement) -> Three[str | None]:
    """What each side says in this cell: there or, where it does not have the placement, of the
    line that the others have there. Where both put the same other line in it, it is about that."""
    placed = grids.map(lambda grid: by_key(grid.placements).get(row.key))
    lines = grids.map(lambda grid: grid.opportunity_by_key)
    if placed.ours and placed.theirs and placed.ours.opportunity == placed.theirs.opportunity:
        placed = placed._replace(base=placed.theirs)
    key = next(each.opportunity for each in (placed.theirs, placed.ours, row) if each)
    line = lines.ours.get(key)
    origin = line.derived_from if line and key not in lines.theirs | lines.base else key

    def said(placement: Placement | None, of: dict) -> str | None:
        known = placement.opportunity if placement else key if key in of else origin
        return of[known].text if known in of else None

    return placed.map(said, lines)


def asked_about(update: Plan, row: Placement) -> bool:
    """Whether there is a question about the words of this cell, or of its line."""
    return any(
        decision.field in ("text", "opportunity")
        and ({row.key, row.opportunity} & {*decision.keys} or row.place in decision.places)
        for decision in update.questions
        if decision.row in (Placement, Opportunity)
    )


@law_tried_often
def test_laws_of_what_people_see(dice):
    """All on the same grids: to draw them takes longer than to try a law."""
    grids = grids_of(*three_grids(dice))
    update = plan(*grids)
    choices = any_choices(dice, update)
    result = apply(update, choices)
    kept = apply(update, keeping_ours(update))

    text_that_differs_on_all_three_sides_and_is_seen_is_asked(grids, update, choices)
    cell_says_what_one_of_the_sides_says_there(grids, update, result)
    what_people_see_of_ours_is_not_put_out_of_sight(grids, kept)
    no_line_stands_twice_in_a_cell(grids, result)
    what_was_kept_is_asked_again_when_they_change_it_again(grids, update, kept)
    report_says_what_the_grid_says(grids, update, choices, result)


def text_that_differs_on_all_three_sides_and_is_seen_is_asked(grids, update, choices):
    """Whatever is answered. What they withdrew, and what is shown on purpose, is not compared."""
    asked = {question.id for question in update.questions}

    result = apply(update, {known: choice for known, choice in choices.items() if known in asked})

    withdrawn = {row.key for row in grids.base.placements} - by_key(grids.theirs.placements).keys()
    for row in seen(result):
        said = said_of(grids, row)
        if row.key not in withdrawn and None not in said and len(set(said)) == 3:
            assert asked_about(update, row), (row, said)


def cell_says_what_one_of_the_sides_says_there(grids, update, result):
    """Or says everywhere of the line that the other has there, or a third that somebody wrote."""
    lines = grids.map(lambda grid: grid.opportunity_by_key)
    our_words, their_words = words_at(grids.ours), words_at(grids.theirs)
    for key, words in words_at(result).items():
        ours = our_words.get(key)
        there = [ours, their_words.get(key)]
        if key in their_words:
            there.append(lines.ours.get(their_words[key].key))
        if ours:
            there += [lines.theirs.get(ours.key), lines.theirs.get(ours.derived_from)]
        else:
            there += [
                our_words[own]
                for twin in update.of(DecisionKind.SAME)
                if key in twin.keys and twin.row is Placement
                for own in twin.lines
            ]
        assert words.text in {THIRD, *(line.text for line in there if line)}, key


def what_people_see_of_ours_is_not_put_out_of_sight(grids, result):
    """Where every question is answered for ours, people still see every word of ours that they
    saw, and every note beside a line."""
    lines = grids.map(lambda grid: grid.opportunity_by_key)
    known = by_key(grids.base.placements)
    now = seen(result)
    said = {result.opportunity_by_key[row.opportunity].text for row in now}
    notes = {note for row in now for note in row.note.split("\n")}
    for row in seen(grids.ours):
        line = lines.ours[row.opportunity]
        given = {lines.base[key].text for key in (line.key, line.derived_from) if key in lines.base}
        given |= {lines.theirs[line.key].text} if line.key in lines.theirs else set()
        given |= {lines.base[known[row.key].opportunity].text} if row.key in known else set()
        if line.text not in given:
            assert line.text in said, row
        if row.note and row.note != (known[row.key].note if row.key in known else ""):
            assert row.note in notes, row


def no_line_stands_twice_in_a_cell(grids, result):
    """Unless ours or theirs has it as often in a cell, or both of these in one as one line."""
    before = [by_key(grid.placements) for grid in (grids.ours, grids.theirs)]
    cells = [Counter(map(line_in_cell, rows.values())) for rows in before]
    had: Counter = Counter()
    for (_, line), times in (pair for counted in cells for pair in counted.items()):
        had[line] = max(had[line], times)
    now = Counter(map(line_in_cell, seen(result)))
    for one, other in combinations(seen(result), 2):
        line = line_in_cell(one)
        if line == line_in_cell(other) and now[line] > had[one.opportunity]:
            twice = (rows for rows in before if one.key in rows and other.key in rows)
            assert any(
                line_in_cell(rows[one.key]) == line_in_cell(rows[other.key]) for rows in twice
            ), (one, other)


def line_in_cell(row: Placement) -> tuple:
    return row.place, row.opportunity


def what_was_kept_is_asked_again_when_they_change_it_again(grids, update, kept):
    """Each question about words, once it is answered for ours and they reword the line again."""
    for question in update.of(DecisionKind.NEEDS_YOU):
        if question.row not in (Placement, Opportunity) or question.field not in (
            "text",
            "opportunity",
        ):
            continue
        if question.field == "opportunity" and same_text(question.values):
            continue
        theirs = line_of_theirs(grids, question)
        there = question.keys if question.row is Placement else ()
        now = [
            row
            for row in seen(kept)
            if row.key in there
            or (question.row is Opportunity and row.opportunity in question.keys)
        ]
        if not now:
            continue
        lines = tuple(
            replace(line, text=AGAIN) if line.key == theirs else line
            for line in grids.theirs.opportunities
        )
        again = plan(grids.theirs, kept, replace(grids.theirs, opportunities=lines))
        assert any(asked_about(again, row) for row in now), question


def same_text(lines: Three[Opportunity]) -> bool:
    """Whether two lines differ in something else, so that our text was not what was kept."""
    return lines.ours.text == lines.theirs.text


def line_of_theirs(grids: Grids, question: Decision):
    """The line of theirs that a question about words is about."""
    key = question.keys[0]
    if question.row is Opportunity:
        return key
    if key in (theirs := by_key(grids.theirs.placements)):
        return theirs[key].opportunity
    line = words_at(grids.ours)[key]
    return line.key if line.key in grids.theirs.opportunity_by_key else line.derived_from


def report_says_what_the_grid_says(grids, update, choices, result):
    """What a decision about a line says that it brings, or keeps, is there afterwards, and what it
    says that goes is not. What an answer about a stage took away with it is not looked for; and
    another line that we put in a cell that nobody sees follows theirs, as what is hidden does."""
    asked = {one.keys[0] for one in update.decisions if one.row is Opportunity and one.answers}
    for decision in update.reported:
        if decision.row not in (Placement, Opportunity) or decision.what is What.REORDERED:
            continue
        chosen = choices.get(decision.id) if decision.answers else None
        answer = chosen.answer if chosen else decision.default
        said: dict = {Answer.OURS: decision.values.ours, Answer.THEIRS: decision.values.theirs}
        if answer is Answer.OWN:
            said[answer] = chosen.value
        for key in decision.keys:
            rows = rows_about(result, decision, key)
            if answer is Answer.LET_GO:
                assert not rows or decision.row is Opportunity, decision
            elif decision.what is What.CHANGED and decision.field in WORDS and answer in said:
                field = decision.field
                assert {words_of(result, row, field) for row in rows} <= {said[answer]}, decision
            elif decision.what is What.CHANGED and decision.field == "opportunity":
                line = said[answer]
                texts = {words_of(result, row, "text") for row in rows}
                follows = not decision.blocks and {row.opportunity for row in rows} == {line.key}
                assert texts <= {line.text} or line.key in asked or follows, decision
            elif decision.what is What.ADDED and answer is Answer.THEIRS:
                comes = decision.values.theirs.opportunity
                (row,) = rows
                assert comes.key in asked or words_of(result, row, "text") == comes.text, decision
            elif answer is Answer.KEEP:
                words = {words_of(result, row, "text") for row in rows}
                assert words <= {ours_of(grids, decision, key).text}, decision


WORDS = ("text", "details", "link")


def rows_about(result: GridSnapshot, decision: Decision, key) -> list[Placement]:
    """The placements that there are in the end of what a decision is about."""
    if decision.row is Placement:
        return [row for row in result.placements if row.key == key]
    if decision.what is What.WITHDREW:
        return [row for row in result.placements if row.key in decision.lines]
    return [row for row in result.placements if row.opportunity == key]


def words_of(grid: GridSnapshot, row: Placement, field: str):
    return getattr(grid.opportunity_by_key[row.opportunity], field)


def ours_of(grids: Grids, decision: Decision, key) -> Opportunity:
    """What we say of that which was withdrawn."""
    if decision.row is Opportunity:
        return grids.ours.opportunity_by_key[key]
    return words_at(grids.ours)[key]
