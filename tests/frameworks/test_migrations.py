"""A database of the version before migrates, with what it holds."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from frameworks.models import Suggestion
from opportunities import store
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Wording
from opportunities.models import Grid

BEFORE = [
    ("cpd_site", "0004_find_organisations"),
    ("frameworks", "0010_dates_that_lapse"),
    ("opportunities", "0002_search_index"),
]
LONG_AGO = datetime(2020, 2, 3, 4, 5, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def apps_before():
    """The models as they were, without rows: those of today may not fit into the tables of then.
    The newest ones are there again afterwards."""
    call_command("flush", interactive=False, verbosity=0)
    executor = MigrationExecutor(connection)
    yield executor.migrate(BEFORE) and executor.loader.project_state(BEFORE).apps
    call_command("migrate", verbosity=0)


def migrated():
    executor = MigrationExecutor(connection)
    return executor.migrate(executor.loader.graph.leaf_nodes()).apps


def test_events_of_organisations_move_with_their_dates_and_others_stay(apps_before):
    before = {name: apps_before.get_model("frameworks", name) for name in ("Event", "Framework")}
    school = apps_before.get_model("cpd_site", "Organisation").objects.create(
        kind="school", slug="elm", name="Elm School", short_name="Elm"
    )
    framework = before["Framework"].objects.create(title="F", slug="elm", organisation=school)
    said = {"about": "bea@example.org", "after": {"role": "reader"}}
    events = before["Event"].objects
    invited = events.create(what="invited", organisation=school, **said)
    imported = events.create(what="imported schools", about="register.csv")
    published = events.create(what="published", framework=framework)
    events.update(at=LONG_AGO)

    apps = migrated()

    moved = apps.get_model("cpd_site", "OrganisationEvent").objects.order_by("pk")
    fields = ("what", "organisation", "about", "after", "at")
    assert list(moved.values_list(*fields)) == [
        (invited.what, school.pk, said["about"], said["after"], LONG_AGO),
        (imported.what, None, imported.about, {}, LONG_AGO),
    ]
    stayed = apps.get_model("frameworks", "Event").objects.filter(framework=framework.pk)
    assert list(stayed.values_list("pk", "framework", "at")) == [
        (published.pk, framework.pk, LONG_AGO)
    ]


def test_the_way_back_loses_no_event(apps_before):
    apps = migrated()
    apps.get_model("cpd_site", "OrganisationEvent").objects.create(what="invited", about="bea")
    apps.get_model("cpd_site", "OrganisationEvent").objects.update(at=LONG_AGO)

    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)

    events = executor.loader.project_state(BEFORE).apps.get_model("frameworks", "Event").objects
    assert list(events.values_list("what", "about", "at")) == [("invited", "bea", LONG_AGO)]
    events.all().delete()


def test_what_a_copy_differs_in_and_a_date_to_publish_stay(apps_before):
    model = {
        name: apps_before.get_model(app, name)
        for app, name in [
            ("cpd_site", "Organisation"),
            ("opportunities", "Grid"),
            *(("frameworks", name) for name in ("Framework", "Edition", "Difference")),
        ]
    }
    school = model["Organisation"].objects.create(kind="school", slug="elm", name="Elm School")
    framework = model["Framework"].objects.create(title="F", slug="elm", organisation=school)
    grid = model["Grid"].objects.create()
    edition = model["Edition"].objects.create(
        framework=framework, number=1, grid=grid, title="F", due_seal="a" * 64
    )
    model["Difference"].objects.create(edition=edition, hid=3, changed=2, added=1)

    apps = migrated()

    (kept,) = apps.get_model("frameworks", "CopySummary").objects.all()
    assert (kept.edition_id, kept.hid, kept.changed, kept.added) == (edition.pk, 3, 2, 1)
    assert kept.edition.due_fingerprint == "a" * 64


def test_a_suggestion_keeps_its_words(apps_before):
    model = {
        name: apps_before.get_model(app, name)
        for app, name in [
            ("cpd_site", "Organisation"),
            *(("frameworks", name) for name in ("Framework", "Suggestion")),
        ]
    }
    school = model["Organisation"].objects.create(kind="school", slug="elm", name="Elm School")
    framework = model["Framework"].objects.create(title="F", slug="elm", organisation=school)
    keys = {name: UUID(int=1) for name in ("line", "opportunity", "placement", "stage", "column")}
    model["Suggestion"].objects.create(
        copy=framework,
        to=framework,
        kind="rewording",
        tier="self",
        at=LONG_AGO,
        **keys,
        text="Take part",
        details="Once\nOr twice",
        link="https://a.example/",
        was_text="Join in",
        was_details="Often",
        was_link="",
    )

    migrated()

    kept = Suggestion.objects.get()
    assert kept.words == Wording("Take part", ("Once", "Or twice"), "https://a.example/")
    assert kept.before == Wording("Join in", ("Often",))

    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)

    before = executor.loader.project_state(BEFORE).apps.get_model("frameworks", "Suggestion")
    said = before.objects.values_list("text", "details", "link", "was_text", "was_details")
    assert said.get() == ("Take part", "Once\nOr twice", "https://a.example/", "Join in", "Often")


def test_a_line_has_nothing_beside_its_words_and_its_edition_verifies(apps_before):
    line = Opportunity(UUID(int=1), "Join in", ("Once",), "https://a.example/")
    content = GridSnapshot(opportunities=(line,))
    before = {
        name: apps_before.get_model("opportunities", name) for name in ("Grid", "Opportunity")
    }
    grid = before["Grid"].objects.create(fingerprint=content.fingerprint)
    before["Opportunity"].objects.create(
        grid=grid,
        key=line.key,
        position=0,
        text=line.text,
        details="Once",
        link=line.link,
    )

    migrated()

    (read,) = store.read_all(Grid.objects.filter(pk=grid.pk)).values()
    assert read == content
    assert read.fingerprint == grid.fingerprint
