"""A framework, one stage, or what a filter leaves as a file: what it holds, who gets it."""

from dataclasses import replace
from datetime import date
from functools import partial
from threading import BoundedSemaphore

import pytest

from cpd_site.models import Membership
from frameworks.models import Framework
from opportunities.exchange.writing import child_process, grid_csv, grid_json
from opportunities.exchange.writing import formats as registry
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.formats import Format, formats, register
from opportunities.grid.vocabulary import ContinuationWord
from tests import odd_format
from tests.builders import document, draft_of, grid, published
from tests.factories import member

pytestmark = pytest.mark.django_db

GRID = grid(
    {("NQT", "School"): ["Join in"], ("NQT", "Outside"): ["Read"], ("RQT", "School"): ["Lead"]},
    continues={("RQT", "Outside"): ContinuationWord.PLUS},
)
URL = "/frameworks/elm"


@pytest.fixture
def edition(db):
    return published(GRID, slug="elm", label="2026")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Files that were kept by another test are not there."""
    settings.CACHES = settings.CACHES | {
        "files": settings.CACHES["files"] | {"LOCATION": str(tmp_path)}
    }


def named(response):
    return response["Content-Disposition"].partition('filename="')[2].rstrip('"')


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/frameworks/elm.csv", "elm-2026.csv"),
        ("/frameworks/elm/editions/2026.csv", "elm-2026.csv"),
        ("/frameworks/elm.json", "elm-2026.json"),
        ("/frameworks/elm.csv?stage=nqt", "elm-2026-nqt.csv"),
        ("/frameworks/elm.csv?q=join&tier=school", "elm-2026-your-school-words-join.csv"),
        ("/frameworks/elm.csv?plus=written-out", "elm-2026-written-out.csv"),
        ("/frameworks/elm/stages/nqt.csv", "elm-2026-nqt.csv"),
        ("/frameworks/elm/editions/2026/stages/nqt.csv", "elm-2026-nqt.csv"),
    ],
)
def test_the_name_of_a_file_says_what_is_in_it(client, edition, url, name):
    assert named(client.get(url)) == name


def test_a_file_of_one_stage_holds_that_stage(client, edition):
    content = client.get(f"{URL}/stages/nqt.csv").content.decode()

    assert "Join in" in content
    assert "Lead" not in content


@pytest.mark.parametrize(
    "page",
    [
        "/frameworks/elm/",
        "/frameworks/elm/stages/nqt/",
        "/frameworks/elm/editions/2026/stages/nqt/",
    ],
)
def test_a_file_names_the_page_of_what_it_holds(client, edition, page):
    content = client.get(f"{page.removesuffix('/')}.json").json()

    assert content["edition"]["address"] == f"http://testserver{page}"


def test_plus_is_spelt_out_on_request(client, edition):
    as_printed, written_out = (
        client.get(f"{URL}/stages/rqt.csv{query}").content.decode()
        for query in ("", "?plus=written-out")
    )

    assert "Read" not in as_printed
    assert "Read" in written_out


@pytest.mark.parametrize("form", formats())
def test_what_a_filter_leaves_may_be_nothing(client, edition, form):
    response = client.get(f"{URL}.{form}?q=nothinglikethis")

    assert response.status_code == 200
    assert response.content


@pytest.mark.parametrize("url", [f"{URL}.csv?tier=atlantis", f"{URL}.csv?unheard=of"])
def test_no_file_is_made_of_what_was_not_asked_for(client, edition, url):
    response = client.get(url)

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_plus_is_spelt_out_or_not_and_nothing_else(client, edition):
    assert client.get(f"{URL}/?plus=written-out").status_code == 200
    response = client.get(f"{URL}.csv?plus=minus")

    assert response.status_code == 400
    assert response.content.decode() == "plus: Say “written-out”, or nothing.\n"


@pytest.mark.parametrize("url", [URL, f"{URL}/stages/nqt", f"{URL}/editions/2026"])
def test_a_format_that_is_not_there_names_those_that_are(client, edition, url):
    response = client.get(f"{url}.tar.gz")

    assert response.status_code == 404
    page = response.content.decode()
    assert "There is no “.tar.gz” of this." in page
    for name, form in formats().items():
        assert (f'href="{url}.{name}"' in page) == form.is_for(GRID, None)


def test_a_file_of_a_stage_that_is_not_there_names_the_stages(client, edition):
    response = client.get(f"{URL}/stages/none.csv")

    assert response.status_code == 404
    assert f'href="{URL}/stages/nqt/"' in response.content.decode()


@pytest.mark.parametrize("form", formats())
@pytest.mark.parametrize("what", ["{}.{}", "{}/stages/nqt.{}", "{}/editions/2026.{}"])
def test_files_of_members_are_for_members_and_never_shared(client, edition, form, what):
    Framework.objects.update(visibility="members")
    url = what.format(URL, form)
    assert client.get(url).status_code in (302, 404)

    client.force_login(member(edition.framework.organisation, Membership.Role.READER))
    response = client.get(url)

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("form", formats())
def test_files_of_a_draft_are_for_its_editors_and_kept_by_nobody(client, edition, form):
    draft_of(edition, GRID)
    url = f"/desk/elm/preview/draft.{form}"
    assert client.get(url).status_code == 302
    client.force_login(member(edition.framework.organisation, Membership.Role.EDITOR))

    response = client.get(url)

    assert response.status_code == 200
    assert named(response).startswith("elm-draft.")
    assert "no-store" in response["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response


# --- The links ---


@pytest.fixture
def another():
    """A format more, as a new module would register it."""
    formats()
    entry = register(odd_format.odd(odd_format.write))
    formats.cache_clear()
    yield entry
    del registry._registered[entry.name]
    formats.cache_clear()


@pytest.mark.parametrize(
    ("url", "file"),
    [
        (f"{URL}/", f"{URL}.odd?"),
        (f"{URL}/?tier=school&by=tier", f"{URL}.odd?tier=school"),
        (f"{URL}/editions/2026/", f"{URL}/editions/2026.odd?"),
        (f"{URL}/stages/nqt/", f"{URL}/stages/nqt.odd"),
        ("/desk/elm/preview/", "/desk/elm/preview/draft.odd?"),
        ("/desk/elm/preview/stages/nqt/", "/desk/elm/preview/stages/nqt.odd"),
    ],
)
def test_a_format_that_is_registered_has_its_links_and_its_files(
    client, edition, another, url, file
):
    draft_of(edition, GRID)
    client.force_login(member(edition.framework.organisation, Membership.Role.EDITOR))

    assert f'<a href="{file}">Odd</a> <span>For a test of it</span>' in (
        client.get(url).content.decode()
    )
    response = client.get(file)
    assert response["Content-Type"] == "text/odd"
    assert b": Join in" in response.content
    assert named(response).endswith(".odd")


def test_written_out_is_a_choice_only_where_something_carries_on(client, edition):
    assert f'href="{URL}.csv?plus=written-out"' in client.get(f"{URL}/").content.decode()
    filtered = client.get(f"{URL}/?tier=school&open=all").content.decode()
    assert f'href="{URL}.csv?tier=school&amp;plus=written-out"' in filtered
    assert f'href="{URL}/stages/rqt.csv?plus=written-out"' in (
        client.get(f"{URL}/stages/rqt/").content.decode()
    )
    assert "written-out" not in client.get(f"{URL}/stages/nqt/").content.decode()


def test_what_a_filter_leaves_or_all_of_it_can_be_taken(client, edition):
    whole, filtered = (
        client.get(f"{URL}/{query}").content.decode() for query in ("", "?stage=nqt&by=tier")
    )

    assert "The whole framework, 2026 edition" in whole
    assert "places instead" not in whole
    assert "What the filters leave: 2 of 3 places" in filtered
    assert f'<a href="{URL}/?by=tier">All 3 places instead</a>' in filtered


# --- Formats that are written in a process of their own ---


@pytest.fixture
def slow():
    """CSV, as if it were slow to write."""
    form = Format("csv", "Slow", "text/plain", "To be tried", grid_csv.write, 0, is_slow=True)
    before = grid_csv.FORMAT
    formats()["csv"] = form
    yield form
    formats()["csv"] = before


def test_a_slow_format_is_written_by_a_child_and_kept(client, edition, slow, monkeypatch):
    first = client.get(f"{URL}.csv").content
    assert first == client.get(f"{URL}.csv").content
    assert b"Join in" in first

    monkeypatch.setattr(child_process, "write", None)
    assert client.get(f"{URL}.csv").content == first


def test_what_not_everybody_finds_is_not_kept(client, edition, slow, tmp_path):
    Framework.objects.update(visibility="link")

    client.get(f"{URL}.csv")

    assert [*tmp_path.iterdir()] == []


def test_what_takes_too_long_is_told(client, edition, slow, monkeypatch):
    monkeypatch.setattr(child_process, "write", partial(child_process.write, seconds=0.001))

    response = client.get(f"{URL}.csv")

    assert response.status_code == 503
    assert "too long" in response.content.decode()


@pytest.mark.parametrize("write", [odd_format.write_too_much, odd_format.fail])
def test_a_child_that_fails_or_takes_too_much_memory_is_told(write):
    with pytest.raises(CannotWrite, match="could not be made"):
        child_process.write(write, document(GRID), megabytes=700)


def test_who_waits_for_too_many_files_is_told(monkeypatch):
    monkeypatch.setattr(child_process, "AT_ONCE", BoundedSemaphore(1))
    with child_process.AT_ONCE, pytest.raises(CannotWrite, match="Many files"):
        child_process.write(odd_format.write, document(GRID), seconds=0.01)


def test_what_a_library_prints_is_no_part_of_a_file():
    assert child_process.write(odd_format.write, document(GRID)) == (
        b"Elmshire: Join in, Read, Lead"
    )


def test_two_formats_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two formats called “json”"):
        register(Format("json", "Other", "text/plain", "Not this one", grid_json.write, 1))


def test_a_calendar_is_offered_where_something_ends_and_can_be_read(client):
    dated = replace(GRID.opportunities[0], ends_on=date(2026, 10, 3))
    made = replace(GRID, opportunities=(dated, *GRID.opportunities[1:]))
    published(made, slug="oak", label="2026")

    def offers(page):
        return "oak.ics" in page or "nqt.ics" in page or "rqt.ics" in page

    pages = ["/frameworks/oak/", "/frameworks/oak/stages/nqt/", "/frameworks/oak/stages/rqt/"]
    assert [offers(client.get(page).content.decode()) for page in pages] == [True, True, False]
    response = client.get("/frameworks/oak.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert b"DTSTART;VALUE=DATE:20261003" in response.content


def test_the_panel_leads_to_the_way_onto_another_site(client, edition):
    assert f'href="{URL}/your-site/"' in client.get(f"{URL}/").content.decode()
    stage = client.get(f"{URL}/stages/nqt/").content.decode()
    assert f'href="{URL}/stages/nqt/your-site/"' in stage
    assert "your-site" not in client.get(f"{URL}/editions/2026/").content.decode()
