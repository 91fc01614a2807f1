"""The lines of our own rows: every field that our files contain, by the registry."""

from dataclasses import replace
from typing import Any

from opportunities.exchange.reading.formats.own_rows import COLUMN, OPPORTUNITY, STAGE
from opportunities.exchange.reading.formats.own_values import CHANGED, InvalidValue, value_of
from opportunities.exchange.reading.proposing.found import FoundBox, FoundTable, where_of
from opportunities.exchange.reading.proposing.own_row import ROW, OwnRow, headings_of
from opportunities.exchange.reading.proposing.proposal import ProposedLine, ReadingQuestion
from opportunities.exchange.reading.tables import LeftOut, Table
from opportunities.exchange.writing.values import fields_of
from opportunities.grid.fields import FIELDS, Field
from opportunities.grid.snapshot import Opportunity, Placement, Stage, Wording
from opportunities.grid.vocabulary import ProviderTier

OF_LINE = fields_of(Opportunity)
BESIDE = fields_of(Opportunity, "text", "details")
(TIER,) = (field for field in FIELDS[Placement] if field.name == "tier")
DETAILS = ("Details", "Sub-points")
CONTINUES, NOTE, CARRIED = "Continues", "Note", "Carried on from"
TIERS = ("Provider tier", "Provider")
KNOWN = {
    *(STAGE, COLUMN, OPPORTUNITY, CONTINUES, NOTE, ROW, *TIERS),
    *(heading for field in (*fields_of(Stage), *OF_LINE) for heading in headings_of(field)),
    *("Column heading", "Column tier", "Scope", "Whose words", "Roles", "Key", "On the site"),
    *("Authority", "Framework", "Edition", "Published", "Source", "Contact"),
    *("Address", "Reference"),
}
"""Our own headings that are read, or that repeat what is known."""


class OwnLines:
    """Adds the lines of rows to their cells; reports invalid values in `found`."""

    def __init__(self, table: Table, found: FoundTable) -> None:
        self.table, self.found = table, found

    def read(self, row: OwnRow, box: FoundBox) -> None:
        """Read the line of this row, if it has one."""
        if OPPORTUNITY not in row.boxes:
            return
        if row.text(CARRIED):
            reason = "It stands at the stage that it is carried on from."
            self.found.leave_out(self.table, row.boxes[OPPORTUNITY], reason)
            return
        box.lines = box.lines or []
        number, shift = len(box.lines), len(box.paragraphs)
        for heading in (OPPORTUNITY, *DETAILS):
            if heading in row.boxes:
                level = 0 if heading == OPPORTUNITY else 1
                words = self.found.use(row.boxes[heading]).paragraphs
                box.paragraphs += [replace(each, level=level) for each in words]
        line = self._line(row, tuple(range(shift, len(box.paragraphs))))
        box.lines.append(line)
        if CHANGED.fullmatch(line.wording.text.strip()):
            self._ask(line, box, number)

    def use(self, row: OwnRow) -> None:
        """Mark the rest of the row as known or as left out."""
        for heading, box in row.boxes.items():
            if heading in KNOWN or heading == CARRIED:
                self.found.use(box)
            else:
                self.found.leave_out(self.table, box, "Our files have no such column.")

    def tier(self, row: OwnRow) -> ProviderTier | None:
        """Return who provides the line of this row, if it says so."""
        try:
            found: ProviderTier | None = value_of(TIER, row.text(*TIERS))
        except InvalidValue:
            return None
        return found

    def _line(self, row: OwnRow, source: tuple[int, ...]) -> ProposedLine:
        first = row.first(OPPORTUNITY)
        words, *more = (text for text in row.text(OPPORTUNITY).split("\n") if text.strip())
        details = [*more, *(text for text in row.text(*DETAILS).split("\n") if text.strip())]
        values = {field.name: self._value(row, field) for field in BESIDE}
        return ProposedLine(
            Wording(words, tuple(details), **values),
            source,
            self._value(row, TIER, TIERS),
            row.text(NOTE),
            first.placement,
            row.opportunity,
            first.is_marked,
        )

    def _value(self, row: OwnRow, field: Field, headings: tuple[str, ...] = ()) -> Any:
        headings = headings or headings_of(field)
        written = row.text(*headings)
        try:
            return value_of(field, written)
        except InvalidValue as what:
            reason = f"It is no value for “{field.heading}”."
            self.found.left_out.append(LeftOut(str(what), where_of(self.table, row.number), reason))
        return () if field.is_list else None

    def _ask(self, line: ProposedLine, box: FoundBox, number: int) -> None:
        sentence = (
            f"“{line.wording.text}” was probably changed by Excel. Look at what it should say."
        )
        id = f"{box.stage}.{box.column}.excel.{number}"
        self.found.questions.append(ReadingQuestion(id, sentence, box.stage, box.column, number))
