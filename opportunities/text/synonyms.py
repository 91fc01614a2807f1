"""Words that people ask with, and what frameworks print instead, from `synonyms.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opportunities.exchange.yaml_nodes import Value, parse
from opportunities.text import stems

PATH = Path(__file__).with_name("synonyms.yaml")

type Stems = tuple[str, ...]
type OtherWords = Mapping[Stems, tuple[str, ...]]
"""By the stems of what is asked, texts that frameworks print."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """`dropped`, `dropped_last` and `ordinary` are words in lower case, `general` are stems."""

    same: OtherWords
    nearest: OtherWords
    dropped: frozenset[str]
    dropped_last: frozenset[str]
    general: frozenset[str]
    ordinary: frozenset[str]


@cache
def synonyms() -> Synonyms:
    return read(PATH.read_text("utf-8"))


def read(content: str) -> Synonyms:
    """Return the content of a file. Raises NotReadable with the line and the reason."""
    fields = parse(content).mapping(
        required={"same", "nearest", "dropped", "dropped_last", "general", "ordinary"},
        optional=set(),
    )
    return Synonyms(
        same=_by_asked(fields["same"]),
        nearest=_by_asked(fields["nearest"]),
        dropped=frozenset(_words(fields["dropped"])),
        dropped_last=frozenset(_words(fields["dropped_last"])),
        general=frozenset(map(stems.stem, fields["general"].lines())),
        ordinary=frozenset(_words(fields["ordinary"])),
    )


def _by_asked(value: Value) -> OtherWords:
    found: dict[Stems, tuple[str, ...]] = {}
    for entry in value.items():
        fields = entry.mapping(required={"asked", "printed"}, optional=set())
        for asked in fields["asked"].lines():
            key = stems.stems(asked)
            if not key or key in found:
                entry.refuse(f"“{asked}” stands here twice" if key else f"“{asked}” is no word")
            found[key] = fields["printed"].lines()
    return found


def _words(value: Value) -> Iterable[str]:
    return (word for row in value.items() for word in row.lines())
