"""The parts of a plan: decisions, the answers that each allows, and people's choices."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from opportunities.grid.snapshot import Opportunity, Place
from opportunities.merge.cases import MISSING, Three, blank
from opportunities.merge.sides import Sides

type RowIdentity = Any
"""The identity of a row: its permanent key (a UUID) or, for a mark, its cell (a Place)."""


class DecisionKind(StrEnum):
    """What a decision asks of people. The update page sorts by it."""

    NEEDS_YOU = "needs-you"  # both sides changed it; blocks until somebody chooses
    NEW = "new"  # a whole stage: "is this for us?"; blocks where we chose among stages before
    WITHDREW = "withdrew"  # they withdrew something that we changed; blocks as well
    SAME = "same"  # both added the same words; one, unless somebody says both
    HIDDEN = "hidden"  # it happened to, or inside, something we had hidden
    KEPT = "kept"  # they only corrected words that we reworded; ours stays, theirs is listed
    APPLIES = "applies"  # comes in by itself
    UNSEEN = "unseen"  # nothing that anybody reads, or covered by another decision; not for a page


class What(StrEnum):
    """What they did that needs a decision."""

    CHANGED = "changed"
    ADDED = "added"
    WITHDREW = "withdrew"
    REORDERED = "reordered"


class Answer(StrEnum):
    """The answers that people can give to a decision."""

    OURS = "ours"  # keep ours
    THEIRS = "theirs"  # take theirs
    OWN = "own"  # our own third, given as the choice's value
    KEEP = "keep"  # keep what they withdrew, as our own
    MOVE = "move"  # move our lines to the stage or column that is the choice's value
    LET_GO = "let-go"  # let it go with what they withdrew
    ONE = "one"  # the same words, once: their line with our note
    BOTH = "both"  # the same words, twice
    FOR_US = "for-us"  # a new stage: show it
    NOT_FOR_US = "not-for-us"  # a new stage: it comes in hidden, with all that stands in it
    LEAVE = "leave-hidden"
    SHOW_OURS = "show-ours"
    SHOW_THEIRS = "show-theirs"


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's choice. `value`: the words of a third, or the key to move our lines to."""

    answer: Answer
    value: str | tuple[str, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain values; `from_json` reverses it."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"answer": self.answer.value, "value": value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        value = stored["value"]
        return cls(Answer(stored["answer"]), tuple(value) if isinstance(value, list) else value)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that people decide, or that the rule decided.

    It is about a row of kind `row`, or about placements of one line that are alike in everything: a
    line in 16 cells is one decision that names 16 places. `values` are those of `field`, or whole
    rows (a `Line` of placements) without a field. `default` applies without an answer; a decision
    without a default blocks the update.
    """

    kind: DecisionKind
    what: What
    row: type
    keys: tuple[RowIdentity, ...]
    values: Three[Any]
    places: tuple[Place, ...] = ()
    field: str = ""
    answers: tuple[Answer, ...] = ()
    default: Answer | None = None
    lines: tuple[UUID, ...] = ()
    """The placements that depend on the answer, if the row is not a placement itself."""
    destinations: tuple[UUID, ...] = ()
    """The stages or columns to which our lines can be moved."""
    proposed: Answer | None = None
    """The likely answer to a question that people have to answer. It does nothing by itself."""

    @property
    def id(self) -> str:
        """A hash that is the same whenever the same question arises about the same row."""
        first = self.keys[0] if self.keys else ""
        key = "/".join(map(str, first)) if isinstance(first, tuple) else first
        return f"{self.row.__name__.lower()}:{key}:{self.field or self.what}"

    @property
    def blocks(self) -> bool:
        return self.default is None

    @property
    def fingerprint(self) -> str:
        """A hash of what the person saw: if it has changed, a stored choice is asked again."""
        seen = (self.kind, self.what, self.values, self.places, self.answers, self.keys, self.lines)
        canonical = json.dumps(seen, default=_plain, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()

    def accepts(self, choice: Choice) -> bool:
        """Return whether this choice can be carried out here."""
        if choice.answer not in self.answers:
            return False
        if choice.answer is Answer.MOVE:
            return choice.value in {str(key) for key in self.destinations}
        return choice.answer is not Answer.OWN or self._could_say(choice.value)

    def _could_say(self, value: str | tuple[str, ...] | None) -> bool:
        """Return whether the field can hold these words: several lines, or none at all."""
        if isinstance(self.values.ours, tuple):
            return isinstance(value, tuple) and all(len(line.splitlines()) == 1 for line in value)
        may_be_blank = "" in (blank(self.row, self.field), blank(Opportunity, self.field))
        return isinstance(value, str) and (may_be_blank or bool(value.strip()))


def _plain(value: Any) -> Any:
    """Convert a value that JSON does not know into one that it knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.value if value is MISSING else str(value)


@dataclass(frozen=True)
class Plan:
    """Everything that an update would do.

    A plan is computed for each view and never stored; people's choices are stored, each under the
    id of its decision.
    """

    sides: Sides
    decisions: tuple[Decision, ...]

    def of(self, kind: DecisionKind) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if decision.kind is kind)

    @cached_property
    def reported(self) -> tuple[Decision, ...]:
        """The decisions that people see; the others only complete the merge."""
        return tuple(
            decision for decision in self.decisions if decision.kind is not DecisionKind.UNSEEN
        )

    @cached_property
    def questions(self) -> tuple[Decision, ...]:
        """The decisions that need an answer before the update can be applied."""
        return tuple(decision for decision in self.decisions if decision.blocks)

    def unanswered(self, choices: Mapping[str, Choice]) -> tuple[Decision, ...]:
        """Return the questions without an answer, or with one that cannot be carried out."""
        return tuple(
            decision
            for decision in self.decisions
            if decision.answers
            and (
                not decision.accepts(choices[decision.id])
                if decision.id in choices
                else decision.blocks
            )
        )


class Undecided(ValueError):
    """The update cannot be applied while these questions lack an answer."""

    def __init__(self, questions: tuple[Decision, ...]) -> None:
        self.questions = questions
        one = len(questions) == 1
        super().__init__(
            f"{len(questions)} {'question needs' if one else 'questions need'} an answer first."
        )
