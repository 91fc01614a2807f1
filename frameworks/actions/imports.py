"""What is done with a file that is brought in, until it is a draft.

An import belongs to everybody who edits at its organisation. Nobody else sees anything of it, so
no event tells of its steps; the one that it ends with is that of the draft.
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
from opportunities.exchange.reading.proposing.codes import codes_in, together
from opportunities.exchange.reading.proposing.proposal import Answers, Proposal
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.proposing.to_grid import grid_of
from opportunities.exchange.reading.tables import FileContents
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot

type Change = Callable[[Answers], Answers]
"""From what was answered so far to what is answered from now on."""

OUT = ("is_left_out", "same_as", "was")
"""What says of a stage or a column that it does not stand for itself."""


class ImportRefused(Exception):
    """Nothing was done. The message is a sentence that says why."""


class Gone(ImportRefused):
    """It is not there any more, or is a draft by now."""


class Incomplete(ImportRefused):
    """Something is not said yet that the draft needs; `box` is where, if it is in one."""

    def __init__(self, reason: str, box: str) -> None:
        super().__init__(reason)
        self.box = box


class StaleImport(ImportRefused):
    """Somebody else answered the same meanwhile: `theirs` is what is stored now."""

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
    """Keep what a reader made of a file; None while it is still being read. `framework` is the one
    of which it is the next edition: what was answered of its last file is proposed again."""
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
    """Keep what the reader found in the end: what the file prints, or why it cannot be read.

    Nothing is kept of one that was deleted meanwhile.
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


def remember(held: Import, framework: Framework, codes: dict[str, Any]) -> None:
    """Save the answers about this file, to be proposed again for the next file of the framework,
    and the names of its rows, beside those in the file before."""
    answers = as_json.answers_from_json(held.answers)
    stored_answers = remembered.remember(held.printed, answers)
    stored_answers["codes"] = together(answers.codes, codes)
    ImportAnswers.objects.update_or_create(
        framework=framework, defaults={"answers": stored_answers}
    )


@transaction.atomic
def answer(*, of: Import, by: User, change: Change, seen: int) -> Import:
    """Save an answer about its shape. `seen` is the version that the person saw."""
    held = held_import(of, by)
    now = as_json.answers_from_json(held.answers)
    then = change(now)
    if then == now:
        return held
    if held.version != seen:
        raise StaleImport(held)
    held.version += 1
    return _save_answers(held, by, then)


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
    """Save the answer about a box, and those to the `questions` about it, by their ids.

    `seen` is the fingerprint of what the person saw stored of the box.
    """
    held = held_import(of, by)
    now = as_json.answers_from_json(held.answers)
    then = replace(now, questions={**now.questions, **(questions or {})})
    if box_answer != now.cells.get(box, {}):
        if fingerprint_of(now.cells.get(box)) != seen:
            raise StaleImport(held)
        then = replace(then, cells={**now.cells, box: box_answer})
    return held if then == now else _save_answers(held, by, then)


@transaction.atomic
def answer_things(
    *, of: Import, by: User, questions: Mapping[str, str], apart: Mapping[str, Collection[int]]
) -> Import:
    """Keep the answers to several questions, by their ids. `apart` are the numbers of lines, by
    their box, that are lines of their own though their words stand in other boxes too."""
    held = held_import(of, by)
    now = as_json.answers_from_json(held.answers)
    cells = dict(now.cells)
    for box, numbers in apart.items():
        cells[box] = _with_apart(cells.get(box, {}), numbers)
    return _save_answers(
        held, by, replace(now, cells=cells, questions={**now.questions, **questions})
    )


def _with_apart(box_answer: Mapping[str, Any], numbers: Collection[int]) -> dict[str, Any]:
    if "lines" in box_answer:
        lines = enumerate(box_answer["lines"])
        marked = [{**line, "is_apart": True} if at in numbers else line for at, line in lines]
        return {**box_answer, "lines": marked}
    return {**box_answer, "apart": sorted({*box_answer.get("apart", ()), *numbers})}


@transaction.atomic
def tick_off(*, of: Import, by: User, boxes: list[str]) -> Import:
    """These boxes are done without being read one by one; what was said of them stays."""
    held = held_import(of, by)
    now = as_json.answers_from_json(held.answers)
    ticked = {box: {**now.cells.get(box, {}), "is_looked_at": True} for box in boxes}
    return _save_answers(held, by, replace(now, cells={**now.cells, **ticked}))


@transaction.atomic
def make_draft(*, of: Import, by: User) -> Edition:
    """A new framework with the draft that it is read as: one event, one undo.

    The grid is written as a change of an empty draft, so undoing it leaves the framework empty.
    The next edition of a framework goes into its draft (`next_editions`).
    """
    held = held_import(of, by)
    if held.framework_id:
        raise ImportRefused("This file goes into a framework that is here already.")
    proposal = propose(held.printed, as_json.answers_from_json(held.answers))
    title, grid = proposal.title[:LONGEST_TITLE], _grid_of(proposal)
    framework = Framework(title=title, organisation=held.organisation)
    framework.slug = drafts.free_address(held.organisation, title)
    framework.save()
    draft = drafts.written(framework, by, grid, title=title, year=proposal.year)
    before, after = patch.halves(patch.between(GridSnapshot(), grid))
    Event.objects.create(
        by=by,
        what=Event.Verb.BROUGHT_IN,
        about=f"“{held.name}”",
        framework=framework,
        edition=draft,
        before=before,
        after=after,
    )
    remember(held, framework, codes_in(proposal, grid))
    held.draft, held.last_by, held.last_at = draft, by, timezone.now()
    held.save(update_fields=["draft", "last_by", "last_at"])
    return draft


@transaction.atomic
def delete(*, of: Import, by: User) -> None:
    """At once, with all that was read and answered."""
    rules.demand(rules.may_begin(by, of.organisation))
    Import.objects.filter(pk=of.pk).delete()


@transaction.atomic
def left_alone() -> ImportQuerySet:
    """Those whose last step was 30 days ago."""
    return Import.objects.filter(last_at__lte=timezone.now() - KEPT_FOR)


def taken_back(answers: Answers, place: str) -> Answers:
    """A stage or a column that was left out or joined stands again. `place` is "stage/id"."""
    kind, _, id = place.partition("/")
    if kind == "stage" and id in answers.stages:
        return replace(answers, stages=_without_out(answers.stages, id))
    if kind == "column" and id in answers.columns:
        return replace(answers, columns=_without_out(answers.columns, id))
    return answers


def _without_out(things: Mapping[str, Any], id: str) -> dict[str, Any]:
    rest = {key: value for key, value in things[id].items() if key not in OUT}
    return {**things, id: rest}


def fingerprint_of(stored: Any) -> str:
    """Of what is stored of a box, so that a colleague's answer is noticed; "" for nothing."""
    if stored is None:
        return ""
    return sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


def _grid_of(proposal: Proposal) -> GridSnapshot:
    """Its keys are its own, also where the file has those of the framework it was taken from.

    Refused with Incomplete while somebody must say something first.
    """
    mixed = {column.id for column in proposal.columns if column.is_mixed}
    for cell in proposal.cells:
        if cell.column in mixed and not all(line.tier for line in cell.lines):
            raise Incomplete("Say of each line in this box who provides it.", cell.id)
    if proposal.missing or not proposal.title.strip():
        raise Incomplete("Something is still to be said of what we found.", "")
    return grid_of(proposal, new_key=uuid4).grid


def held_import(of: Import, by: User) -> Import:
    """The import, held until the transaction ends, for somebody who may change it now."""
    rules.demand(rules.may_begin(by, of.organisation))
    imports = Import.objects.retained().select_for_update(of=("self",), no_key=True)
    held = imports.select_related("organisation", "framework", "last_by").filter(pk=of.pk).first()
    if held is None:
        raise Gone("This import is not there any more: somebody deleted it, or its 30 days ended.")
    if held.draft_id:
        raise Gone("This import is a draft already.")
    if held.contents is None:
        raise Gone("This file is not read yet.")
    return held


def _save_answers(held: Import, by: User, answers: Answers) -> Import:
    held.answers = as_json.answers_to_json(answers)
    held.last_by, held.last_at = by, timezone.now()
    held.save(update_fields=["answers", "version", "last_by", "last_at"])
    return held
