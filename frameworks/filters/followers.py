"""Filter and sort the copies that follow a framework."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import F

from cpd_site.accounts import schools
from cpd_site.models import Organisation
from cpd_site.serving.filter_bar import FilterBarForm
from frameworks.models import Framework
from frameworks.queries import followers
from frameworks.queries.followers import Copies

NAME = ("organisation__name", "pk")
SUMMARY = "current_edition__copy_summary__"

ORDERS: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "name": ("Name", ()),
    "published": (
        "Published last",
        (F("current_edition__published_at").desc(nulls_last=True),),
    ),
    "based-on": (
        "Furthest behind",
        (F("current_edition__based_on__number").asc(nulls_last=True),),
    ),
    "changed": ("Most lines changed", (F(f"{SUMMARY}changed").desc(nulls_last=True),)),
    "hid": ("Most lines hidden", (F(f"{SUMMARY}hid").desc(nulls_last=True),)),
    "added": ("Most lines added", (F(f"{SUMMARY}added").desc(nulls_last=True),)),
}


class FollowerFilters(django_filters.FilterSet):
    """The filters of the list of copies. An unknown value is an error beside its field."""

    name = django_filters.CharFilter(
        label="School or trust", method="named", max_length=200, strip=True
    )
    state = django_filters.ChoiceFilter(
        label="How it stands",
        method="standing",
        choices=[(value, words) for value, (_, words) in followers.STATES.items()],
        empty_label="Any",
    )
    sort = django_filters.ChoiceFilter(
        label="Order",
        method="sorted",
        choices=[(value, words) for value, (words, _) in ORDERS.items() if value != "name"],
        empty_label="Name",
    )

    class Meta:
        model = Framework
        form = FilterBarForm
        fields = ("name", "state", "sort")

    def __init__(self, data: Mapping[str, Any], framework: Framework) -> None:
        super().__init__(data, queryset=followers.copies_of(framework).order_by(*NAME))

    def named(self, copies: Copies, _: str, typed: str) -> Copies:
        return copies.filter(organisation__in=schools.find(typed, Organisation.objects.all()))

    def standing(self, copies: Copies, _: str, value: str) -> Copies:
        return copies.filter(state=followers.STATES[value][0])

    def sorted(self, copies: Copies, _: str, value: str) -> Copies:
        """Sort the copies. Those without a value, which stopped or published nothing, come last."""
        return copies.order_by(*ORDERS[value][1], *NAME)
