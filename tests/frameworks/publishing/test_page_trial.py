"""Publishing draws every page once before it commits; a page stands whatever a line says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import copies, publishing
from frameworks.actions.publishing import Blocked
from frameworks.checks.findings import Where
from frameworks.models import Edition
from frameworks.pages import editions, trial
from frameworks.pages.edition_pages import PAGES
from frameworks.queries.reading import find
from opportunities.exchange.writing.formats import formats
from opportunities.text import glossary
from tests.builders import draft_of, grid, key, published
from tests.factories import OrganisationFactory, member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]}, sections=[("How", "So.")])
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]}, sections=[("How", "So.")])


@pytest.fixture
def draft():
    return draft_of(published(OLD), NEW)


@pytest.fixture
def publisher(draft):
    return member(draft.framework.organisation, Membership.Role.PUBLISHER)


@pytest.fixture
def broken(monkeypatch):
    """Breaks what draws lines, for lines that hold some words."""
    found = glossary.abbreviations

    def breaks(words):
        def abbreviations(text):
            if words in text:
                raise ValueError(f"no such text: {text}")
            return found(text)

        monkeypatch.setattr(glossary, "abbreviations", abbreviations)

    return breaks


@pytest.fixture
def broken_page(monkeypatch):
    """Breaks the page of every stage."""

    def fails(grid, stage, marks, *, without_ended):
        raise ValueError(f"no such stage: {stage.name}")

    monkeypatch.setattr(editions, "lay_out_stage", fails)


def is_a_draft_still(draft):
    now = Edition.objects.select_related("grid", "framework__current_edition").get(pk=draft.pk)
    is_draft = now.status == Edition.Status.DRAFT and not now.grid.is_locked
    return is_draft and now.framework.current_edition.label == "2026"


def test_a_line_that_cannot_be_drawn_stops_publication_and_is_named(draft, publisher, broken):
    broken("Lead on")

    with pytest.raises(Blocked, match="The line “Lead on” cannot be shown") as refusal:
        publishing.publish(edition=draft, by=publisher, label="2027")

    (finding,) = refusal.value.findings
    (where,) = finding.places
    assert where == Where(key("NQT"), key("School"), key("NQT/School/1"))
    assert is_a_draft_still(draft)


def test_the_publish_page_says_so_before_the_button(client, draft, publisher, broken):
    broken("Lead on")
    client.force_login(publisher)

    page = client.get(f"/desk/{draft.framework.slug}/publish/").content.decode()

    assert "The line “Lead on” cannot be shown to readers. Write it again." in page


def test_a_page_that_cannot_be_drawn_stops_publication(draft, publisher, broken_page, caplog):
    with pytest.raises(Blocked, match="The page of the stage “NQT” cannot be drawn") as refusal:
        publishing.publish(edition=draft, by=publisher, label="2027")

    (finding,) = refusal.value.findings
    assert finding.places == (Where(stage=key("NQT")),)
    assert "no such stage: NQT" in caplog.text
    assert is_a_draft_still(draft)
    assert not mail.outbox


def test_what_cannot_be_drawn_gets_no_date(draft, publisher, broken_page):
    tomorrow = timezone.now() + timedelta(days=1)

    with pytest.raises(Blocked, match="NQT"):
        publishing.schedule(edition=draft, by=publisher, label="2027", at=tomorrow)

    assert is_a_draft_still(draft)


def test_what_cannot_be_drawn_when_it_is_due_is_given_up(draft, publisher, request):
    soon = timezone.now() + timedelta(hours=1)
    publishing.schedule(edition=draft, by=publisher, label="2027", at=soon)
    request.getfixturevalue("broken_page")

    ((_, reason),) = publishing.publish_due(now=soon + timedelta(minutes=1))

    assert "The page of the stage “NQT” cannot be drawn" in reason
    assert is_a_draft_still(draft)


def test_a_line_that_fails_all_the_same_is_bare_text_and_the_page_stands(
    client, draft, publisher, broken, caplog
):
    publishing.publish(edition=draft, by=publisher, label="2027")
    broken("Lead on")
    slug = draft.framework.slug

    for path in (f"/frameworks/{slug}/", f"/frameworks/{slug}/stages/nqt/"):
        assert "Lead on" in client.get(path).content.decode()
    assert "no such text: Lead on" in caplog.text


def test_pages_are_tried_as_readers_get_them(client, draft, publisher, settings):
    settings.SITE_ADDRESS = "http://testserver"
    publishing.publish(edition=draft, by=publisher, label="2027")
    slug = draft.framework.slug

    tried = {name: draw() for name, _, draw in trial.pages(find(slug))}

    for name, path in {
        "The page of the sections": "about/",
        "The picture of the stages": "ladder/",
        "The page of what is covered": "coverage/",
        "The page of what changed": "changes/2026..2027/",
    }.items():
        assert client.get(f"/frameworks/{slug}/{path}").content.decode() == tried[name]
    assert "Lead on" in tried["The page of the stage “NQT”"]
    assert client.get(f"/frameworks/{slug}/?open=all").content.decode() == tried["The matrix"]
    assert (
        client.get(f"/frameworks/{slug}/?by=tier").content.decode()
        == tried["The matrix by provider"]
    )


def test_every_page_and_file_of_an_edition_is_tried(copied):
    tried = [name for name, _, _ in trial.pages(copied)]

    shown = {
        "about": "The page of the sections",
        "ladder": "The picture of the stages",
        "coverage": "The page of what is covered",
        "differs": "The page of what the copy changes",
        "stage": "The page of the stage “NQT”",
        "opportunity": "The page of “Join in”",
        "next": "The page of what is new after “NQT”",
    }
    assert shown.keys() == {page.name for page in PAGES}
    files = {f"The {form.label} file" for form in formats().values() if not form.is_slow}
    assert {"The matrix", "The matrix by provider", *shown.values(), *files} <= set(tried)


@pytest.fixture
def copied(draft):
    """A published copy."""
    leader = member(OrganisationFactory.create(), Membership.Role.PUBLISHER)
    school = leader.memberships.get().organisation
    made = copies.make(framework=draft.framework, organisation=school, by=leader)
    publishing.publish(edition=made, by=leader, label="2026")
    return find(made.framework.slug, reader=leader)


@pytest.mark.parametrize("stages", [1, 3])
def test_trying_the_pages_takes_as_many_queries_whatever_there_is(draft, stages):
    cells = {(f"Stage {number}", "School"): ["Join in"] * stages for number in range(stages)}
    published(grid(cells), slug="many", label="2025")
    published(grid({**cells, ("NQT", "School"): ["Read"]}), slug="many", label="2026")
    reading = find("many")

    with CaptureQueriesContext(connection) as captured:
        assert trial.undrawable(reading) == ()

    assert len(captured) == QUERIES


QUERIES = 3
"""The edition before it, the grid of that, and the reasons that were given for its words."""


@pytest.mark.parametrize("slug", ["cambridgeshire", "hampshire", "lancashire", "torbay", "wigan"])
def test_the_five_can_be_drawn(slug):
    assert trial.undrawable(find(slug)) == ()


def test_any_text_that_is_kept_is_published_and_read(client):
    texts = [
        *("see https://[x for more", "https://[insert link]", "https://exa℀mple.com"),
        *("A" * 9_990, "a-" * 4_000, "[" * 10_000, "NQT" * 3_000, "\u202eJoin \u2066 שלום \ufffe"),
    ]
    lines = grid({("NQT", "School"): texts}, sections=[("[x](", "[" * 99_000)])
    stages = tuple(
        replace(stage, roles=tuple(texts), standards=tuple(texts), summary=texts[0])
        for stage in lines.stages
    )
    strange = draft_of(published(OLD, slug="strange"), replace(lines, stages=stages))
    someone = member(strange.framework.organisation, Membership.Role.PUBLISHER)

    publishing.publish(edition=strange, by=someone, label="2027", note="\n".join(texts)[:2000])

    for path in (
        *("/frameworks/strange/", "/frameworks/strange/stages/nqt/", "/frameworks/strange.csv"),
        *("/frameworks/strange.json", "/frameworks/strange/about/", "/frameworks/feed.atom"),
        *("/frameworks/strange/changes/2026..2027/", "/opportunities/?q=link", "/opportunities/"),
        *("/frameworks/strange/editions/2027/", "/stages/early-career/?framework=strange"),
    ):
        assert client.get(path).status_code == 200, path
