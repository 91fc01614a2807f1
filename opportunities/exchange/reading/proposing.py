"""One proposal from what a file prints, whatever its format, and from what people answered.

Whatever is not used is listed with its place and reason: at the end every paragraph that stands
nowhere else is left out in words, so that nothing goes missing in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from opportunities.exchange.reading.box_lines import BoxLines, lines_of
from opportunities.exchange.reading.bullets import plain
from opportunities.exchange.reading.found import Found, FoundBox, FoundColumn, FoundStage
from opportunities.exchange.reading.guesses import family_of, group_of, is_same_heading, tier_of
from opportunities.exchange.reading.layouts import layout_of
from opportunities.exchange.reading.proposal import (
    Answers,
    Layout,
    Proposal,
    ProposedCell,
    ProposedColumn,
    ProposedLine,
    ProposedSection,
    ProposedStage,
    ProposedTable,
    Question,
    RowUse,
)
from opportunities.exchange.reading.tables import FileContents, LeftOut, Paragraph, Table
from opportunities.exchange.reading.tables_as_grids import (
    add_to_stage,
    as_grid,
    as_one_stage,
    turned,
)
from opportunities.exchange.reading.tables_as_rows import as_rows
from opportunities.grid.snapshot import Wording
from opportunities.grid.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily


def propose(contents: FileContents, answers: Answers | None = None) -> Proposal:
    """The framework as we read it from this file."""
    return _Proposing(contents, answers or Answers()).proposal()


def fill_in_guesses(answers: Answers, proposal: Proposal) -> Answers:
    """The answers, with what we think wherever nobody said anything yet."""
    stages = {id: dict(said) for id, said in answers.stages.items()}
    columns = {id: dict(said) for id, said in answers.columns.items()}
    for stage in proposal.stages:
        if stage.group is None and stage.guessed_group:
            stages.setdefault(stage.id, {})["group"] = stage.guessed_group.value
        if stage.family is None and stage.guessed_family:
            stages.setdefault(stage.id, {})["family"] = stage.guessed_family.value
    for column in proposal.columns:
        if column.tier is None and not column.is_mixed and column.guessed_tier:
            columns.setdefault(column.id, {})["tier"] = column.guessed_tier.value
    return replace(answers, stages=stages, columns=columns)


@dataclass
class _Proposing:
    contents: FileContents
    answers: Answers
    tables: list[ProposedTable] = field(default_factory=list)
    stages: dict[str, FoundStage] = field(default_factory=dict)
    columns: dict[str, FoundColumn] = field(default_factory=dict)
    boxes: dict[tuple[str, str], FoundBox] = field(default_factory=dict)
    headings: dict[tuple[str, str], str] = field(default_factory=dict)
    sections: list[ProposedSection] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    title: str = ""

    def proposal(self) -> Proposal:
        self.left_out += self.contents.left_out
        self.title = self.contents.title
        between: list[Paragraph] = []
        number = 0
        for block in self.contents.blocks:
            if isinstance(block, Table):
                number += 1
                self._read_table(number, block, between)
                between = []
            else:
                between.append(block)
        self._read_text(between)
        cells = tuple(self._cells())
        self._sweep()
        return Proposal(
            title=self.answers.title or self.title,
            tables=tuple(self.tables),
            stages=tuple(map(self._stage, self.stages.values())),
            columns=tuple(map(self._column, self.columns.values())),
            cells=cells,
            sections=tuple(self.sections),
            questions=tuple(self.questions),
            left_out=tuple(self.left_out),
            notes=self.contents.notes,
        )

    def _read_table(self, number: int, table: Table, between: list[Paragraph]) -> None:
        answer = self.answers.tables.get(str(number), {})
        layout, reason = layout_of(table)
        if answer.get("layout"):
            layout, reason = Layout(answer["layout"]), ""
        uses = answer.get("uses", {})
        if layout is Layout.ONE_STAGE:
            stage, between = _stage_above(number, table, between)
            found = as_one_stage(number, table, stage)
        elif layout is Layout.ROWS:
            found = as_rows(number, table)
        elif layout is Layout.LEFT_OUT:
            found = Found()
            for box in table.boxes:
                found.leave_out(table, box, reason or "The table is left out.")
        else:
            read = turned(table) if layout is Layout.TURNED else table
            found = as_grid(number, read, uses, self.answers.questions)
            title = between[-1].text if between and between[-1].heading else table.title
            for stage in found.stages:
                stage.band = stage.band or (title if group_of(plain(title)) else "")
        self._read_text(between)
        self._put_in(found)
        rows = max(found.uses, default=-1) + 1
        self.tables.append(
            ProposedTable(
                number=number,
                title=table.title,
                where=table.where,
                layout=layout,
                uses=tuple(found.uses.get(row, RowUse.LEFT_OUT) for row in range(rows)),
                reason=reason,
            )
        )

    def _put_in(self, found: Found) -> None:
        """What one table gives, with the stages and columns that are there already."""
        stages = {stage.id: self._same_stage(stage) for stage in found.stages}
        taken: set[str] = set()
        columns: dict[str, str] = {}
        for column in found.columns:
            columns[column.id] = self._same_column(column, taken)
            taken.add(columns[column.id])
        printed = {column.id: column.heading for column in found.columns}
        for box in found.boxes:
            place = stages[box.stage], columns[box.column]
            if printed[box.column] != self.columns[place[1]].heading:
                self.headings[place] = printed[box.column]
            known = self.boxes.setdefault(place, FoundBox(*place, where=box.where))
            _join(known, box)
        self.questions += [
            replace(
                question,
                stage=stages.get(question.stage, question.stage),
                column=columns.get(question.column, question.column),
            )
            for question in found.questions
        ]
        self.left_out += found.left_out
        self.used |= found.used

    def _same_stage(self, stage: FoundStage) -> str:
        said = self.answers.stages.get(stage.id, {}).get("same_as")
        if said in self.stages:
            return str(said)
        for known in self.stages.values():
            if known.name.lower() == stage.name.lower() and known.name != "(no name)":
                known.roles = tuple(dict.fromkeys(known.roles + stage.roles))
                known.standards = tuple(dict.fromkeys(known.standards + stage.standards))
                return known.id
        self.stages[stage.id] = stage
        return stage.id

    def _same_column(self, column: FoundColumn, taken: set[str]) -> str:
        said = self.answers.columns.get(column.id, {}).get("same_as")
        if said in self.columns:
            return str(said)
        for known in self.columns.values():
            if known.id not in taken and is_same_heading(known.heading, column.heading):
                return known.id
        self.columns[column.id] = column
        return column.id

    def _read_text(self, paragraphs: list[Paragraph]) -> None:
        """Text around the tables, offered as sections; the first heading is the title."""
        heading = ""
        body: list[Paragraph] = []
        for paragraph in paragraphs:
            words = plain(paragraph.text)
            self.used.add(id(paragraph))
            if not words:
                continue
            if paragraph.heading and not self.title and not self.sections and not body:
                self.title = words
            elif paragraph.heading:
                self._section(heading, body)
                heading, body = words, []
            else:
                body.append(paragraph)
        self._section(heading, body)

    def _section(self, heading: str, body: list[Paragraph]) -> None:
        if not heading and not body:
            return
        id = f"s{len(self.sections) + 1}"
        said = self.answers.sections.get(id, {})
        text = ""
        for paragraph in body:
            is_item = paragraph.level is not None
            text += (
                ("\n" if is_item else "\n\n") + ("- " if is_item else "") + paragraph.text.strip()
            )
        self.sections.append(
            ProposedSection(
                id,
                said.get("heading") or heading or "Introduction",
                text.strip(),
                is_kept=said.get("is_kept", True),
            )
        )

    def _cells(self) -> list[ProposedCell]:
        """A cell for each stage and column that is read; what stands in others is left out."""
        gone = {
            kind: {id for id, said in answered.items() if said.get("is_left_out")}
            for kind, answered in (("s", self.answers.stages), ("c", self.answers.columns))
        }
        for (stage, column), box in self.boxes.items():
            if stage in gone["s"] or column in gone["c"]:
                self.left_out += [
                    LeftOut(each.text, box.where, "You left its stage or column out.")
                    for each in box.paragraphs
                    if plain(each.text)
                ]
        for kind, things in (("s", self.stages), ("c", self.columns)):
            for id in gone[kind]:
                if thing := things.pop(id, None):
                    self.left_out.append(LeftOut(_words_of_thing(thing), "", "You left it out."))
        return [
            self._cell(self.boxes.get((stage, column)) or FoundBox(stage, column))
            for stage in self.stages
            for column in self.columns
        ]

    def _cell(self, box: FoundBox) -> ProposedCell:
        read = lines_of(box.paragraphs)
        id = f"{box.stage}.{box.column}"
        said = self.answers.cells.get(id, {})
        self.left_out += [LeftOut(what, box.where, why) for what, why in read.left_out]
        if box.lines is not None:
            read = BoxLines(lines=box.lines)
        lines = tuple(read.lines)
        word = read.word or _word(box.word)
        if "word" in said:
            word = ContinuationWord(said["word"]) if said["word"] else None
        if "lines" in said:
            lines = tuple(map(_line, said["lines"]))
        else:
            self.questions += [
                Question(f"{id}.{number}", doubt.text, box.stage, box.column, doubt.line)
                for number, doubt in enumerate(read.doubts)
            ]
        return ProposedCell(
            box.stage,
            box.column,
            tuple(box.paragraphs),
            lines,
            word,
            self.headings.get((box.stage, box.column), ""),
            bool(said.get("is_looked_at")),
            box.where,
        )

    def _stage(self, stage: FoundStage) -> ProposedStage:
        said = self.answers.stages.get(stage.id, {})
        name = said.get("name") or stage.name
        family, reason = family_of(name)
        group = group_of(stage.band) if stage.band else None
        return ProposedStage(
            id=stage.id,
            name=name,
            where=stage.where,
            roles=tuple(said.get("roles", stage.roles)),
            standards=tuple(said.get("standards", stage.standards)),
            summary=said.get("summary", stage.summary),
            group=Group(said["group"]) if said.get("group") else stage.group or group,
            family=StageFamily(said["family"]) if said.get("family") else stage.family,
            guessed_group=group or (family.group if family else None),
            guessed_family=family,
            reason=f"Under “{stage.band}”. {reason}" if group else reason,
        )

    def _column(self, column: FoundColumn) -> ProposedColumn:
        said = self.answers.columns.get(column.id, {})
        heading = said.get("heading") or column.heading
        is_mixed = said.get("is_mixed", column.is_mixed)
        tier, guessed, reason = tier_of(heading)
        tier = tier or column.tier
        if said.get("tier"):
            tier = ProviderTier(said["tier"])
        tier = None if is_mixed else tier
        return ProposedColumn(column.id, heading, tier, is_mixed, guessed, reason)

    def _sweep(self) -> None:
        """Whatever stands nowhere so far is left out in words."""
        for block in self.contents.blocks:
            if isinstance(block, Table):
                for box in block.boxes:
                    self.left_out += [
                        LeftOut(each.text, block.where, "We do not know what it is.")
                        for each in box.paragraphs
                        if id(each) not in self.used and plain(each.text)
                    ]


def _stage_above(
    number: int, table: Table, between: list[Paragraph]
) -> tuple[FoundStage, list[Paragraph]]:
    """The stage that the heading above its table names, and the text that is not about it."""
    at = next((n for n in reversed(range(len(between))) if between[n].heading), None)
    if at is None:
        name = plain(table.title) or (plain(between[-1].text) if between else "") or "(no name)"
        is_above = bool(between) and name == plain(between[-1].text)
        return FoundStage(f"t{number}", name, table.where), between[:-1] if is_above else between
    stage = FoundStage(f"t{number}", plain(between[at].text) or "(no name)", table.where)
    for paragraph in between[at + 1 :]:
        words = plain(paragraph.text)
        is_long = len(words) > MOST_OF_A_ROLE
        if words and is_long:
            stage.summary = f"{stage.summary}\n\n{words}".strip()
        elif words:
            add_to_stage(stage, words)
    return stage, between[:at]


MOST_OF_A_ROLE = 80


def _join(known: FoundBox, box: FoundBox) -> None:
    """Puts what stands in one more box of the same cell behind what is there."""
    if box.lines is not None:
        before = known.lines if known.lines is not None else lines_of(known.paragraphs).lines
        shift = len(known.paragraphs)
        known.lines = before + [
            replace(line, source=tuple(number + shift for number in line.source))
            for line in box.lines
        ]
    elif known.lines is not None:
        return _join(known, replace(box, lines=lines_of(box.paragraphs).lines))
    known.paragraphs += box.paragraphs
    known.word = known.word or box.word
    return None


def _word(printed: str) -> ContinuationWord | None:
    return next((word for word in ContinuationWord if word.lower() == printed.lower()), None)


def _words_of_thing(thing: FoundStage | FoundColumn) -> str:
    if isinstance(thing, FoundColumn):
        return thing.heading
    return "\n".join([thing.name, *thing.roles, *thing.standards, thing.summary]).strip()


def _line(said: Mapping[str, Any]) -> ProposedLine:
    """A line as a person left it."""
    wording = Wording(said["text"], tuple(said.get("details", ())), said.get("link", ""))
    tier = ProviderTier(said["tier"]) if said.get("tier") else None
    source = tuple(said.get("source", ()))
    return ProposedLine(wording, source, tier, said.get("note", ""))
