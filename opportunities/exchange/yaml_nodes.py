"""YAML with line numbers, so that people can find what is refused.

PyYAML's own loader forgets where a value stood and silently lets a repeated key win. These few
classes walk its node tree instead, state what they expect, and leave nothing unread.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import IO, NoReturn
from unicodedata import category

import yaml

MOST_CHARACTERS = 10_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
YEAR = re.compile(r"[12][0-9]{3}")
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader of libyaml where PyYAML has it, ten times as fast as the one in Python."""
UNPRINTABLE = {"Cc", "Cs"}
"""Categories of character that no text has: controls and surrogates."""


class NotReadable(ValueError):
    """Raised for a file without the expected shape: `line` (from 1) and `reason` say why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def parse(stream: IO[str] | IO[bytes] | str | bytes) -> "Value":
    """Parse the document in the stream. Raises NotReadable if it is not one YAML document."""
    try:
        text = stream if isinstance(stream, str | bytes) else stream.read()
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotReadable(mark.line + 1 if mark else 1, f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotReadable(1, f"not YAML in UTF-8: {error}") from error
    if node is None:
        raise NotReadable(1, "the file is empty")
    return Value(node, "the file")


def _compose(text: str | bytes) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=FAST_LOADER)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)  # tells the place more exactly


class Value:
    """A node, and its name in messages."""

    def __init__(self, node: yaml.Node, name: str) -> None:
        self.node = node
        self.name = name

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def refuse(self, reason: str) -> NoReturn:
        raise NotReadable(self.line, reason)

    @property
    def is_null(self) -> bool:
        return self.node.tag == "tag:yaml.org,2002:null"

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def text(self) -> str:
        """Return a scalar as written: `2019` and `yes` too, whatever YAML makes of them."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.refuse(f"{self.name} should be text")
        text = str(self.node.value)
        if any(category(character) in UNPRINTABLE for character in text if character != "\n"):
            self.refuse(f"{self.name} holds a character that cannot be printed")
        return text

    def full_text(self) -> str:
        if not (text := self.text()).strip() or self.is_null:
            self.refuse(f"{self.name} is empty")
        return text

    def one_line(self, *, most: int = MOST_CHARACTERS) -> str:
        """Return text on one line, which is safe to store, show and send as it is."""
        text = self.full_text()
        if text.splitlines() != [text]:
            self.refuse(f"{self.name} should be one line of text")
        if len(text) > most:
            self.refuse(f"{self.name} has {len(text)} characters; {most} are the most")
        return text

    def one_line_or_nothing(self, *, most: int) -> str:
        return "" if self.is_null or not self.text() else self.one_line(most=most)

    def slug(self) -> str:
        """Return a name for an address: lower-case letters, digits and hyphens."""
        text = self.one_line(most=80)
        if not SLUG.fullmatch(text):
            self.refuse(f"{self.name} should be small letters, figures and hyphens, not “{text}”")
        return text

    def flag(self) -> bool:
        if (text := self.text()) not in {"true", "false"}:
            self.refuse(f"{self.name} should be true or false, not “{text}”")
        return text == "true"

    def year(self) -> int | None:
        """Return a year, or None for null."""
        if self.is_null:
            return None
        if not YEAR.fullmatch(text := self.text()):
            self.refuse(f"{self.name} should be a year such as 2019, or null, not “{text}”")
        return int(text)

    def date(self) -> date:
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            self.refuse(f"{self.name} should be a date such as 2026-11-22, not “{self.text()}”")

    def items(self) -> Iterator["Value"]:
        if self.is_null:
            return
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse(f"{self.name} should be a list")
        for child in self.node.value:
            yield Value(child, self.name)

    def lines(self) -> tuple[str, ...]:
        return tuple(item.one_line() for item in self.items())

    def mapping(
        self, *, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()
    ) -> "Mapping":
        """Return the entries by name; refuse one that is missing, unknown or repeated."""
        mapping = self.open_mapping()
        if unknown := [name for name in mapping if name not in required | optional]:
            mapping[unknown[0]].refuse(f"“{unknown[0]}” is not known in {self.name}")
        if missing := sorted(required - set(mapping)):
            self.refuse(f"{self.name} lacks “{missing[0]}”")
        return mapping

    def open_mapping(self) -> "Mapping":
        """Return the entries under any names, in the order of the file."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse(f"{self.name} should be a list of “name: value” entries")
        mapping: Mapping = {}
        for key_node, value_node in self.node.value:
            key = Value(key_node, "a name").full_text()
            if key in mapping:
                raise NotReadable(key_node.start_mark.line + 1, f"“{key}” stands here twice")
            mapping[key] = Value(value_node, f"“{key}”")
        return mapping


type Mapping = dict[str, Value]
