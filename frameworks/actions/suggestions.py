"""Suggestions: lines that a copy offers to the framework it follows, taken or declined.

A suggestion contains everything the authority sees: it reads nothing else of the copy. Taking one
is a change of the authority's draft like any other (`editing`), so it can be undone, which opens
the suggestion again (`suggestion_status`). Mails go after the commit.
"""

from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from cpd_site.models import User
from cpd_site.plain_text import several_lines
from cpd_site.serving.moments import day
from frameworks import rules
from frameworks.actions import drafts, editing, suggestion_mails
from frameworks.actions.drafts import locked_draft
from frameworks.models import Edition, Event, Framework, Suggestion
from frameworks.queries.accepted_suggestions import is_dropped
from frameworks.queries.suggestions import compared, fingerprint_of, words_now
from opportunities import store
from opportunities.editing import suggestions
from opportunities.editing.lines import Edit, named
from opportunities.editing.suggestions import Offer
from opportunities.grid.fields import as_plain
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Place, Wording
from opportunities.grid.vocabulary import ProviderTier

LONGEST_WHY = 1_000
"""Characters of a reason to offer or to decline."""

Status = Suggestion.Status


class SuggestionRefused(Exception):
    """Raised if nothing was done. The message is a sentence that says why."""


class OfferedAlready(SuggestionRefused):
    """Raised if the line is offered already and has no answer, or was taken in these words."""


@transaction.atomic
def offer(*, draft: Edition, by: User, key: UUID, why: str, seen: str = "") -> Suggestion:
    """Offer a line of a copy's draft. `key` is its placement's key, `seen` its words' fingerprint.

    Raises CannotEdit if there is nothing to offer, OfferedAlready, and SuggestionRefused if the
    copy follows no framework or a colleague changed the words meanwhile.
    """
    return _offer(locked_draft(draft, by), by, key, why, seen)


@transaction.atomic
def offer_published(
    *, copy: Framework, by: User, key: UUID, why: str, seen: str = ""
) -> Suggestion:
    """Offer a line that readers of the copy see now, as `offer` does. Neither needs nor starts a
    draft."""
    rules.demand(rules.may_edit(by, copy))
    if (edition := current_of(copy)) is None:
        raise SuggestionRefused("Nothing of this copy is published now.")
    return _offer(edition, by, key, why, seen)


def current_of(copy: Framework) -> Edition | None:
    """Return the edition that readers of the copy see, with the relations that an offer needs."""
    related = (
        "grid",
        "framework__organisation",
        "framework__follows__organisation",
        "based_on__grid",
    )
    return Edition.objects.select_related(*related).filter(current_of=copy).first()


def _offer(ours: Edition, by: User, key: UUID, why: str, seen: str) -> Suggestion:
    followed = followed_by(ours)
    why = _reason(why, "Say in a word why you offer it.")
    made = offer_from(ours, key)
    if seen and seen != fingerprint_of(made.words):
        raise SuggestionRefused("A colleague changed this line. See what it says now.")
    _refuse_twice(ours.framework, made)
    try:
        with transaction.atomic():
            created = _create(made, copy=ours.framework, to=followed, by=by, why=why)
    except IntegrityError:
        raise OfferedAlready("This line is offered already, and waits for an answer.") from None
    _note(created, ours.framework, by, Event.Verb.OFFERED, f"to {followed.organisation.short_name}")
    suggestion_mails.tell_of_offer(created)
    return created


@transaction.atomic
def take_back(*, suggestion: Suggestion, by: User) -> Suggestion:
    """Withdraw the suggestion. Raises SuggestionRefused if it is answered."""
    locked = _locked(suggestion)
    rules.demand(rules.may_edit(by, locked.copy))
    _demand_open(locked)
    _answer(locked, by, Status.TAKEN_BACK)
    _note(
        locked,
        locked.copy,
        by,
        Event.Verb.TOOK_BACK,
        f"offered to {locked.to.organisation.short_name}",
    )
    return locked


@transaction.atomic
def take(
    *,
    suggestion: Suggestion,
    by: User,
    seen: str = "",
    words: Wording | None = None,
    place: Place | None = None,
    tier: ProviderTier | None = None,
    everywhere: bool | None = None,
) -> Suggestion:
    """Take the suggestion into the draft of the framework it was offered to; start one if needed.

    `words`, `place` (stage and column) and `tier` replace what was offered; `everywhere` says
    whether a rewording is for all places of the line. `seen` is the fingerprint of the line that
    it rewords. Raises SuggestionRefused, and CannotEdit if the draft has no place for the line.
    """
    rules.demand(rules.may_edit(by, suggestion.to))
    draft = locked_draft(drafts.get_or_start(framework=suggestion.to, by=by), by)
    locked = _locked(suggestion)
    _demand_open(locked)
    whose = locked.copy.organisation.short_name
    if locked.copy.follows_id != locked.to_id:
        raise SuggestionRefused(f"{whose} does not follow this framework any more.")
    if seen and seen != fingerprint_of(words_now(store.read(draft.grid), locked)):
        raise SuggestionRefused("Your own line says something else now. Compare both again.")
    words = words or locked.words
    do = partial(_take_into, suggestion=locked, words=words)
    if locked.is_rewording:
        here = locked.everywhere if everywhere is None else everywhere
        do = partial(do, everywhere=here, followed=_followed_lines(draft))
    else:
        do = partial(do, place=place or locked.place, tier=tier or ProviderTier(locked.tier))
    locked.change = editing.change(edition=draft, by=by, do=do)
    _answer(locked, by, Status.TAKEN)
    suggestion_mails.tell_of_answer(locked)
    return locked


@transaction.atomic
def decline(*, suggestion: Suggestion, by: User, reason: str) -> Suggestion:
    """Decline the suggestion with a reason, which the school reads."""
    locked = _locked(suggestion)
    rules.demand(rules.may_edit(by, locked.to))
    _demand_open(locked)
    locked.answer = _reason(reason, "Say why you decline it: the school reads it.")
    _answer(locked, by, Status.DECLINED)
    _note(
        locked,
        locked.to,
        by,
        Event.Verb.DECLINED,
        f"offered by {locked.copy.organisation.short_name}",
    )
    suggestion_mails.tell_of_answer(locked)
    return locked


def followed_by(ours: Edition) -> Framework:
    """Return the framework that lines of this edition of a copy can be offered to.

    Raises SuggestionRefused if there is none, or if the copy's organisation may not see it.
    """
    followed, base = ours.framework.follows, ours.based_on
    if followed is None or base is None or base.framework_id != followed.pk:
        raise SuggestionRefused(
            "This framework follows nobody now, so there is nobody to offer a line to."
        )
    if not rules.is_open_to(ours.framework.organisation, followed):
        whose = followed.organisation.short_name
        raise SuggestionRefused(f"{whose} shows its framework only to its own members now.")
    return followed


def offer_from(ours: Edition, key: UUID) -> Offer:
    """Return the offer that this placement would make. Raises CannotEdit if it makes none."""
    return suggestions.offer_of(compared(ours), key)


def _take_into(
    grid: GridSnapshot,
    *,
    suggestion: Suggestion,
    words: Wording,
    place: Place | None = None,
    tier: ProviderTier | None = None,
    everywhere: bool = True,
    followed: frozenset[UUID] = frozenset(),
) -> Edit:
    if place and tier:
        edit = suggestions.take_line(
            grid,
            line=suggestion.opportunity,
            placement=suggestion.placement,
            home=suggestion.place,
            words=words,
            place=place,
            tier=tier,
        )
    else:
        edit = suggestions.take_rewording(
            grid,
            rewords=suggestion.opportunity,
            line=suggestion.line,
            placement=suggestion.placement,
            words=words,
            everywhere=everywhere,
            followed=followed,
        )
    whose = suggestion.copy.organisation.short_name
    return Edit(edit.grid, edit.what, f"{edit.about}, as {whose} suggested")


def _followed_lines(draft: Edition) -> frozenset[UUID]:
    """Return the keys of the lines that the framework itself follows if it is a trust's copy."""
    if draft.based_on is None:
        return frozenset()
    return frozenset(store.read_visible(draft.based_on.grid).opportunity_by_key)


def _refuse_twice(copy: Framework, made: Offer) -> None:
    """Raise OfferedAlready if the line was taken in these words and has not been removed since.

    A constraint of the database allows a line one open offer.
    """
    taken = (
        copy.offered.filter(line=made.line, status=Status.TAKEN)
        .select_related("to__organisation", "change__edition__grid")
        .first()
    )
    if taken and taken.words == made.words and not is_dropped(taken):
        whose = taken.to.organisation.short_name
        raise OfferedAlready(f"{whose} has taken this line already, in these words.")


def _create(made: Offer, *, copy: Framework, to: Framework, by: User, why: str) -> Suggestion:
    return Suggestion.objects.create(
        copy=copy,
        to=to,
        kind=Suggestion.Kind.REWORDING if made.rewords else Suggestion.Kind.LINE,
        line=made.line,
        opportunity=made.rewords or made.line,
        placement=made.placement,
        stage=made.place[0],
        column=made.place[1],
        stage_name=made.stage,
        column_name=made.column,
        said=as_plain(made.words),
        tier=made.tier,
        was=as_plain(made.before) if made.before else {},
        why=why,
        by=by,
        at=timezone.now(),
    )


def _locked(suggestion: Suggestion) -> Suggestion:
    """Lock the suggestion until the transaction ends, and return it."""
    rows = Suggestion.objects.select_for_update(of=("self",))
    found = rows.select_related(
        "copy__organisation", "to__organisation", "answered_by", "by"
    ).filter(pk=suggestion.pk)
    if (locked := found.first()) is None:
        raise SuggestionRefused("This suggestion is not there any more.")
    return locked


def _demand_open(locked: Suggestion) -> None:
    if locked.is_open:
        return
    at = day(locked.answered_at)
    who = locked.answered_by or "Somebody"
    did = {
        Status.TAKEN: f"{who} took it on {at}.",
        Status.DECLINED: f"{who} declined it on {at}.",
        Status.TAKEN_BACK: f"{locked.copy.organisation.short_name} took it back on {at}.",
    }
    raise SuggestionRefused(f"This suggestion is answered already: {did[Status(locked.status)]}")


def _answer(locked: Suggestion, by: User, status: Suggestion.Status) -> None:
    locked.status, locked.answered_by, locked.answered_at = status, by, timezone.now()
    locked.save(update_fields=["status", "answer", "answered_by", "answered_at", "change"])


def _note(locked: Suggestion, framework: Framework, by: User, what: Event.Verb, more: str) -> None:
    label = named([Opportunity(locked.line, locked.text)])
    Event.objects.create(by=by, what=what, framework=framework, about=f"{label}, {more}")


def _reason(text: str, missing: str) -> str:
    reason = several_lines(text)
    if not reason:
        raise SuggestionRefused(missing)
    if len(reason) > LONGEST_WHY:
        raise SuggestionRefused(
            f"This is {len(reason):,} characters long. Use at most {LONGEST_WHY:,}."
        )
    return reason
