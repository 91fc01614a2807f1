"""Propose a framework from the contents of a file, in any format, and people's answers.

What is not used is listed with its place and reason: at the end every remaining paragraph is listed
as left out, so that nothing disappears silently.
"""

from collections.abc import Iterator
from dataclasses import replace

from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.formats.own_frame import frame_in
from opportunities.exchange.reading.proposing.answered import about, flag, one_of, text, texts
from opportunities.exchange.reading.proposing.around import (
    front_page,
    furniture,
    may_be_title,
    names_publisher,
    sections_of,
    stage_above,
    year_in,
)
from opportunities.exchange.reading.proposing.combining import TableCombiner
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
)
from opportunities.exchange.reading.proposing.guesses import family_of, group_of, tier_of
from opportunities.exchange.reading.proposing.layouts import layout_of, may_go_on
from opportunities.exchange.reading.proposing.offer_lists import as_offer_list, names_no_stage
from opportunities.exchange.reading.proposing.outlines import as_outline, has_outline, has_title
from opportunities.exchange.reading.proposing.own_row import headings_in
from opportunities.exchange.reading.proposing.own_table import as_own
from opportunities.exchange.reading.proposing.proposal import (
    NO_NAME,
    THE_TEXT,
    Answers,
    ColumnUse,
    Proposal,
    ProposedColumn,
    ProposedSection,
    ProposedStage,
    ProposedTable,
    ReadingQuestion,
    RowUse,
    TableLayout,
)
from opportunities.exchange.reading.proposing.proposed_cells import Cells
from opportunities.exchange.reading.proposing.provider_lists import (
    as_provider_list,
    has_providers_down,
)
from opportunities.exchange.reading.proposing.row_uses import A_TITLE
from opportunities.exchange.reading.proposing.stage_bands import stage_bands
from opportunities.exchange.reading.proposing.stage_boxes import without_continued
from opportunities.exchange.reading.proposing.tables_as_grids import (
    as_grid,
    as_one_stage,
    transposed,
)
from opportunities.exchange.reading.proposing.tables_as_trees import as_tree
from opportunities.exchange.reading.tables import FileContents, LeftOut, Paragraph, Table
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily


def propose(contents: FileContents, answers: Answers | None = None) -> Proposal:
    """Return the framework as read from this file."""
    return _Proposing(contents, answers or Answers()).proposal()


def fill_in_guesses(answers: Answers, proposal: Proposal) -> Answers:
    """Return the answers, completed with our guesses where nobody has answered."""
    stages = {id: dict(about(answers.stages, id)) for id in answers.stages}
    columns = {id: dict(about(answers.columns, id)) for id in answers.columns}
    for stage in proposal.stages:
        if stage.group is None and stage.guessed_group:
            stages.setdefault(stage.id, {})["group"] = stage.guessed_group.value
        if stage.family is None and stage.guessed_family:
            stages.setdefault(stage.id, {})["family"] = stage.guessed_family.value
    for column in proposal.columns:
        if column.tier is None and not column.is_mixed and column.guessed_tier:
            columns.setdefault(column.id, {})["tier"] = column.guessed_tier.value
        if column.guessed_same:
            same = {"same_as": column.guessed_same, "was": column.heading}
            columns.setdefault(column.id, {}).update(same)
    return replace(answers, stages=stages, columns=columns)


OUR_ROWS = "headings", "boxes"

MOST_STAGES = 200
TOO_MANY_STAGES = "It would have {count:,} stages, far more than a framework; we read 200."


class _Proposing:
    def __init__(self, contents: FileContents, answers: Answers) -> None:
        self.contents, self.answers = contents, answers
        self.whole = TableCombiner(answers, left_out=list(contents.left_out))
        self.tables: list[ProposedTable] = []
        self.sections: list[ProposedSection] = []
        self.title = contents.title
        self.title_printed = Paragraph("")
        self.furniture = furniture(contents)
        self.frame = frame_in(contents.frame)
        self.before: FoundTable | None = None
        self.width = 0
        self.kind, self.level = "", 0

    def proposal(self) -> Proposal:
        between: list[Paragraph] = []
        is_outline = self._is_outline()
        for block in self.contents.blocks:
            if isinstance(block, Table):
                self._read_table(len(self.tables) + 1, block, [] if is_outline else between)
                between = between if is_outline else []
            elif id(block) in self.furniture:
                self._leave_out(block, "It stands on each page.")
            else:
                between.append(block)
        if is_outline:
            self._read_outline(between)
        else:
            self._read_text(between)
        if not self.contents.reference:
            self.whole.shorten_names()
        self.whole.leave_out()
        cells = Cells(self.answers)
        read = tuple(
            cells.cell(
                self.whole.boxes.get(place) or FoundBox(*place),
                self.whole.headings.get(place, ""),
            )
            for place in self.whole.places()
        )
        left_out = [*self.whole.left_out, *cells.left_out, *self._unused(), *self._continued()]
        return Proposal(
            title=text({"title": self.answers.title}, "title") or self._title(),
            year=self._year(),
            tables=tuple(self.tables),
            stages=tuple(map(self._stage, self.whole.stages.values())),
            columns=tuple(map(self._column, self.whole.columns.values())),
            cells=read,
            sections=tuple(self.sections),
            questions=tuple(map(self._question, [*self.whole.questions, *cells.questions])),
            left_out=tuple(dict.fromkeys(left_out)),
            notes=self.contents.notes,
        )

    def _read_table(self, number: int, table: Table, between: list[Paragraph]) -> None:
        answer = about(self.answers.tables, str(number))
        layout, reason = self._layout(number, table)
        is_answered = "layout" in answer
        before = self.before if not between and table.size[1] == self.width else None
        if before and before.columns_at and not is_answered and may_go_on(table, layout):
            layout, reason = TableLayout.GRID, "It goes on with the table before it."
            found = as_grid(number, table, answer, self.answers.questions, before)
        elif layout is TableLayout.ONE_STAGE:
            stage = FoundStage(f"t{number}", NO_NAME, table.where)
            if not stage_bands(table):
                stage, between = stage_above(number, table, between)
            if has_providers_down(table):
                found = as_provider_list(number, table, stage, answer)
            else:
                found = as_one_stage(number, table, stage, answer, self.answers.questions)
        else:
            above = FoundStage(f"t{number}", plain(table.title) or NO_NAME, table.where)
            if layout is TableLayout.ROWS and names_no_stage(table):
                above, between = stage_above(number, table, between)
            found = self._found(number, table, layout, reason, above)
        if (count := len(self.whole.stages) + len(found.stages)) > MOST_STAGES:
            layout, reason = TableLayout.LEFT_OUT, TOO_MANY_STAGES.format(count=count)
            found = self._found(number, table, layout, reason, FoundStage("", ""))
        self.title = self.title or found.title
        self._read_text(between)
        self._read_text(found.about)
        kind = table.title if group_of(plain(table.title)) else self.kind
        for each in found.stages:
            each.band = each.band or kind
        self.whole.add(found)
        self.before, self.width = found, table.size[1]
        last = max(found.uses, default=-1) + 1
        self.tables.append(
            ProposedTable(
                number=number,
                title=table.title,
                where=table.where,
                layout=layout,
                uses=tuple(found.uses.get(row, RowUse.LEFT_OUT) for row in range(last)),
                reason=reason,
                columns=tuple(
                    found.column_uses.get(column, ColumnUse.LEFT_OUT)
                    for column in range(max(found.column_uses, default=-1) + 1)
                ),
            )
        )

    def _found(
        self, number: int, table: Table, layout: TableLayout, reason: str, above: FoundStage
    ) -> FoundTable:
        answer = about(self.answers.tables, str(number))
        match layout:
            case TableLayout.ROWS if headings_in(table) is not None:
                return as_own(number, table, answer, self.frame)
            case TableLayout.ROWS:
                return as_offer_list(number, table, above, answer, self.answers.questions)
            case TableLayout.TREE:
                return as_tree(number, table, answer)
            case TableLayout.GRID | TableLayout.TURNED:
                read = transposed(table) if layout is TableLayout.TURNED else table
                return as_grid(number, read, answer, self.answers.questions)
        found = FoundTable()
        for box in table.boxes:
            found.leave_out(table, box, reason or "The table is left out.")
        return found

    def _layout(self, number: int, table: Table) -> tuple[TableLayout, str]:
        answer = one_of(TableLayout, about(self.answers.tables, str(number)).get("layout"))
        if answer and answer is not TableLayout.OUTLINE:
            return answer, ""
        return (TableLayout.ONE_STAGE, "") if self._is_ours(table) else layout_of(table)

    def _is_ours(self, table: Table) -> bool:
        """Return whether our own Word file printed this table: it has the headings of a stage."""
        is_like_ours = table.heading_rows == 1 and table.size[0] == len(OUR_ROWS)
        return bool(self.contents.reference) and is_like_ours and headings_in(table) is None

    def _is_outline(self) -> bool:
        """Return whether no table is read, so that the text may contain the stages."""
        texts = [block for block in self.contents.blocks if isinstance(block, Paragraph)]
        return has_outline(texts) and not any(
            self._layout(number, table)[0] is not TableLayout.LEFT_OUT
            for number, table in enumerate(self.contents.tables, start=1)
        )

    def _read_outline(self, paragraphs: list[Paragraph]) -> None:
        number = len(self.tables) + 1
        layout = one_of(TableLayout, about(self.answers.tables, str(number)).get("layout"))
        layout = TableLayout.LEFT_OUT if layout is TableLayout.LEFT_OUT else TableLayout.OUTLINE
        text = [each for each in paragraphs if plain(each.text)]
        reason = ""
        if layout is TableLayout.OUTLINE:
            if not self.title and has_title(text):
                self.title = plain(text.pop(0).text)
            parts, rest = as_outline(text)
            if (count := sum(len(found.stages) for found in parts)) > MOST_STAGES:
                layout, reason = TableLayout.LEFT_OUT, TOO_MANY_STAGES.format(count=count)
                for each in text:
                    self._leave_out(each, reason)
                parts, rest = [], []
            for found in parts:
                self.whole.add(found)
            text = rest
        self._read_text(text)
        self.tables.append(ProposedTable(number, "", THE_TEXT, layout, (), reason))

    def _read_text(self, paragraphs: list[Paragraph]) -> None:
        """Offer the text around the tables as sections; the first heading is the title."""
        filled = [each for each in paragraphs if plain(each.text) or each.key]
        of_section: list[Paragraph] = []
        for place, each in enumerate(filled):
            is_empty = bool(each.heading) and all(
                later.heading for later in filled[place + 1 :][:1]
            )
            if each.key:
                of_section.append(each)
            elif is_empty and group_of(plain(each.text)):
                self.kind, self.level = plain(each.text), each.heading
                self._leave_out(each, "It names the kind of staff below it.")
            elif self._is_title(each, is_first=not self.sections and not of_section):
                self._set_title(each)
            elif not of_section and not self.sections and self._is_better_title(each):
                self._leave_out(self.title_printed, "It names who publishes the framework.")
                self._set_title(each)
            else:
                of_section.append(each)
                self.kind = "" if 0 < each.heading <= self.level else self.kind
        self.sections += sections_of(of_section, self.answers, len(self.sections))

    def _is_title(self, each: Paragraph, is_first: bool) -> bool:
        if self.title:
            return bool(each.heading) and plain(each.text) == self.title
        return is_first and (bool(each.heading) or may_be_title(each))

    def _set_title(self, printed: Paragraph) -> None:
        self.title, self.title_printed = plain(printed.text), printed

    def _is_better_title(self, each: Paragraph) -> bool:
        """Return whether these words name the framework, and the title only who publishes it."""
        words = plain(self.title_printed.text)
        return bool(words) and names_publisher(words) and may_be_title(each)

    def _year(self) -> int | None:
        answer = self.answers.year
        if answer is None:
            return year_in([self._title(), *front_page(self.contents)])
        return answer if isinstance(answer, int) else None

    def _title(self) -> str:
        """Return the title of the file: its first heading, or the row above a table's headings."""
        if not self.title and self.tables and self.tables[0].layout is not TableLayout.ONE_STAGE:
            above = (each.what for each in self.whole.left_out if each.reason == A_TITLE)
            return plain(next(above, ""))
        return self.title

    def _leave_out(self, paragraph: Paragraph, reason: str) -> None:
        if words := paragraph.text.strip():
            self.whole.left_out.append(LeftOut(words, paragraph.where, reason))

    def _stage(self, stage: FoundStage) -> ProposedStage:
        answer = about(self.answers.stages, stage.id)
        name = text(answer, "name") or stage.name
        family, reason = family_of(name)
        group = group_of(stage.band) if stage.band else None
        return ProposedStage(
            id=stage.id,
            name=name,
            where=stage.where,
            roles=texts(answer, "roles", stage.roles),
            standards=texts(answer, "standards", stage.standards),
            summary=text(answer, "summary") if "summary" in answer else stage.summary,
            group=one_of(Group, answer.get("group")) or stage.group or group,
            family=one_of(StageFamily, answer.get("family")) or stage.family,
            guessed_group=group or (family.group if family else None),
            guessed_family=family,
            reason=f"Under “{stage.band}”. {reason}" if group else reason,
            code=stage.code,
            key=stage.key,
        )

    def _column(self, column: FoundColumn) -> ProposedColumn:
        answer = about(self.answers.columns, column.id)
        heading = text(answer, "heading") or column.heading
        is_mixed = flag(answer, "is_mixed", column.is_mixed)
        tier, guessed, reason = tier_of(heading)
        tier = column.tier or (None if column.key else tier)
        tier = one_of(ProviderTier, answer.get("tier")) or tier
        tier = None if is_mixed else tier
        return ProposedColumn(
            id=column.id,
            heading=heading,
            tier=tier,
            is_mixed=is_mixed,
            guessed_tier=guessed,
            reason=reason,
            key=column.key,
            guessed_same=self._likely_same(column),
        )

    def _likely_same(self, column: FoundColumn) -> str:
        likely = self.whole.likely_same.get(column.id, "")
        is_refused = "same_as" in about(self.answers.columns, column.id)
        return likely if likely in self.whole.columns and not is_refused else ""

    def _question(self, question: ReadingQuestion) -> ReadingQuestion:
        answer = text(self.answers.questions, question.id)
        known = not question.choices or answer in dict(question.choices)
        return replace(question, answer=answer if known else "")

    def _continued(self) -> Iterator[LeftOut]:
        """Yield each “(continued)” that a new page added to a name or heading."""
        names = {stage.name for stage in self.whole.stages.values()}
        names |= {column.heading for column in self.whole.columns.values()}
        for block in self.contents.blocks:
            texts = (
                [each for box in block.boxes for each in box.paragraphs]
                if isinstance(block, Table)
                else [block]
            )
            for each in texts:
                words = plain(each.text).rstrip(":")
                bare = without_continued(words)
                if bare != words and any(
                    f" {name}".endswith(f" {bare}") or name.lower().startswith(bare.lower())
                    for name in names
                ):
                    reason = "It goes on: “continued” is no part of the name."
                    yield LeftOut(each.text.strip(), block.where, reason)

    def _unused(self) -> list[LeftOut]:
        """Return what is left out because it is not used anywhere."""
        return [
            LeftOut(each.text.strip(), block.where, "We do not know what it is.")
            for block in self.contents.blocks
            if isinstance(block, Table)
            for box in block.boxes
            for each in box.paragraphs
            if id(each) not in self.whole.used and plain(each.text)
        ]
