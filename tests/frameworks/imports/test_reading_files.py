"""Files that take long to read: a page says so, and comes again until they are read."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from django.utils import timezone

from frameworks.actions import imports, reading_files
from frameworks.models import Import
from frameworks.models.imports import READ_WITHIN

CSV = b"Stage,In school\nNewly qualified teachers,Meet a mentor\n"


def begun_impatiently(content, organisation, editor, meanwhile=None):
    """An import as it stands once the file is read, for which the request did not wait."""
    with ThreadPoolExecutor(2) as readers:
        begun = reading_files.begin(
            content, "a.csv", organisation=organisation, by=editor, patience=0, readers=readers
        )
        assert begun.contents is None
        if meanwhile:
            meanwhile(begun)
    return Import.objects.filter(pk=begun.pk).first()


@pytest.mark.django_db(transaction=True)
class TestMeanwhile:
    def test_it_is_read_beside_the_request(self, organisation, editor):
        begun = begun_impatiently(CSV, organisation, editor)

        assert "Meet a mentor" in str(begun.contents)
        assert not begun.refusal

    def test_what_cannot_be_read_says_why(self, organisation, editor):
        begun = begun_impatiently(b"\0", organisation, editor)

        assert begun.contents is None
        assert "“a.csv” has nothing in it" in begun.refusal

    def test_nothing_is_kept_of_what_was_deleted(self, organisation, editor):
        def delete(begun):
            imports.delete(of=begun, by=editor)

        assert begun_impatiently(CSV, organisation, editor, meanwhile=delete) is None


class TestPage:
    @pytest.fixture
    def waiting(self, organisation, editor):
        return imports.start(organisation=organisation, by=editor, name="a.csv", contents=None)

    @pytest.fixture
    def get(self, client, editor, waiting):
        client.force_login(editor)
        return lambda page: client.get(reverse(f"import_{page}", args=["fellbridge", waiting.pk]))

    @pytest.mark.parametrize("page", ["found", "proof"])
    def test_it_comes_again_by_itself_and_by_a_link(self, get, waiting, page):
        response = get(page)

        address = reverse("import_found", args=["fellbridge", waiting.pk])
        assert "Reading “a.csv”" in response.text
        assert f'href="{address}"' in response.text
        assert response["Refresh"].endswith(response.wsgi_request.path)

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
        Import.objects.update(started_at=timezone.now() - READ_WITHIN)

        response = get("found")

        assert "choose it again" in response.text
        assert "Refresh" not in response

    def test_it_can_be_deleted_meanwhile(self, get, client, waiting):
        assert get("delete").status_code == 200
        client.post(reverse("import_delete", args=["fellbridge", waiting.pk]))

        assert not Import.objects.exists()

    def test_nothing_is_answered_of_it_before(self, waiting, editor):
        with pytest.raises(imports.Gone):
            imports.answer(of=waiting, by=editor, change=lambda now: now, seen=1)
