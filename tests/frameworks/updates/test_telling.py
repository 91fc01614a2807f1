"""An update that waits is told: on the desk, on the draft's page, and by mail, once."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpd_site.models import Membership
from frameworks.actions import notify_copies, publishing
from frameworks.models import Edition, Event, Framework
from tests.builders import draft_of, published
from tests.factories import member
from tests.frameworks.updates.copies import BASE, OURS, THEIRS, copied, reworded

pytestmark = pytest.mark.django_db

Role = Membership.Role

SAID = "1 removed, 3 reworded; 2 need you."


def publish_copy(draft):
    publisher = member(draft.framework.organisation, Role.PUBLISHER)
    return publishing.publish(edition=draft, by=publisher, label="Ours").framework


@pytest.fixture
def editor(draft):
    return member(draft.framework.organisation, Role.EDITOR, email="edna@example.org")


def test_the_desk_says_that_an_update_waits(client, draft, editor):
    client.force_login(editor)

    page = client.get("/desk/").content.decode()

    assert "An update is waiting" in page
    assert SAID in page


def test_the_desk_of_a_reader_does_not(client, draft):
    client.force_login(member(draft.framework.organisation, Role.READER))

    assert "An update is waiting" not in client.get("/desk/").content.decode()


def test_the_page_of_the_draft_says_so_too(client, draft, editor):
    client.force_login(editor)

    assert SAID in client.get("/desk/thornbeck/draft/").content.decode()


@pytest.mark.parametrize(("role", "said"), [(Role.EDITOR, True), (Role.READER, False)])
def test_the_page_that_readers_see_says_so_to_editors(client, draft, role, said):
    framework = publish_copy(draft)
    client.force_login(member(framework.organisation, role))

    page = client.get(framework.get_absolute_url()).content.decode()

    assert (SAID in page) == said


def test_without_a_draft_the_next_step_is_to_take_it_in(client, draft):
    framework = publish_copy(draft)
    client.force_login(member(framework.organisation, Role.EDITOR))

    page = client.get("/desk/").content.decode()

    assert f'href="/desk/{framework.slug}/update/">Update to the 2026 edition' in page


@pytest.mark.parametrize("copies", [1, 3])
def test_a_desk_with_many_copies_takes_as_many_queries(
    client, copies, django_assert_max_num_queries
):
    base = published(BASE, label="2025")
    drafts = [copied(base, OURS, slug=f"school-{number}") for number in range(copies)]
    published(THEIRS, label="2026")
    person = member(drafts[0].framework.organisation, Role.EDITOR)
    for other in drafts[1:]:
        Membership.objects.create(
            user=person, organisation=other.framework.organisation, role=Role.EDITOR
        )
    client.force_login(person)

    with django_assert_max_num_queries(21):
        page = client.get("/desk/").content.decode()

    assert page.count(SAID) == copies


def test_editors_are_told_by_mail_once(draft, editor):
    member(draft.framework.organisation, Role.READER)

    assert (notify_copies.tell_copies(), notify_copies.tell_copies()) == (1, 0)

    (letter,) = mail.outbox
    assert letter.to == ["edna@example.org"]
    assert SAID[:-1] in letter.body
    assert "/desk/thornbeck/update/" in letter.body
    assert Event.objects.filter(framework=draft.framework, what="told its editors of").count() == 1


def test_the_next_edition_is_told_again(draft, editor):
    notify_copies.tell_copies()
    published(reworded(THEIRS, Join_in="Take part in it all"), label="2027")

    assert notify_copies.tell_copies() == 1


def test_a_copy_that_is_up_to_date_gets_no_mail(editor, draft):
    Edition.objects.filter(pk=draft.pk).update(
        based_on=Framework.objects.get(pk=draft.framework.follows_id).current_edition
    )

    assert notify_copies.tell_copies() == 0
    assert Framework.objects.get(pk=draft.framework_id).told_of.label == "2026"


def test_a_mail_server_that_is_down_is_tried_again(draft, editor, settings):
    settings.MAILERS = {"default": {"BACKEND": "tests.frameworks.updates.test_telling.Down"}}

    assert notify_copies.tell_copies() == 0
    assert Framework.objects.get(pk=draft.framework_id).told_of is None
    assert not Event.objects.filter(what="told its editors of").exists()


class Down:
    """A mail server that cannot be reached."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError


@pytest.mark.parametrize("copies", [1, 3])
def test_finding_what_to_tell_takes_as_many_queries_for_many(copies, django_assert_max_num_queries):
    base = published(BASE, label="2025")
    for number in range(copies):
        copied(base, OURS, slug=f"school-{number}")
    published(THEIRS, label="2026")

    with django_assert_max_num_queries(15 + 2 * copies):
        notify_copies.tell_copies()


def test_the_command_says_how_many_mails_went(draft, editor, capsys):
    call_command("tell_followers")

    assert capsys.readouterr().out == "Mails sent: 1.\n"


def queries_of_publishing(copies: int) -> int:
    base = published(BASE, slug=f"authority-{copies}", label="2025")
    for number in range(copies):
        copied(base, OURS, slug=f"school-{copies}-{number}")
    newer = draft_of(base, THEIRS)
    publisher = member(base.framework.organisation, Role.PUBLISHER)
    with CaptureQueriesContext(connection) as captured:
        publishing.publish(edition=newer, by=publisher, label="2026")
    return len(captured)


def test_publishing_does_no_work_for_each_copy():
    queries_of_publishing(2)  # what is remembered from the first time on is not counted

    assert queries_of_publishing(3) == queries_of_publishing(1)
    assert mail.outbox == []
