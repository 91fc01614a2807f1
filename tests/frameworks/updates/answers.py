"""Answers to the questions of the update that `copies.with_update` makes."""

from frameworks.actions import updates
from opportunities.merge import Answer
from opportunities.merge import Choice as Chosen
from tests.frameworks.updates.copies import QUESTION, WITHDRAWN, plan_of


def fingerprint(draft, decision):
    return next(one.fingerprint for one in plan_of(draft).decisions if one.id == decision)


def choose(draft, by, decision, said, value=None, **more):
    seen = more.pop("seen_fingerprint", None) or fingerprint(draft, decision)
    return updates.choose(
        draft=draft,
        by=by,
        decision_id=decision,
        seen_fingerprint=seen,
        choice=Chosen(Answer(said), value),
        **more,
    )


def decide_all(draft, by):
    choose(draft, by, QUESTION, "theirs")
    choose(draft, by, WITHDRAWN, "keep")
