"""What is said of a draft: by whom, on what, how much of it, and what becomes of it."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone

from cpd_site.accounts.rules import Refused
from cpd_site.models import Membership
from frameworks.actions import comments, drafts, editing, previews, publishing
from frameworks.actions.comments import CommentRefused, LinkClosed, about_box, about_line
from frameworks.actions.locks import NoDraft
from frameworks.models import Comment, Edition, Event
from frameworks.queries.comments import CommentPages, threads
from opportunities import store
from opportunities.editing import lines
from tests.builders import key
from tests.factories import member

LINE = key("NQT/School/0")


def by_link(preview, text="Who runs it?", name="Jo Hill", **more):
    how = {"name": name, "place": "here", **more}
    return comments.add_by_link(preview=preview, text=text, **how)


def grid_of(draft):
    return store.read(draft.grid)


def on_line(draft):
    about = about_line(grid_of(draft), LINE)
    assert about
    return about


def test_an_editor_comments_on_a_line_a_box_and_the_whole_draft(draft, editor):
    said = partial(comments.add, edition=draft, by=editor)
    line = said(text="Still on?", about=on_line(draft))
    in_box = about_box(grid_of(draft), key("NQT"), key("School"))
    assert in_box
    box = said(text="Too much", about=in_box)
    whole = said(text="Well done")

    assert [each.on for each in (line, box, whole)] == [
        "“Join in”",
        "the box NQT, School",
        "the whole draft",
    ]
    events = Event.objects.filter(what=Event.Verb.COMMENTED).order_by("pk")
    assert [(event.by, event.about) for event in events] == [
        (editor, each.on) for each in (line, box, whole)
    ]


def test_it_takes_an_editor(draft, framework):
    reader = member(framework.organisation, Membership.Role.READER)

    with pytest.raises(Refused):
        comments.add(edition=draft, by=reader, text="Hello")

    assert not Comment.objects.exists()


def test_the_same_twice_is_one(draft, editor, preview):
    for _ in range(2):
        comments.add(edition=draft, by=editor, text="Still on?")
        by_link(preview)

    assert Comment.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u2028", "x" * 5001, "x" * 100_000])
def test_nothing_and_too_much_are_refused(draft, editor, text):
    with pytest.raises(CommentRefused, match=r"Write your comment|too long: use at most 5,000"):
        comments.add(edition=draft, by=editor, text=text)


def test_a_name_is_needed_through_a_link(preview):
    with pytest.raises(CommentRefused, match="Write your name"):
        by_link(preview, name=" \u200b ")


def test_events_hold_neither_the_words_nor_the_name_of_who_has_a_link(preview):
    by_link(preview, text="Zyxomma", name="Quillon")

    event = Event.objects.get(what=Event.Verb.GOT_A_COMMENT)
    told = f"{event} {event.before} {event.after}"
    assert "Zyxomma" not in told
    assert "Quillon" not in told


def test_a_link_must_allow_it_and_be_open(draft, editor, preview):
    mute = previews.share(edition=draft, by=editor)
    previews.revoke(preview=preview, by=editor)

    for closed in (mute, preview):
        with pytest.raises(LinkClosed):
            by_link(closed)


def test_a_draft_that_is_published_takes_no_more(draft, editor, preview, framework):
    publisher = member(framework.organisation, Membership.Role.PUBLISHER)
    do = partial(lines.add_lines, place=(key("NQT"), key("School")), texts=["More"])
    editing.change(edition=draft, by=editor, do=do)
    publishing.publish(edition=draft, by=publisher, label="2027")

    with pytest.raises(NoDraft):
        by_link(preview)
    with pytest.raises(NoDraft):
        comments.add(edition=draft, by=editor, text="Late")


def test_twenty_an_hour_come_from_one_place(preview):
    for number in range(20):
        by_link(preview, f"Comment {number}")

    with pytest.raises(CommentRefused, match="Try again in an hour"):
        by_link(preview, "One more")
    by_link(preview, "From elsewhere", place="there")


def test_a_hundred_a_day_come_through_one_link(preview):
    for number in range(100):
        comments.add_by_link(
            preview=preview, name="Jo", text=f"Comment {number}", place=f"{number}"
        )

    with pytest.raises(CommentRefused, match="through this link today"):
        comments.add_by_link(preview=preview, name="Jo", text="One more", place="another")


def test_a_draft_holds_a_thousand(draft, editor, monkeypatch):
    monkeypatch.setattr(comments, "MOST", 2)
    for number in range(2):
        comments.add(edition=draft, by=editor, text=f"Comment {number}")

    with pytest.raises(CommentRefused, match="remove some first"):
        comments.add(edition=draft, by=editor, text="One more")


def test_a_comment_is_resolved_opened_again_and_removed_with_its_answers(draft, editor):
    comment = comments.add(edition=draft, by=editor, text="Still on?")
    comments.add(edition=draft, by=editor, text="Yes", answers=comment)
    for _ in range(2):
        comments.resolve(comment=comment, by=editor)
    assert not Comment.objects.open().exists()
    comments.reopen(comment=comment, by=editor)
    assert Comment.objects.open().get() == comment

    comments.remove(comment=comment, by=editor)

    assert not Comment.objects.exists()
    with pytest.raises(CommentRefused, match="was removed meanwhile"):
        comments.add(edition=draft, by=editor, text="Yes", answers=comment)
    verbs = list(Event.objects.order_by("pk").values_list("what", flat=True))
    assert verbs[-5:] == [
        Event.Verb.COMMENTED,
        Event.Verb.ANSWERED,
        Event.Verb.RESOLVED,
        Event.Verb.REOPENED,
        Event.Verb.REMOVED_A_COMMENT,
    ]


def test_a_comment_on_a_line_that_goes_keeps_the_words_it_stood_on(draft, editor):
    comments.add(edition=draft, by=editor, text="Still on?", about=on_line(draft))
    editing.change(edition=draft, by=editor, do=partial(lines.remove_lines, keys=[LINE]))
    draft.refresh_from_db()

    (thread,) = threads(CommentPages(draft, "draft", "thornshire"), grid_of(draft))

    assert not thread.is_there
    assert thread.comment.line == "Join in"


def test_through_a_link_one_reads_what_came_by_it_and_the_answers(draft, editor, preview):
    other = previews.share(edition=draft, by=editor, allows_comments=True)
    ours = by_link(preview)
    comments.add(edition=draft, by=editor, text="We do.", answers=ours)
    by_link(other, "Another")
    comments.add(edition=draft, by=editor, text="Between us")

    (thread,) = threads(CommentPages(draft, "preview", "x", preview), grid_of(draft))

    assert thread.comment == ours
    assert [answer.text for answer in thread.answers] == ["We do."]
    assert len(threads(CommentPages(draft, "draft", "thornshire"), grid_of(draft))) == 3


def test_a_comment_leaves_the_date_to_publish_as_it_is(draft, editor, preview):
    before = Edition.objects.values().get(pk=draft.pk)

    by_link(preview)

    assert Edition.objects.values().get(pk=draft.pk) == before


def test_comments_go_ninety_days_after_their_draft_was_published(draft, editor):
    comments.add(edition=draft, by=editor, text="Still on?")
    published = Edition.objects.filter(pk=draft.pk)
    published.update(published_at=timezone.now() - timedelta(days=89))
    call_command("housekeeping", verbosity=0)
    assert Comment.objects.exists()
    published.update(published_at=timezone.now() - timedelta(days=91))

    call_command("housekeeping", verbosity=0)

    assert not Comment.objects.exists()


def test_comments_go_with_a_draft_that_was_discarded(draft, editor):
    comments.add(edition=draft, by=editor, text="Still on?")
    drafts.discard(edition=draft, by=editor)
    assert Comment.objects.exists()
    Edition.objects.filter(pk=draft.pk).update(discarded_at=timezone.now() - timedelta(days=31))

    call_command("housekeeping", verbosity=0)

    assert not Comment.objects.exists()
