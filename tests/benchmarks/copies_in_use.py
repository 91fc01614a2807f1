"""What people do where there are thousands of copies: how long it takes, in how many queries.

Through Django's test client or the actions, database included, in the process that built the set.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cpd_site.models import Membership, User
from frameworks.actions import copies, drafts, editing, editions, publishing, updates
from frameworks.models import Edition, Framework, Plan
from frameworks.queries import changes
from opportunities import merge
from opportunities.editing import lines
from opportunities.editing.lines import Edit
from opportunities.grid.snapshot import GridSnapshot, Wording
from opportunities.merge import Answer, DecisionKind
from tests.benchmarks import merging
from tests.benchmarks.national_schools import FIRST_CODE
from tests.factories import OrganisationFactory, UserFactory, member

TIMES = 7
NEW_EDITIONS = 5
MANY = 12

Role = Membership.Role


@dataclass(frozen=True)
class Figure:
    """What was measured, its milliseconds, how many queries it is, and what is wanted."""

    what: str
    took: float
    queries: float | None = None
    wanted: str = ""

    @property
    def said(self) -> str:
        took = f"{self.took:.1f} ms" if self.took < 10 else f"{self.took:,.0f} ms"
        return (
            took
            if self.queries is None
            else f"{took}, {self.queries:.3g} {'query' if self.queries == 1 else 'queries'}"
        )


def figures() -> Iterator[Figure]:
    """In the database that DATABASE_URL names, which holds a national set as it was made."""
    largest, single, another = _frameworks()
    few = list(largest.copies.select_related("organisation").order_by("pk")[:MANY])
    one, several = map(_signed_in, (_publisher_of(few[0]), _publisher_of_all(few)))
    call_command("tell_followers")  # of the first edition nobody needs to be told
    yield _of("telling followers where there is no news", _tell)
    yield from _making_copies(largest, another)
    yield from _desks(one, several, "nothing waiting")
    yield from _reading(one, few[0].slug)
    yield from _looking_back(one, few[0])
    yield from _publishing(single)
    yield from _publishing(largest, wanted="the same number of queries")
    told, count = _measured(_tell, times=1), largest.copies.count()
    yield Figure(
        f"… telling {count} copies of it by mail, for each",
        told.took / count,
        (told.queries or 0) / count,
        "not in a request",
    )
    yield from _desks(one, several, "an update waiting")
    yield from _deciding(one, few[0].slug)
    yield from _a_large_update()


def _frameworks() -> list[Framework]:
    """The one with most followers, the one with a single follower, and another."""
    codes = [str(FIRST_CODE + number) for number in range(3)]
    found = Framework.objects.filter(organisation__la_code__in=codes, follows=None)
    return list(found.order_by("organisation__la_code"))


def _publishing(framework: Framework, wanted: str = "") -> Iterator[Figure]:
    """The request that publishes, some times over."""
    admin = member(framework.organisation, Role.MANAGER)
    client, address = _signed_in(admin), reverse("draft_publish", args=[framework.slug])
    rounds = []
    for number in range(NEW_EDITIONS):
        seen = changes.fingerprint(draft_of_next(framework, admin, number))
        asked = {"step": "publish", "label": f"Round {number}", "when": "now", "seen": seen}
        rounds.append(_measured(partial(_post, client, address, asked), times=1))
    count = framework.copies.count()
    copies = "1 copy" if count == 1 else f"{count} copies"
    yield _quickest(f"publishing with {copies} following", rounds, wanted)
    yield _page(client, "… the desk of who published it", "desk")
    yield _page(
        client, "… the table of its followers", "follower_list", framework.slug, wanted=wanted
    )
    draft = draft_of_next(framework, admin, NEW_EDITIONS)
    yield _page(client, "… what publishing will ask of them", "publish_impact", framework.slug)
    drafts.discard(edition=draft, by=admin)


def draft_of_next(framework: Framework, by: User, number: int) -> Edition:
    """A draft in which every tenth line is reworded."""

    def do(grid: GridSnapshot) -> Edit:
        return Edit(_reworded(grid, number), "changed", "every tenth line")

    framework.refresh_from_db()
    draft = drafts.start(framework=framework, by=by)
    editing.change(edition=draft, by=by, do=do)
    return Edition.objects.select_related("framework__current_edition__grid", "grid").get(
        pk=draft.pk
    )


def _reworded(grid: GridSnapshot, number: int) -> GridSnapshot:
    for line in grid.opportunities[number::10]:
        said = Wording(f"{line.text} from {number}", line.details, line.link)
        grid = lines.reword(grid, line.key, said).grid
    return grid


def _desks(one: Client, several: Client, news: str) -> Iterator[Figure]:
    yield _page(one, f"the desk, one copy, {news}", "desk", wanted="constant queries")
    same = "the same number of queries"
    yield _page(several, f"… {MANY} copies, {news} for each", "desk", wanted=same)


def _reading(client: Client, slug: str) -> Iterator[Figure]:
    yield _page(client, "a copy’s matrix, not kept", "framework_detail", slug)
    yield _page(client, "how ours differs", "framework_differs", slug)
    yield _page(client, "the list of frameworks", "framework_list")
    yield _page(client, "a stage across the authorities", "family_detail", "early-career")
    yield _page(client, "the site map", "sitemap")
    yield _page(client, "finding a school by two words", "school_list", query="?q=park+primary")
    yield _page(client, "… by its number", "school_list", query="?q=100123")


def _looking_back(client: Client, copy: Framework) -> Iterator[Figure]:
    """At what a year left behind, if somebody lived one."""
    yield _page(client, "the history of a copy", "framework_history", copy.slug)
    plan = Plan.objects.filter(owner__memberships__organisation=copy.organisation).first()
    if plan is None:
        return
    owner = _signed_in(plan.owner)
    yield _page(client, "the people of a school", "people", copy.organisation.slug)
    yield _page(owner, "somebody’s plans", "plan_list")
    yield _page(owner, "a plan of twelve lines", "plan_detail", str(plan.pk))
    yield _page(owner, "somebody’s account", "account")


def _deciding(client: Client, slug: str) -> Iterator[Figure]:
    yield _page(client, "the page of the update", "update", slug)
    yield _page(client, "trying it first", "update_try_detail", slug)


def _publisher_of_all(copies: Sequence[Framework]) -> User:
    person: User = UserFactory.create()
    Membership.objects.bulk_create(
        Membership(user=person, organisation=copy.organisation, role=Role.PUBLISHER)
        for copy in copies
    )
    return person


def _making_copies(largest: Framework, another: Framework) -> Iterator[Figure]:
    """By schools of one authority, of the framework of another."""
    rounds = []
    for copy in largest.copies.select_related("organisation").order_by("-pk")[:TIMES]:
        school = copy.organisation
        make = partial(copies.make, framework=another, organisation=school, by=_publisher_of(copy))
        rounds.append(_measured(make, times=1))
    yield _quickest("making a copy", rounds)


def _a_large_update() -> Iterator[Figure]:
    """Of 1,000 placements, of which both sides changed many: see `merging`."""
    authority, school = OrganisationFactory.create(), OrganisationFactory.create(kind="school")
    admin, editor = member(authority, Role.MANAGER), member(school, Role.PUBLISHER)
    framework = editions.publish_imported(
        framework=Framework(slug="thousand", title="CPD", organisation=authority),
        front_page=editions.FrontPage("2025", "CPD", "", "Made up.", 2025, False),
        snapshot=merging.framework(1000),
        published_at=datetime(2025, 9, 1, 12, tzinfo=UTC),
        by=None,
    ).framework
    ours = copies.make(framework=framework, organisation=school, by=editor)
    _change(ours, editor, merging.our_copy)
    theirs = drafts.start(framework=framework, by=admin)
    _change(theirs, admin, _next_edition)
    publishing.publish(edition=theirs, by=admin, label="2026")
    draft = updates.begin(framework=Framework.objects.get(pk=ours.framework_id), by=editor)
    _keep_ours(draft, editor)
    planned = updates.plan_for(draft)
    grids = planned.plan.sides.grids
    count = f"{len(grids.base.placements):,} placements, {len(planned.decisions)} decisions"
    yield _of(
        f"planning an update, {count}",
        lambda: merge.plan(grids.base, grids.ours, grids.theirs),
        wanted="100 ms",
        queries=False,
    )
    yield _of("… with what it reads", lambda: updates.plan_for(draft))
    apply = partial(updates.apply, draft=draft, by=editor)
    undo = partial(editing.undo, edition=draft, by=editor)
    applied, undone = zip(
        *((_measured(apply, times=1), _measured(undo, times=1)) for _ in range(TIMES)), strict=True
    )
    yield _quickest(f"applying it, {len(planned.choices)} answers", applied, "500 ms")
    yield _quickest("undoing it", undone)


def _next_edition(grid: GridSnapshot) -> GridSnapshot:
    """Without the lines that stand nowhere any more: an edition has a page of each."""
    edition = merging.next_edition(grid)
    placed = {placement.opportunity for placement in edition.placements}
    left = tuple(line for line in edition.opportunities if line.key in placed)
    return replace(edition, opportunities=left)


def _change(draft: Edition, by: User, change: Callable[[GridSnapshot], GridSnapshot]) -> None:
    editing.change(edition=draft, by=by, do=lambda grid: Edit(change(grid), "changed", "much"))


def _keep_ours(draft: Edition, by: User) -> None:
    for kind, said in ((DecisionKind.NEEDS_YOU, Answer.OURS), (DecisionKind.WITHDREW, Answer.KEEP)):
        seen = updates.open_fingerprint(updates.plan_for(draft), kind)
        updates.choose_all(draft=draft, by=by, kind=kind, given=said, seen=seen)


def _publisher_of(copy: Framework) -> User:
    return User.objects.get(pk=copy.editions.published().values("published_by")[:1])


def _tell() -> None:
    call_command("tell_followers", verbosity=0)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _post(client: Client, address: str, values: dict[str, Any]) -> None:
    response = client.post(address, values)
    if response.status_code != 302:
        raise RuntimeError(f"{address} is answered with {response.status_code}.")


def _page(
    client: Client, what: str, name: str, *args: str, query: str = "", wanted: str = ""
) -> Figure:
    address = reverse(name, args=args) + query

    def ask() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} is answered with {status}.")

    return _of(what, ask, wanted=wanted)


def _of(what: str, work: Callable[[], object], *, wanted: str = "", queries: bool = True) -> Figure:
    """Measured after it was done once."""
    work()
    figure = _measured(work)
    return Figure(what, figure.took, figure.queries if queries else None, wanted)


def _quickest(what: str, rounds: Sequence[Figure], wanted: str = "") -> Figure:
    """The quickest of several times, and the most queries of any."""
    queries = max(each.queries or 0 for each in rounds)
    return Figure(what, min(each.took for each in rounds), queries, wanted)


def _measured(work: Callable[[], object], times: int = TIMES) -> Figure:
    """The quickest of several times, and the most queries of any."""
    rounds, counts = [], []
    for _ in range(times):
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            work()
            rounds.append(1000 * (time.perf_counter() - started))
        counts.append(len(queries))
    return Figure("", min(rounds), max(counts))
