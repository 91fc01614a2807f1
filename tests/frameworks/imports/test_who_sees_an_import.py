"""Who may see a file that is brought in: the editors of the organisation that brought it."""

import pytest

from cpd_site.models import Membership
from frameworks.models import Import
from tests.factories import OrganisationFactory, member
from tests.frameworks.imports.files import at


@pytest.mark.parametrize("page", ["found", "proof", "delete"])
def test_another_organisation_does_not_learn_of_it(client, brought, page):
    elsewhere = OrganisationFactory.create(slug="elsewhere")
    client.force_login(member(elsewhere, Membership.Role.MANAGER))

    assert client.get(at(page, brought)).status_code == 403
    assert client.get(f"/desk/organisations/elsewhere/imports/{brought.pk}/").status_code == 404


def test_somebody_who_lost_the_role_is_refused_and_it_is_kept(client, brought, editor):
    editor.memberships.update(role="reader")

    assert client.get(at("found", brought)).status_code == 403
    assert client.post(at("delete", brought)).status_code == 403
    assert Import.objects.exists()
