"""Read a grid from YAML shaped like the printed page (`fixtures/README.md`).

The file has no keys; they derive from the place of each row (UUID 5), so that every installation
gives a row the same key. They suit a first edition: a line is identified by its number in its box,
so a further edition gets its keys from `comparing/matching.py`.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from opportunities.exchange.yaml_nodes import Mapping, Value
from opportunities.grid.fields import FIELDS, Field
from opportunities.grid.snapshot import (
    BrokenGrid,
    Column,
    Continuation,
    GridSnapshot,
    Opportunity,
    Placement,
    PrintedHeading,
    Section,
    Stage,
)
from opportunities.grid.vocabulary import (
    ActivityKind,
    ContinuationWord,
    Group,
    ProviderTier,
    StageFamily,
)
from opportunities.grid.web_address import href

NAMESPACE = UUID("5b6f3f0e-6a0c-5a5e-9a70-0d6f1d2c7e11")
"""The namespace of every derived key. Never change it: every key would change."""

MIXED = "mixed"

MOST_IN_A_NAME = 250
MOST_BESIDE = 500
MOST_IN_A_NOTE = 1_000

ENTRIES = {"columns", "stages", "sections"}
"""Entries that `read` requires; all others in the file are for its caller."""

MAY_HAVE = {"kinds"}
"""Entries that `read` accepts."""


def read(entries: Mapping, *, name: str) -> GridSnapshot:
    """Read the grid from these entries of a file. `name` is the framework's and part of every key.

    Raises NotReadable with the line and the reason.
    """
    reader = _Reader(name)
    reader.read_columns(entries["columns"])
    if "kinds" in entries:
        reader.read_kinds(entries["kinds"])
    for stage in entries["stages"].items():
        reader.read_stage(stage)
    reader.check_kinds()
    reader.read_sections(entries["sections"])
    try:
        return reader.snapshot()
    except BrokenGrid as error:
        entries["stages"].refuse(str(error))


@dataclass
class _Reader:
    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    opportunities: dict[Opportunity, Opportunity] = field(default_factory=dict)  # by their fields
    placements: list[Placement] = field(default_factory=list)
    continuations: list[Continuation] = field(default_factory=list)
    headings: list[PrintedHeading] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    kinds: dict[str, Value] = field(default_factory=dict)  # by the words of a line

    def snapshot(self) -> GridSnapshot:
        return GridSnapshot(
            stages=tuple(self.stages),
            columns=tuple(self.columns.values()),
            opportunities=tuple(self.opportunities.values()),
            placements=tuple(self.placements),
            continuations=tuple(self.continuations),
            headings=tuple(self.headings),
            sections=tuple(self.sections),
        )

    def key(self, *place: str | int) -> UUID:
        return uuid5(NAMESPACE, "/".join(map(str, (self.name, *place))))

    def read_columns(self, columns: Value) -> None:
        for column in columns.items():
            entries = column.mapping(required={"id", "heading", "tier"})
            name = entries["id"].slug()
            if name in self.columns:
                entries["id"].refuse(f"two columns are called “{name}”")
            self.columns[name] = Column(
                key=self.key("columns", name),
                heading=entries["heading"].one_line(most=MOST_IN_A_NAME),
                tier=None
                if entries["tier"].text() == MIXED
                else _one_of(ProviderTier, entries["tier"]),
            )
        if not self.columns:
            columns.refuse("there is no column")

    def read_kinds(self, kinds: Value) -> None:
        """Read the kinds of activity of each line, which the file lists apart from the grid."""
        self.kinds = kinds.open_mapping()

    def check_kinds(self) -> None:
        """Refuse kinds for a line that is not in the grid."""
        lines = {opportunity.text for opportunity in self.opportunities}
        for text, value in self.kinds.items():
            if text not in lines:
                value.refuse(f"no line says “{text}”")

    def kinds_of(self, text: str) -> tuple[ActivityKind, ...]:
        if (value := self.kinds.get(text)) is None:
            return ()
        values = value.items() if value.is_list else iter([value])
        return tuple(_one_of(ActivityKind, each) for each in values)

    def read_stage(self, value: Value) -> None:
        value.name = "the stage"
        entries = value.mapping(
            required={"id", "name", "group", "family", "cells"},
            optional={"roles", "standards", "summary", "headings"},
        )
        slug = entries["id"].slug()
        stage = Stage(
            key=self.key("stages", slug),
            slug=slug,
            name=entries["name"].one_line(most=MOST_IN_A_NAME),
            group=_one_of(Group, entries["group"]),
            family=_one_of(StageFamily, entries["family"]),
            roles=entries["roles"].lines() if "roles" in entries else (),
            standards=entries["standards"].lines() if "standards" in entries else (),
            summary=entries["summary"].text().strip() if "summary" in entries else "",
        )
        self.stages.append(stage)
        if "headings" in entries:
            self.read_headings(stage, entries["headings"])
        cells = entries["cells"].mapping(required=set(self.columns))
        for name, column in self.columns.items():
            self.read_cell(stage, name, column, cells[name])

    def read_headings(self, stage: Stage, value: Value) -> None:
        headings = value.mapping(required=set(), optional=set(self.columns))
        for name, text in headings.items():
            column = self.columns[name]
            self.headings.append(
                PrintedHeading(stage.key, column.key, text.one_line(most=MOST_IN_A_NAME))
            )

    def read_cell(self, stage: Stage, name: str, column: Column, cell: Value) -> None:
        lines = cell
        if cell.is_mapping:
            entries = cell.mapping(required={"continues", "lines"})
            word = _one_of(ContinuationWord, entries["continues"])
            self.continuations.append(Continuation(stage.key, column.key, word))
            lines = entries["lines"]
        for number, line in enumerate(lines.items(), start=1):
            self.read_line(line, stage, column, (stage.slug, name, number))

    def read_line(
        self, line: Value, stage: Stage, column: Column, place: tuple[str, str, int]
    ) -> None:
        line.name = "the line"
        entries = {"line": line}
        if line.is_mapping:
            entries = line.mapping(required={"line"}, optional={*OF_A_LINE, "tier", "note"})
        tier = _one_of(ProviderTier, entries["tier"]) if "tier" in entries else column.tier
        if tier is None:
            line.refuse(
                f"a line under “{column.heading}” should say its tier: the column mixes them"
            )
        text = entries["line"].one_line()
        beside = {
            name: _content(field, entries[name])
            for name, field in OF_A_LINE.items()
            if name in entries
        }
        beside.setdefault("kinds", self.kinds_of(text))
        made = Opportunity(key=self.key("opportunities", *place), text=text, **beside)
        opportunity = self.opportunities.setdefault(replace(made, key=NAMESPACE), made)
        self.placements.append(
            Placement(
                key=self.key("placements", *place),
                stage=stage.key,
                column=column.key,
                opportunity=opportunity.key,
                tier=tier,
                note=_text(entries["note"], most=MOST_IN_A_NOTE) if "note" in entries else "",
            )
        )

    def read_sections(self, sections: Value) -> None:
        for section in sections.items():
            section.name = "the section"
            entries = section.mapping(required={"id", "heading", "body"})
            self.sections.append(
                Section(
                    key=self.key("sections", entries["id"].slug()),
                    heading=entries["heading"].one_line(most=MOST_IN_A_NAME),
                    body=entries["body"].full_text(),
                )
            )


def _text(value: Value, *, most: int) -> str:
    """Read text of one line or several."""
    if len(text := value.full_text().strip()) > most:
        value.refuse(f"{value.name} has {len(text)} characters; {most} are the most")
    return text


def _address(value: Value) -> str:
    text = value.one_line(most=MOST_BESIDE)
    if not href(text):
        value.refuse(f"“{text}” is no web address: a link begins with https:// and a host name")
    return text


OF_A_LINE = {field.name: field for field in FIELDS[Opportunity] if field.name != "text"}
"""The fields of a line besides its words."""


def _content(field: Field, value: Value) -> Any:
    """Parse the value of a field of a line."""
    if field.is_list:
        return tuple(_one(field, item) for item in value.items())
    return _one(field, value)


def _one(field: Field, value: Value) -> Any:
    if field.is_address:
        return _address(value)
    if field.is_choice:
        return _one_of(field.made_of, value)  # type: ignore[arg-type]
    if field.made_of == date.fromisoformat:
        return value.date()
    return value.one_line(most=MOST_BESIDE) if field.is_beside else value.one_line()


def _one_of[Word: StrEnum](words: type[Word], value: Value) -> Word:
    try:
        return words(value.text())
    except ValueError:
        value.refuse(f"“{value.text()}” is none of {', '.join(words)}")
