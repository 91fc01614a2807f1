"""Names in a query string that a page does not filter by are told, and the rest still filters."""

import html
import re

import pytest

from cpd_site.models import Membership
from cpd_site.serving.parameters import unknown_names
from frameworks.models import Framework
from tests.builders import draft_of, grid, published
from tests.factories import member
from tests.frameworks.reading.test_html import check
from tests.frameworks.updates.copies import reworded

OLD = grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Lead"]})
GRID = "stage, family, group, tier, kind, ended, without, q"
SEARCH = "framework, family, group, tier, kind, ended, q"
CHANGES = "stage, kind"

PAGES = {
    "/frameworks/thornshire/": GRID,
    "/frameworks/thornshire/editions/2026/": GRID,
    "/desk/thornshire/preview/": GRID,
    "/opportunities/": SEARCH,
    "/frameworks/thornshire/changes/2025..2026/": CHANGES,
    "/desk/thornshire/draft/changes/": CHANGES,
    "/desk/thornshire/history/": "by, what, since, until, about",
    "/desk/thornshire/followers/": "name, state, sort",
    "/stages/early-career/": "framework, kind",
}
FILES = {
    "/frameworks/thornshire.csv": GRID,
    "/frameworks/thornshire.json": GRID,
    "/frameworks/thornshire/editions/2026.csv": GRID,
    "/desk/thornshire/preview/draft.csv": GRID,
    "/opportunities.json": SEARCH,
    "/opportunities.csv": SEARCH,
    "/frameworks/thornshire/changes/2025..2026.csv": CHANGES,
    "/desk/thornshire/draft/changes.csv": CHANGES,
    "/desk/thornshire/history.csv": "by, what, since, until, about",
    "/desk/thornshire/followers.csv": "name, state, sort",
}
SHOWN = {
    "/frameworks/thornshire/": "by=tier&open=all",
    "/opportunities/": "page=1&all=framework",
    "/stages/early-career/": "open=all",
    "/desk/thornshire/history/": "page=1",
    "/desk/thornshire/followers/": "page=1",
}


@pytest.fixture
def reader(client, db):
    """Somebody who may see every page, of a framework with two editions, a draft and a copy."""
    published(OLD, label="2025")
    edition = published(reworded(OLD, Lead="Lead well"))
    draft_of(edition, OLD)
    framework = edition.framework
    copy = published(OLD, slug="elm").framework
    Framework.objects.filter(pk=copy.pk).update(follows=framework)
    client.force_login(member(framework.organisation, Membership.Role.MANAGER))
    return client


def told(response) -> list[str]:
    """What the page says is wrong."""
    page = html.unescape(response.content.decode())
    return re.findall(r"Error:</span> (.*?)</", page)


@pytest.mark.parametrize(("address", "known"), PAGES.items(), ids=PAGES)
def test_a_page_says_which_name_is_none_of_its_filters(reader, address, known):
    response = reader.get(f"{address}?famly=leaders")

    assert response.status_code == 200
    assert told(response) == [f"“famly” is not one of the filters here. They are: {known}."]
    assert "csv?famly" not in response.content.decode()
    check(response.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_nothing_of_what_mails_and_search_engines_add(reader, address):
    added = "utm_source=mail&UTM_Campaign=x&fbclid=1&gclid=2&mc_eid=3&_gl=4&msclkid=5&srsltid=6"

    assert told(reader.get(f"{address}?{added}&{SHOWN.get(address, '')}")) == []


@pytest.mark.parametrize(
    ("address", "name"),
    [(each, "famly") for each in FILES]
    + [(each, "page") for each in FILES if each != "/opportunities.json"],
)
def test_there_is_no_file_of_what_cannot_be_filtered_by(reader, address, name):
    response = reader.get(f"{address}?{name}=1")

    said = f"“{name}” is not one of the filters here. They are: {FILES[address]}."
    assert response.status_code == 400
    if response["Content-Type"] == "application/json":
        assert response.json() == {"errors": {name: [said]}}
    else:
        assert response.content.decode() == f"{name}: {said}\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by=nobody", "by: Select a valid choice"),
        ("since=yesterday", "since: Enter a valid date."),
    ],
)
def test_there_is_no_history_by_an_unknown_value_either(reader, query, said):
    response = reader.get(f"/desk/thornshire/history.csv?{query}")

    assert (response.status_code, said in response.content.decode()) == (400, True)


@pytest.mark.parametrize("address", FILES)
def test_a_file_holds_all_where_nothing_is_asked_but_by_who_counts_visits(reader, address):
    assert reader.get(f"{address}?utm_source=mail").status_code == 200


@pytest.mark.parametrize("address", ["/frameworks/lancashire/", "/opportunities/"])
def test_the_rest_still_filters(client, db, address):
    page = client.get(f"{address}?famly=leaders&group=support-staff&Tier=school")

    chips = re.findall(r'cpd-chip".*?</a>', page.content.decode(), re.DOTALL)
    assert len(chips) == 1
    assert "Support staff" in chips[0]
    assert [said[:10] for said in told(page)] == ["“famly” is", "“Tier” is "]


def test_htmx_is_sent_to_the_page_that_tells(client, db):
    address = "/frameworks/torbay/?famly=leaders"

    response = client.get(address, headers={"HX-Request": "true", "HX-Target": "results"})

    assert response["HX-Redirect"] == address


@pytest.mark.parametrize("address", PAGES)
def test_a_name_may_be_anything(reader, address):
    query = "%3Cscript%3E=1&a%00b=1&" + "x" * 5_000 + "=1&y=1&z=1&=1&%ff"

    response = reader.get(f"{address}?{query}")

    assert response.status_code == 200
    assert "<script>=" not in response.content.decode()
    first, second, third = told(response)
    assert "<script>" in first
    assert "“ab”" in second
    assert f"“{'x' * 40}”" in third


def test_names_that_are_known_or_empty_are_not_told():
    assert unknown_names(["q", "", " ", "utm_medium"], ["q"]) == {}
    assert list(unknown_names(["utmost", "pkfoo", "q2"], ["q"])) == ["utmost", "pkfoo", "q2"]
