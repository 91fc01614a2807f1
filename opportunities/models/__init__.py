"""The rows of a grid. Nothing here knows who publishes it."""

from opportunities.models.axes import Column, Stage
from opportunities.models.grid import Grid, GridLocked, GridRow, KeyedRow
from opportunities.models.lines import Opportunity, Placement
from opportunities.models.marks import Continuation, PrintedHeading
from opportunities.models.search import SearchEntry, SearchWord
from opportunities.models.sections import Section

__all__ = [
    "Column",
    "Continuation",
    "Grid",
    "GridLocked",
    "GridRow",
    "KeyedRow",
    "Opportunity",
    "Placement",
    "PrintedHeading",
    "SearchEntry",
    "SearchWord",
    "Section",
    "Stage",
]
