"""Files that take long to read: a page says so, and comes again until the worker has read them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from frameworks.actions import imports, reading_files
from frameworks.models import Import, ImportFile
from opportunities.exchange.reading import child_process
from opportunities.exchange.reading.tables import CannotRead
from tests.background import with_worker, work

CSV = b"Stage,In school\nNewly qualified teachers,Meet a mentor\n"


@pytest.fixture
def begin(organisation, editor):
    """Bring in a file for which the request does not wait, where a worker may read it."""

    def begun(content=CSV, name="a.csv", patience=0.0):
        about = {"organisation": organisation, "by": editor, "patience": patience}
        with with_worker():
            return reading_files.begin(content, name, **about)

    return begun


@with_worker()
def after_work(begun):
    work()
    return Import.objects.filter(pk=begun.pk).first()


class TestMeanwhile:
    def test_it_is_read_by_the_worker(self, begin):
        begun = begin()
        assert begun.contents is None

        read = after_work(begun)

        assert "Meet a mentor" in str(read.contents)
        assert not read.refusal
        assert not ImportFile.objects.exists()

    def test_what_is_read_quickly_is_read_at_once(self, begin):
        assert "Meet a mentor" in str(begin(patience=60.0).contents)
        assert not DBTaskResult.objects.exists()

    def test_without_a_worker_the_request_waits(self, organisation, editor):
        begun = reading_files.begin(
            CSV, "a.csv", organisation=organisation, by=editor, patience=0.0
        )

        assert "Meet a mentor" in str(begun.contents)

    def test_what_cannot_be_read_says_why(self, begin):
        read = after_work(begin(b"\0"))

        assert read.contents is None
        assert "“a.csv” has nothing in it" in read.refusal
        assert not ImportFile.objects.exists()

    def test_nothing_is_kept_of_what_was_deleted(self, begin, editor):
        begun = begin()
        imports.delete(of=begun, by=editor)

        assert not ImportFile.objects.exists()
        assert after_work(begun) is None

    def test_a_reader_that_ends_is_no_end_of_the_file(self, begin, monkeypatch):
        begun = begin()

        def killed(*_):
            raise MemoryError

        monkeypatch.setattr(child_process, "read", killed)
        assert after_work(begun).contents is None
        monkeypatch.undo()

        DBTaskResult.objects.update(run_after=timezone.now())
        assert "Meet a mentor" in str(after_work(begun).contents)

    def test_only_so_many_wait(self, begin):
        for _ in range(reading_files.MOST_WAITING):
            begin()

        with pytest.raises(CannotRead, match="Nothing is lost"):
            begin()
        assert Import.objects.count() == reading_files.MOST_WAITING

    def test_what_a_backup_had_waiting_is_read_after_it_is_restored(self, begin):
        begun = begin()
        DBTaskResult.objects.all().delete()

        with with_worker():
            assert reading_files.requeue() == 1

        assert "Meet a mentor" in str(after_work(begun).contents)


class TestPage:
    @pytest.fixture
    def waiting(self, begin):
        return begin()

    @pytest.fixture
    def get(self, client, editor, waiting):
        client.force_login(editor)
        return lambda page, of=waiting: client.get(
            reverse(f"import_{page}", args=["fellbridge", of.pk])
        )

    @pytest.mark.parametrize("page", ["found", "proof"])
    def test_it_comes_again_by_itself_and_by_a_link(self, get, waiting, page):
        response = get(page)

        address = reverse("import_found", args=["fellbridge", waiting.pk])
        assert "Reading “a.csv”" in response.text
        assert f'href="{address}"' in response.text
        assert response["Refresh"].endswith(response.wsgi_request.path)

    def test_it_says_how_far_it_is(self, get, waiting, begin):
        assert "Waiting: it is the next to be read." in get("found").text

        another = begin()
        page = get("found", another)
        assert "Waiting: 1 file is read before it." in page.text

        ImportFile.objects.filter(of=waiting).update(
            began_at=timezone.now() - timedelta(seconds=72)
        )
        assert "Being read, for 72 seconds so far." in get("found").text
        assert "longer than usual" not in get("found").text
        Import.objects.update(started_at=timezone.now() - timedelta(minutes=4))
        assert "longer than usual" in get("found").text

    def test_it_never_fetches_the_file(self, get, waiting):
        with CaptureQueriesContext(connection) as asked:
            get("found")

        assert not [each for each in asked.captured_queries if '"content"' in each["sql"]]

    def test_it_shows_what_we_found_as_soon_as_it_is_read(self, get, waiting, brought):
        imports.finish_reading(of=waiting, found=brought.printed)

        response = get("found")

        assert "What we found" in response.text
        assert "Refresh" not in response

    def test_it_ends_with_the_reason_where_it_cannot_be_read(self, get, waiting):
        imports.finish_reading(of=waiting, found="This is a picture.")

        response = get("found")

        assert "“a.csv” was not read" in response.text
        assert "This is a picture." in response.text
        assert "Refresh" not in response

    def test_it_ends_where_nobody_reads_it_any_more(self, get, waiting):
        ImportFile.objects.all().delete()

        response = get("found")

        assert "choose it again" in response.text
        assert "Refresh" not in response

    def test_it_can_be_deleted_meanwhile(self, get, client, waiting):
        assert get("delete").status_code == 200
        client.post(reverse("import_delete", args=["fellbridge", waiting.pk]))

        assert not Import.objects.exists()

    def test_nothing_is_answered_of_it_before(self, waiting, editor):
        with pytest.raises(imports.ImportGone):
            imports.answer(of=waiting, by=editor, change=lambda now: now, seen=1)
