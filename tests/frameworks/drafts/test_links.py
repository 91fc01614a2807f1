"""`manage.py check_links`, what editors see of it, and what they answer."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cpd_site.models import Membership
from cpd_site.outgoing.links import LinkChecker, LinkResult, LinkState
from frameworks.actions import drafts, editing, link_checks
from frameworks.models import LinkCheck, LinkLook
from frameworks.queries.link_checks import addresses_in_use, due, faults_in
from opportunities import store
from tests.answering import loopback, serving
from tests.background import with_worker, work
from tests.builders import grid, key, published
from tests.factories import member
from tests.frameworks.drafts.test_draft_changes import words

pytestmark = pytest.mark.django_db

URL = "/desk/elm/draft/old-names/"
OLD, NEW = "https://elm.example/old", "https://elm.example/new"
MOVED = LinkResult(LinkState.MOVED, NEW)
FAILING = LinkResult(LinkState.FAILING)


@pytest.fixture
def edition(db):
    return published(
        grid(
            {("New", "School"): [f"Book at {OLD}.", "Read"], ("Heads", "School"): ["Read"]},
            details={"Read": (f"{OLD}, or {OLD}er",)},
        ),
        slug="elm",
    )


def faults(draft):
    found = faults_in(draft.framework, store.read(draft.grid), timezone.localdate())
    return [(fault.line.text, fault.check.url) for fault in found]


def a_day_ago(days=1):
    """What was found so far, as if that had been some days before today."""
    for check in LinkCheck.objects.all():
        check.checked_at -= timedelta(days=days)
        check.failed_on = check.failed_on and check.failed_on - timedelta(days=days)
        check.save()


def looked_at_but(site):
    """Everything else is looked at: no test asks another site."""
    for url in addresses_in_use():
        if not url.startswith(site):
            link_checks.note(url, LinkResult(LinkState.WORKS))


def look():
    looker = LinkChecker(may_reach=loopback, wait=lambda seconds: None)
    return link_checks.look_at_links(looker)


def test_links_are_looked_at_once_a_day_and_a_run_that_is_stopped_goes_on():
    with serving({"/good": 200, "/old": (301, "/good"), "/shy": 403}) as (site, _):
        urls = sorted(f"{site}/{name}" for name in ("good", "old", "shy", "gone"))
        published(grid({("New", "School"): [*urls, "no link"]}), slug="elm")
        looked_at_but(site)
        first = next(look())
        rest = [check.url for check in look()]

    assert [first.url, *rest] == urls
    assert list(look()) == []
    a_day_ago()
    assert due(urls, timezone.localdate()) == urls
    found = LinkCheck.objects.filter(url__in=urls).order_by("url").values_list("state", flat=True)
    assert list(found) == ["gone", "works", "moved", "unwilling"]


def test_the_worker_looks_at_a_few_links_of_a_host_at_a_time(monkeypatch, capsys):
    monkeypatch.setattr(link_checks, "AT_ONCE", 2)
    reach = partial(LinkChecker, may_reach=loopback, wait=lambda seconds: None)
    monkeypatch.setattr(link_checks, "LinkChecker", reach)
    with serving({"/1": 200, "/2": 200, "/3": 200}) as (site, _), with_worker():
        urls = [f"{site}/{name}" for name in ("1", "2", "3")]
        published(grid({("New", "School"): urls}), slug="elm")
        looked_at_but(site)

        call_command("check_links")
        call_command("check_links")
        work()
        assert LinkCheck.objects.filter(url__in=urls).count() == 2
        (rest,) = DBTaskResult.objects.filter(status="READY")
        assert rest.args_kwargs["args"] == [urls[2:]]
        call_command("check_links")
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        work()
        call_command("check_links")

    assert LinkCheck.objects.filter(url__in=urls, state=LinkState.WORKS).count() == 3
    said = capsys.readouterr().out.splitlines()
    still = "The worker still looks at links of before."
    assert said == [
        "3 links are left to the worker.",
        still,
        still,
        "0 links are left to the worker.",
    ]


def _nobody_may(address: str) -> bool:
    raise AssertionError(f"{address} is asked again")


def test_what_was_looked_at_today_is_not_looked_at_again_when_a_task_is_tried_again(monkeypatch):
    link_checks.note(OLD, FAILING)
    monkeypatch.setattr(link_checks, "LinkChecker", partial(LinkChecker, may_reach=_nobody_may))

    link_checks.look_at_links_of_host.call([OLD])

    assert LinkCheck.objects.get().failed_days == 1


def test_what_stands_in_no_line_any_more_is_forgotten():
    looked_at_but("nothing")
    link_checks.note("https://nowhere.example", LinkResult(LinkState.WORKS))

    assert list(look()) == []
    assert not LinkCheck.objects.filter(url="https://nowhere.example").exists()


def test_the_command_reaches_no_private_address_whatever_is_written_in_a_line(capsys):
    with serving({"/page": 200}) as (site, handler):
        published(grid({("New", "School"): [f"{site}/page"]}), slug="elm")
        looked_at_but(site)

        call_command("check_links", "--most", "9")

    assert handler.asked == []
    assert capsys.readouterr().out == f"private: {site}/page\n"


def test_failing_is_told_after_three_failures_on_three_days(draft):
    for days in range(1, 4):
        link_checks.note(OLD, FAILING)
        link_checks.note(OLD, FAILING)
        assert len(faults(draft)) == (2 if days == 3 else 0)
        a_day_ago()
    link_checks.note(OLD, LinkResult(LinkState.WORKS))
    assert faults(draft) == []
    link_checks.note(OLD, FAILING)
    assert faults(draft) == []


@pytest.mark.parametrize(
    ("state", "told"), [("gone", 2), ("private", 2), ("unwilling", 0), ("works", 0)]
)
def test_what_is_gone_is_told_at_once_and_who_asks_robots_to_stay_away_is_at_no_fault(
    draft, state, told
):
    link_checks.note(OLD, LinkResult(LinkState(state)))

    assert len(faults(draft)) == told


def test_editors_see_it_and_take_the_new_address_as_one_change(signed_in, draft, editor):
    link_checks.note(OLD, MOVED)
    page = words(signed_in.get(URL))
    assert f"Moved for good to {NEW} . Looked at on" in page
    before = draft.events.count()
    line = key("Read")
    version = store.versions(draft.grid)[line]

    page = signed_in.post(
        f"/desk/elm/draft/links/{line}/", {"url": OLD, "version": version}, follow=True
    )

    assert "Saved: reworded “Read” in 2 places." in words(page)
    (detail,) = store.read(draft.grid).opportunity_by_key[line].details
    assert detail == f"{NEW}, or {OLD}er"
    assert draft.events.count() == before + 1
    editing.undo(edition=draft, by=editor)
    assert store.read(draft.grid).opportunity_by_key[line].details == (f"{OLD}, or {OLD}er",)


@pytest.mark.parametrize("url", [OLD, "https://elm.example/other", "\0", ""])
def test_only_what_was_found_to_have_moved_is_replaced(signed_in, draft, url):
    link_checks.note(OLD, LinkResult(LinkState.GONE))
    before = store.read(draft.grid)
    line = key("Read")

    data = {"url": url, "version": store.versions(draft.grid)[line]}
    page = signed_in.post(f"/desk/elm/draft/links/{line}/", data, follow=True)

    assert "address" in words(page)
    assert store.read(draft.grid) == before


def test_i_looked_it_works_holds_for_half_a_year_and_for_this_framework_alone(signed_in, draft):
    other = published(grid({("New", "School"): [OLD]}), slug="oak").framework
    theirs = drafts.start(framework=other, by=member(other.organisation, Membership.Role.EDITOR))
    link_checks.note(OLD, LinkResult(LinkState.GONE))

    page = signed_in.post("/desk/elm/draft/links/looked/", {"url": OLD}, follow=True)

    assert "Noted: it works. It is not listed for six months." in words(page)
    assert faults(draft) == []
    assert len(faults(theirs)) == 1
    assert draft.framework.events.first().words == "looked at"
    LinkLook.objects.update(on=timezone.localdate() - timedelta(days=183))
    assert len(faults(draft)) == 2


@pytest.mark.parametrize("url", [OLD, "\0", "x" * 3000])
def test_nothing_is_noted_of_what_nobody_looked_at(signed_in, draft, url):
    page = signed_in.post("/desk/elm/draft/links/looked/", {"url": url}, follow=True)

    assert "Nothing is known of that address any more." in words(page)
    assert not LinkLook.objects.exists()
