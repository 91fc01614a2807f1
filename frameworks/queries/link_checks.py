"""The web addresses in current lines and drafts, and those that fail."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from frameworks.models import Edition, Framework, LinkCheck, LinkLook
from frameworks.models.link_check import LONGEST_ADDRESS
from opportunities.editing.links import addresses_of
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Wording
from opportunities.grid.visible import as_followers_see
from opportunities.models import Opportunity as Row


def addresses_in_use() -> set[str]:
    """Return the addresses in all current editions and drafts, without those too long to store."""
    current = Framework.objects.filter(current_edition__isnull=False)
    grids = [
        *current.values_list("current_edition__grid", flat=True),
        *Edition.objects.drafts().values_list("grid", flat=True),
    ]
    rows = Row.objects.filter(grid__in=grids).filter(
        Q(link__gt="") | Q(text__contains="://") | Q(details__contains="://")
    )
    used: set[str] = set()
    for text, details, link in rows.values_list("text", "details", "link").iterator():
        used.update(addresses_of(Wording(text, tuple(details.split("\n")), link)))
    return {url for url in used if len(url) <= LONGEST_ADDRESS}


def due(used: Collection[str], today: date) -> list[str]:
    """Return the addresses not checked today: new ones first, then the longest ago.

    A run that is stopped continues there the next time.
    """
    seen = LinkCheck.objects.order_by(F("checked_at")).values_list("url", "checked_at__date")
    known = {url: on for url, on in seen if url in used}
    new = sorted(url for url in used if url not in known)
    return [*new, *(url for url, on in known.items() if on < today)]


@dataclass(frozen=True, slots=True)
class LinkFault:
    """An address in a line that no longer works, or has moved."""

    line: Opportunity
    placement: Placement
    check: LinkCheck


def faults_in(framework: Framework, grid: GridSnapshot, today: date) -> Iterator[LinkFault]:
    """Yield the faults to show to the framework's editors, line by line. Two queries."""
    visible = as_followers_see(grid)
    lines = [(line, addresses_of(line)) for line in visible.opportunities]
    wanted = {url for _, urls in lines for url in urls}
    checks = {one.url: one for one in LinkCheck.objects.filter(url__in=wanted) if one.is_fault}
    looks = LinkLook.objects.filter(framework=framework, check_of__in=checks.values())
    fine = {look.check_of_id for look in looks if look.holds(today)}
    placed = {one.opportunity: one for one in reversed(visible.placements)}
    for line, urls in lines:
        for url in urls:
            check = checks.get(url)
            if check and check.pk not in fine and line.key in placed:
                yield LinkFault(line, placed[line.key], check)
