"""Where demonstration accounts are made, and where not: never in production."""

import pytest
from django.core.management import CommandError, call_command

from cpd_site.models import DEMONSTRATION, Organisation, User
from frameworks.models import Framework

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_no_mail_of_the_story_is_printed(var, frameworks_committed, settings, capsys):
    settings.MAILERS = {"default": {"BACKEND": "cpd_site.serving.terminal_mail.TerminalBackend"}}

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


def test_there_are_none_in_production(var, settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(CommandError, match="in production"):
        call_command("make_demonstration")

    assert not User.objects.filter(email__endswith=f"@{DEMONSTRATION}").exists()
    assert not (var / "demonstration-password").exists()
