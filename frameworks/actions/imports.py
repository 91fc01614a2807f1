"""The steps of an import, from a file to a draft.

An import belongs to everybody who edits at its organisation. Nobody else sees it, so its steps
leave no events; the only event is the draft's, at the end.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from cpd_site.models import Organisation, User
from frameworks import rules
from frameworks.actions import drafts
from frameworks.actions.copies import LONGEST_TITLE
from frameworks.models import Edition, Event, Framework, Import, ImportFile
from frameworks.models.imports import KEPT_FOR, ImportAnswers, ImportQuerySet
from opportunities.exchange.reading import as_json
from opportunities.exchange.reading.proposing import remembered
from opportunities.exchange.reading.proposing.codes import codes_in, merged_codes
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.reading.tables import FileContents
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot

type AnswerChange = Callable[[Answers], Answers]
"""A function from the answers so far to the next ones."""

GONE = "This import is not there any more: somebody deleted it, or its 30 days ended."

OUT = ("is_left_out", "same_as", "was")
"""The answers by which a stage or a column is left out, or joined with another."""


class ImportRefused(Exception):
    """Raised if nothing was done. The message is a sentence that says why."""


class ImportGone(ImportRefused):
    """Raised if the import is gone, is a draft by now, or is not read yet."""


class Incomplete(ImportRefused):
    """Raised if the draft needs another answer; `box` is the id of its box, "" if it has none."""

    def __init__(self, reason: str, box: str) -> None:
        super().__init__(reason)
        self.box = box


class StaleImport(ImportRefused):
    """Raised if somebody else gave an answer meanwhile; `theirs` is the import as stored now."""

    def __init__(self, theirs: Import) -> None:
        super().__init__(f"{theirs.last_by or 'Somebody else'} changed this meanwhile.")
        self.theirs = theirs


@transaction.atomic
def start(
    *,
    organisation: Organisation,
    by: User,
    name: str,
    contents: FileContents | None,
    framework: Framework | None = None,
) -> Import:
    """Store what a reader found in a file; `contents` is None while it is still being read.

    `framework` is the one that the file is the next edition of: the answers about its last file
    are proposed again.
    """
    rules.demand(rules.may_begin(by, organisation))
    if framework:
        rules.demand(rules.may_edit(by, framework))
    return Import.objects.create(
        organisation=organisation,
        framework=framework,
        name=name,
        contents=contents and as_json.contents_to_json(contents),
        answers=_first_answers(framework, contents),
        started_by=by,
        last_by=by,
    )


@transaction.atomic
def finish_reading(*, of: Import, found: FileContents | str) -> None:
    """Store what the reader found: the contents of the file, or why it cannot be read.

    Does nothing if the import was deleted meanwhile.
    """
    waiting = Import.objects.filter(pk=of.pk, contents__isnull=True)
    if isinstance(found, str):
        waiting.update(refusal=found)
    else:
        waiting.update(
            contents=as_json.contents_to_json(found),
            answers=_first_answers(of.framework, found),
        )
    ImportFile.objects.filter(of=of).delete()


def _first_answers(framework: Framework | None, contents: FileContents | None) -> dict[str, Any]:
    known = ImportAnswers.objects.filter(framework=framework).first() if framework else None
    if known is None or contents is None:
        return as_json.answers_to_json(Answers())
    return as_json.answers_to_json(remembered.propose_again(contents, known.answers))


def remember(locked: Import, framework: Framework, codes: dict[str, Any]) -> None:
    """Save the answers about this file for the next file of the framework to start from.

    `codes` names the rows of this file; the names from the file before stay beside them.
    """
    answers = as_json.answers_from_json(locked.answers)
    stored_answers = remembered.remember(locked.printed, answers)
    stored_answers["codes"] = merged_codes(answers.codes, codes)
    ImportAnswers.objects.update_or_create(
        framework=framework, defaults={"answers": stored_answers}
    )


@transaction.atomic
def answer(*, of: Import, by: User, change: AnswerChange, seen: int) -> Import:
    """Save an answer about the shape of the file.

    `seen` is the version of the import that the person saw. Raises StaleImport if it is older.
    """
    locked = locked_import(of, by)
    now = as_json.answers_from_json(locked.answers)
    then = change(now)
    if then == now:
        return locked
    if locked.version != seen:
        raise StaleImport(locked)
    locked.version += 1
    return _save_answers(locked, by, then)


@transaction.atomic
def answer_box(
    *,
    of: Import,
    by: User,
    box: str,
    box_answer: dict[str, Any],
    seen: str,
    questions: Mapping[str, str] | None = None,
) -> Import:
    """Save the answer about a box, and the answers to `questions` about it, by their ids.

    `seen` is the fingerprint of the box's answer that the person saw. Raises StaleImport if it
    is another by now.
    """
    locked = locked_import(of, by)
    now = as_json.answers_from_json(locked.answers)
    then = replace(now, questions={**now.questions, **(questions or {})})
    if box_answer != now.cells.get(box, {}):
        if fingerprint_of(now.cells.get(box)) != seen:
            raise StaleImport(locked)
        then = replace(then, cells={**now.cells, box: box_answer})
    return locked if then == now else _save_answers(locked, by, then)


@transaction.atomic
def answer_things(
    *, of: Import, by: User, questions: Mapping[str, str], apart: Mapping[str, Collection[int]]
) -> Import:
    """Save the answers to several questions, by their ids.

    `apart` maps boxes to the numbers of their lines that stay lines of their own although other
    boxes have the same words.
    """
    locked = locked_import(of, by)
    now = as_json.answers_from_json(locked.answers)
    cells = dict(now.cells)
    for box, numbers in apart.items():
        cells[box] = _with_apart(cells.get(box, {}), numbers)
    return _save_answers(
        locked, by, replace(now, cells=cells, questions={**now.questions, **questions})
    )


def _with_apart(box_answer: Mapping[str, Any], numbers: Collection[int]) -> dict[str, Any]:
    if "lines" in box_answer:
        lines = enumerate(box_answer["lines"])
        marked = [{**line, "is_apart": True} if at in numbers else line for at, line in lines]
        return {**box_answer, "lines": marked}
    return {**box_answer, "apart": sorted({*box_answer.get("apart", ()), *numbers})}


@transaction.atomic
def tick_off(*, of: Import, by: User, boxes: list[str]) -> Import:
    """Mark these boxes as looked at, without reading them one by one. Their answers stay."""
    locked = locked_import(of, by)
    now = as_json.answers_from_json(locked.answers)
    ticked = {box: {**now.cells.get(box, {}), "is_looked_at": True} for box in boxes}
    return _save_answers(locked, by, replace(now, cells={**now.cells, **ticked}))


@transaction.atomic
def make_draft(*, of: Import, by: User) -> Edition:
    """Create a framework and its draft from the import: one event, one undo.

    The event holds the grid as a change of an empty draft, so undoing it leaves the draft empty.
    `next_editions` brings a file into a framework that is here already.
    """
    locked = locked_import(of, by)
    if locked.framework_id:
        raise ImportRefused("This file goes into a framework that is here already.")
    proposal = propose(locked.printed, as_json.answers_from_json(locked.answers))
    title, grid = proposal.title[:LONGEST_TITLE], _grid_of(proposal)
    framework = Framework(title=title, organisation=locked.organisation)
    framework.slug = drafts.free_address(locked.organisation, title)
    framework.save()
    draft = drafts.write_draft(framework, by, grid, title=title, year=proposal.year)
    before, after = patch.halves(patch.between(GridSnapshot(), grid))
    Event.objects.create(
        by=by,
        what=Event.Verb.BROUGHT_IN,
        about=f"“{locked.name}”",
        framework=framework,
        edition=draft,
        before=before,
        after=after,
    )
    remember(locked, framework, codes_in(proposal, grid))
    locked.draft, locked.last_by, locked.last_at = draft, by, timezone.now()
    locked.save(update_fields=["draft", "last_by", "last_at"])
    return draft


@transaction.atomic
def delete(*, of: Import, by: User) -> None:
    """Delete the import at once, with all that was read and answered."""
    rules.demand(rules.may_begin(by, of.organisation))
    Import.objects.filter(pk=of.pk).delete()


def abandoned() -> ImportQuerySet:
    """Return the imports whose last step was 30 days ago or earlier."""
    return Import.objects.filter(last_at__lte=timezone.now() - KEPT_FOR)


def restore_row(answers: Answers, place: str) -> Answers:
    """Return the answers with a stage or column no longer left out or joined with another.

    `place` is "stage/id" or "column/id".
    """
    kind, _, id = place.partition("/")
    if kind == "stage" and id in answers.stages:
        return replace(answers, stages=_without_out(answers.stages, id))
    if kind == "column" and id in answers.columns:
        return replace(answers, columns=_without_out(answers.columns, id))
    return answers


def _without_out(things: Mapping[str, Any], id: str) -> dict[str, Any]:
    rest = {key: value for key, value in things[id].items() if key not in OUT}
    if "same_as" in things[id]:
        rest["same_as"] = ""  # or it would be proposed again
    return {**things, id: rest}


def fingerprint_of(stored: Any) -> str:
    """Return a fingerprint of the stored answer about a box, "" if there is none."""
    if stored is None:
        return ""
    return sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


def _grid_of(proposal: Proposal) -> GridSnapshot:
    """Return the proposed grid with new keys, even where the file has keys of another framework.

    Raises Incomplete while an answer is missing.
    """
    mixed = {column.id for column in proposal.columns if column.is_mixed}
    for cell in proposal.cells:
        if cell.column in mixed and not all(line.tier for line in cell.lines):
            raise Incomplete("Say of each line in this box who provides it.", cell.id)
    if proposal.missing or not proposal.title.strip():
        raise Incomplete("Something is still to be said of what we found.", "")
    return grid_of(proposal, new_key=uuid4).grid


def locked_import(of: Import, by: User) -> Import:
    """Lock the import until the transaction ends, and return it.

    Raises Refused if this person may not change it, ImportGone if nobody can any more or not yet.
    """
    rules.demand(rules.may_begin(by, of.organisation))
    imports = Import.objects.retained().select_for_update(of=("self",), no_key=True)
    locked = imports.select_related("organisation", "framework", "last_by").filter(pk=of.pk).first()
    if locked is None:
        raise ImportGone(GONE)
    if locked.draft_id:
        raise ImportGone("This import is a draft already.")
    if locked.contents is None:
        raise ImportGone("This file is not read yet.")
    return locked


def _save_answers(locked: Import, by: User, answers: Answers) -> Import:
    locked.answers = as_json.answers_to_json(answers)
    locked.last_by, locked.last_at = by, timezone.now()
    locked.save(update_fields=["answers", "version", "last_by", "last_at"])
    return locked
