"""A list as a file: it reads by itself, loads nothing, and is opened again, distrusted."""

import html
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opportunities.grid.short_keys import short
from tests.builders import grid, key, published
from tests.frameworks.reading.test_html import check
from tests.sealing.elm import WORD, founded

pytestmark = pytest.mark.django_db

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(autouse=True)
def lines():
    texts = ["Join in", "Lead", HOSTILE]
    return published(grid({("NQT", "School"): texts}, details={"Lead": ("By May",)}), slug="wold")


def saved(client, *keys):
    response = client.get(f"/list/file/?{'&'.join(f'k={short(one)}' for one in keys)}")
    assert re.fullmatch(
        r'attachment; filename="cpd-list-\d{4}-\d\d-\d\d.html"', response["Content-Disposition"]
    )
    return response.content


def opened(client, content: bytes, **headers):
    file = SimpleUploadedFile("list.html", content, "text/html")
    return client.post("/list/opened/", {"file": file}, headers=headers or FROM_HERE)


def test_a_file_reads_by_itself(client):
    file = saved(client, key("Lead"), key("Join in"), uuid4()).decode()
    check(file)

    for said in (
        "Lead",
        "Join in",
        "By May",
        "Thornshire",
        "2026 edition: NQT",
        "A line that is not",
    ):
        assert said.lower() in html.unescape(file).lower()
    assert not re.search(r"<script|<link|<img|\ssrc=|@import|url\(", file)
    assert "http://testserver/list/?k=" in file


def test_markup_stays_words(client):
    file = saved(client, key(HOSTILE)).decode()

    assert "<script>" not in file
    assert "&lt;script&gt;" in file


def test_what_was_saved_is_opened_again(client):
    response = opened(client, saved(client, key("Lead"), key("Join in")))

    assert response.status_code == 302
    assert response.url == f"/list/?k={short(key('Lead'))}&k={short(key('Join in'))}"


def test_what_somebody_wrote_into_a_file_is_never_shown(client):
    forged = saved(client, key("Lead")).replace(b"Lead", HOSTILE.encode())

    page = client.get(opened(client, forged).url).content.decode()

    assert "alert(" not in page
    assert "Lead" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file holds no list"),
        (b"\xff\xfe\x00<html>" * 100, "This file holds no list"),
        (b"PK\x03\x04" + b"a" * 1_000_001, "This file is too large for a list"),
        (b"a" * 2_500_000, "This file is too large for a list"),
    ],
)
def test_what_is_no_list_is_told(client, content, said):
    response = opened(client, content)

    assert said in response.content.decode()
    check(response.content.decode())


def test_without_a_file_it_asks_for_one(client):
    response = client.post("/list/opened/", {}, headers=FROM_HERE)

    assert "Choose the file of a list." in response.content.decode()
    assert "Open a saved list" in client.get("/list/open/").content.decode()


def test_another_site_cannot_send_one(lines):
    client = Client(enforce_csrf_checks=True)

    assert opened(client, b"", Origin="https://evil.example").status_code == 403
    assert client.get("/list/opened/").status_code == 405


def test_a_file_of_a_school_s_own_line_holds_it_for_its_people_alone(client):
    elm = founded()

    assert WORD not in saved(client, key("own line")).decode()
    client.force_login(elm.leader)
    assert WORD in saved(client, key("own line")).decode()
