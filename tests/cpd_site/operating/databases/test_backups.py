"""A backup and its restoration, rehearsed with the commands on databases of their own.

On SQLite these are files; on PostgreSQL, databases beside that of the tests.
"""

import json
import os
import shutil
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from cpd_site.operating import backups
from cpd_site.operating.backups import BackupRefused
from tests.cpd_site.operating.databases.managing import ON_POSTGRESQL, manage, well

LONDON = ZoneInfo("Europe/London")
EMAIL = "from cpd_site.models import User; print(User.objects.get().email)"

pytestmark = pytest.mark.django_db  # it is one of the databases that they are tried on


@pytest.fixture(scope="module")
def made(site, tmp_path_factory):
    """The folder of a backup of this site; tests take copies of it."""
    into = tmp_path_factory.mktemp("backups")
    well(manage(site, "backup", "--into", into))
    (folder,) = into.iterdir()
    return folder


@pytest.fixture
def backup(made, tmp_path):
    return shutil.copytree(made, tmp_path / "backups" / made.name)


def altered(backup, **changes):
    path = backup / backups.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
    return backup


def test_a_rehearsal(site, made, empty):
    manifest = backups.read(made)
    assert list(manifest.fingerprints) == ["torbay/undated"]
    assert manifest.rows["cpd_site_user"] == 1
    other = empty()

    said = well(manage(other, "restore", made))

    assert f"{sum(manifest.rows.values()):,} rows are back" in said
    assert "All 1 editions are as they were published." in said
    assert well(manage(other, "shell", "-v", 0, "-c", EMAIL)) == "ann@example.org\n"
    assert "is not empty" in manage(other, "restore", made).stderr


def test_nobody_else_may_read_it(made):
    assert [path.stat().st_mode & 0o077 for path in (made, *made.iterdir())] == [0, 0, 0]


def test_a_damaged_backup_is_told(backup):
    file = next(backup.glob("database.*"))
    file.write_bytes(file.read_bytes()[:-1] + b"!")

    with pytest.raises(BackupRefused, match="is not as it was written"):
        backups.read(backup)


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", '{"vendor": "oracle"}', "[" * 10_000])
def test_what_is_no_backup_is_told(tmp_path, manifest):
    if manifest is not None:
        (tmp_path / backups.MANIFEST).write_text(manifest)

    with pytest.raises(BackupRefused, match="is no backup of ours"):
        backups.read(tmp_path)


def test_a_backup_of_a_later_release_is_refused(backup):
    altered(backup, migrations=["frameworks.9999_next_year"])

    with pytest.raises(BackupRefused, match=r"later than this one.*frameworks\.9999_next_year"):
        backups.restore(backup)


def test_a_backup_of_the_other_kind_of_database_is_refused(backup):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    altered(backup, vendor=other)
    next(backup.glob("database.*")).rename(backup / backups.FILES[other])

    with pytest.raises(BackupRefused, match=r"use manage.py move_database"):
        backups.restore(backup)


@pytest.mark.django_db
def test_only_an_empty_database_takes_a_backup(backup):
    with pytest.raises(BackupRefused, match="The database is not empty: it has"):
        backups.restore(backup)


def test_rows_that_are_missing_are_told(made, backup, empty):
    altered(backup, rows=dict(backups.read(made).rows) | {"cpd_site_user": 2})

    done = manage(empty(), "restore", backup)

    assert done.returncode == 1
    assert "cpd_site_user should have 2 rows, and has 1." in done.stderr


def test_the_oldest_go(site, backup):
    (backup.parent / "of-somebody-else").mkdir()

    said = well(manage(site, "backup", "--into", backup.parent, "--keep", 1))

    assert f"Deleted {backup}." in said
    assert not backup.exists()
    assert len(list(backup.parent.iterdir())) == 2


def test_backups_are_in_order_when_the_clocks_go_back():
    summer, winter = (datetime(2026, 10, 25, *at, tzinfo=UTC) for at in ((0, 59), (1, 0)))

    assert backups.folder_name(summer.astimezone(LONDON)) < backups.folder_name(winter)


def test_a_folder_that_cannot_be_written_is_told(site, tmp_path):
    (tmp_path / "file").touch()

    done = manage(site, "backup", "--into", tmp_path / "file")

    assert "cannot be written: Not a directory." in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_killed_backup_left_is_no_backup_and_goes_after_a_day(site, backup, tmp_path):
    old, new = (backup.with_name(f"cpd-{name}.part") for name in ("a", "b"))
    for part in (old, new):
        shutil.copytree(backup, part)
    assert backups.list_backups(backup.parent) == [backup]
    os.utime(old, (0, 0))

    well(manage(site, "backup", "--into", backup.parent))

    assert not old.exists()
    assert new.exists()


def test_mails_that_waited_do_not_go_however_a_restoration_ends(site, tmp_path, empty):
    write = "from cpd_site.models import Letter; Letter.objects.create(to='a@b.example')"
    other = empty()
    well(manage(site, "backup", "--into", tmp_path))
    (backup,) = tmp_path.iterdir()
    well(manage(other, "restore", backup))
    well(manage(other, "shell", "-v", 0, "-c", write))
    well(manage(other, "backup", "--into", tmp_path / "later"))
    (later,) = (tmp_path / "later").iterdir()
    another = empty()

    done = manage(another, "restore", altered(later, fingerprints={"torbay/undated": "x"}))

    assert "Published editions are not those" in done.stderr
    count = "from cpd_site.models import Letter; print(Letter.objects.count())"
    assert well(manage(another, "shell", "-v", 0, "-c", count)) == "0\n"


def test_nothing_half_made_stays(site, tmp_path, settings):
    if ON_POSTGRESQL:
        done = manage(site, "backup", "--into", tmp_path / "b", PATH="/nowhere")
        assert "pg_dump is not installed" in done.stderr
    else:  # a database without tables
        done = manage(f"sqlite:///{tmp_path}/a", "backup", "--into", tmp_path / "b")

    assert done.returncode == 1
    assert list((tmp_path / "b").iterdir()) == []
