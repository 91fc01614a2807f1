"""Whatever is written past the actions and the models is found."""

import pytest
from django.core.management import call_command
from django.db import connection

from cpd_site.models import Membership
from frameworks.actions.publishing import publish
from frameworks.actions.withdrawing import withdraw
from frameworks.queries import verification
from tests.builders import draft_of, grid, key, published
from tests.factories import member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]}, sections=[("How", "With care")])
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]}, sections=[("How", "With care")])


@pytest.fixture
def edition():
    old = published(OLD)
    publisher = member(old.framework.organisation, Membership.Role.PUBLISHER)
    return publish(edition=draft_of(old, NEW), by=publisher, label="2027", note="Read it")


def check(capsys, **options: bool) -> tuple[int, str]:
    """How the command ends, and what it says."""
    try:
        call_command("check_editions", **options)
    except SystemExit as end:
        return int(end.code or 0), capsys.readouterr().err
    return 0, capsys.readouterr().out


def write(sql, *values):
    """Past the ORM and its locks."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_all_is_well(edition, capsys):
    assert check(capsys) == (0, "All 7 editions are as they were published.\n")


def test_of_many_each_has_its_turn(edition, capsys, monkeypatch):
    monkeypatch.setattr(verification, "MOST_A_DAY", 3)
    days = verification.days_for_all()
    assert days == 3  # of seven editions

    turns = [list(verification.published(turn=day, of=days)) for day in range(739_000, 739_003)]

    assert sorted(one.pk for turn in turns for one in turn) == sorted(
        one.pk for one in verification.published()
    )
    assert all(turns)
    code, said = check(capsys)
    assert code == 0
    assert "whose turn it is today, as it is every 3 days, are as they were published." in said
    assert check(capsys, all=True) == (0, "All 7 editions are as they were published.\n")


@pytest.mark.parametrize(
    ("sql", "value", "says"),
    [
        ("UPDATE opportunities_opportunity SET text = %s WHERE grid_id = {grid}", "Pay up", "rows"),
        ("UPDATE opportunities_stage SET name = %s WHERE grid_id = {grid}", "Head", "rows"),
        ("UPDATE opportunities_section SET body = %s WHERE grid_id = {grid}", "x", "rows"),
        ("UPDATE opportunities_placement SET tier = %s WHERE grid_id = {grid}", "self", "rows"),
        (
            "UPDATE opportunities_placement SET tier = %s WHERE grid_id = {grid}",
            "nobody",
            "do not hang together",
        ),
        ("UPDATE opportunities_grid SET fingerprint = %s WHERE id = {grid}", "0", "fingerprint"),
        ("UPDATE frameworks_edition SET title = %s WHERE grid_id = {grid}", "Ours", "title"),
        ("UPDATE frameworks_edition SET note = %s WHERE grid_id = {grid}", "Pay", "note"),
        ("UPDATE frameworks_edition SET label = %s WHERE grid_id = {grid}", "2028", "label"),
    ],
)
def test_tampering_is_found_and_named(edition, capsys, sql, value, says):
    write(sql.format(grid=edition.grid_id), value)

    code, said = check(capsys)

    assert code == 1
    assert said.startswith("thornshire, 202")
    assert says in said


def test_rows_and_fingerprint_changed_together_are_found(edition, capsys):
    write("UPDATE opportunities_opportunity SET text = 'x' WHERE grid_id = %s", edition.grid_id)
    from opportunities import store

    forged = store.read_uncached(edition.grid).fingerprint
    write("UPDATE opportunities_grid SET fingerprint = %s WHERE id = %s", forged, edition.grid_id)

    code, said = check(capsys)

    assert code == 1
    assert "not the one in the event" in said


def test_a_line_taken_out_is_found(edition, capsys):
    write(
        "DELETE FROM opportunities_placement WHERE grid_id = %s AND key = %s",
        edition.grid_id,
        key("NQT/School/1").hex if connection.vendor == "sqlite" else key("NQT/School/1"),
    )

    assert check(capsys)[0] == 1


def test_an_open_grid_is_found(edition, capsys):
    write("UPDATE opportunities_grid SET locked_at = NULL WHERE id = %s", edition.grid_id)

    code, said = check(capsys)

    assert code == 1
    assert "not locked" in said


def test_a_draft_shown_to_readers_is_found(edition, capsys):
    draft = draft_of(edition, OLD)
    write(
        "UPDATE frameworks_framework SET current_edition_id = %s WHERE id = %s",
        draft.pk,
        edition.framework_id,
    )

    code, said = check(capsys)

    assert code == 1
    assert "shows an edition that is not published" in said


def test_a_withdrawn_edition_is_checked_too(edition, capsys):
    publisher = edition.published_by
    withdraw(edition=edition, by=publisher, reason="Wrong")
    assert check(capsys)[0] == 0

    write("UPDATE opportunities_opportunity SET text = 'x' WHERE grid_id = %s", edition.grid_id)

    assert check(capsys)[0] == 1
