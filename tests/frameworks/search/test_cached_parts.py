"""What a page of search keeps of other pages never shows in it."""

import pytest

from cpd_site.serving.fragments import FRAGMENTS
from tests.builders import grid, published

SEARCHES = [
    *("", "?page=1", "?page=2", "?q=coaching", "?q=coaching&page=2", "?q=coach*", "?q=NQT"),
    *("?q=coaching&tier=school", "?tier=school", "?tier=school&tier=national", "?tier=nobody"),
    *("?q=coaching&framework=lancashire", "?framework=wigan&framework=lancashire"),
    *("?all=framework", "?q=coaching&all=framework", "?all=kind", "?all=family&framework=wigan"),
    *("?kind=network", "?ended=only", "?ended=hide", "?family=early-career", "?group=leaders"),
    *("?q=zebra", "?q=safegaurding", "?q=of+the", "?unknown=1", f"?q={'coaching+' * 8}"),
]


@pytest.fixture
def _many_authorities(db):
    for number in range(16):
        published(grid({("NQT", "School"): [f"Coaching {number}"]}), slug=f"thornshire-{number}")


@pytest.mark.usefixtures("_many_authorities")
def test_a_page_of_parts_that_were_drawn_before_is_as_one_drawn_anew(client):
    FRAGMENTS.clear()
    addresses = [f"/opportunities/{query}" for query in SEARCHES]
    for address in addresses:
        client.get(address)
    kept = {address: client.get(address).content for address in addresses}

    for address in addresses:
        FRAGMENTS.clear()
        assert client.get(address).content == kept[address], address
