"""What an address says to a method that it does not take."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.addresses import addresses

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
FORM = r'<a href="([^"]+)">Go to the page with the form</a>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(headers={"Accept": BROWSER}, raise_request_exception=False)


def test_each_address_of_a_form_leads_to_the_page_with_the_form(visitor):
    refused = {
        address.path: response
        for address in addresses()
        if (response := visitor.get(address.path)).status_code == 405
    }

    assert len(refused) > 60
    for path, response in refused.items():
        assert "GET" not in response["Allow"], path
        assert "POST" in response["Allow"], path
        assert "no-store" in response["Cache-Control"], path
        assert "Nothing was changed." in response.text, path
        if path.count("/") == 2:
            continue  # above it is the front page, which is named in any case
        (page,) = re.findall(FORM, response.text)
        assert path.startswith(page)
        assert visitor.get(page).status_code != 405, path


def test_a_draft_is_one_press_away_from_what_changes_it(visitor, world):
    visitor.force_login(world.people["editor"])

    response = visitor.get(reverse("draft_undo", args=[world.framework.slug]))

    (page,) = re.findall(FORM, response.text)
    assert page == reverse("draft", args=[world.framework.slug])
    assert visitor.get(page).status_code == 200
    assert str(world.people["editor"]) in response.text


def test_a_page_that_is_only_for_reading_says_that_nothing_was_saved(visitor):
    response = visitor.post("/opportunities/?q=mentor", {"what": "x"})

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "<h1>Nothing was saved</h1>" in response.text
    assert 'href="/opportunities/?q=mentor"' in response.text


def test_a_script_gets_no_page(client):
    response = client.get("/list/opened/")

    assert (response.status_code, response["Allow"], response.content) == (405, "POST", b"")


def test_addresses_of_data_answer_in_their_form(visitor):
    data = [address.path for address in addresses() if address.path.endswith(".json")]

    assert data
    for path in data:
        response = visitor.post(path)
        assert response.status_code == 405
        assert response["Content-Type"] == "application/json"
        assert response.json() == {"error": "This address is only for reading: nothing was saved."}
        assert response["Allow"] == "GET, HEAD"


def test_head_and_options_say_which_methods_there_are(visitor):
    head, options = visitor.head("/list/opened/"), visitor.options("/list/opened/")

    assert (head.status_code, head["Allow"], head.content) == (405, "POST", b"")
    assert (options.status_code, options["Allow"]) == (204, "POST, OPTIONS")
    assert options.content == b""
    assert "Content-Type" not in options
