"""How the database grows: a hundredth of a nation with a copy in each school, and a year of it.

    python -m tests.benchmarks growth

The set is that of `national_schools`: 240 schools, each with a copy. Then a dozen of them live
through a year (`a_year`). Rows and bytes are measured; what more organisations and years come to is
calculated from both. On PostgreSQL alone.
"""

import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import override_settings

from frameworks.models import Framework
from tests.benchmarks import a_year, copies_on_disk, national_schools
from tests.benchmarks.national_schools import HUNDREDTH

ROOT = Path(__file__).resolve().parents[2]

LIVED = 12
ORGANISATIONS = (1, 150, 10_000)
YEARS = (1, 10)

GROUPS = {
    "placements": ("opportunities_placement",),
    "lines": ("opportunities_opportunity",),
    "the rest of grids and editions": (
        *("opportunities_stage", "opportunities_column", "opportunities_continuation"),
        *("opportunities_printedheading", "opportunities_section", "opportunities_grid"),
        *("frameworks_framework", "frameworks_edition", "frameworks_copysummary"),
    ),
    "index of search": ("opportunities_searchentry", "opportunities_searchword"),
    "events, with their patches": ("frameworks_event", "cpd_site_organisationevent"),
    "answers to updates, offers, requests": (
        *("frameworks_choice", "frameworks_suggestion", "cpd_site_rolerequest"),
    ),
    "people and memberships": (
        *("cpd_site_user", "account_emailaddress", "cpd_site_membership", "cpd_site_joinlink"),
    ),
    "plans": ("frameworks_plan", "frameworks_planitem"),
    "sessions": ("django_session", "usersessions_usersession"),
}
OF_THOSE_THERE = ("people and memberships", "sessions")
"""These follow how many people there are, and do not grow with the years."""


def table() -> str:
    """On a PostgreSQL of its own, by a process of its own."""
    command = [".ci/postgres", sys.executable, "-m", "tests.benchmarks.growth"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def measured() -> str:
    """Build the set, live the year and measure it, in the database that DATABASE_URL names."""
    national_schools.make(HUNDREDTH)
    begins = _rows()
    schools = Framework.objects.filter(follows__isnull=False).count()
    mails = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    with override_settings(MAILERS=mails):
        lived = _live_a_year()
    year = {of: (rows - begins[of]) / lived for of, rows in _rows().items()}
    size = _bytes_a_row()
    where = f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}"
    lines = [
        f"{where}: {schools} copies, {lived} of them for a year",
        "",
        "| | bytes a row | rows with a copy | … that a year adds |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {of} | {size[of]:,.0f} | {begins[of] / schools:,.1f} | {year[of]:,.1f} |"
        for of in GROUPS
    ]
    lines += ["", *_calculated({of: begins[of] / schools for of in GROUPS}, year, size)]
    return "\n".join(lines)


def _calculated(
    begins: dict[str, float], year: dict[str, float], size: dict[str, float]
) -> Iterator[str]:
    for years in YEARS:
        heads = " | ".join(f"{count:,}" for count in ORGANISATIONS)
        yield f"| after {years} years, organisations: | {heads} |"
        yield "|---|---:|---:|---:|"
        total: Counter[int] = Counter()
        for of in GROUPS:
            rows = begins[of] + year[of] * (1 if of in OF_THOSE_THERE else years)
            said = []
            for count in ORGANISATIONS:
                total[count] += round(rows * count * size[of])
                said.append(f"{rows * count:,.0f} rows, {_told(rows * count * size[of])}")
            yield f"| {of} | {' | '.join(said)} |"
        yield f"| all | {' | '.join(_told(total[count]) for count in ORGANISATIONS)} |"
        yield ""


def _live_a_year() -> int:
    """Of the largest authority's copies a dozen; how many there were."""
    framework = Framework.objects.get(
        follows=None, organisation__la_code=str(national_schools.FIRST_CODE)
    )
    copies = framework.copies.select_related("organisation", "follows").order_by("pk")[:LIVED]
    authority = a_year.publish_next(framework)
    for copy in copies:
        a_year.live(copy, authority)
    return len(copies)


def _rows() -> dict[str, Any]:
    with connection.cursor() as cursor:

        def count(name: str) -> int:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            return int(cursor.fetchone()[0])

        return {of: sum(map(count, names)) for of, names in GROUPS.items()}


def _bytes_a_row() -> dict[str, float]:
    """With its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE")
    tables, indexes = copies_on_disk.sizes()
    rows = _rows()
    return {
        of: sum(tables[name] + indexes[name] for name in names) / max(1, rows[of])
        for of, names in GROUPS.items()
    }


def _told(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


if __name__ == "__main__":
    sys.stdout.write(f"{measured()}\n")
