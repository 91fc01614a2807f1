from dataclasses import fields

import pytest

from opportunities import models, store
from opportunities.grid.fields import FIELDS, row_types
from opportunities.grid.snapshot import GridSnapshot, Placement

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
