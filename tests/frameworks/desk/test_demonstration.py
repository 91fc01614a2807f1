"""Demonstration accounts on a laptop, made once for all of these tests."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from cpd_site.models import DEMONSTRATION, Membership, Organisation, User
from frameworks import rules
from frameworks.actions import demonstration
from frameworks.models import Edition, Framework
from frameworks.queries.updates import for_editor
from opportunities.merge import DecisionKind

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def printed_into(made_once, tmp_path_factory):
    """What was printed, and the folder with the password."""
    var, printed = tmp_path_factory.mktemp("var"), StringIO()
    with override_settings(VAR_DIR=var):
        made_once(lambda: call_command("make_demonstration", stdout=printed))
    return printed.getvalue(), var


@pytest.fixture
def printed(printed_into):
    return printed_into[0]


@pytest.fixture
def var(printed_into, settings, tmp_path):
    """A folder of this test, with the password."""
    settings.VAR_DIR = tmp_path
    shutil.copytree(printed_into[1], tmp_path, dirs_exist_ok=True)
    return tmp_path


def accounts():
    return User.objects.filter(email__endswith=f"@{DEMONSTRATION}")


def test_each_kind_of_person_is_printed_and_can_sign_in(var, printed, client):
    password = (var / "demonstration-password").read_text()
    assert password in printed
    for account in demonstration.ACCOUNTS:
        assert account.email in printed
        form = {"login": account.email, "password": password}
        assert client.post("/accounts/login/", form).url == "/desk/"
        client.post("/accounts/logout/")


def test_each_may_do_what_their_like_may(var):
    lancashire = Framework.objects.get(slug="lancashire")
    people = {user.email.split("@")[0]: user for user in accounts()}

    assert [who for who in people if rules.may_publish(people[who], lancashire)] == ["la-admin"]
    roles = Membership.objects.filter(organisation__slug="thornbeck")
    assert set(roles.values_list("role", flat=True)) == {"reader", "publisher", "manager"}
    trust = Organisation.objects.get(slug="thornbeck").parent
    assert rules.may_edit(people["trust"], Framework(organisation=trust))
    assert trust.parent == lancashire.organisation


def test_an_update_of_the_trust_waits_for_the_school_and_asks_about_what_both_changed(var):
    school, trust = (Framework.objects.get(slug=slug) for slug in ("thornbeck", "thornbeck-trust"))

    plan = for_editor(User.objects.get(email=f"cpd-leader@{DEMONSTRATION}"), school)

    assert {school.visibility, trust.visibility} == {Framework.Visibility.MEMBERS}
    assert trust.follows.slug == "lancashire"
    assert plan.summary == "2 added, 1 removed, 3 reworded; 2 need you"
    kinds = {decision.kind for decision in plan.decisions}
    assert trust.open_suggestions == 2
    assert kinds == {
        DecisionKind.NEEDS_YOU,
        DecisionKind.WITHDREW,
        DecisionKind.SAME,
        DecisionKind.HIDDEN,
        DecisionKind.APPLIES,
    }


def test_a_second_run_changes_nothing(var, printed, capsys):
    before = list(accounts().values_list("pk", "password")), Edition.objects.count()

    call_command("make_demonstration")

    assert capsys.readouterr().out == printed
    assert (list(accounts().values_list("pk", "password")), Edition.objects.count()) == before


def test_a_lost_password_is_made_anew(var):
    kept = var / "demonstration-password"
    kept.unlink()

    call_command("make_demonstration")

    assert accounts().first().check_password(kept.read_text())
    assert kept.stat().st_mode & 0o077 == 0


def test_in_production_those_of_another_day_cannot_sign_in(var, settings, client):
    password = (var / "demonstration-password").read_text()
    settings.IN_PRODUCTION = True

    form = {"login": f"la-admin@{DEMONSTRATION}", "password": password}
    response = client.post("/accounts/login/", form)

    assert response.url == "/accounts/inactive/"
    assert client.get("/desk/").status_code == 302
