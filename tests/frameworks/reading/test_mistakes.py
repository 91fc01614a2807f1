"""A reader tells the editors of a framework of a mistake, without an account."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend

from cpd_site.models import Membership
from frameworks.models import Framework
from tests.background import with_worker, work
from tests.builders import grid, published
from tests.factories import member

pytestmark = pytest.mark.django_db

URL = "/frameworks/thornshire/mistake/"
STAGE = "/frameworks/thornshire/stages/nqt/"
SAID = {"what": "“Jion in” should be “Join in”.\n\nThanks!", "page": STAGE}


@pytest.fixture(autouse=True)
def nobody_told_yet():
    cache.clear()


@pytest.fixture
def framework():
    return published(grid({("NQT", "School"): ["Jion in"]}), slug="thornshire").framework


@pytest.fixture
def editors(framework):
    roles = (Membership.Role.EDITOR, Membership.Role.MANAGER)
    for role in roles:
        member(framework.organisation, role, email=f"{role}@thornshire.example")
    member(framework.organisation, Membership.Role.READER)
    return [f"{role}@thornshire.example" for role in roles]


def test_the_editors_get_it_with_the_page_and_the_edition(client, editors):
    response = client.post(URL, SAID | {"email": "ann@school.example"})

    assert (response.status_code, response["Location"]) == (302, STAGE)
    assert "Your message is on its way." in client.get(STAGE).text
    assert [letter.to for letter in mail.outbox] == [[editor] for editor in editors]
    letter = mail.outbox[0]
    assert letter.message()["Reply-To"] == "ann@school.example"
    assert "    “Jion in” should be “Join in”.\n" in letter.body
    assert f"http://127.0.0.1:8000{STAGE}\n" in letter.body
    assert letter.subject.endswith("2026 edition")


def test_without_an_address_nobody_can_answer(client, editors):
    client.post(URL, SAID)

    assert "Reply-To" not in mail.outbox[0].message()
    assert "They left no address" in mail.outbox[0].body


def test_a_reply_goes_to_the_reader_where_the_worker_sends_it(client, editors):
    with with_worker():
        client.post(URL, SAID | {"email": "ann@school.example"})
        work()

    assert [letter.message()["Reply-To"] for letter in mail.outbox] == ["ann@school.example"] * 2


@pytest.mark.parametrize("page", ["", "about/", "stages/nqt/", "ladder/"])
def test_each_page_of_a_framework_leads_to_it_and_names_itself(client, framework, page):
    address = f"/frameworks/thornshire/{page}"

    assert f'href="{URL}?page={address}' in client.get(address).text.replace("%2F", "/")


def test_the_form_says_which_page_and_edition_it_is_about(client, editors):
    pinned = "/frameworks/thornshire/editions/2026/stages/nqt/"

    page = client.get(f"{URL}?page={pinned}").text

    assert f'<a href="{pinned}">NQT</a>, 2026 edition' in page
    assert f'name="page" value="{pinned}"' in page


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/frameworks/wigan/",
        "/desk/thornshire/draft/",
        "javascript:alert(1)",
        "https://[x",
        "A" * 400,
        "/frameworks/thornshire/\r\nX: y",
        "/frameworks/thornshire/stages/no-such-stage/",
        "/frameworks/thornshire/editions/1066/",
        "/frameworks/thornshire/editions/2026/stages/no-such-stage/",
        "/frameworks/thornshire/editions/2026/99/",
        "/frameworks/thornshire/changes/1066..2026/",
        "/frameworks/thornshire/opportunities/8d50e1d7-04c9-5070-9439-ad50d98ac58f/",
        "/opportunities/8d50e1d7-04c9-5070-9439-ad50d98ac58f/",
        "/frameworks/thornshire/remember/",
    ],
)
def test_a_page_that_is_not_of_the_framework_leads_nowhere(client, editors, page):
    response = client.post(URL, SAID | {"page": page})

    assert response["Location"] == "/frameworks/thornshire/"
    assert "Your message is on its way." in client.get(response["Location"]).text
    assert f"{page}\n" not in mail.outbox[0].body
    assert "“Jion in” should be “Join in”." in mail.outbox[0].body


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"what": " "}, "Say what is wrong."),
        ({"what": "A" * 2001}, "use at most 2000 characters"),
        ({"email": "ann at school"}, "or none."),
    ],
)
def test_what_cannot_be_sent_is_said_and_stays(client, editors, values, said):
    sent = SAID | {"email": "ann@school.example"} | values

    page = client.post(URL, sent).text

    assert said in page
    assert "<title>Error: " in page
    assert sent["email"] in page
    assert sent["what"][:20].strip() in page
    assert f'name="page" value="{STAGE}"' in page
    assert mail.outbox == []


def test_from_one_place_come_so_many_an_hour(client, editors):
    for _ in range(5):
        assert client.post(URL, SAID).status_code == 302

    page = client.post(URL, SAID).text

    assert "several mistakes this hour" in page
    assert "Jion in" in page
    assert len(mail.outbox) == 10
    assert client.post(URL, SAID, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_of_one_framework_come_so_many_a_day(client, editors):
    for number in range(30):
        client.post(URL, SAID, REMOTE_ADDR=f"192.0.2.{number}")

    assert "many mistakes here today" in client.post(URL, SAID, REMOTE_ADDR="192.0.2.99").text
    assert len(mail.outbox) == 60


def test_while_the_mail_server_is_away_nothing_is_lost_and_it_can_be_tried_again(
    client, editors, monkeypatch
):
    def refuse(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", refuse)
        for _ in range(6):
            page = client.post(URL, SAID).text

    assert "could not be sent. Try again in a few minutes." in page
    assert "Jion in" in page
    assert client.post(URL, SAID).status_code == 302


def test_where_nobody_edits_it_whoever_runs_the_site_gets_it(client, framework, settings):
    settings.CONTACT_EMAIL = "help@site.example"

    client.post(URL, SAID)

    assert [letter.to for letter in mail.outbox] == [["help@site.example"]]


def test_where_nobody_would_read_it_there_is_no_form(client, framework):
    page = client.get(URL).text

    assert "there is nobody here who would read your message" in page
    assert "<textarea" not in page
    assert mail.outbox == []


def test_a_framework_for_members_is_told_of_by_members(client, framework, editors):
    Framework.objects.filter(pk=framework.pk).update(visibility=Framework.Visibility.MEMBERS)

    assert client.get(URL).status_code == client.post(URL, SAID).status_code == 404
    client.force_login(member(framework.organisation))
    assert client.post(URL, SAID).status_code == 302
