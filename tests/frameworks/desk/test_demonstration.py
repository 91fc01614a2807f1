"""Demonstration accounts: there on a laptop, never in production."""

import pytest
from django.core.management import CommandError, call_command

from cpd_site.models import DEMONSTRATION, Membership, Organisation, User
from frameworks import rules
from frameworks.actions import demonstration
from frameworks.models import Edition, Framework
from frameworks.queries.updates import for_editor
from opportunities.merge import DecisionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def accounts():
    return User.objects.filter(email__endswith=f"@{DEMONSTRATION}")


def test_each_kind_of_person_is_printed_and_can_sign_in(var, client, capsys):
    call_command("make_demonstration")

    printed = capsys.readouterr().out
    password = (var / "demonstration-password").read_text()
    assert password in printed
    for account in demonstration.ACCOUNTS:
        assert account.email in printed
        form = {"login": account.email, "password": password}
        assert client.post("/accounts/login/", form).url == "/desk/"
        client.post("/accounts/logout/")


def test_each_may_do_what_their_like_may(var):
    call_command("make_demonstration")
    lancashire = Framework.objects.get(slug="lancashire")
    people = {user.email.split("@")[0]: user for user in accounts()}

    assert [who for who in people if rules.may_publish(people[who], lancashire)] == ["la-admin"]
    roles = Membership.objects.filter(organisation__slug="thornbeck")
    assert set(roles.values_list("role", flat=True)) == {"reader", "publisher", "manager"}
    trust = Organisation.objects.get(slug="thornbeck").parent
    assert rules.may_edit(people["trust"], Framework(organisation=trust))
    assert trust.parent == lancashire.organisation


def test_an_update_of_the_trust_waits_for_the_school_and_asks_about_what_both_changed(var):
    call_command("make_demonstration")
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


def test_a_second_run_changes_nothing(var, capsys):
    call_command("make_demonstration")
    first = capsys.readouterr().out
    before = list(accounts().values_list("pk", "password")), Edition.objects.count()

    call_command("make_demonstration")

    assert capsys.readouterr().out == first
    assert (list(accounts().values_list("pk", "password")), Edition.objects.count()) == before


def test_no_mail_of_the_story_is_printed(var, frameworks_committed, settings, capsys):
    settings.MAILERS = {"default": {"BACKEND": "cpd_site.serving.mail.TerminalBackend"}}

    call_command("make_demonstration")

    printed = capsys.readouterr().out
    assert "Subject:" not in printed
    assert printed.startswith("Sign in with the password")


def test_the_school_of_an_older_demonstration_is_left_as_it_is(var):
    authority = Framework.objects.get(slug="lancashire").organisation
    Organisation.objects.create(
        kind=Organisation.Kind.SCHOOL, slug="thornbeck", name="Thornbeck", parent=authority
    )

    call_command("make_demonstration")

    assert not Framework.objects.filter(organisation__slug__startswith="thornbeck").exists()


def test_a_lost_password_is_made_anew(var):
    call_command("make_demonstration")
    kept = var / "demonstration-password"
    kept.unlink()

    call_command("make_demonstration")

    assert accounts().first().check_password(kept.read_text())
    assert kept.stat().st_mode & 0o077 == 0


def test_there_are_none_in_production(var, settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="in production"):
        call_command("make_demonstration")

    assert not accounts().exists()
    assert not (var / "demonstration-password").exists()


def test_in_production_those_of_another_day_cannot_sign_in(var, settings, client):
    call_command("make_demonstration")
    password = (var / "demonstration-password").read_text()
    settings.IN_PRODUCTION = True

    form = {"login": f"la-admin@{DEMONSTRATION}", "password": password}
    response = client.post("/accounts/login/", form)

    assert response.url == "/accounts/inactive/"
    assert client.get("/desk/").status_code == 302
