"""The searches that people in schools type, with what they expect: tests/searches.yaml."""

import html
import re
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.django_db

SEARCHES = yaml.safe_load((Path(__file__).parents[2] / "searches.yaml").read_text("utf-8"))


@pytest.fixture
def shown(client):
    """What a page says to these words, in plain text: each of its parts by itself."""

    def shown(typed: str) -> dict[str, list[str]]:
        page = client.get("/opportunities/", {"q": typed}).content.decode()

        def quoted(words: str) -> list[str]:
            return re.findall("“(.*?)”", "".join(re.findall(f"{words}.*?</p>", page, re.DOTALL)))

        headings = r'<h2><a href="/opportunities/[-0-9a-f]+/">(.*?)</a>'
        box = "".join(re.findall(r'class="cpd-answer".*?</section>', page, re.DOTALL))
        return {
            "number": _plain(re.findall(r'bar__count">\s*(<strong>.*?</strong>)', page)),
            "results": _plain(re.findall(headings, page, re.DOTALL)),
            "roles": _plain(re.findall(r"<li><a [^>]*>(.*?)</a>", box)),
            "terms": _plain(re.findall(r"<p><a [^>]*>(.*?)</a>", box)),
            "left out": quoted("Looked for without"),
            "near": quoted("What comes nearest"),
            "spelt": _plain(re.findall(r"Did you mean (<a .*?</a>)", page)),
            "fewer": _plain(re.findall(r"<li>(<a [^>]*>[^<]*</a>), [\d,]+ opportunit", page)),
        }

    return shown


def _plain(parts: list[str]) -> list[str]:
    return [" ".join(html.unescape(re.sub("<.*?>", "", part)).split()) for part in parts]


def test_there_are_sixty_of_them_each_once():
    assert len({search["typed"] for search in SEARCHES}) == len(SEARCHES) >= 60


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search["typed"])
def test_what_is_expected_of_a_search(shown, search):
    found = shown(search["typed"])

    if "number" in search:
        assert found["number"] == [str(search["number"])]
    if "first" in search:
        assert any(line.startswith(search["first"]) for line in found["results"][:5]), found
    if "role" in search:
        assert search["role"] in found["roles"]
    if "no_role" in search:
        assert not found["roles"]
    if "means" in search:
        assert search["means"] in found["terms"]
    assert found["left out"] == search.get("left_out", [])
    assert found["near"] == search.get("near", found["near"] if "first" in search else [])
    assert found["spelt"] == ([search["spelt"]] if "spelt" in search else [])
    assert found["fewer"][:1] == ([search["fewer"]] if "fewer" in search else [])


def test_the_box_names_at_most_three_of_each(shown):
    found = shown("teacher")

    assert len(found["roles"]) == 6


def test_a_search_begins_with_kinds_of_staff_and_examples(client):
    page = html.unescape(client.get("/opportunities/").content.decode())

    assert re.findall(r"<h2>(.*?)</h2>", page)[:3] == ["Teachers", "Leaders", "Support staff"]
    assert "?q=becoming%20a%20head" in page
    assert 'href="/stages/early-career/"' in page
    assert 'class="cpd-results"' not in page
    everything = client.get("/opportunities/?page=1").content.decode()
    assert 'class="cpd-results"' in everything


def box(client, **asked):
    """Each link of the box on top with what is said beside it."""
    page = client.get("/opportunities/", asked).content.decode()
    found = "".join(re.findall(r'class="cpd-answer".*?</section>', page, re.DOTALL))
    return _plain(re.findall(r"<li>(.*?)</li>", found, re.DOTALL))


def test_with_an_authority_named_the_box_has_its_stages_only_and_its_framework(client):
    assert box(client, q="middle leader Torbay") == [
        "Post threshold teacher / middle leader Torbay, 10 opportunities",
        "Middle leader all authorities, 155 opportunities",
        "A framework for teachers’ professional learning Torbay, 70 opportunities",
    ]


def test_with_an_authority_chosen_the_box_has_its_stages_only(client):
    chosen = box(client, q="headteacher", framework="wigan")

    assert {line.partition(", ")[0].rsplit(" ", 1)[1] for line in chosen[:3]} == {"Wigan"}


def test_stages_elsewhere_are_named_where_the_chosen_authority_has_none(client):
    assert box(client, q="teaching assistant", framework="wigan")[0] == (
        "Teaching Assistants Lancashire, 24 opportunities"
    )


def test_a_sentence_is_taken_and_the_role_in_it_is_found(client):
    typed = "i have been teaching for two years and want to become head of department"

    assert "Middle leader all authorities, 155 opportunities" in box(client, q=typed)
