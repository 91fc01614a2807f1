"""What a copy offers to whoever keeps the framework it follows: offered, taken, declined.

What was offered stands by itself: nobody at the authority reads anything else of the copy. Taking
it is a change of the authority's draft like any other (`editing`), so it can be undone; then it is
open again (`settling`). People are told by mail once it is done.
"""

from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from cpd_site.models import User
from frameworks import rules
from frameworks.actions import drafts, editing, suggestion_mails
from frameworks.actions.drafts import locked_draft
from frameworks.models import Edition, Event, Framework, Suggestion
from frameworks.queries.accepted_suggestions import is_dropped
from frameworks.queries.suggestions import compared, fingerprint_of, words_now
from opportunities import store
from opportunities.editing import suggestions
from opportunities.editing.lines import Edit, named
from opportunities.editing.plain_text import several_lines
from opportunities.editing.suggestions import Offer
from opportunities.grid.fields import as_plain
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Place, Wording
from opportunities.grid.vocabulary import ProviderTier

LONGEST_WHY = 1_000
"""Characters of a reason, for offering or for declining."""

Status = Suggestion.Status


class SuggestionRefused(Exception):
    """Nothing was done. The message is a sentence that says why."""


class OfferedAlready(SuggestionRefused):
    """This very line waits for an answer, or was taken in these words."""


@transaction.atomic
def offer(*, draft: Edition, by: User, key: UUID, why: str, seen: str = "") -> Suggestion:
    """Offer a line of a copy's draft; `key` is its placement's, `seen` the words' fingerprint.

    Refused with CannotEdit where there is nothing to offer, with OfferedAlready, and with
    SuggestionRefused where the copy follows nobody or a colleague changed the words meanwhile.
    """
    return _offer(locked_draft(draft, by), by, key, why, seen)


@transaction.atomic
def offer_published(
    *, copy: Framework, by: User, key: UUID, why: str, seen: str = ""
) -> Suggestion:
    """The same of a line that readers of the copy see now. It needs no draft, and starts none."""
    rules.demand(rules.may_edit(by, copy))
    if (edition := current_of(copy)) is None:
        raise SuggestionRefused("Nothing of this copy is published now.")
    return _offer(edition, by, key, why, seen)


def current_of(copy: Framework) -> Edition | None:
    """What readers of the copy see, with all that an offer depends on."""
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
    """Withdraw the suggestion. Refused once it is answered."""
    held = _held(suggestion)
    rules.demand(rules.may_edit(by, held.copy))
    _demand_open(held)
    _answer(held, by, Status.TAKEN_BACK)
    _note(
        held, held.copy, by, Event.Verb.TOOK_BACK, f"offered to {held.to.organisation.short_name}"
    )
    return held


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
    """Into the draft of the framework it was offered to, started if there is none.

    As it was offered, or with other words, in another cell, with another provider; a rewording
    everywhere or only here. `seen` is the fingerprint of the line that it rewords. Refused with
    SuggestionRefused, and with CannotEdit where the draft has no place for it.
    """
    rules.demand(rules.may_edit(by, suggestion.to))
    draft = locked_draft(drafts.there_or_started(framework=suggestion.to, by=by), by)
    held = _held(suggestion)
    _demand_open(held)
    whose = held.copy.organisation.short_name
    if held.copy.follows_id != held.to_id:
        raise SuggestionRefused(f"{whose} does not follow this framework any more.")
    if seen and seen != fingerprint_of(words_now(store.read(draft.grid), held)):
        raise SuggestionRefused("Your own line says something else now. Compare both again.")
    words = words or held.words
    do = partial(_taken, suggestion=held, words=words)
    if held.is_rewording:
        here = held.everywhere if everywhere is None else everywhere
        do = partial(do, everywhere=here, followed=_followed_lines(draft))
    else:
        do = partial(do, place=place or held.place, tier=tier or ProviderTier(held.tier))
    held.change = editing.change(edition=draft, by=by, do=do)
    _answer(held, by, Status.TAKEN)
    suggestion_mails.tell_of_answer(held)
    return held


@transaction.atomic
def decline(*, suggestion: Suggestion, by: User, reason: str) -> Suggestion:
    """Decline the suggestion, with a reason that the school reads."""
    held = _held(suggestion)
    rules.demand(rules.may_edit(by, held.to))
    _demand_open(held)
    held.answer = _reason(reason, "Say why you decline it: the school reads it.")
    _answer(held, by, Status.DECLINED)
    _note(held, held.to, by, Event.Verb.DECLINED, f"offered by {held.copy.organisation.short_name}")
    suggestion_mails.tell_of_answer(held)
    return held


def followed_by(ours: Edition) -> Framework:
    """To whom the lines of this edition of a copy can be offered. Raises SuggestionRefused where
    to nobody."""
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
    """What would be offered. Raises CannotEdit where there is nothing to offer."""
    return suggestions.offer_of(compared(ours), key)


def _taken(
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
    """The lines of what the authority's framework follows itself, where it is a copy: a trust's."""
    if draft.based_on is None:
        return frozenset()
    return frozenset(store.read_visible(draft.based_on.grid).opportunity_by_key)


def _refuse_twice(copy: Framework, made: Offer) -> None:
    """The database holds a line to one open offer; the same words are not taken twice either,
    unless they were left out again."""
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


def _held(suggestion: Suggestion) -> Suggestion:
    """Lock the suggestion until the transaction ends."""
    rows = Suggestion.objects.select_for_update(of=("self",))
    found = rows.select_related(
        "copy__organisation", "to__organisation", "answered_by", "by"
    ).filter(pk=suggestion.pk)
    if (held := found.first()) is None:
        raise SuggestionRefused("This suggestion is not there any more.")
    return held


def _demand_open(held: Suggestion) -> None:
    if held.is_open:
        return
    at = f"{timezone.localtime(held.answered_at):%-d %B %Y}"
    who = held.answered_by or "Somebody"
    did = {
        Status.TAKEN: f"{who} took it on {at}.",
        Status.DECLINED: f"{who} declined it on {at}.",
        Status.TAKEN_BACK: f"{held.copy.organisation.short_name} took it back on {at}.",
    }
    raise SuggestionRefused(f"This suggestion is answered already: {did[Status(held.status)]}")


def _answer(held: Suggestion, by: User, status: Suggestion.Status) -> None:
    held.status, held.answered_by, held.answered_at = status, by, timezone.now()
    held.save(update_fields=["status", "answer", "answered_by", "answered_at", "change"])


def _note(held: Suggestion, framework: Framework, by: User, what: Event.Verb, more: str) -> None:
    label = named([Opportunity(held.line, held.text)])
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
