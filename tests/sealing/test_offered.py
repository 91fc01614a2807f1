"""What a school keeps to itself, and a line that it offers: who reads which of them, and where.

Each address is asked for once by each person, and what it answers is searched for both words.
"""

import pytest

from tests.sealing.asking import addresses, addresses_of, everybody_else, lists, read
from tests.sealing.elm import OFFERED, WORD, offer

pytestmark = pytest.mark.django_db

AUTHORITY = "the manager of the authority"


@pytest.fixture(scope="module")
def offered(made_once, elm_of_all):
    return made_once(lambda: offer(elm_of_all))


@pytest.fixture(scope="module")
def found(made_once, elm_of_all, offered):
    """Who reads which word, and where: only those who read one."""
    slugs = [elm_of_all.copy.slug, elm_of_all.framework.slug]

    def ask():
        asked = [*addresses(elm_of_all, slugs), *addresses_of(offered, slugs), *lists()]
        return {
            who: read(client, asked, WORD, OFFERED)
            for who, client in everybody_else(elm_of_all).items()
        }

    return made_once(ask)


def readers(found, word):
    return {who: pages[word] for who, pages in found.items() if pages[word]}


def test_nobody_else_reads_what_is_for_members(found):
    assert readers(found, WORD) == {}


def test_what_was_offered_is_seen_by_the_authority_and_nothing_else(found, elm_of_all, offered):
    desk = f"/desk/{elm_of_all.framework.slug}/suggestions/"

    assert readers(found, OFFERED) == {
        AUTHORITY: {desk, f"{desk}{offered.pk}/change/", f"{desk}{offered.pk}/decline/"}
    }


def test_the_school_sees_what_it_offered(elm_of_all, offered, client):
    client.force_login(elm_of_all.leader)
    slugs = [elm_of_all.copy.slug, elm_of_all.framework.slug]

    found = read(client, addresses_of(offered, slugs), OFFERED)

    assert found[OFFERED] == {f"/desk/{elm_of_all.copy.slug}/suggestions/"}
