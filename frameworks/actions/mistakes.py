"""Mail a reader's report of a mistake to the editors of the framework. Nothing is stored."""

from datetime import timedelta
from functools import partial

from django.conf import settings

from cpd_site.serving.rate_limit import RateLimit, give_back
from cpd_site.serving.sending import send_or_log, server_is_down
from frameworks.actions.notify_copies import editors_at
from frameworks.mails import texts
from frameworks.mails.texts import Mistake
from frameworks.models import Framework

FROM_ONE_PLACE = RateLimit("mistake-from", most=5, within=timedelta(hours=1))
OF_ONE_FRAMEWORK = RateLimit("mistake-of", most=30, within=timedelta(days=1))


class MistakeRefused(Exception):
    """Raised if no mail was sent. The message is a sentence that says why."""


def addresses_for(framework: Framework) -> list[str]:
    """Return the editors' addresses; if there are no editors, the site's contact, if it is set."""
    organisation = framework.organisation_id
    editors = [person.email for person in editors_at([organisation])[organisation]]
    return editors or [each for each in [settings.CONTACT_EMAIL] if each]


def tell(mistake: Mistake, *, place: str) -> None:
    """Mail the report. Raises MistakeRefused if a rate limit is reached or no mail can go.

    `place` is the address that the request came from (`rate_limit.address_of`).
    """
    framework = mistake.framework
    addresses = addresses_for(framework)
    if not addresses:
        raise MistakeRefused("Nobody can be reached by e-mail about this framework here.")
    from_here = FROM_ONE_PLACE.take(place)
    if not from_here:
        raise MistakeRefused("You have told of several mistakes this hour. Try again in an hour.")
    of_it = OF_ONE_FRAMEWORK.take(str(framework.pk))
    if not of_it:
        give_back(from_here)
        raise MistakeRefused("Readers have told of many mistakes here today. Try again tomorrow.")
    if not _sent(mistake, addresses):
        give_back(from_here, of_it)
        raise MistakeRefused("The e-mail could not be sent. Try again in a few minutes.")


def _sent(mistake: Mistake, addresses: list[str]) -> int:
    """Send the mails; return how many went."""
    sent = 0
    for email in addresses:
        write = partial(texts.mistake_reported, mistake, email)
        failed = "a mistake in framework %s could not be told"
        error = send_or_log(write, failed, mistake.framework.pk)
        if error is None:
            sent += 1
        elif server_is_down(error):
            break
    return sent
