"""Boxes to tick: forms share what they offer, and nothing that somebody asks stays in it."""

from typing import Any

from django import forms
from django.http import QueryDict

from cpd_site.serving.filter_sets import ChoicesField


class Bar(forms.Form):
    tier = ChoicesField(choices=[("school", "Your school"), ("national", "National")])


def tier_of(form: forms.Form) -> Any:
    return form.fields["tier"]


def test_each_form_has_its_own_field_and_shares_what_it_offers():
    first, second = Bar(QueryDict("tier=school")), Bar(QueryDict("tier=king"))

    assert tier_of(first) is not tier_of(second)
    assert tier_of(first)._choices is tier_of(second)._choices
    assert first.is_valid()
    assert first.cleaned_data == {"tier": ["school"]}
    assert not second.is_valid()


def test_what_one_form_offers_can_be_set_without_the_others():
    tier_of(Bar()).choices = [("other", "Other")]

    assert [value for value, _ in tier_of(Bar()).choices] == ["school", "national"]
