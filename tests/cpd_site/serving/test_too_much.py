"""More fields, or more text, than is taken at once: told in a sentence, and the words come back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.addresses import addresses

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
SHEET = "/list/sheet/made/"
KEYS = {"k": [f"{number:022}" for number in range(10_000)]}
WORDS = "To help <b>two</b> new TAs settle in"
FIELDS = "That form holds more than 3,000 fields"
TEXT = "That is more text than the 2.5\xa0MB that are taken at once. Nothing was saved."


def test_ten_thousand_fields_are_told_and_the_words_among_them_come_back(client):
    response = client.post(SHEET, KEYS | {"why": WORDS, "password": "very-secret"}, headers=OURS)
    urlencoded = client.post(
        SHEET,
        "&".join([*(f"k={key}" for key in KEYS["k"]), "why=two+new+TAs&password=very-secret"]),
        content_type="application/x-www-form-urlencoded",
        headers=OURS,
    )

    assertContains(response, FIELDS, status_code=400)  # as a form that holds files sends them
    assertContains(urlencoded, FIELDS, status_code=400)
    assertContains(urlencoded, '<p class="cpd-note">two new TAs</p>', status_code=400, html=True)
    assertNotContains(urlencoded, KEYS["k"][0], status_code=400)
    assertNotContains(urlencoded, "very-secret", status_code=400)
    assert "no-store" in urlencoded["Cache-Control"]


def sent(client, text: str, headers=OURS):
    kind = "application/x-www-form-urlencoded"
    return client.post(SHEET, f"why={text}", content_type=kind, headers=headers)


def test_megabytes_of_text_are_told_and_come_back(client):
    response = sent(client, "%3Cb%3E" + "a" * 3_000_000)

    assertContains(response, TEXT, status_code=400)
    assertContains(response, "&lt;b&gt;" + "a" * 3_000_000, status_code=400)


@pytest.mark.parametrize("site", ["cross-site", "none", None])
def test_what_another_site_sends_does_not_come_back(client, site):
    response = sent(client, "b" * 3_000_000, {"Sec-Fetch-Site": site} if site else {})

    assertContains(response, TEXT, status_code=400)
    assertNotContains(response, "bbb", status_code=400)


@pytest.mark.parametrize("text", ["c" * 11_000_000, "a&" * 1_200_000 * 2, "\ufffe%ff" * 500_000])
def test_what_nobody_writes_is_told_all_the_same(client, text):
    assertContains(sent(client, text), "Too much at once", status_code=400)


def test_too_many_files_are_told(client):
    files = [SimpleUploadedFile(f"{number}.html", b"a") for number in range(101)]

    response = client.post("/list/opened/", {"file": files}, headers=OURS)

    assertContains(response, "Those are more than 100 files", status_code=400)


def test_an_address_that_says_too_much_is_told(client):
    query = "&".join(f"p{number}=1" for number in range(4000))

    response = client.get(f"/frameworks/lancashire/?{query}")

    assertContains(response, "That address says more than 3,000 things", status_code=400)


def test_no_form_breaks_on_thousands_of_fields():
    """Each address is asked as a browser asks it: the token is looked for among the fields."""
    browser = Client(enforce_csrf_checks=True)
    body = "&".join(f"p{number}=1" for number in range(3001))
    told = {}
    for address in addresses():
        response = browser.post(
            address.path, body, content_type="application/x-www-form-urlencoded", headers=OURS
        )
        if response.status_code != 405:
            told[address.name] = response.status_code, FIELDS in response.content.decode()

    unread = {name for name, (_, is_told) in told.items() if not is_told}
    assert {told[name][0] for name in unread} <= {200, 302, 404}, "these read no field"
    assert len(told) - len(unread) > 100


def test_a_proxy_that_took_nothing_has_a_page_of_ours(client):
    response = client.get("/too-large")

    assertContains(response, "more than the 10 MB", status_code=413)
    assertContains(response, "Compress pictures", status_code=413)
