"""Editors hear of new comments by mail: once a day, not of their own, and whatever fails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import comments
from frameworks.actions.notify_comments import tell_comments
from frameworks.models import Comment
from tests.factories import member

NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 5},
    }
}


@pytest.fixture
def colleague(framework):
    return member(framework.organisation, Membership.Role.PUBLISHER, email="cal@example.org")


def say_by_link(preview, text="Who runs it?"):
    return comments.add_by_link(preview=preview, name="Jo Hill", text=text, place="here")


def a_day_later():
    before = timezone.now() - timedelta(days=1, seconds=1)
    Comment.objects.filter(told_at__isnull=False).update(told_at=before)


def test_the_editors_are_told_what_others_said(draft, editor, colleague, preview):
    member(draft.framework.organisation, Membership.Role.READER, email="reader@example.org")
    say_by_link(preview, "<b>Who</b>\nruns it?\r\nBcc: x@example.org")
    comments.add(edition=draft, by=editor, text="Still on?")

    call_command("tell_followers", verbosity=0)

    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {editor.email, colleague.email}
    assert "1 new comment on a draft" in letters[editor.email].body
    assert "2 new comments on a draft" in letters[colleague.email].body
    assert "Still on?" not in letters[editor.email].body
    said = "Jo Hill on the whole draft:\n\n    <b>Who</b>\n    runs it?"
    assert said in letters[editor.email].body
    assert "/desk/thornshire/draft/comments/" in letters[editor.email].body
    assert letters[editor.email].subject.startswith("New comments on your draft: Thornshire")


def test_no_more_than_once_a_day(preview, editor):
    say_by_link(preview)
    assert tell_comments() == 1
    say_by_link(preview, "And this?")
    assert tell_comments() == 0

    a_day_later()

    assert tell_comments() == 1
    assert "And this?" in mail.outbox[-1].body
    assert "Who runs it?" not in mail.outbox[-1].body


def test_a_resolved_comment_is_told_to_nobody(preview, editor):
    comments.resolve(comment=say_by_link(preview), by=editor)

    assert tell_comments() == 0


def test_of_a_draft_that_is_published_nobody_is_told(draft, preview, editor):
    say_by_link(preview)
    type(draft).objects.filter(pk=draft.pk).update(
        status="published", published_at=timezone.now(), label="2027", slug="2027"
    )

    assert tell_comments() == 0


def test_mail_down_is_tried_again(preview, editor, settings):
    working = settings.MAILERS
    say_by_link(preview)
    settings.MAILERS = NO_SERVER
    assert tell_comments() == 0

    settings.MAILERS = working

    assert tell_comments() == 1


def test_many_are_counted_and_not_all_written(preview, editor):
    for number in range(12):
        say_by_link(preview, f"Comment {number}.")

    assert tell_comments() == 1

    body = mail.outbox[0].body
    assert "12 new comments" in body
    assert "Comment 9." in body
    assert "Comment 10." not in body
    assert "And 2 more." in body


@pytest.mark.parametrize("count", [1, 3])
def test_telling_takes_as_many_queries_for_much(
    preview, editor, colleague, count, django_assert_num_queries
):
    for number in range(count):
        say_by_link(preview, f"Comment {number}.")

    with django_assert_num_queries(4):
        tell_comments()
