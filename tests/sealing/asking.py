"""Request every address of the site as everybody without a part in the school."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from django.test import Client
from django.urls import reverse

from cpd_site.models import Membership, Organisation
from frameworks.models import Suggestion
from opportunities.grid.short_keys import short
from tests.addresses import addresses as every_address
from tests.builders import key
from tests.factories import OrganisationFactory, UserFactory, member
from tests.sealing.elm import WORD, Elm

Role = Membership.Role


def everybody_else(elm: Elm) -> dict[str, Client]:
    """Return people who have no part in the school, each with a browser."""
    sibling = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL, slug="ash", parent=elm.trust
    )
    people = {
        "the manager of another school of the trust": member(sibling, Role.MANAGER),
        "the manager of the trust": member(elm.trust, Role.MANAGER),
        "the manager of the authority": member(elm.framework.organisation, Role.MANAGER),
        "somebody who belongs nowhere": UserFactory.create(),
    }
    clients = {"nobody": Client()}
    for who, person in people.items():
        clients[who] = Client()
        clients[who].force_login(person)
    return clients


def addresses(elm: Elm, slugs: Sequence[str]) -> Iterator[str]:
    """Yield every address with all parameters that could be the school's."""
    draft = elm.copy.editions.drafts().get()
    brought = elm.school.imports.get()
    ways = [elm.school.join_links.get().pk, elm.school.mail_domains.get().pk]
    said = (comment.pk for comment in draft.comments.all())
    pks = list(map(str, {*said, elm.school.pk, elm.copy.pk, draft.number, brought.pk, *ways}))
    keys = ["own place", "own line", "own stage"]
    uuids = [str(key(name)) for name in keys]
    values = {
        "slug": slugs,
        "organisation": [elm.school.slug],
        "label": ["2026"],
        "before": ["2026"],
        "after": ["2026"],
        "address": ["nqt", "own-stage"],
        "family": ["early-career"],
        "stage": [str(key("own stage"))],
        "column": [str(key("School"))],
        "section": ["frameworks", "stages", "opportunities", "families"],
    }
    kinds = {
        "int": pks,
        "uuid": uuids,
        "format": ["csv", "json"],
        "frame": ["stages", "columns", "sections"],
    }
    for place in every_address():
        if place.is_admin:
            continue
        offered = [values.get(name) or kinds.get(kind) or ["x"] for kind, name in place.gaps]
        for chosen in product(*offered):
            yield place.filled(chosen).replace("^", "")
    searched = reverse("opportunity_list"), reverse("opportunity_data")
    for page, words in product(searched, (WORD, "zyxoma", "own line")):
        yield f"{page}?q={words}"
    for slug, query in product(slugs, (f"q={WORD}", "by=tier", "open=all")):
        yield f"/frameworks/{slug}/?{query}"
    yield f"{reverse('framework_list')}?name=elm"


def said(response: Any) -> str:
    """Return everything in a response except what the request contained."""
    body = b"".join(response) if response.streaming else response.content
    return f"{response.headers} {body.decode('utf-8', 'replace')}".lower()


PLAIN: dict[str, str] = {}
PART = {"HX-Request": "true", "HX-Target": "results"}


def read(client: Client, asked: Iterable[str], *words: str) -> dict[str, set[str]]:
    """Return, for each word, the addresses at which this person reads it without having sent it."""
    found: dict[str, set[str]] = {word: set() for word in words}
    for address in asked:
        for headers in (PLAIN, PART)[: 2 if address.endswith("?by=tier") else 1]:
            answer = said(client.get(address, headers=headers)).replace(address.lower(), "")
            for word in words:
                if word in answer and f"q={word}" not in address:
                    found[word].add(address)
    return found


def addresses_of(suggestion: Suggestion, slugs: Sequence[str]) -> Iterator[str]:
    """Yield every address of what was offered."""
    for slug in slugs:
        yield f"/desk/{slug}/suggestions/"
        for page in ("take", "change", "decline", "take-back"):
            yield f"/desk/{slug}/suggestions/{suggestion.pk}/{page}/"


def lists() -> Iterator[str]:
    """Yield lists of the school's own lines: whoever was sent one knows their keys."""
    named = "&".join(f"k={short(key(name))}" for name in ("own line", "Join in", "offered"))
    for page in ("my_list", "list_more"):
        yield f"{reverse(page)}?{named}&q=line"
