"""The framework and stage that a browser remembers in a cookie, as the place to start from.

Anybody can write the cookie, and it may be out of date. It holds the slug of a framework and the
key of a stage, which stays when the stage is renamed. A cookie that names something this reader
does not have counts as no cookie.
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
    """Return the value of the cookie for this framework and stage."""
    return f"{framework.slug}:{stage.key}" if stage else framework.slug


@dataclass(frozen=True)
class RememberedPlace:
    """A framework that this reader may read, and perhaps one of its stages.

    `gone` is the name of a stage that the newest edition no longer has; `stage` is then None.
    """

    reading: Reading
    stage: Stage | None = None
    gone: str = ""

    @property
    def name(self) -> str:
        """ "Lancashire, Teaching Assistants", or the authority alone."""
        authority = self.reading.authority
        return f"{authority}, {self.stage.name}" if self.stage else authority

    @property
    def url(self) -> str:
        return self.reading.stage_url(self.stage) if self.stage else self.reading.url

    @cached_property
    def searched(self) -> Framework | None:
        """The framework that search covers: this one or, for a copy, the one that it follows,
        directly or through a trust's copy; None if search covers neither.

        Search covers what everybody may read, without copies.
        """
        own = self.reading.framework
        above = own.follows
        ours = [own.pk, *([above.pk, above.follows_id] if above else [])]
        found = Framework.objects.public().not_copies()
        return found.filter(pk__in=[pk for pk in ours if pk]).first()


def place(value: str, reader: Person) -> RememberedPlace | None:
    """Return the place that the cookie names; None if this reader does not have it.

    An empty or malformed value costs no query.
    """
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
        return RememberedPlace(reading)
    if stage in reading.grid.stage_by_key:
        return RememberedPlace(reading, reading.grid.stage_by_key[stage])
    name = _name_before(reading.framework, stage)
    return RememberedPlace(reading, gone=name) if name else None


def _name_before(framework: Framework, key: UUID) -> str:
    """Return the name of the stage in the last edition that had it; "" if none had."""
    stages = models.Stage.objects.filter(
        key=key, hidden=False, grid__edition__in=framework.editions.published()
    )
    last = stages.order_by("-grid__edition__number").values_list("name", flat=True).first()
    return last or ""
