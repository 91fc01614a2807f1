"""A person's own stage on the desk, in the framework of the place where they work."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.http import urlencode

from cpd_site.models import User
from frameworks.queries import remembered
from frameworks.queries.edition_comparison import EditionComparison
from frameworks.queries.prepared_editions import prepared
from frameworks.queries.reading import Reading
from frameworks.queries.yours import to_read
from opportunities.comparing.changes import stages_touched
from opportunities.comparing.diff import in_a_sentence
from opportunities.grid.snapshot import Stage
from opportunities.layout.stage import StagePage, lay_out


@dataclass(frozen=True, slots=True)
class StageNews:
    """The changes of the newest edition at a stage, in a sentence, and their page."""

    summary: str
    url: str


@dataclass(frozen=True)
class OwnStage:
    """The framework nearest to a person; `stage` is theirs, if this device remembers one."""

    reading: Reading
    stage: Stage | None = None

    @property
    def url(self) -> str:
        return self.reading.stage_url(self.stage) if self.stage else self.reading.url

    @cached_property
    def page(self) -> StagePage | None:
        return lay_out(self.reading.grid, self.stage) if self.stage else None

    @cached_property
    def news(self) -> StageNews | None:
        """What is new at the stage since the edition before; None if there is nothing."""
        before = self.reading.edition_before
        if self.stage is None or before is None:
            return None
        reading = self.reading
        between = EditionComparison(Reading(reading.framework, before, pinned=True), reading)
        here = [one for one in between.changes if self.stage.key in stages_touched(one)]
        query = urlencode({"stage": self.stage.slug})
        return StageNews(in_a_sentence(here), f"{between.url}?{query}") if here else None


def own_stage(user: User, cookie: str) -> OwnStage | None:
    """Return the remembered stage, in the framework nearest to this person that has it.

    A copy has the stages of what it follows. None if they have nothing to read where they work and
    the device remembers nothing.
    """
    here = remembered.place(cookie, user)
    readings = [prepared(one.slug, None, user).reading for one in to_read(user)[:1]]
    if here:
        readings.append(here.reading)
    for reading in readings:
        if here and here.stage and here.stage.key in reading.grid.stage_by_key:
            return OwnStage(reading, reading.grid.stage_by_key[here.stage.key])
    return OwnStage(readings[0]) if readings else None
