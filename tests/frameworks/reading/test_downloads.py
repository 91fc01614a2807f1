"""A framework, one stage, or what a filter leaves as a file: what it holds, who gets it."""

from functools import partial

import pytest

from cpd_site.models import Membership
from frameworks.models import Framework
from opportunities.exchange.writing import child_process, grid_csv, grid_json
from opportunities.exchange.writing.child_process import CannotWrite
from opportunities.exchange.writing.formats import Format, formats, register
from opportunities.grid.vocabulary import ContinuationWord
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


def test_a_format_or_a_stage_that_is_not_there_is_not_found(client, edition):
    assert client.get(f"{URL}.doc").status_code == 404
    assert client.get(f"{URL}/stages/none.csv").status_code == 404


@pytest.mark.parametrize("form", formats())
@pytest.mark.parametrize("what", ["{}.{}", "{}/stages/nqt.{}", "{}/editions/2026.{}"])
def test_files_of_members_are_for_members_and_never_shared(client, edition, form, what):
    Framework.objects.update(visibility="members")
    url = what.format(URL, form)
    assert client.get(url).status_code in (302, 404)

    client.force_login(member(edition.framework.organisation, Membership.Role.READER))
    response = client.get(url)

    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
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


def test_a_child_that_fails_is_told():
    with pytest.raises(CannotWrite, match="could not be made"):
        child_process.write("no such format", document(GRID))


def test_two_formats_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two formats called “json”"):
        register(Format("json", "Other", "text/plain", "Not this one", grid_json.write, 1))
