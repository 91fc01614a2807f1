"""Editors say whom to ask about a framework, and its readers see it."""

import io
from zipfile import ZipFile

import pytest

from cpd_site.models import Membership, SiteVersion
from frameworks.models import Event, Framework
from tests.builders import grid, published
from tests.factories import member
from tests.pdf_tags import TaggedPDF

pytestmark = pytest.mark.django_db

URL = "/desk/thornshire/contact/"
PAGES = ("/frameworks/thornshire/stages/nqt/", "/frameworks/thornshire/about/")
TEAM = {
    "contact_name": "CPD team",
    "contact_email": "cpd@thornshire.example",
    "contact_phone": "01772 123456 ext 12",
}


@pytest.fixture
def framework():
    return published(grid({("NQT", "School"): ["Join in"]}), slug="thornshire").framework


@pytest.fixture
def editor(framework, client):
    person = member(framework.organisation, Membership.Role.EDITOR)
    client.force_login(person)
    return person


def stored():
    return Framework.objects.get(slug="thornshire").contact_fields


def send(client, seen=None, **values):
    """The form as a browser sends it: with what it showed."""
    shown = {f"initial-{name}": value for name, value in (seen or stored()).items()}
    return client.post(URL, {**shown, **values})


def test_what_editors_name_is_shown_to_readers_at_once(client, editor):
    before = SiteVersion.objects.get().public

    response = send(client, **TEAM)

    assert (response.status_code, response["Location"]) == (302, URL)
    assert SiteVersion.objects.get().public != before
    client.logout()
    for page in PAGES:
        shown = client.get(page).text
        assert "<strong>CPD team</strong>" in shown
        assert '<a href="mailto:cpd@thornshire.example">' in shown
        assert '<a href="tel:01772123456">01772 123456 ext 12</a>' in shown


def text_of(form: str, file: bytes) -> str:
    """All that a file says, without the spaces: a PDF keeps none where a line may break."""
    if form == "pdf":
        said = TaggedPDF(file).root.text().replace("\u200b", "")
    elif form in ("docx", "xlsx"):
        with ZipFile(io.BytesIO(file)) as parts:
            said = "".join(parts.read(name).decode() for name in parts.namelist())
    else:
        said = file.decode()
    return "".join(said.split())


@pytest.mark.parametrize("form", ["csv", "docx", "json", "pdf", "xlsx"])
@pytest.mark.parametrize("what", ["thornshire", "thornshire/stages/nqt"])
def test_each_file_says_whom_to_ask(client, editor, form, what):
    url = f"/frameworks/{what}.{form}"
    said = "CPDteam,cpd@thornshire.example,01772123456ext12"
    assert said not in text_of(form, client.get(url).content)

    send(client, **TEAM)

    assert said in text_of(form, client.get(url).content)


def test_the_history_has_who_changed_it_and_what_stood_before(client, editor):
    send(client, **TEAM)

    event = Event.objects.first()
    assert (event.what, event.by) == ("changed whom to ask about", editor)
    assert (event.before["contact_name"], event.after) == ("", TEAM)
    send(client, **TEAM)  # nothing new
    assert Event.objects.filter(what=event.what).count() == 1


def test_where_nobody_is_named_the_page_says_so(client, framework):
    about = client.get("/frameworks/thornshire/about/").text

    assert "has not named anybody here" in about
    assert "Whom to ask" not in client.get("/frameworks/thornshire/stages/nqt/").text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"contact_email": "cpd at thornshire"}, "Type an e-mail address like name@example.org."),
        ({"contact_phone": "ask the office"}, "Type a number like 01772 123456."),
        ({"contact_name": "CPD team", "contact_email": ""}, "Give an address or a number"),
        ({"contact_name": "A" * 121, "contact_email": "a@b.example"}, "use at most 120"),
    ],
)
def test_what_reaches_nobody_is_said_and_what_was_typed_stays(client, editor, values, said):
    page = send(client, **values).text

    assert said in page
    for value in filter(None, values.values()):
        assert f'value="{value}"' in page
    assert not any(stored().values())


def test_what_a_colleague_wrote_meanwhile_is_told_and_not_lost(client, editor):
    seen = stored()
    send(client, **TEAM)

    page = send(client, seen, **TEAM | {"contact_name": "Governor services"}).text

    assert "A colleague changed this while you were writing." in page
    assert "Name or role is now “CPD team”" in page
    assert 'value="Governor services"' in page
    assert stored() == TEAM
    send(client, stored(), **TEAM | {"contact_name": "Governor services"})
    assert stored()["contact_name"] == "Governor services"
