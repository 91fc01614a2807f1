"""Follow a framework by mail, and stop following it.

An address that somebody types gets a mail with a link; opening it and pressing the button confirms
it. Nothing is stored before. The answer is the same whether the address follows already or not,
so that it reveals nothing.
"""

from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from cpd_site.models import User
from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import send
from frameworks import rules
from frameworks.mails import texts
from frameworks.models import Follower, Framework

CONFIRMED_WITHIN = timedelta(days=7)

ONE_MAIL = RateLimit("follow", most=1, within=timedelta(minutes=10))
"""For each framework and address: somebody may type another person's again and again."""

FROM_ONE_PLACE = RateLimit("follow-from", most=20, within=timedelta(hours=1))
"""Confirmation mails asked for from one network address, for any framework."""


class NotFollowed(Exception):
    """Raised if nothing was changed. The message is a sentence that says why."""


class LinkNotValid(NotFollowed):
    """Raised if the link is forged or too old, or its framework is gone."""

    def __init__(self) -> None:
        super().__init__("This link is not valid any more. Ask for a new one.")


def follow(*, framework: Framework, by: User) -> Follower:
    """Have this account told of new editions. Following twice does nothing more."""
    rules.demand(rules.may_see(by, framework))
    return _get_or_create(framework, user=by)


def unfollow(*, framework: Framework, by: User) -> None:
    framework.followers.filter(user=by).delete()


def ask(*, framework: Framework, email: str, place: str) -> None:
    """Mail a confirmation link to this address.

    `place` is the address that the request came from (`rate_limit.address_of`). Raises NotFollowed
    if a rate limit is reached or the mail server is down.
    """
    if framework.is_private:
        raise NotFollowed("Only members can follow this framework, each with their account.")
    if not FROM_ONE_PLACE.take(place):
        raise NotFollowed("Too many addresses were typed here. Try again in an hour.")
    mail = ONE_MAIL.take(f"{framework.pk}:{email}")
    if not mail:
        return
    try:
        send(texts.follow_confirmation(framework, email))
    except OSError as error:
        give_back(mail)
        raise NotFollowed("The e-mail could not be sent. Try again in a few minutes.") from error


def read_confirmation(token: str) -> tuple[Framework, str]:
    """Return the framework and the address in a confirmation link. Raises LinkNotValid."""
    try:
        pk, email = signing.loads(token, salt=texts.FOLLOW, max_age=CONFIRMED_WITHIN)
    except signing.BadSignature as error:
        raise LinkNotValid from error
    framework = Framework.objects.select_related("organisation").filter(pk=pk).first()
    if framework is None or framework.is_private or framework.current_edition_id is None:
        raise LinkNotValid
    return framework, email


def confirm(*, token: str) -> Follower:
    """Have the address in the link told of new editions. Raises LinkNotValid."""
    framework, email = read_confirmation(token)
    return _get_or_create(framework, email=email)


def follower_of(token: str) -> Follower | None:
    """Return the follower in an unsubscribe link; None if they stopped. Raises LinkNotValid."""
    try:
        pk = signing.loads(token, salt=texts.UNFOLLOW)
    except signing.BadSignature as error:
        raise LinkNotValid from error
    followers = Follower.objects.select_related("framework__organisation", "user")
    return followers.filter(pk=pk).first()


def stop(*, token: str) -> Framework | None:
    """Stop all mails about the framework to the address that got this link.

    Returns the framework; None if the address had stopped already. Raises LinkNotValid.
    """
    follower = follower_of(token)
    if follower is None:
        return None
    same = follower.framework.followers.filter(email__iexact=follower.address)
    same.delete()
    follower.framework.followers.filter(user__email__iexact=follower.address).delete()
    return follower.framework


def _get_or_create(framework: Framework, user: User | None = None, email: str = "") -> Follower:
    """Return the follower; create one, marked as told of today's edition, if there is none."""
    with transaction.atomic():
        who = {"user": user} if user else {"email__iexact": email}
        if stored := framework.followers.filter(**who).first():
            return stored
        try:
            with transaction.atomic():
                return Follower.objects.create(
                    framework=framework,
                    user=user,
                    email=email,
                    told_of=framework.current_edition,
                )
        except IntegrityError:  # somebody pressed the button twice
            return framework.followers.get(**who)
