"""A published grid never changes, whichever way the ORM is asked to change it."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import transaction

from opportunities import store
from opportunities.grid.snapshot import PrintedHeading
from opportunities.grid.vocabulary import ContinuationWord
from opportunities.models import Grid, GridLocked, GridRow
from opportunities.store import reading
from tests.builders import grid, key, published

pytestmark = pytest.mark.django_db

ROW_MODELS = [model for model in apps.get_models() if issubclass(model, GridRow)]

SNAPSHOT = replace(
    grid(
        {("NQT", "School"): ["Join in"]},
        continues={("RQT", "School"): ContinuationWord.PLUS},
        sections=[("How to use it", "With care.")],
    ),
    headings=(PrintedHeading(key("RQT"), key("School"), "In school..."),),
)


@pytest.fixture
def edition():
    return published(SNAPSHOT)


def test_the_rows_of_a_grid_are_seven_kinds():
    """A new kind of row is locked like the others, or this list says why not."""
    assert {model.__name__ for model in ROW_MODELS} == {
        "Stage",
        "Column",
        "Opportunity",
        "Placement",
        "Continuation",
        "PrintedHeading",
        "Section",
    }


@pytest.mark.parametrize("model", ROW_MODELS)
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda rows, row: row.save(), id="save"),
        pytest.param(lambda rows, row: row.delete(), id="delete"),
        pytest.param(lambda rows, row: rows.update(version=2), id="update"),
        pytest.param(lambda rows, row: rows.delete(), id="delete all"),
        pytest.param(lambda rows, row: rows.bulk_update([row], ["version"]), id="bulk_update"),
        pytest.param(lambda rows, row: rows.bulk_create([row]), id="bulk_create"),
    ],
)
def test_a_row_of_a_published_grid_cannot_be_written(edition, model, write):
    rows = model.objects.filter(grid=edition.grid)

    with pytest.raises(GridLocked), transaction.atomic():
        write(rows, rows.first())

    assert reading._read(edition.grid.pk) == SNAPSHOT


@pytest.mark.parametrize("model", ROW_MODELS)
def test_a_row_cannot_be_carried_into_a_published_grid_or_out_of_it(edition, model):
    draft = store.write(SNAPSHOT)
    inside = model.objects.filter(grid=edition.grid).first()
    outside = model.objects.filter(grid=draft).first()

    with pytest.raises(GridLocked):
        model.objects.filter(pk=outside.pk).update(grid=edition.grid)
    inside.grid = draft
    with pytest.raises(GridLocked):
        inside.save()


@pytest.mark.parametrize("model", ROW_MODELS)
def test_a_row_of_a_draft_can_be_written(model):
    row = model.objects.filter(grid=store.write(SNAPSHOT)).first()

    row.version = 2
    row.save()

    assert model.objects.get(pk=row.pk).version == 2


@pytest.mark.parametrize(
    "write",
    [
        lambda grid: grid.save(),
        lambda grid: grid.delete(),
        lambda grid: Grid.objects.filter(pk=grid.pk).update(locked_at=None),
        lambda grid: Grid.objects.filter(pk=grid.pk).delete(),
    ],
)
def test_a_published_grid_itself_cannot_be_written(edition, write):
    with pytest.raises(GridLocked):
        write(edition.grid)

    assert Grid.objects.locked().filter(pk=edition.grid.pk).exists()
