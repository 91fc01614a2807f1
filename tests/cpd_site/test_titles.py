"""A title of a framework names the place, once."""

import pytest

from cpd_site.models import Organisation


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("2019 CPD Framework", "Lancashire: 2019 CPD Framework"),
        ("Stepping up in lancashire", "Stepping up in lancashire"),
        ("Lancashire", "Lancashire"),
    ],
)
def test_a_title_names_the_place_once(title, named):
    assert Organisation(short_name="Lancashire").with_place(title) == named
