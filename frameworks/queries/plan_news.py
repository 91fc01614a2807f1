"""The news of the lines in a plan: what today's editions say since they were chosen.

Two queries for any number of lines and frameworks; if some are for members only, also the queries
for where the person works.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from cpd_site.models import User
from frameworks import rules
from frameworks.models import Edition, Plan, PlanItem
from frameworks.queries.plans import is_finished
from opportunities import models
from opportunities.comparing.chosen_lines import LineNews, StandingLine, news_of
from opportunities.grid.snapshot import Opportunity, Placement, Stage, Wording
from opportunities.grid.vocabulary import Group, ProviderTier, StageFamily
from opportunities.text.fates import Fate, of_line


@dataclass(frozen=True)
class ItemNews:
    """The news of a line in a plan: from its framework today, and about the schemes it names.

    `is_gone`: this person can no longer read the framework, since it was taken down or they have
    left the school. There is then no news, and the words in the plan stay.
    """

    item: PlanItem
    edition: Edition | None
    line: LineNews | None
    fates: tuple[Fate, ...]
    ended_on: date | None = None

    @property
    def is_gone(self) -> bool:
        return self.line is None and not self.item.is_own_goal

    @property
    def is_news(self) -> bool:
        """Whether the framework changed the line, answered or not."""
        return bool(self.line)

    @property
    def is_answered(self) -> bool:
        """Whether the owner answered this very news with keeping what they chose."""
        return self.fingerprint == self.item.kept

    @property
    def is_open(self) -> bool:
        return self.is_news and not self.is_answered

    @property
    def has_ended(self) -> bool:
        """Whether the scheme that the line names has ended, or its own last day has passed."""
        return bool(self.ended_on) or any(fate.has_ended for fate in self.fates)

    @property
    def tells_of_end(self) -> bool:
        """Whether the owner still has to answer that it has ended. Own goals ask nothing."""
        return self.has_ended and not self.is_answered and not self.item.is_own_goal

    @property
    def fingerprint(self) -> str:
        """A fingerprint of the news (64 hex digits), so that changed news is shown again."""
        line = self.line.fingerprint if self.line is not None else ""
        ended = [fate.words for fate in self.fates if fate.has_ended]
        ended += [self.ended_on.isoformat()] if self.ended_on else []
        return hashlib.sha256("\n".join([line, *ended]).encode()).hexdigest() if ended else line

    @property
    def whose(self) -> str:
        return self.item.framework.organisation.short_name if self.item.framework else ""


def news(user: User, items: Collection[PlanItem]) -> dict[int, ItemNews]:
    """Map the primary key of each line to its news.

    Fetch the lines with their framework, its organisation and its current edition.
    """
    frameworks = {item.framework for item in items if item.framework}
    readable = rules.which_may_be_read(user, frameworks)
    standing = _standing([item for item in items if item.framework_id in readable])
    today = localdate()
    return {item.pk: _news(item, standing, item.framework_id in readable, today) for item in items}


def news_by_plan(
    user: User, items: Collection[PlanItem]
) -> tuple[dict[Plan, int], dict[Plan, int]]:
    """Return two counts of unanswered news by plan: lines that frameworks changed, and unfinished
    lines about something that has ended."""
    found = news(user, items)
    changed = Counter(item.plan for item in items if found[item.pk].is_open)
    under_way = (item for item in items if not is_finished(item))
    ended = Counter(item.plan for item in under_way if found[item.pk].tells_of_end)
    return dict(changed), dict(ended)


def _news(
    item: PlanItem,
    standing: dict[tuple[int | None, object], list[StandingLine]],
    is_readable: bool,
    today: date,
) -> ItemNews:
    edition = item.framework.current_edition if item.framework and is_readable else None
    line = None
    if edition and item.chosen:
        found = standing.get((edition.grid_id, item.opportunity), ())
        line = news_of(item.chosen, found)
    now = line.now if line is not None else None  # a line that is as it was is falsy
    ends_on = now.opportunity.ends_on if now else None
    groups = [now.stage.group] if now else [*Group]
    fates = of_line(Wording(item.text, tuple(item.details.splitlines())), groups)
    return ItemNews(
        item,
        edition,
        line,
        tuple(fate for fate in fates if not fate.is_offered),
        ends_on if ends_on and ends_on < today else None,
    )


def _standing(
    items: Iterable[PlanItem],
) -> dict[tuple[int | None, object], list[StandingLine]]:
    """Map grid and chosen key to the places where the lines stand today, in one query."""
    grids, keys = set(), set()
    for item in items:
        if item.framework and item.framework.current_edition:
            grids.add(item.framework.current_edition.grid_id)
            keys.add(item.opportunity)
    if not grids:
        return {}
    placements = models.Placement.objects.filter(
        Q(opportunity__key__in=keys) | Q(opportunity__derived_from__in=keys),
        grid__in=grids,
        hidden=False,
        stage__hidden=False,
        column__hidden=False,
    )
    in_order = ("stage__position", "stage", "column__position", "position")
    found: defaultdict[tuple[int | None, object], list[StandingLine]] = defaultdict(list)
    for row in placements.select_related("stage", "column", "opportunity").order_by(*in_order):
        line = _line(row)
        for key in {line.opportunity.key, line.opportunity.derived_from} - {None}:
            found[row.grid_id, key].append(line)
    return found


def _line(row: models.Placement) -> StandingLine:
    row_line, stage = row.opportunity, row.stage
    opportunity = Opportunity(
        row_line.key,
        row_line.text,
        tuple(row_line.details.splitlines()),
        row_line.link,
        ends_on=row_line.ends_on,
        derived_from=row_line.derived_from,
    )
    return StandingLine(
        opportunity,
        Placement(row.key, stage.key, row.column.key, row_line.key, ProviderTier(row.tier)),
        Stage(stage.key, stage.slug, stage.name, Group(stage.group), StageFamily(stage.family)),
    )
