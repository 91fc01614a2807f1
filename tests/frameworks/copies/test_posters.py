"""The poster of a copy: for who may edit it, and leading past signing in where it must."""

import io

import pdfplumber
import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from cpd_site.models import Membership
from frameworks.actions import copies
from frameworks.models import Framework
from frameworks.pages.posters import poster_of
from frameworks.queries.reading import find_unguarded
from tests.factories import OrganisationFactory, member
from tests.frameworks.copies.conftest import publish

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def ours(copy, leader):
    return publish(copy, leader)


@pytest.fixture
def address(ours):
    return reverse("framework_poster", args=[ours.slug])


def test_the_poster_is_a_pdf_that_names_the_page(client, ours, leader, address):
    client.force_login(leader)

    file = client.get(address)

    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="elm-poster.pdf"'
    (page,) = pdfplumber.open(io.BytesIO(file.content)).pages
    said = page.extract_text()
    assert "Elm Primary School" in said
    assert "testserver/frameworks/elm/" in said
    assert "Based on Thornshire" in said


def test_for_members_it_leads_past_signing_in_and_says_whom_to_ask(ours):
    Framework.objects.filter(pk=ours.pk).update(contact_name="Cal Cove", contact_phone="01772 1234")

    poster = poster_of(find_unguarded("elm"), "https://cpd.example")

    assert poster.leads_to == "https://cpd.example/accounts/login/?next=%2Fframeworks%2Felm%2F"
    assert poster.how.endswith("No account yet? Ask Cal Cove, 01772 1234.")
    assert poster.lead.endswith("3 opportunities at 2 stages.")


def test_for_everybody_it_leads_there(ours, leader):
    copies.change_visibility(framework=ours, by=leader, visibility=Framework.Visibility.PUBLIC)

    poster = poster_of(find_unguarded("elm"), "https://cpd.example")

    assert poster.leads_to == poster.address == "https://cpd.example/frameworks/elm/"
    assert poster.how == "You need no account."


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), ("elsewhere", 404), (Role.READER, 403), (Role.EDITOR, 200)]
)
def test_it_is_for_those_who_look_after_it(client, school, address, role, status):
    if role:
        at = OrganisationFactory.create() if role == "elsewhere" else school
        client.force_login(member(at, Role.MANAGER if role == "elsewhere" else role))

    assert client.get(address).status_code == status


def test_there_is_none_before_it_is_published(client, copy, leader):
    client.force_login(leader)

    response = client.get(reverse("framework_poster", args=[copy.framework.slug]))

    assertContains(response, "nothing is published now", status_code=404)


def test_the_page_of_editions_leads_to_it(client, ours, leader, address):
    client.force_login(leader)

    page = client.get(reverse("draft_publish", args=[ours.slug]))

    assertContains(page, f'href="{address}"')
    assertContains(page, "One person can read it now", count=0)
    assertContains(page, "1 person can read it now")
