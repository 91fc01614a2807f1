"""The content of a framework's poster for the staff of a school."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from frameworks.models import Framework
from frameworks.queries.reading import Reading
from opportunities.exchange.writing.poster_pdf import Poster


def poster_of(reading: Reading, site: str) -> Poster:
    """Return the poster of the current edition.

    The code of a framework for members leads to signing in first.
    """
    framework, edition = reading.framework, reading.edition
    lines = {placement.opportunity for placement in reading.grid.placements}
    path = framework.get_absolute_url()
    sign_in = f"{reverse('account_login')}?{urlencode({'next': path})}"
    published = localtime(edition.published_at)
    based_on = f" Based on {reading.whose_words}’s framework." if reading.theirs else ""
    return Poster(
        organisation=framework.organisation.name,
        title=edition.title,
        lead="What you can do next, at every stage of your career: "
        f"{len(lines):,} opportunities at {len(reading.grid.stages)} stages.",
        address=f"{site}{path}",
        leads_to=f"{site}{sign_in if framework.is_private else path}",
        how=_how(framework),
        foot=f"{edition.heading}, published on {published:%-d %B %Y}.{based_on}",
        made_on=published.date(),
    )


def _how(framework: Framework) -> str:
    if not framework.is_private:
        return "You need no account."
    contact = framework.contact
    asked = ", ".join(filter(None, (contact.name, contact.email, contact.phone)))
    who = asked or "who looks after professional development here"
    return (
        f"Sign in with the e-mail address that you gave {framework.organisation.short_name}. "
        f"No account yet? Ask {who}."
    )
