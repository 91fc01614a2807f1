"""Everything of one organisation as files, to keep or to bring in elsewhere."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict

from cpd_site.models import Organisation
from frameworks.models import Edition, Event, Framework
from frameworks.pages.files import file_of, filters_of
from frameworks.queries.reading import Reading
from opportunities.exchange.writing.formats import formats

FORMATS = ("json", "docx", "csv")
"""JSON for bringing in, with all keys; Word for reading and editing; CSV for other programs."""

READ_ME = """\
What {name} has at CPD Frameworks, as on {site}.

organisation.json       the organisation, its members with their roles, open invitations
<framework>/about.json  a framework: its name, whom to ask, what it follows, its editions
<framework>/history.jsonl  what was done to it, a line of JSON each, the oldest first
<framework>/*.json      each edition, and the draft: “Bring in a file” takes it with its keys
<framework>/*.docx, *.csv  the same to read, and for other programs

Plans are their owners’, and in none of these files.
"""


def files_of(organisation: Organisation) -> Iterator[tuple[str, bytes]]:
    """Yield each file with its path, the shortest paths first."""
    read_me = READ_ME.format(name=organisation.name, site=settings.SITE_ADDRESS)
    yield "README.txt", read_me.encode()
    yield "organisation.json", _json(_about(organisation))
    frameworks = Framework.objects.filter(organisation=organisation).order_by("slug")
    for framework in frameworks.select_related("follows", "current_edition"):
        yield f"{framework.slug}/about.json", _json(_framework(framework))
        yield f"{framework.slug}/history.jsonl", b"".join(_history(framework))
        yield from _editions(framework)


def _about(organisation: Organisation) -> dict[str, Any]:
    members = organisation.memberships.select_related("user").order_by("user__email")
    return {
        "name": organisation.name,
        "short name": organisation.short_name,
        "kind": organisation.kind,
        "urn": organisation.urn,
        "members": [
            {"name": each.user.name, "e-mail": each.user.email, "role": each.role}
            for each in members
        ],
        "invitations": [
            {"e-mail": each.email, "role": each.role, "until": each.expires_at}
            for each in organisation.invitations.open().order_by("email")
        ],
    }


def _framework(framework: Framework) -> dict[str, Any]:
    fields = ("slug", "title", "visibility", "contact_name", "contact_email", "contact_phone")
    values = {name: getattr(framework, name) for name in fields}
    editions = framework.editions.order_by("number")
    return values | {
        "follows": framework.follows.slug if framework.follows else None,
        "current edition": framework.current_edition and framework.current_edition.number,
        "editions": list(
            editions.values("number", "label", "status", "published_at", "note", "withdrawn_at")
        ),
    }


def _history(framework: Framework) -> Iterator[bytes]:
    events = Event.objects.filter(framework=framework).select_related("by").order_by("pk")
    for event in events.iterator(chunk_size=500):
        entry = {
            "at": event.at,
            "by": str(event.by) if event.by else "the site",
            "what": event.what,
            "about": event.about,
            "before": event.before,
            "after": event.after,
        }
        yield json.dumps(entry, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n"


def _editions(framework: Framework) -> Iterator[tuple[str, bytes]]:
    editions = framework.editions.exclude(status=Edition.Status.DISCARDED)
    for edition in editions.select_related("framework__organisation", "grid").order_by("number"):
        preview = ("desk_preview", framework.slug) if edition.is_draft else None
        reading = Reading(framework, edition, pinned=True, preview=preview)
        everything = filters_of(reading, QueryDict())
        for name in FORMATS:
            form = formats()[name]
            if form.is_for(reading.grid, None):
                file = file_of(reading, form, settings.SITE_ADDRESS.rstrip("/"), everything)
                yield f"{framework.slug}/{file.name}", file.content()


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode() + b"\n"
