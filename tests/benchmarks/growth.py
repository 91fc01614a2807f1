"""How the database grows: a hundredth of a nation with a copy in each school, and a year of it.

    python -m tests.benchmarks growth

The set is that of `national_schools`: 240 schools, each with a copy. Then a dozen of them live
through a year, by the actions that people's requests call: they take the authority's next edition,
edit and publish; their people plan and stay signed in. Rows and bytes are measured; what more
organisations and years come to is calculated from both. On PostgreSQL alone.
"""

import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from cpd_site.models import Membership, User
from frameworks.actions import editing, publishing, updates
from frameworks.models import Framework, Plan, PlanItem
from opportunities import store
from opportunities.merge import Answer, DecisionKind
from tests.benchmarks import copies_on_disk, national_schools
from tests.benchmarks.copies_in_use import draft_of_next
from tests.benchmarks.national_schools import HUNDREDTH

ROOT = Path(__file__).resolve().parents[2]

LIVED = 12
PEOPLE = 40
PLANNERS = 20
LINES_OF_A_PLAN = 12
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
    "people and memberships": ("cpd_site_user", "cpd_site_membership"),
    "plans": ("frameworks_plan", "frameworks_planitem"),
    "sessions": ("django_session",),
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
    copies = framework.copies.select_related("organisation").order_by("pk")[:LIVED]
    admin = User.objects.create(email="admin@authority.example", is_superuser=True)
    Membership.objects.create(
        user=admin, organisation=framework.organisation, role=Membership.Role.MANAGER
    )
    draft = draft_of_next(framework, admin, 0)
    publishing.publish(edition=draft, by=admin, label="2026")
    for copy in copies:
        _publish_a_year(copy)
        _bring_people(copy)
    return len(copies)


def _publish_a_year(copy: Framework) -> None:
    by = User.objects.get(pk=copy.editions.published().values("published_by")[:1])
    draft = updates.begin(framework=copy, by=by)
    for kind, said in ((DecisionKind.NEEDS_YOU, Answer.OURS), (DecisionKind.WITHDREW, Answer.KEEP)):
        seen = updates.open_fingerprint(updates.plan_for(draft), kind)
        updates.choose_all(draft=draft, by=by, kind=kind, given=said, seen=seen)
    updates.apply(draft=draft, by=by)
    for edit in national_schools.edits(Random(copy.pk)):
        editing.change(edition=draft, by=by, do=edit)
    publishing.publish(edition=draft, by=by, label="2026")


def _bring_people(copy: Framework) -> None:
    """Its people; half of them have a plan, and each is signed in on one device."""
    copy.refresh_from_db()
    assert copy.current_edition
    words = [line.text for line in store.read(copy.current_edition.grid).opportunities]
    chance = Random(copy.pk)
    people = User.objects.bulk_create(
        User(
            email=f"person-{number}@{copy.slug}.example", name=f"Person {number}", password="x" * 90
        )
        for number in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=person, organisation=copy.organisation) for person in people
    )
    plans = Plan.objects.bulk_create(
        Plan(owner=person, title="2026 to 2027") for person in people[:PLANNERS]
    )
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, text=text, source="CPD Framework, 2026", stage_name="Early Career")
        for plan in plans
        for text in chance.sample(words, LINES_OF_A_PLAN)
    )
    Session.objects.bulk_create(
        Session(
            session_key=f"{person.pk:032d}",
            session_data="x" * 250,
            expire_date=timezone.now() + timedelta(days=14),
        )
        for person in people
    )


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
