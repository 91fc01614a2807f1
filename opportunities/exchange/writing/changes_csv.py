"""Write changes as CSV: one row per change, with its places named, safe in a spreadsheet."""

from collections.abc import Iterable, Mapping

from opportunities.comparing.changes import ChangeEntry, ChangeGroup
from opportunities.exchange.writing import sheet
from opportunities.grid.snapshot import Stage

COLUMNS = (
    *("Change", "Of", "Stages", "Where", "Provider tier"),
    *("Before", "After", "Also", "Key", "Why"),
)


def write(groups: Iterable[ChangeGroup], *, about: Mapping[str, str]) -> bytes:
    """Return the changes as rows. Every row repeats `about`, such as the framework and its
    editions.
    """
    return sheet.write(
        [*about, *COLUMNS],
        ([*about.values(), *_row(group, entry)] for group in groups for entry in group.entries),
    )


def _row(group: ChangeGroup, entry: ChangeEntry) -> list[str]:
    own = [text for text in entry.texts if not text.label]
    others = [
        f"{text.label}: {text.before or 'nothing'} → {text.after or 'nothing'}"
        for text in entry.texts
        if text.label
    ]
    along = [f"{part.heading}: {line.text}" for part in entry.along for line in part.lines]
    row = entry.change.row
    return [
        entry.label,
        NAMES[type(row).__name__],
        _lines([*dict.fromkeys(stop.stage.name for stop in entry.stops)] or _stage(group)),
        _lines([*dict.fromkeys(stop.heading for stop in entry.stops)]) or entry.where,
        entry.tier.label if entry.tier else "",
        _lines(text.before for text in own),
        _lines(text.after for text in own),
        _lines([*others, *entry.notes, *along]),
        "" if not hasattr(row, "key") else str(row.key),
        entry.reason,
    ]


NAMES = {
    "Stage": "Stage",
    "Column": "Column",
    "Opportunity": "Opportunity",
    "Continuation": "Continuation",
    "PrintedHeading": "Printed heading",
    "Section": "Section",
}


def _stage(group: ChangeGroup) -> list[str]:
    return [group.stage.name] if isinstance(group.stage, Stage) else []


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))
