"""A database of the version before migrates, with what it holds, and back again.

Each way is gone once, with the rows of every case, since it takes seconds on SQLite.
"""

import sqlite3
from datetime import UTC, datetime
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
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
def no_rows():
    """Rows of today may not fit into the tables of then. The newest are there again afterwards: on
    SQLite they are put back, which takes no time.
    """
    call_command("flush", interactive=False, verbosity=0)
    if connection.vendor != "sqlite":
        yield
        call_command("migrate", verbosity=0)
        return
    newest = sqlite3.connect(":memory:")
    connection.connection.backup(newest)
    yield
    newest.backup(connection.connection)
    newest.close()


def test_a_database_of_the_version_before_migrates_and_goes_back(no_rows, capsys):
    """Each case makes its rows; looks at what became of them; and again, on the way back."""
    model = migrated(BEFORE)
    cases = [case(model) for case in CASES]
    for case in cases:
        next(case)

    model = migrated(MigrationExecutor(connection).loader.graph.leaf_nodes())
    for case in cases:
        case.send(model)
    assert "have the same e-mail address but for capitals" in capsys.readouterr().out

    model = migrated(BEFORE)
    for case in cases:
        case.send(model)


def migrated(to):
    """The models as they are there, by `app_label, name`."""
    MigrationExecutor(connection).migrate(to)
    return MigrationExecutor(connection).loader.project_state(to).apps.get_model


def a_framework(model, slug):
    school = model("cpd_site", "Organisation").objects.create(kind="school", slug=slug, name=slug)
    return model("frameworks", "Framework").objects.create(
        title="F", slug=slug, organisation=school
    )


def events_of_organisations(model):
    """They move with their dates; others stay."""
    framework = a_framework(model, "elm")
    school = framework.organisation_id
    said = {"about": "bea@example.org", "after": {"role": "reader"}}
    events = model("frameworks", "Event").objects
    events.create(what="invited", organisation_id=school, **said)
    events.create(what="imported schools", about="register.csv")
    published = events.create(what="published", framework=framework)
    events.update(at=LONG_AGO)

    model = yield

    moved = model("cpd_site", "OrganisationEvent").objects.order_by("pk")
    fields = ("what", "organisation", "about", "after", "at")
    assert list(moved.values_list(*fields)) == [
        ("invited", school, said["about"], said["after"], LONG_AGO),
        ("imported schools", None, "register.csv", {}, LONG_AGO),
    ]
    stayed = model("frameworks", "Event").objects.filter(framework=framework.pk)
    assert list(stayed.values_list("pk", "framework", "at")) == [
        (published.pk, framework.pk, LONG_AGO)
    ]
    model("cpd_site", "OrganisationEvent").objects.create(what="left", about="ann")
    model("cpd_site", "OrganisationEvent").objects.update(at=LONG_AGO)

    model = yield

    events = model("frameworks", "Event").objects
    assert set(events.values_list("what", "about", "at")) == {
        ("invited", "bea@example.org", LONG_AGO),
        ("imported schools", "register.csv", LONG_AGO),
        ("published", "", LONG_AGO),
        ("left", "ann", LONG_AGO),
    }
    yield


def what_a_copy_differs_in_and_a_date_to_publish(model):
    """They stay."""
    grid = model("opportunities", "Grid").objects.create()
    edition = model("frameworks", "Edition").objects.create(
        framework=a_framework(model, "oak"), number=1, grid=grid, title="F", due_seal="a" * 64
    )
    model("frameworks", "Difference").objects.create(edition=edition, hid=3, changed=2, added=1)

    model = yield

    (kept,) = model("frameworks", "CopySummary").objects.all()
    assert (kept.edition_id, kept.hid, kept.changed, kept.added) == (edition.pk, 3, 2, 1)
    assert kept.edition.due_fingerprint == "a" * 64
    yield
    yield


def the_words_of_a_suggestion(model):
    framework = a_framework(model, "ash")
    keys = {name: UUID(int=1) for name in ("line", "opportunity", "placement", "stage", "column")}
    model("frameworks", "Suggestion").objects.create(
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

    yield

    kept = Suggestion.objects.get()
    assert kept.words == Wording("Take part", ("Once", "Or twice"), "https://a.example/")
    assert kept.before == Wording("Join in", ("Often",))

    model = yield

    said = model("frameworks", "Suggestion").objects.values_list(
        "text", "details", "link", "was_text", "was_details"
    )
    assert said.get() == ("Take part", "Once\nOr twice", "https://a.example/", "Join in", "Often")
    yield


def a_line_with_nothing_beside_its_words(model):
    """Its edition verifies."""
    line = Opportunity(UUID(int=1), "Join in", ("Once",), "https://a.example/")
    content = GridSnapshot(opportunities=(line,))
    grid = model("opportunities", "Grid").objects.create(fingerprint=content.fingerprint)
    model("opportunities", "Opportunity").objects.create(
        grid=grid, key=line.key, position=0, text=line.text, details="Once", link=line.link
    )

    yield

    (read,) = store.read_all(Grid.objects.filter(pk=grid.pk)).values()
    assert read == content
    assert read.fingerprint == grid.fingerprint
    yield
    yield


def accounts_with_capitals_in_their_address(model):
    """They get small letters, so that they can be signed in to; accounts are not merged."""
    user, address = model("cpd_site", "User"), EmailAddress

    def account(email, *proved):
        person = user.objects.create(email=email)
        for number, each in enumerate(proved):
            address.objects.create(user_id=person.pk, email=each, verified=True, primary=not number)
        return person.pk

    def addresses_of(pk):
        own = address.objects.filter(user=pk).order_by("pk")
        return user.objects.get(pk=pk).email, list(own.values_list("email", "verified", "primary"))

    locked_out = account("Ann@Oak.example", "Ann@Oak.example", "ANN@elm.example")
    twice = account("Bea@Oak.example", "Bea@Oak.example")
    address.objects.create(user_id=twice, email="bea@oak.example")
    same = account("Cat@Oak.example", "Cat@Oak.example")
    other = account("cat@elm.example", "cat@elm.example", "cat@oak.example")
    fine = account("dan@oak.example", "dan@oak.example")

    model = yield
    user = model("cpd_site", "User")

    assert addresses_of(locked_out) == (
        "ann@oak.example",
        [("ann@oak.example", True, True), ("ann@elm.example", True, False)],
    )
    assert addresses_of(twice) == ("bea@oak.example", [("bea@oak.example", True, True)])
    assert addresses_of(same) == ("Cat@Oak.example", [("Cat@Oak.example", True, True)])
    assert addresses_of(other)[1][1] == ("cat@oak.example", True, False)
    assert addresses_of(fine) == ("dan@oak.example", [("dan@oak.example", True, True)])
    (signs_in,) = filter_users_by_email("ANN@oak.example")
    assert signs_in.pk == locked_out

    model = yield

    assert model("cpd_site", "User").objects.get(pk=locked_out).email == "ann@oak.example"
    yield


CASES = [
    accounts_with_capitals_in_their_address,
    events_of_organisations,
    what_a_copy_differs_in_and_a_date_to_publish,
    the_words_of_a_suggestion,
    a_line_with_nothing_beside_its_words,
]
