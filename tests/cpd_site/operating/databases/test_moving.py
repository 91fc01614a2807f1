"""Moving a site from one database to another, with the command: on SQLite to another file, on
PostgreSQL to SQLite and back."""

import secrets
import shutil

import pytest

from tests.cpd_site.operating.databases.managing import ON_POSTGRESQL, manage, well

MAKE_A_USER = "from cpd_site.models import User; User.objects.create_user('new@example.org', 'x')"
AS_MOVED = "from cpd_site.models import CommandRun, User; CommandRun.objects.all().delete(); "
"""A move that was stopped has checked no editions yet."""

LOSE_THE_END = AS_MOVED + (
    "from frameworks.models import Framework; "
    "User.objects.all().delete(); Framework._base_manager.update(current_edition=None)"
)

pytestmark = pytest.mark.django_db  # it is one of the databases that they are tried on


@pytest.fixture(scope="module")
def moved(site, tmp_path_factory):
    """The file into which the site was moved, and what the command said."""
    file = tmp_path_factory.mktemp("moved") / "there.sqlite3"
    said = well(manage(site, "move_database", site, f"sqlite:///{file}"))
    return file, said


@pytest.fixture
def there(moved, tmp_path):
    """The address of a copy of it."""
    return f"sqlite:///{shutil.copy(moved[0], tmp_path / secrets.token_hex(4))}"


@pytest.fixture(scope="module")
def as_it_was(site):
    """What was in the site before it was moved."""
    return content(site)


def content(database):
    return well(manage(database, "dump_framework", "torbay", "--skip-checks"))


def do(database, code):
    well(manage(database, "shell", "-v", "0", "-c", code))


def test_all_is_there(moved, there, as_it_was):
    assert "rows are the same on both sides." in moved[1]
    assert "All 1 editions are as they were published." in moved[1]
    assert content(there) == as_it_was
    do(there, MAKE_A_USER)  # keys go on where they were


@pytest.mark.skipif(not ON_POSTGRESQL, reason="from SQLite to SQLite it was moved already")
def test_and_back(site, there, empty, as_it_was):
    back = empty()

    said = well(manage(site, "move_database", there, back))

    assert "rows are the same on both sides." in said
    assert content(back) == as_it_was
    do(back, MAKE_A_USER)


def test_a_move_that_was_stopped_goes_on(site, there, as_it_was):
    do(there, LOSE_THE_END)
    assert "is not empty" in manage(site, "move_database", site, there).stderr

    said = well(manage(site, "move_database", site, there, "--resume"))

    assert "1 users" in said
    assert "placements" not in said  # they are there
    assert content(there) == as_it_was


def test_what_differs_is_told(site, there):
    do(there, AS_MOVED + "User.objects.update(name='Somebody')")

    done = manage(site, "move_database", site, there, "--resume")

    assert done.returncode == 1
    assert "cpd_site.User differs at 1." in done.stderr


def test_what_is_no_database_is_told_without_its_password(site):
    said = manage(site, "move_database", site, "mysql://cpd:secret@db/cpd").stderr

    assert "“mysql” is no address of a database" in said
    assert "secret" not in said


def test_nothing_is_made_where_there_is_nothing_to_move(site, tmp_path):
    nothing, target = tmp_path / "nothing.sqlite3", tmp_path / "target.sqlite3"
    empty = tmp_path / "empty.sqlite3"
    empty.touch()

    for source, why in ((nothing, "There is no database at"), (empty, "is not of this release")):
        done = manage(site, "move_database", f"sqlite:///{source}", f"sqlite:///{target}")
        assert why in done.stderr
        assert "Traceback" not in done.stderr

    assert not nothing.exists()
    assert not target.exists()


def test_a_database_that_cannot_be_opened_is_told(site):
    said = manage(site, "move_database", site, "sqlite:////no/such/folder/a.sqlite3").stderr

    assert "A database cannot be opened: unable to open" in said
    assert "Traceback" not in said
