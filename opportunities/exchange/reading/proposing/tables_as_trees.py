"""Lists whose codes form a tree: by a column of parent codes, or by codes like 1.2.3.

A root is a stage, or the framework if it is the only root and has stages below it. Children of a
stage are lines, and their descendants sub-points. The codes are kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from opportunities.exchange.reading.proposing.answered import rows
from opportunities.exchange.reading.proposing.found import (
    FoundBox,
    FoundColumn,
    FoundStage,
    FoundTable,
    pieces_of,
    where_of,
    words_of,
)
from opportunities.exchange.reading.proposing.guesses import is_provider
from opportunities.exchange.reading.proposing.proposal import ProposedLine, RowUse
from opportunities.exchange.reading.proposing.row_uses import FOOTNOTE, PAGE, is_total
from opportunities.exchange.reading.tables import Box, Table
from opportunities.grid.snapshot import Wording

_SAYS = {
    "parent": r"parent(?:id(?:number)?|code|ref(?:erence)?|number|item)?|belongsto|partof|under",
    "code": r"(?:item|outcome)?(?:idnumber|id|code|ref(?:erence)?|number|no)",
    "name": r"shortname|(?:full)?name|title|(?:full)?statement|opportunity|item|outcome|words",
    "details": r"description|details?|notes?",
}
DOTTED = re.compile(r"\w{1,6}(?:\.\w{1,6})*\.?")
MOST_ROWS_ABOVE = 5
NO_PROVIDER = "Opportunities"


@dataclass(frozen=True)
class TreeHeadings:
    """The heading row, and the columns by role."""

    row: int
    columns: Mapping[str, int]


@dataclass
class _Node:
    row: int
    code: str
    name: Box
    details: Box | None
    children: list["_Node"] = field(default_factory=list)

    def below(self) -> Iterator["_Node"]:
        """Yield all descendants in order."""
        stack = self.children[::-1]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)


def tree_headings(table: Table) -> TreeHeadings | None:
    """Find the headings of a list with tree codes; None if the table is not one."""
    for row in range(min(table.size[0], MOST_ROWS_ABOVE)):
        columns: dict[str, int] = {}
        for column in range(table.size[1]):
            heading = re.sub(r"[^a-z]", "", words_of(table.at.get((row, column))).lower())
            says = (what for what, words in _SAYS.items() if re.fullmatch(words, heading))
            columns.setdefault(next(says, ""), column)
        if {"code", "name"} <= columns.keys():
            heads = TreeHeadings(row, columns)
            every = (_code(table, each, heads) for each in range(row + 1, table.size[0]))
            codes = [code for code in every if code]
            known = set(codes)
            parents = sum(_above(code) in known for code in codes)
            if "parent" in columns or (parents > 1 and all(map(DOTTED.fullmatch, codes))):
                return heads
    return None


def as_tree(number: int, table: Table, answer: Mapping[str, Any]) -> FoundTable:
    """Read the stages and lines of such a list."""
    return _Tree(number, table, rows(answer.get("uses"))).read()


class _Tree:
    def __init__(self, number: int, table: Table, asked: Mapping[int, str]) -> None:
        self.number, self.table, self.asked = number, table, asked
        self.heads = tree_headings(table) or TreeHeadings(-1, {"code": 0, "name": 1})
        self.found = FoundTable()
        self.columns: dict[str, FoundColumn] = {}

    def read(self) -> FoundTable:
        size = self.table.size[0]
        self.found.uses = dict.fromkeys(range(size), RowUse.LEFT_OUT)
        if self.heads.row >= 0:
            self.found.uses[self.heads.row] = RowUse.HEADINGS
        roots = self._roots()
        if len(roots) == 1 and any(child.children for child in roots[0].children):
            (root,) = roots
            self.found.uses[root.row] = RowUse.HEADINGS
            self.found.title = words_of(self.found.use(root.name))
            self.found.about = list(self.found.use(root.details).paragraphs) if root.details else []
            roots = root.children
        for node in roots:
            self._stage(node)
        self._leave_out()
        return self.found

    def _roots(self) -> list[_Node]:
        """Return the roots, with their descendants."""
        every = map(self._node, range(self.heads.row + 1, self.table.size[0]))
        nodes = [node for node in every if node]
        by_code: dict[str, _Node] = {}
        for node in nodes:
            if node.code:
                by_code.setdefault(node.code, node)
        roots = []
        for node in nodes:
            parent = by_code.get(self._parent(node))
            if parent is None:
                roots.append(node)
            elif parent is not node:
                parent.children.append(node)
        return [root for root in roots if root.children or not self._parent(root)] or roots

    def _node(self, row: int) -> _Node | None:
        name = self._box(row, "name")
        boxes = [words for box in self.table.row(row) if (words := words_of(box))]
        is_note = len(boxes) == 1 and (PAGE.fullmatch(boxes[0]) or FOOTNOTE.match(boxes[0]))
        is_left_out = self.asked.get(row) == RowUse.LEFT_OUT or is_note
        if name is None or name.row != row or is_left_out or is_total(boxes[0]):
            return None
        return _Node(row, _code(self.table, row, self.heads), name, self._box(row, "details"))

    def _parent(self, node: _Node) -> str:
        if "parent" not in self.heads.columns:
            return _above(node.code)
        return words_of(self._box(node.row, "parent"))

    def _stage(self, node: _Node) -> None:
        stage = FoundStage(
            f"t{self.number}r{node.row}",
            words_of(self.found.use(node.name)),
            where_of(self.table, node.row),
            summary="\n\n".join(pieces_of(self.found.use(node.details))) if node.details else "",
            code=node.code,
        )
        self.found.uses[node.row] = RowUse.STAGE
        self.found.stages.append(stage)
        for child in node.children:
            if child.children and is_provider(words_of(child.name)):
                self.found.uses[child.row] = RowUse.HEADINGS
                column = self._column(words_of(self.found.use(child.name)), child.row)
                for below in child.children:
                    self._line(below, stage, column)
            else:
                self._line(child, stage, self._column(NO_PROVIDER, child.row))

    def _line(self, node: _Node, stage: FoundStage, column: FoundColumn) -> None:
        words, *details = pieces_of(self.found.use(node.name))
        paragraphs = list(node.name.paragraphs)
        self.found.uses[node.row] = RowUse.STAGE
        boxes = [node.details] if node.details else []
        for below in node.below():
            self.found.uses[below.row] = RowUse.GOES_ON
            boxes += [below.name, *([below.details] if below.details else [])]
        for box in boxes:
            details += pieces_of(self.found.use(box))
            paragraphs += box.paragraphs
        line = ProposedLine(
            Wording(words, tuple(details), paragraphs[0].link), tuple(range(len(paragraphs))),
            code=node.code,
        )  # fmt: skip
        where = where_of(self.table, node.row)
        self.found.boxes.append(FoundBox(stage.id, column.id, paragraphs, where, [line]))

    def _column(self, heading: str, row: int) -> FoundColumn:
        if heading not in self.columns:
            self.columns[heading] = FoundColumn(f"t{self.number}c{row}", heading)
            self.found.columns.append(self.columns[heading])
        return self.columns[heading]

    def _box(self, row: int, what: str) -> Box | None:
        box = self.table.at.get((row, self.heads.columns.get(what, -1)))
        return box if box and words_of(box) else None

    def _leave_out(self) -> None:
        """List the rest of the table: headings, codes, and what is not read."""
        codes = {self.heads.columns.get(what) for what in ("code", "parent")}
        used_codes = {stage.code for stage in self.found.stages}
        used_codes |= {line.code for box in self.found.boxes for line in box.lines or ()}
        for box in self.table.boxes:
            use = self.found.uses.get(box.row)
            if all(id(paragraph) in self.found.used for paragraph in box.paragraphs):
                continue
            if use is RowUse.HEADINGS and box.row == self.heads.row:
                reason = "A heading."
            elif use is RowUse.LEFT_OUT:
                reason = "It belongs to nothing that is read."
            elif box.column in codes and words_of(box) in used_codes:
                self.found.use(box)
                continue
            elif box.column in codes:
                reason = "A code: it says what belongs to what."
            else:
                reason = "Nothing is read from it."
            self.found.leave_out(self.table, box, reason)


def _code(table: Table, row: int, heads: TreeHeadings) -> str:
    return words_of(table.at.get((row, heads.columns["code"])))


def _above(code: str) -> str:
    """Return the parent of a code: 1.2 for 1.2.3."""
    return code.rstrip(".").rpartition(".")[0]
