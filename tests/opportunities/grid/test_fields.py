import json
from dataclasses import fields
from datetime import date

import pytest

from opportunities import models, store
from opportunities.grid.fields import FIELDS, as_lines, as_plain, beside, from_plain, row_types
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Wording
from opportunities.grid.vocabulary import ActivityKind, Cost

NOT_COMPARED = {"key", "slug", "derived_from"}
"""Not written by people: permanent keys, addresses, and where a line comes from."""

MODEL_OF = {kind: getattr(models, kind.__name__) for kind in FIELDS}


def compared(kind):
    """The names of the compared fields, the place of a placement taken apart."""
    names = {field.name for field in FIELDS[kind]} - {"place"}
    return names | ({"stage", "column", "opportunity"} if kind is Placement else set())


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_of_a_row_is_compared_or_left_out_on_purpose(kind):
    names = {field.name for field in fields(kind)} - NOT_COMPARED
    if "key" not in {field.name for field in fields(kind)}:
        names -= {"stage", "column"}  # such a row is known by its cell

    assert names == compared(kind)


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_of_a_model_is_in_its_row(kind):
    technical = {"id", "grid", "version", "position"}
    stored = {field.name for field in MODEL_OF[kind]._meta.get_fields() if field.concrete}

    assert stored - technical == {field.name for field in fields(kind)}
    read = {name.removesuffix("_id") for name in store.FIELDS[MODEL_OF[kind]]} - {"pk"}
    assert read == stored - technical


def test_every_kind_of_row_of_a_snapshot_is_known():
    assert list(row_types().values()) == [field.name for field in fields(GridSnapshot)]
    assert row_types().keys() == FIELDS.keys()


def test_a_wording_has_the_fields_of_a_line_in_their_order():
    assert [field.name for field in fields(Wording)] == [
        field.name for field in FIELDS[Opportunity]
    ]


FULL = Wording(
    "Join in",
    ("Once", "Or twice"),
    "https://example.org/",
    kinds=(ActivityKind.NETWORK, ActivityKind.COURSE),
    contact="Jo Brown",
    cost=Cost.PAID,
    cost_words="£40",
    when="In spring",
    ends_on=date(2027, 3, 3),
)


@pytest.mark.parametrize("wording", [FULL, Wording("Join in")])
def test_plain_values_of_a_wording_are_json_and_come_back(wording):
    assert from_plain(json.loads(json.dumps(as_plain(wording)))) == wording


def test_plain_values_from_before_a_field_was_added_come_back():
    assert from_plain({"text": "Join in", "details": ["Once"]}) == Wording("Join in", ("Once",))


def test_what_stands_beside_the_words_follows_its_name_but_for_an_address():
    assert beside(FULL) == (
        "Whom to ask: Jo Brown",
        "Cost: Paid",
        "About the cost: £40",
        "When: In spring",
        "End date: 3 March 2027",
    )
    kinds = "Kinds of activity: Course or training, Network or association"
    assert as_lines(FULL) == ("Join in", "Once", "Or twice", FULL.link, kinds, *beside(FULL))
    assert beside(FULL, date(2027, 3, 3)) == beside(FULL)
    past = (*beside(FULL)[:3], "Was in March 2027 (In spring)")
    assert beside(FULL, date(2027, 3, 4)) == past
    assert beside(Wording("Join in", ends_on=date(2026, 10, 31)), date(2026, 11, 1)) == (
        "Was in October 2026",
    )
    assert as_lines(Wording("Join in")) == ("Join in",)
