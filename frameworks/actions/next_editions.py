"""Bringing a file into a framework that is here already: into its draft, like an update.

What people say of pairs and questions is kept with the import (`imports.answer`). Nothing of it
is written before `bring_in`, which is one change of the draft with one event, undone like any
other (`editing`).
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from frameworks.actions import drafts, imports
from frameworks.actions.imports import Change, ImportRefused
from frameworks.actions.lapsing import lapse
from frameworks.actions.updates import worded
from frameworks.models import Event, Import
from frameworks.queries.next_editions import Pair, news_of
from opportunities import merge, store
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.grid import patch
from opportunities.merge import Decision


class NothingNew(ImportRefused):
    """The file says what the draft says."""


class AskedAgain(ImportRefused):
    """Something is another now than what was seen: the draft, an edition, an answer."""


class Undecided(ImportRefused):
    """Questions are open."""


@transaction.atomic
def bring_in(*, of: Import, by: User, seen: str) -> Event:
    """What the file changes goes into the draft, which is started if there is none.

    `seen` is the fingerprint of the news as `by` saw them. Refused with AskedAgain where anything
    is another now, with Undecided and with NothingNew.
    """
    held = imports.held_import(of, by)
    if held.framework is None:
        raise ImportRefused("This file is brought in as a new framework.")
    draft = drafts.there_or_started(framework=held.framework, by=by)
    draft = drafts.locked_draft(draft, by)
    news = news_of(held)
    if news is None or news.fingerprint != seen:
        raise AskedAgain(
            "Something changed since you looked: the draft, an answer, or an edition. Nothing was "
            "written. See what the file does now."
        )
    if news.open:
        one = news.open == 1
        raise Undecided(
            f"{news.open} {'question still needs' if one else 'questions still need'} you. "
            "Nothing was written."
        )
    if news.does_nothing:
        raise NothingNew("The file says what the draft says: there is nothing to bring in.")
    made = patch.between(news.plan.sides.grids.ours, news.result)
    before, after = patch.halves(made)
    lapse(draft, by)
    event = Event.objects.create(
        by=by,
        what=Event.Verb.BROUGHT_IN,
        about=f"“{held.name}”",
        framework=draft.framework,
        edition=draft,
        before=before,
        after=after,
    )
    store.save(draft.grid, made)
    imports.remember(held, draft.framework, news.codes)
    held.draft, held.last_by, held.last_at = draft, by, timezone.now()
    held.save(update_fields=["draft", "last_by", "last_at"])
    return event


def compared_with(edition: int, is_part: bool) -> Change:
    """Which edition it is compared with; what was said of pairs with another one goes."""

    def change(answers: Answers) -> Answers:
        before = dict(answers.against)
        compared = {"base": edition, "is_part": is_part}
        if before.get("base") in (None, edition):
            compared = before | compared
        return replace(answers, against=compared)

    return change


def joined(pairs: Iterable[Pair]) -> Change:
    """These rows are one."""
    return _paired(pairs, "joined", "apart")


def apart(pairs: Iterable[Pair]) -> Change:
    """These rows are two."""
    return _paired(pairs, "apart", "joined")


def chosen(decision: Decision, choice: merge.Choice) -> Change:
    """The answer to a question about what the draft and the file both changed.

    Raises CannotChoose where it cannot be given.
    """
    choice = worded(decision, choice)

    def change(answers: Answers) -> Answers:
        choices = dict(answers.against.get("choices", {}))
        choices[decision.id] = {"seen": decision.fingerprint, **choice.as_json()}
        return replace(answers, against={**answers.against, "choices": choices})

    return change


def _paired(pairs: Iterable[Pair], into: str, out_of: str) -> Change:
    plain = [[str(one), str(other)] for one, other in pairs]
    rows = {key for pair in plain for key in pair}

    def change(answers: Answers) -> Answers:
        before = {name: list(answers.against.get(name, ())) for name in (into, out_of)}
        others = [pair for pair in before[out_of] if pair not in plain]
        if into == "joined":  # a row is one with one row at most
            before[into] = [pair for pair in before[into] if not rows & {*pair}]
        now = before[into] + [pair for pair in plain if pair not in before[into]]
        return replace(answers, against={**answers.against, into: now, out_of: others})

    return change
