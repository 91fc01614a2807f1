"""From the authority to a trust's copy, and from there to a school's: before the trust goes on."""

from copy import deepcopy
from uuid import UUID

import pytest
from django.urls import reverse

from frameworks.queries.updates import pending_update, why_nothing_pending
from tests import story
from tests.frameworks.updates import trusts
from tests.frameworks.updates.trusts import RQT, TRUSTS_PORTFOLIO, Desk, make_its_own

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def chain_of_all(made_once):
    return made_once(trusts.chain)


@pytest.fixture
def chain(chain_of_all, db):
    return deepcopy(chain_of_all)


def reword_here(client, desk: Desk, text: str, words: str) -> UUID | None:
    """On the page of the line, as an editor does it; gives what the line is derived from."""
    client.force_login(desk.person)
    key = story.placement(desk.grid, text, RQT).key
    url = reverse("draft_line", args=[desk.slug, key])
    form = client.get(url).context["form"]
    filled = (name for name in form.fields if name != "details" and form[name].value())
    said = {name: form[name].value() for name in filled}
    said |= {"text": words} | ({"scope": "here"} if "scope" in form.fields else {})
    assert client.post(url, {form.add_prefix(name): said[name] for name in said}).status_code == 302
    return story.line(desk.grid, words).derived_from


def test_the_schools_copy_says_what_the_trust_says_with_its_note(chain):
    trust, school = chain.trust, chain.school

    assert school.framework.follows == trust.framework
    assert school.grid == story.now(trust.framework)
    assert story.placement(school.grid, story.SAFEGUARDING, story.NQT).note == "Book with the trust"


def test_a_line_reworded_here_names_the_trusts_key_also_the_second_time(client, chain):
    school = chain.school
    theirs = story.line(story.now(chain.trust.framework), TRUSTS_PORTFOLIO)
    assert theirs.derived_from == story.line(story.now(chain.lancashire), story.PORTFOLIO).key

    once = reword_here(client, school, TRUSTS_PORTFOLIO, "Keep the portfolio of Elm")
    twice = reword_here(client, school, "Keep the portfolio of Elm", "Keep ours")

    assert (once, twice) == (theirs.key, theirs.key)


def test_nothing_reaches_the_school_before_the_trust_publishes_it(chain):
    make_its_own(chain.school)
    chain.next_edition("2027", *story.NEXT_EDITION)
    chain.trust.take_in()

    school = chain.school.framework
    assert pending_update(school) is None
    assert "the newest edition of Oak: the 2026 edition" in why_nothing_pending(school)
