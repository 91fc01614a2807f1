"""Days as browsers send them and as people write them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cpd_site.serving.day_field import DayField

IN_2027 = date(2027, 3, 3)


@pytest.mark.parametrize(
    "typed",
    [
        *("2027-03-03", "3/3/27", "03/03/2027", "3.3.2027", "03-03-27", " 3 March 2027 "),
        *("3rd March 2027", "3 Mar 27", "Wed 3rd march, 2027", "Wednesday, 3 March 2027"),
    ],
)
def test_a_day_is_taken_as_people_write_it(typed):
    assert DayField().clean(typed) == IN_2027


def test_september_has_two_short_names():
    assert DayField().clean("1 Sept 2027") == DayField().clean("1 Sep 2027") == date(2027, 9, 1)


@pytest.mark.parametrize(
    "typed", ["31/02/2027", "12/25/2027", "March 2027", "tomorrow", "3", "\U0001f600", "3/3/3/3"]
)
def test_what_is_no_day_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="Write a date such as 3 March 2027"):
        DayField().clean(typed)


@pytest.mark.parametrize("sent", ["0027-03-03", "0001-01-01", "9999-12-31", "1999-12-31"])
def test_a_day_of_another_century_is_refused(sent):
    with pytest.raises(ValidationError, match="from 2000 to 2099"):
        DayField().clean(sent)


def test_an_optional_day_may_be_empty():
    assert DayField(required=False).clean("  ") is None
