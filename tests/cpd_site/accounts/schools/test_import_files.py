"""`manage.py import_schools` and its file: cut, in another encoding, with faults, or none."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpd_site.models import Organisation
from tests.cpd_site.accounts.schools.importing import on, school
from tests.register_file import HEADINGS, READ, row, rows, write

pytestmark = pytest.mark.django_db


def test_what_a_file_does_not_tell_is_left(run):
    run([row(Trusts_code="5000", Trusts_name="T"), row(URN="100002")])
    headings = ["URN", "EstablishmentName"]

    said = run([row(EstablishmentName="New"), row(URN="100003")], headings=headings)

    assert "that is left as it is" in said
    kept = school()
    assert (kept.name, kept.postcode, kept.status) == ("New", "PR1 8RJ", "open")
    assert (kept.parent.name, kept.authority.slug) == ("T", "lancashire")
    assert school(100003).parent is None


def test_rows_that_cannot_be_used_are_listed_and_the_others_are_in(run):
    said = run(
        [
            row(URN="100001"),
            row(URN="12"),
            row(URN="100002", EstablishmentStatus_name="Frozen"),
            row(URN="100001"),
            row(URN="100003", Postcode="?"),
        ]
    )

    assert "Line 3 is not used. “12” is no URN" in said
    assert "Line 4 is not used. “Frozen” is no status" in said
    assert "Line 5 is not used. URN 100001 stands in line 2 already." in said
    assert "Line 6 is used. Without its postcode" in said
    assert "Rows that could not be used: 3" in said
    assert set(Organisation.objects.filter(urn__isnull=False).values_list("urn", flat=True)) == {
        *(100001, 100003),
    }


def test_a_file_cut_in_the_middle_leaves_the_rest_as_it_was(run, tmp_path):
    listed = list(rows(40))
    run(listed)
    path = write(tmp_path / "cut.csv", listed)
    path.write_bytes(path.read_bytes()[:-5_000])

    said = on(path)

    assert "The file ends in the middle of this row." in said
    assert "may have been cut short" in said
    assert Organisation.objects.filter(urn__isnull=False).count() == 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_in_another_encoding_is_in(run, encoding):
    said = run([row(EstablishmentName="Ysgol Dŵr")], encoding=encoding)

    assert "the register writes Windows-1252" in said
    assert school().name == "Ysgol Dŵr"


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,2\r\n", b"PK\x03\x04"])
def test_what_is_no_register_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=r"^(The|This) .*\.$"):
        on(path)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        on(tmp_path / "nowhere.csv")


def test_progress_is_shown_on_a_terminal(tmp_path):
    class Terminal(StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    path = write(tmp_path / "file.csv", rows(1200), headings=READ)

    call_command("import_schools", path, stdout=StringIO(), stderr=terminal)

    assert "500 rows" in terminal.getvalue()
    assert "1,000 rows" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")


def test_a_thousand_rows_take_few_queries(tmp_path):
    path = write(tmp_path / "file.csv", rows(2_000), headings=READ)
    again = write(tmp_path / "again.csv", rows(2_000), headings=HEADINGS)

    with CaptureQueriesContext(connection) as first:
        on(path)
    with CaptureQueriesContext(connection) as second:
        on(again)

    assert len(first) < 2 * 40
    assert len(second) < 2 * 10
