"""Reads a grid from YAML shaped like the printed page: `fixtures/README.md` describes the shape.

The file has no keys; they are derived from the place of each row in it, so that every
installation gives the same row the same key (UUID 5).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID, uuid5

from opportunities.exchange.yaml_nodes import Mapping, Value
from opportunities.snapshot import (
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
from opportunities.vocabulary import ContinuationWord, Group, ProviderTier, StageFamily

NAMESPACE = UUID("5b6f3f0e-6a0c-5a5e-9a70-0d6f1d2c7e11")
"""Under which every derived key is made. Never change it: all the keys would change with it."""

MIXED = "mixed"

MOST_IN_A_NAME = 250

ENTRIES = {"columns", "stages", "sections"}
"""What `read` wants of the file; whatever else stands in it is for its caller."""


def read(entries: Mapping, *, name: str) -> GridSnapshot:
    """The grid in these entries of a file. `name` is the framework's, and part of every key.

    Raises NotReadable with the line and the reason.
    """
    reader = _Reader(name)
    reader.read_columns(entries["columns"])
    for stage in entries["stages"].items():
        reader.read_stage(stage)
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
    opportunities: dict[tuple[str, tuple[str, ...]], Opportunity] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    continuations: list[Continuation] = field(default_factory=list)
    headings: list[PrintedHeading] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

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
        tier, text = column.tier, line
        details: tuple[str, ...] = ()
        if line.is_mapping:
            entries = line.mapping(required={"line"}, optional={"details", "tier"})
            text = entries["line"]
            details = entries["details"].lines() if "details" in entries else ()
            tier = _one_of(ProviderTier, entries["tier"]) if "tier" in entries else tier
        if tier is None:
            line.refuse(
                f"a line under “{column.heading}” should say its tier: the column mixes them"
            )
        words = text.one_line(), details
        opportunity = self.opportunities.setdefault(
            words, Opportunity(self.key("opportunities", *place), *words)
        )
        self.placements.append(
            Placement(
                key=self.key("placements", *place),
                stage=stage.key,
                column=column.key,
                opportunity=opportunity.key,
                tier=tier,
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


def _one_of[Word: StrEnum](words: type[Word], value: Value) -> Word:
    try:
        return words(value.text())
    except ValueError:
        value.refuse(f"“{value.text()}” is none of {', '.join(words)}")
