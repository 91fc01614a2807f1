"""Home: what people do leads to what is open to them, in their authority or in all."""

import re

import pytest

from opportunities.grid.vocabulary import ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("family=early-career&framework=", "/stages/early-career/"),
        ("family=senior-leader", "/stages/senior-leader/"),
        (
            "family=new-headteacher&framework=wigan",
            "/frameworks/wigan/stages/newly-appointed-headteacher/",
        ),
        (
            "family=middle-leader&framework=lancashire",
            "/frameworks/lancashire/?family=middle-leader",
        ),
        ("family=site&framework=torbay", "/stages/site/?framework=torbay"),
        ("family=site&framework=lancashire", "/frameworks/lancashire/stages/premises-staff/"),
    ],
)
def test_home_leads_to_the_answer_in_one_step(client, asked, answer):
    response = client.get(f"/?{asked}")

    assert (response.status_code, response["Location"]) == (302, answer)
    assert client.get(answer).status_code == 200


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("framework=wigan&family=king", "Choose what you do from the list."),
        ("family=early-career&framework=atlantis", "no framework of that authority"),
    ],
)
def test_home_says_what_is_missing_and_keeps_what_was_chosen(client, asked, sentence):
    page = client.get(f"/?{asked}").content.decode()

    assert sentence in page
    if "framework=wigan" in asked:
        assert '<option value="wigan" selected>' in page


def role(page: str, words: str) -> tuple[str, str]:
    """Where a role leads, and what stands below it."""
    found = re.search(rf'<a href="([^"]+)"><strong>{words}</strong> <span>([^<]+)</span>', page)
    assert found
    return found[1].replace("&amp;", "&"), found[2]


def test_home_counts_what_is_open_to_each_role(client):
    page = client.get("/").text

    assert role(page, "I’m new to teaching") == (
        "/stages/early-career/",
        "Early career teacher. 104 opportunities, five authorities",
    )
    assert role(page, "I’m a teaching assistant") == (
        "/stages/teaching-assistant/",
        "Teaching assistant. 24 opportunities, Lancashire",
    )
    assert "Remember" not in page


def test_home_leads_into_the_framework_that_was_chosen(client):
    page = client.get("/?framework=torbay").text

    assert '<option value="torbay" selected>' in page
    assert "Each choice leads to its stage in Torbay." in page
    assert 'action="/frameworks/torbay/remember/"' in page
    url, below = role(page, "I’m new to teaching")
    assert below == "Early career teacher. 13 opportunities"
    assert client.get(url)["Location"] == "/frameworks/torbay/stages/nqt/"
    url, below = role(page, "I’m a teaching assistant")
    assert below == "Teaching assistant. Not in Torbay: 24 opportunities, Lancashire"
    assert client.get(url)["Location"] == "/stages/teaching-assistant/?framework=torbay"


def test_home_offers_the_roles_of_support_staff(client):
    page = client.get("/").content.decode()

    support = page[page.index("<h3>Support staff</h3>") :]
    assert re.findall(r'href="/stages/([^"]+)/"', support) == [role.value for role in ROLES]


def test_choosing_an_authority_comes_back_to_what_people_do(client):
    page = client.get("/?framework=wigan").content.decode()

    assert '<form action="#where" class="cpd-whose"' in page
    assert '<h2 id="where">Or start from what you do</h2>' in page


def test_with_an_authority_home_search_and_the_matrix_count_a_stage_alike(client):
    home = client.get("/?framework=wigan").content.decode()
    matrix = client.get("/frameworks/wigan/").content.decode()
    box = client.get("/opportunities/?q=teachers+in+years+2").content.decode()
    compared = client.get("/stages/recently-qualified/?framework=wigan").content.decode()

    assert re.search(r"a few years</strong> <span>Recently qualified teacher. 47 opportunit", home)
    assert re.findall(r"cpd-stage__count[^>]*>(\d+) opportunit", matrix)[1] == "47"
    assert re.search(r"of their career</a> <span[^>]*>Wigan, 47 opportunit", box)
    assert re.search(r'of their career</a> <span class="cpd-meta">47<', compared)
