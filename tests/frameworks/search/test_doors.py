"""The doors of home and of search lead to what is found for a part that people play."""

import re

import pytest

from frameworks.models import Framework
from tests.builders import grid, published

pytestmark = pytest.mark.django_db

DOOR = re.compile(r'<li><a href="([^"]*)">([^<]*)</a> <span class="cpd-meta">(\d+) opportunit')


def doors_of(page):
    section = page.partition('<section class="cpd-doors"')[2].partition("</section>")[0]
    return DOOR.findall(section)


@pytest.mark.parametrize("url", ["/", "/opportunities/"])
def test_each_leads_to_as_many_answers_as_it_says(client, url):
    doors = doors_of(client.get(url).text)

    assert [part for _, part, _ in doors] == ["SENCO", "ECT mentor", "Governor"]
    for address, _, count in doors:
        assert f"<strong>{count}</strong> opportunit" in client.get(address).text


@pytest.mark.parametrize("url", ["/", "/opportunities/"])
def test_there_is_none_where_nothing_is_found(client, url):
    Framework.objects.update(visibility=Framework.Visibility.MEMBERS)
    assert "cpd-doors" not in client.get(url).text

    published(grid({("NQT", "School"): ["Become a SENCO"]}), slug="elm")

    assert doors_of(client.get(url).text) == [("/opportunities/?q=SENCO", "SENCO", "1")]
