"""Where somebody begins: what a browser was asked to remember, read from its cookie.

The cookie is anybody's to write, and may be older than what it speaks of. It holds the slug of a
framework and the key of a stage, which stays the stage's own when it is renamed. Whatever it
names that is not there for this reader counts for nothing, as if there were no cookie.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from cpd_site.serving.errors import NotHere
from frameworks.models import Framework
from frameworks.queries.prepared_editions import prepared
from frameworks.queries.reading import Reading
from frameworks.rules import Person
from opportunities import models
from opportunities.grid.snapshot import Stage

COOKIE = "cpd_place"
DAYS = 365
VALUE = re.compile(r"([-\w]{1,80})(?::([0-9a-f-]{36}))?", re.ASCII)


def value_of(framework: Framework, stage: Stage | None = None) -> str:
    """What the cookie holds of it."""
    return f"{framework.slug}:{stage.key}" if stage else framework.slug


@dataclass(frozen=True)
class Place:
    """A framework that everybody or this reader may read, and perhaps one of its stages.

    `gone` is the name of a stage that the newest edition has no more; `stage` is then None.
    """

    reading: Reading
    stage: Stage | None = None
    gone: str = ""

    @property
    def name(self) -> str:
        """As in “Lancashire, Teaching Assistants”."""
        authority = self.reading.authority
        return f"{authority}, {self.stage.name}" if self.stage else authority

    @property
    def url(self) -> str:
        return self.reading.stage_url(self.stage) if self.stage else self.reading.url

    @cached_property
    def searched(self) -> Framework | None:
        """What search has of it: the framework, or what a copy follows, a trust's copy in between
        or not; None if nothing. Search is over what everybody may read, and without copies.
        """
        own = self.reading.framework
        above = own.follows
        ours = [own.pk, *([above.pk, above.follows_id] if above else [])]
        found = Framework.objects.public().not_copies()
        return found.filter(pk__in=[pk for pk in ours if pk]).first()


def place(value: str, reader: Person) -> Place | None:
    """What the cookie names, if it is there for this reader; without a query if it is empty."""
    named = VALUE.fullmatch(value)
    if named is None:
        return None
    slug, key = named.groups()
    try:
        reading = prepared(slug, None, reader).reading
        stage = UUID(key) if key else None
    except (NotHere, ValueError):
        return None
    if stage is None:
        return Place(reading)
    if stage in reading.grid.stage_by_key:
        return Place(reading, reading.grid.stage_by_key[stage])
    name = _name_before(reading.framework, stage)
    return Place(reading, gone=name) if name else None


def _name_before(framework: Framework, key: UUID) -> str:
    """How a stage was called in the last edition that had it; empty if none ever had."""
    stages = models.Stage.objects.filter(
        key=key, hidden=False, grid__edition__in=framework.editions.published()
    )
    last = stages.order_by("-grid__edition__number").values_list("name", flat=True).first()
    return last or ""
