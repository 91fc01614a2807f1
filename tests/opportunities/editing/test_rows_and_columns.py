from typing import Any

import pytest
from django.db.models import NOT_PROVIDED

from opportunities.editing import rows_and_columns
from opportunities.editing.lines import CannotEdit
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily
from opportunities.models import Stage as StageRow
from tests.builders import grid, key

GRID = grid(
    {("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Join in"]},
    continues={("RQT", "Network"): ContinuationWord.PLUS},
    sections=[("How", "So."), ("Why", "Because.")],
)
NEW: dict[str, Any] = {"group": Group.TEACHERS, "family": StageFamily.EARLY_CAREER}


def names(rows):
    return [getattr(row, "name", getattr(row, "heading", "")) for row in rows]


def test_a_new_stage_stands_after_the_one_named_with_an_address_of_its_own():
    first = rows_and_columns.add_stage(GRID, name=" ECT\n1 ", after=key("NQT"), **NEW).grid
    second = rows_and_columns.add_stage(first, name="ect 1!", **NEW).grid

    assert names(second.stages) == ["ect 1!", "NQT", "ECT 1", "RQT"]
    assert [stage.slug for stage in second.stages] == ["ect-1-2", "nqt", "ect-1", "rqt"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Tête-à-tête", "tete-a-tete"), ("🎓", "stage"), ("a/b", "a-b"), ("x" * 250, "x" * 70)],
)
def test_any_name_makes_an_address(name, slug):
    assert rows_and_columns.address(name, ()) == slug


def test_a_renamed_stage_keeps_its_address():
    edit = rows_and_columns.change_stage(GRID, key("NQT"), name="ECT", roles=("Tutor",))

    assert (edit.grid.stages[0].name, edit.grid.stages[0].slug) == ("ECT", "nqt")
    assert (edit.what, edit.about) == ("renamed", "stage NQT, now ECT")


def test_a_removed_stage_goes_with_all_that_stands_in_it():
    without = rows_and_columns.remove_stage(GRID, key("RQT")).grid

    assert names(without.stages) == ["NQT"]
    assert without.continuations == ()
    assert key("Join in") in without.opportunity_by_key
    assert rows_and_columns.remove_stage(without, key("NQT")).grid.opportunities == ()


def test_a_removed_column_goes_with_all_that_stands_in_it():
    without = rows_and_columns.remove_column(GRID, key("Network")).grid

    assert names(without.columns) == ["School"]
    assert without.continuations == ()


def test_a_column_that_names_a_provider_names_that_of_its_lines():
    edit = rows_and_columns.change_column(
        GRID, key("School"), heading="Self", tier=ProviderTier.SELF
    )
    mixed = rows_and_columns.change_column(GRID, key("School"), heading="All", tier=None)

    assert {line.tier for line in edit.grid.placements} == {ProviderTier.SELF}
    assert {line.tier for line in mixed.grid.placements} == {ProviderTier.SCHOOL}


@pytest.mark.parametrize(
    ("move", "of", "row", "expected"),
    [
        (rows_and_columns.move_stage, "stages", "NQT", ["RQT", "NQT"]),
        (rows_and_columns.move_column, "columns", "School", ["Network", "School"]),
        (rows_and_columns.move_section, "sections", "section 0", ["Why", "How"]),
    ],
)
def test_rows_move_by_one(move, of, row, expected):
    first = getattr(GRID, of)[0].key
    edit = move(GRID, first, "down")

    assert names(getattr(edit.grid, of)) == expected
    with pytest.raises(CannotEdit, match="any further"):
        move(edit.grid, first, "down")
    assert move(edit.grid, first, "up").grid.fingerprint == GRID.fingerprint


MANY = grid({(stage, "a"): [] for stage in "1234"} | {("1", column): [] for column in "bcd"})


@pytest.mark.parametrize(
    ("move", "of", "told"),
    [
        (rows_and_columns.move_stage, "stages", ("stage 4 to the top", "stage 1 to the end")),
        (
            rows_and_columns.move_column,
            "columns",
            ("column d to the first place", "column a to the last place"),
        ),
    ],
)
def test_rows_move_from_end_to_end_in_one_step(move, of, told):
    first, *_, last = getattr(MANY, of)

    up, down = move(MANY, last.key, "top"), move(MANY, first.key, "end")

    assert (up.about, down.about) == told
    assert getattr(up.grid, of) == (last, *getattr(MANY, of)[:-1])
    assert getattr(down.grid, of) == (*getattr(MANY, of)[1:], first)
    for there in ((first.key, "top"), (last.key, "end")):
        with pytest.raises(CannotEdit, match="any further"):
            move(MANY, *there)


@pytest.mark.parametrize(
    ("row", "after", "order", "about"),
    [
        ("4", None, "4123", "stage 4 to the top"),
        ("4", "1", "1423", "stage 4 after 1"),
        ("1", "3", "2314", "stage 1 after 3"),
        ("2", "1", "1234", "stage 2 after 1"),
    ],
)
def test_a_stage_is_put_after_any_other(row, after, order, about):
    edit = rows_and_columns.place_stage(MANY, key(row), after and key(after))

    assert "".join(names(edit.grid.stages)) == order
    assert (edit.what, edit.about) == ("moved", about)


def test_a_column_is_put_after_any_other_and_added_after_any():
    placed = rows_and_columns.place_column(MANY, key("d"), key("a")).grid
    added = rows_and_columns.add_column(placed, heading="e", tier=None, after=key("d")).grid

    assert names(added.columns) == ["a", "d", "e", "b", "c"]
    assert rows_and_columns.place_column(MANY, key("d"), None).about == (
        "column d to the first place"
    )


@pytest.mark.parametrize(
    "do",
    [
        lambda: rows_and_columns.place_stage(MANY, key("1"), key("gone")),
        lambda: rows_and_columns.place_column(MANY, key("a"), key("gone")),
        lambda: rows_and_columns.add_stage(MANY, name="5", after=key("gone"), **NEW),
        lambda: rows_and_columns.add_column(MANY, heading="e", tier=None, after=key("gone")),
    ],
)
def test_what_it_is_to_stand_after_may_be_gone(do):
    with pytest.raises(CannotEdit, match="somebody removed it"):
        do()


def test_sections_are_added_changed_and_removed():
    added = rows_and_columns.add_section(GRID, heading="Where", body=" Here.  \r\nThere.\n").grid
    changed = rows_and_columns.change_section(
        added, added.sections[2].key, heading="When", body="Now."
    ).grid

    assert added.sections[2].body == "Here.\nThere."
    assert (changed.sections[2].heading, changed.sections[2].body) == ("When", "Now.")
    removed = rows_and_columns.remove_section(changed, changed.sections[2].key).grid
    assert removed.fingerprint == GRID.fingerprint


@pytest.mark.parametrize(
    ("do", "sentence"),
    [
        (lambda: rows_and_columns.add_stage(GRID, name=" ", **NEW), "Write a name"),
        (lambda: rows_and_columns.add_stage(GRID, name="x" * 251, **NEW), "at most 250"),
        (lambda: rows_and_columns.change_stage(GRID, key("Gone"), name="x"), "somebody removed it"),
        (lambda: rows_and_columns.add_column(GRID, heading="", tier=None), "Write a name"),
        (lambda: rows_and_columns.add_section(GRID, heading="x", body=" \n"), "Write the text"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(do, sentence):
    with pytest.raises(CannotEdit, match=sentence):
        do()


def test_a_stage_is_not_added_without_its_family_and_its_group():
    """However it is added: no function and no row of the database chooses one."""
    for name in ("family", "group"):
        rest = {field: value for field, value in NEW.items() if field != name}
        with pytest.raises(TypeError, match=name):
            rows_and_columns.add_stage(GRID, name="Head", **rest)
        assert StageRow._meta.get_field(name).default is NOT_PROVIDED


def test_whatever_is_written_at_a_stage_and_in_a_section_can_be_kept_and_shown():
    said = "One\0\ud800 \x1b[31m\n\n Two "
    fields: dict[str, Any] = {"roles": (said, "\0"), "standards": (said,), "summary": said}

    added = rows_and_columns.add_stage(GRID, name=said, **fields, **NEW).grid.stages[0]
    changed = rows_and_columns.change_stage(GRID, key("NQT"), **fields).grid.stages[0]
    section = rows_and_columns.add_section(GRID, heading=said, body=said).grid.sections[-1]

    assert added.name == section.heading == "One [31m Two"
    for stage in (added, changed):
        assert stage.roles == stage.standards == ("One [31m Two",)
        assert stage.summary == "One [31m\n\n Two"
    assert section.body == "One [31m\n\n Two"
    with pytest.raises(CannotEdit, match="characters long"):
        rows_and_columns.change_stage(GRID, key("NQT"), roles=("x" * 10_001,))
