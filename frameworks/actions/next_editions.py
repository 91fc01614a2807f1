"""Bring a file into the draft of a framework that is here already, like an update.

The import keeps the answers about pairs and questions (`imports.answer`). The draft changes in
`bring_in` alone: one change with one event, undone like any other (`editing`).
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from cpd_site.models import User
from frameworks.actions import drafts, imports
from frameworks.actions.imports import AnswerChange, ImportRefused
from frameworks.actions.lapsing import lapse
from frameworks.actions.updates import clean_choice
from frameworks.models import Event, Import
from frameworks.queries.next_editions import NewsPair, news_of
from opportunities import merge, store
from opportunities.exchange.reading.proposing.proposal import Answers
from opportunities.grid import patch
from opportunities.merge import Decision


class NothingNew(ImportRefused):
    """Raised if the draft has everything that the file has."""


class StaleComparison(ImportRefused):
    """Raised if the draft, an edition or an answer has changed since the person looked."""


class FileUndecided(ImportRefused):
    """Raised if questions lack an answer."""


@transaction.atomic
def bring_in(*, of: Import, by: User, seen: str) -> Event:
    """Write the changes of the file into the draft; start a draft if there is none.

    `seen` is the fingerprint of the comparison that `by` saw. Raises StaleComparison if anything
    has changed since, FileUndecided if a question is open, and NothingNew.
    """
    locked = imports.locked_import(of, by)
    if locked.framework is None:
        raise ImportRefused("This file is brought in as a new framework.")
    draft = drafts.get_or_start(framework=locked.framework, by=by)
    draft = drafts.locked_draft(draft, by)
    news = news_of(locked)
    if news is None or news.fingerprint != seen:
        raise StaleComparison(
            "Something changed since you looked: the draft, an answer, or an edition. Nothing was "
            "written. See what the file does now."
        )
    if news.open:
        one = news.open == 1
        raise FileUndecided(
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
        about=f"“{locked.name}”",
        framework=draft.framework,
        edition=draft,
        before=before,
        after=after,
    )
    store.save(draft.grid, made)
    imports.remember(locked, draft.framework, news.codes)
    locked.draft, locked.last_by, locked.last_at = draft, by, timezone.now()
    locked.save(update_fields=["draft", "last_by", "last_at"])
    return event


def compare_with(edition: int, is_part: bool) -> AnswerChange:
    """Compare the file with this edition; drop the answers about pairs with another one."""

    def change(answers: Answers) -> Answers:
        before = dict(answers.against)
        compared = {"base": edition, "is_part": is_part}
        if before.get("base") in (None, edition):
            compared = before | compared
        return replace(answers, against=compared)

    return change


def join(pairs: Iterable[NewsPair]) -> AnswerChange:
    """Treat the two rows of each pair as one."""
    return _paired(pairs, "joined", "apart")


def separate(pairs: Iterable[NewsPair]) -> AnswerChange:
    """Treat the two rows of each pair as different rows."""
    return _paired(pairs, "apart", "joined")


def choose(decision: Decision, choice: merge.Choice) -> AnswerChange:
    """Answer a question about what the draft and the file both changed.

    Raises CannotChoose if the question does not accept this answer.
    """
    choice = clean_choice(decision, choice)

    def change(answers: Answers) -> Answers:
        choices = dict(answers.against.get("choices", {}))
        choices[decision.id] = {"seen": decision.fingerprint, **choice.as_json()}
        return replace(answers, against={**answers.against, "choices": choices})

    return change


def _paired(pairs: Iterable[NewsPair], into: str, out_of: str) -> AnswerChange:
    plain = [[str(one), str(other)] for one, other in pairs]
    rows = {key for pair in plain for key in pair}

    def change(answers: Answers) -> Answers:
        before = {name: list(answers.against.get(name, ())) for name in (into, out_of)}
        others = [pair for pair in before[out_of] if pair not in plain]
        if into == "joined":  # a row is joined with one row at most
            before[into] = [pair for pair in before[into] if not rows & {*pair}]
        now = before[into] + [pair for pair in plain if pair not in before[into]]
        return replace(answers, against={**answers.against, into: now, out_of: others})

    return change
