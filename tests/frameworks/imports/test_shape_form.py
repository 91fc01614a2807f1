"""The form of “What we found”, by itself."""

from dataclasses import replace

from frameworks.forms.imports import ShapeForm
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import FileContents
from tests.opportunities.exchange.reading.proposing.test_kinds_of_grids import KINDS


def test_each_field_of_stages_of_one_name_is_called_differently():
    sheets = (replace(table, where=f"sheet “{table.title}”") for table in KINDS.tables)
    form = ShapeForm(proposal=propose(FileContents(tuple(sheets))))

    labels = [field.label for name, field in form.fields.items() if name.startswith("stage/")]
    assert len({*labels}) == len(labels)
    assert "Career stage of Established (sheet “Teachers”, row 3)" in labels
