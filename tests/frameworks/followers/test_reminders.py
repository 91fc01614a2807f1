"""An authority reminds the schools that are behind: whom, how often, and who does not want it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cpd_site.models import Membership
from frameworks import rules
from frameworks.actions import reminders
from frameworks.models import Event, Framework
from tests.factories import member
from tests.frameworks.followers.conftest import follows, leader_of, publish_next
from tests.frameworks.updates.copies import BASE, OURS, THEIRS
from tests.frameworks.updates.pages import text

pytestmark = pytest.mark.django_db

Role = Membership.Role
LIST = "/desk/thornshire/followers/"
REMIND = f"{LIST}remind/"


@pytest.fixture
def publisher(framework):
    return member(framework.organisation, Role.PUBLISHER, name="Pia Pine")


@pytest.fixture
def elm(edition):
    """A school that is behind."""
    copy = follows(edition, "elm", OURS)
    publish_next(edition.framework, THEIRS, "2026")
    return copy


@pytest.fixture
def remind(publisher, client, django_capture_on_commit_callbacks):
    """Press the button, and have the mails sent."""
    client.force_login(publisher)

    def press(note="", **more):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(REMIND, {"note": note}, follow=True)

    return press


def now(copy):
    return Framework.objects.get(pk=copy.pk)


def test_the_editors_of_a_school_that_is_behind_get_a_mail_with_the_note(elm, remind):
    member(elm.organisation, Role.READER)

    page = text(remind("Please look\nbefore May <b>."))

    (letter,) = mail.outbox
    assert letter.to == [leader_of(elm).email]
    said = " ".join(letter.body.split())
    assert "Please look before May <b>." in said
    assert "1 removed, 3 reworded; 2 need you." in said
    assert f"/desk/{elm.slug}/update/" in said
    assert f"/desk/{elm.slug}/sharing/#reminders" in said
    assert "1 school or trust is reminded by e-mail." in page
    assert "Reminded on" in page
    assert "Nobody can be reminded now" in page
    event = Event.objects.get(what="reminded")
    assert (event.by.name, event.after) == ("Pia Pine", {"note": "Please look\nbefore May <b>."})


def test_a_school_is_reminded_once_a_week_at_most(elm, remind):
    remind()
    assert "There is nobody to remind now" in text(remind())
    assert mail.outbox == []

    week = timezone.now() - timedelta(days=7, minutes=1)
    Framework.objects.filter(pk=elm.pk).update(reminded_at=week)
    remind()
    assert len(mail.outbox) == 1


def test_who_is_up_to_date_unpublished_or_does_not_want_it_is_left_alone(
    edition, elm, remind, client, publisher
):
    follows(edition, "oak")
    up_to_date = publish_next(edition.framework, BASE, "2027")
    follows(up_to_date, "yew", BASE)
    client.force_login(leader_of(elm))
    client.post(f"/desk/{elm.slug}/sharing/reminders/", {})
    assert "does not want to be reminded" in {one.what for one in Event.objects.all()}

    client.force_login(publisher)
    assert "There is nobody to remind now" in text(remind())

    client.force_login(leader_of(elm))
    client.post(f"/desk/{elm.slug}/sharing/reminders/", {"wants": "on"})
    client.force_login(publisher)
    remind()
    assert [letter.to for letter in mail.outbox] == [[leader_of(elm).email]]


def test_where_the_mail_server_is_down_it_can_be_reminded_again(elm, remind, settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.frameworks.updates.test_telling.Down"}}

    assert remind().status_code == 200

    assert now(elm).reminded_at is None


def test_a_note_that_is_too_long_comes_back_with_what_was_typed(elm, remind):
    note = "n" * (reminders.LONGEST_NOTE + 1)

    page = remind(note).content.decode()

    assert f"{note}</textarea>" in page
    assert "characters" in page
    assert now(elm).reminded_at is None


def test_who_only_edits_is_told_why_not_and_refused(elm, at_desk, framework, editor):
    assert "Only publishers" in text(at_desk.get(LIST))
    assert at_desk.post(REMIND).status_code == 403
    with pytest.raises(rules.Refused):
        reminders.remind(framework=framework, by=editor)


def test_the_school_says_on_its_own_page_whether_it_is_reminded(elm, client):
    client.force_login(leader_of(elm))

    page = text(client.get(f"/desk/{elm.slug}/sharing/"))

    assert "may remind us by e-mail, once a week at most" in page
