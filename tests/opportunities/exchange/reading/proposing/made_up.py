"""Made-up tables for tests of proposals, and the content of proposals."""

from opportunities.exchange.reading.proposing.proposal import Proposal
from opportunities.exchange.reading.tables import Box, Paragraph, Table


def box(row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> Box:
    """Return a box with a paragraph for each row of text; “- ” marks the second level."""
    paragraphs = tuple(
        Paragraph(line.removeprefix("- "), level=1)
        if line.startswith("- ")
        else Paragraph(line, level=0)
        for line in text.splitlines()
    )
    return Box(row, column, paragraphs, rows, columns)


def table(*rows: str, title: str = "") -> Table:
    """Return a table from rows whose boxes are separated by “|”."""
    boxes = [
        box(number, column, words)
        for number, row in enumerate(rows)
        for column, words in enumerate(row.split("|"))
    ]
    return Table(tuple(boxes), title=title, where="table")


def said(proposal: Proposal) -> dict[str, list[tuple[str, ...]]]:
    """Return the lines of each non-empty cell, by the names of its stage and column."""
    names = {stage.id: stage.name for stage in proposal.stages}
    headings = {column.id: column.heading for column in proposal.columns}
    return {
        f"{names[cell.stage]} / {headings[cell.column]}": [
            (line.wording.text, *line.wording.details) for line in cell.lines
        ]
        for cell in proposal.cells
        if cell.lines
    }


MERGED = Table(
    (
        box(0, 0, ""),
        box(0, 1, "Where the opportunity comes from", columns=3),
        *(box(1, n, text) for n, text in enumerate(
            ["Stage", "In school", "Through the council", "National"])),
        box(2, 0, "TEACHERS", columns=4),
        Box(3, 0, (Paragraph("Early career (years 1–2)\nExample posts: class teacher"),)),
        box(3, 1, "Weekly mentor meeting\nVisits to other classes:\n- same phase\n- next phase"),
        Box(3, 2, (Paragraph("Induction days\n(three a year)"),)),
        box(3, 3, "Two-year national programme"),
        box(4, 0, "Established"),
        box(4, 1, "As above, PLUS\nLead a staff meeting"),
        box(4, 2, "As above"),
        box(4, 3, "–"),
        box(5, 0, "Middle leaders", rows=2),
        box(5, 1, "Coach a colleague"),
        box(5, 2, "Subject network"),
        box(5, 3, "National qualification", rows=2),
        box(6, 1, "Chair a working group"),
        box(6, 2, "Peer review"),
        box(7, 0, "Headteachers"),
        Box(7, 1, (Paragraph("Executive coaching\nPartnership reviews"),), columns=2),
        box(7, 3, "See page 4"),
    ),
    where="table 1",
)  # fmt: skip

BOTH = [("Executive coaching",), ("Partnership reviews",)]
MERGED_SAYS = {
    "Early career (years 1–2) / In school": [
        ("Weekly mentor meeting",),
        ("Visits to other classes:", "same phase", "next phase"),
    ],
    "Early career (years 1–2) / Through the council": [("Induction days (three a year)",)],
    "Early career (years 1–2) / National": [("Two-year national programme",)],
    "Established / In school": [("Lead a staff meeting",)],
    "Middle leaders / In school": [("Coach a colleague",), ("Chair a working group",)],
    "Middle leaders / Through the council": [("Subject network",), ("Peer review",)],
    "Middle leaders / National": [("National qualification",)],
    "Headteachers / In school": BOTH,
    "Headteachers / Through the council": BOTH,
}
"""The lines of that table: those of a box over two columns are in both."""
