"""Lancashire's framework as the Word file that an authority would have: no keys, a table for each
stage under its heading, opportunities as bullets of two levels.
"""

from io import BytesIO

import docx
from docx.table import _Cell

from opportunities.grid.snapshot import Place
from tests.opportunities.exchange.reading.frameworks import document_of

GRID = document_of("lancashire").grid


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("2019 CPD Framework", 1)
    for stage in GRID.stages:
        document.add_heading(stage.name, 2)
        table = document.add_table(2, len(GRID.columns))
        headings, boxes = table.rows
        for column, heading, box in zip(GRID.columns, headings.cells, boxes.cells, strict=True):
            heading.text = column.heading
            _fill(box, (stage.key, column.key))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _fill(box: _Cell, place: Place) -> None:
    if place in GRID.word_at:
        box.add_paragraph(GRID.word_at[place])
    for placement in GRID.cells.get(place, ()):
        line = GRID.opportunity_by_key[placement.opportunity]
        box.add_paragraph(line.text, style="List Bullet")
        for detail in line.details:
            box.add_paragraph(detail, style="List Bullet 2")
