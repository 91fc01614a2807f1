"""The pages of comments: at the desk, and for whoever has a link that allows them."""

import html
from functools import partial

import html5lib
import pytest
from django.test import Client

from cpd_site.models import Membership
from frameworks.actions import comments, editing, previews, publishing
from frameworks.actions.comments import about_box, about_line
from frameworks.models import Comment
from opportunities import store
from opportunities.editing import lines
from tests.builders import key
from tests.factories import UserFactory, member

Role = Membership.Role

LINE = key("NQT/School/0")
DESK = "/desk/thornshire/draft/comments/"
HOSTILE = "<script>alert(1)</script>{{ x }}"


def read(response) -> str:
    page = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    return " ".join(html.unescape(page).split())


def test_an_editor_comments_answers_and_resolves(editors, draft):
    said = editors.post(f"{DESK}lines/{LINE}/", {"text": "Still on?"})
    comment = Comment.objects.get()
    assert said["Location"] == f"{DESK}#comment-{comment.pk}"
    assert "1 open" in read(editors.get(DESK))
    assert "Remove for good" not in editors.get(DESK).text

    editors.post(f"{DESK}{comment.pk}/answer/", {"text": "Yes"})
    editors.post(f"{DESK}{comment.pk}/resolve/")

    page = read(editors.get(DESK))
    assert "No comment is open." in page
    assert "1 resolved" in page
    assert "by Edna Elm" in page
    assert "Remove for good" in page


def test_a_box_is_chosen_and_commented_on(editors, draft):
    box = f"{key('NQT')}/{key('School')}"
    page = read(editors.get(f"{DESK}boxes/{box}/"))
    assert "Comment on this box" in page
    assert "No comment is open here." in page
    assert f'value="{box}" selected' in editors.get(f"{DESK}?box={box}").text

    editors.post(DESK, {"text": "Too much", "box": box})

    assert Comment.objects.get().box == "NQT, School"
    assert "Choose another one." in read(editors.post(DESK, {"text": "x", "box": "no"}))


def test_whoever_has_the_link_comments_with_a_name_and_reads_the_answer(
    link, preview, editors, draft, editor
):
    guest = Client()
    assert "You see what was said through this link" in read(guest.get(link))
    asked = guest.post(f"{link}lines/{LINE}/", {"name": "Jo Hill", "text": "Who runs it?"})
    comment = Comment.objects.get()
    assert asked["Location"] == f"{link}#comment-{comment.pk}"
    assert "through the link for Heads" in read(editors.get(DESK))
    editors.post(f"{DESK}{comment.pk}/answer/", {"text": "We do."})
    comments.add(edition=draft, by=editor, text="Between us")

    page = guest.get(link)
    text = read(page)

    assert "We do." in text
    assert "Edna Elm" not in text  # an answer is the organisation's
    assert "Between us" not in text
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    guest.post(f"{link}{comment.pk}/answer/", {"name": "Al Ash", "text": "Thanks"})
    assert "Al Ash" in read(editors.get(DESK))


def test_another_links_comments_cannot_be_answered_through_a_link(link, draft, editor):
    other = comments.add(edition=draft, by=editor, text="Between us")

    page = Client().post(f"{link}{other.pk}/answer/", {"name": "Jo", "text": "I hear you"})

    assert page.status_code == 404
    assert "I hear you" in read(page)
    assert Comment.objects.count() == 1


def test_a_link_that_does_not_allow_it_says_so_and_gives_the_words_back(draft, editor):
    mute = previews.share(edition=draft, by=editor)
    address = f"/preview/{previews.token_of(mute)}/comments/"
    guest = Client()

    assert guest.get(address).status_code == 404
    page = guest.post(address, {"name": "Jo", "text": "My long words"})

    assert page.status_code == 404
    assert "My long words" in read(page)
    assert "does not let you comment" in read(page)
    assert not Comment.objects.exists()
    assert "Comments</a>" not in guest.get(address.replace("comments/", "")).text


@pytest.mark.parametrize("path", ["", f"lines/{LINE}/"])
def test_words_written_while_the_link_ended_come_back(link, preview, editor, path):
    previews.revoke(preview=preview, by=editor)

    page = Client().post(f"{link}{path}", {"name": "Jo", "text": "My long words"})

    assert page.status_code == 404
    assert "My long words" in read(page)
    assert "This link does not show the draft any more." in read(page)
    assert page["Cache-Control"] == "private, no-store"


def test_words_written_for_a_line_that_is_gone_come_back(editors, link, draft):
    gone = f"lines/{key('nowhere')}/"

    for client, address in ((editors, DESK), (Client(), link)):
        page = client.post(f"{address}{gone}", {"name": "Jo", "text": "My long words"})
        assert page.status_code == 404
        assert "My long words" in read(page)


@pytest.mark.parametrize("token", ["x", "1.forged"])
def test_a_forged_link_is_not_there(db, token):
    assert Client().get(f"/preview/{token}/comments/").status_code == 404


def test_html_in_every_field_is_shown_as_written(link, preview, editors, draft):
    guest = Client()
    guest.post(link, {"name": HOSTILE, "text": HOSTILE})
    guest.post(link, {"name": "", "text": HOSTILE})

    for page in (guest.get(link), editors.get(DESK), guest.post(link, {"text": HOSTILE})):
        assert "<script>alert" not in page.text
        assert HOSTILE in read(page)


def test_too_much_is_refused_and_stays_in_the_form(editors, link, draft):
    much = "word " * 20_000

    for client, address in ((editors, DESK), (Client(), link)):
        page = client.post(address, {"name": "Jo", "text": much})
        assert "This is too long: use at most 5,000 characters" in read(page)
        assert much.strip() in html.unescape(page.text)
    assert not Comment.objects.exists()


def test_a_limit_is_told_beside_the_words(link, preview):
    for number in range(20):
        Client().post(link, {"name": "Jo", "text": f"Comment {number}"})

    page = Client().post(link, {"name": "Jo", "text": "One more"})

    assert "Try again in an hour." in read(page)
    assert "One more" in read(page)


def test_what_is_open_is_told_on_the_desk_the_draft_and_before_publishing(editors, draft, editor):
    about = about_line(store.read(draft.grid), LINE)
    assert about
    comments.add(edition=draft, by=editor, text="Still on?", about=about)
    answered = comments.add(edition=draft, by=editor, text="And?")
    comments.add(edition=draft, by=editor, text="Yes", answers=answered)

    assert '2 comments<span class="govuk-visually-hidden"> on CPD' in read(editors.get("/desk/"))
    assert "2 comments</a> are open." in read(editors.get("/desk/thornshire/publish/"))
    page = read(editors.get("/desk/thornshire/draft/"))
    assert "Comments (2" in page
    assert f'href="{DESK}lines/{LINE}/" data-hx-get=' in page


def test_the_pages_of_a_preview_lead_to_comments(link, editors, draft):
    guest = Client()
    of_line = f"opportunities/{key('Join in')}/"

    for client, address, to in (
        (guest, link.replace("comments/", ""), link),
        (editors, "/desk/thornshire/preview/", DESK),
    ):
        assert f'<a href="{to}">Comments</a>' in client.get(address).text
        assert f'href="{to}lines/{LINE}/"' in client.get(f"{address}{of_line}").text


def test_a_preview_counts_comments_beside_lines_and_boxes(link, preview, editors, draft, editor):
    """Through a link those that came by it; at the desk all that are open."""
    grid = store.read(draft.grid)
    line, box = about_line(grid, LINE), about_box(grid, key("RQT"), key("School"))
    assert line
    assert box
    by_link = partial(comments.add_by_link, preview=preview, name="Jo", place="here")
    by_link(text="Who runs it?", about=line)
    by_link(text="Is that all?", about=box)
    comments.add(edition=draft, by=editor, text="Between us", about=line)
    shown = link.replace("comments/", "")
    of_box = f"boxes/{key('RQT')}/{key('School')}/"

    for client, address, to, count in (
        (Client(), shown, link, "1 comment<"),
        (editors, "/desk/thornshire/preview/", DESK, "2 comments<"),
    ):
        page = read(client.get(address))
        assert f'href="{to}lines/{LINE}/">{count}' in page
        assert f'href="{to}{of_box}">1 comment on this box<' in page
        by_tier = read(client.get(f"{address}?by=tier"))
        assert f'href="{to}lines/{LINE}/">{count}' in by_tier
        assert of_box not in by_tier
        assert f'href="{to}lines/{LINE}/">{count}' in read(client.get(f"{address}stages/nqt/"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_counts_many_comments_in_one_query(
    editors, draft, editor, count, django_assert_num_queries
):
    address = "/desk/thornshire/preview/"
    editors.get(address)
    line = about_line(store.read(draft.grid), LINE)
    assert line
    for number in range(count):
        comments.add(edition=draft, by=editor, text=f"Comment {number}", about=line)

    with django_assert_num_queries(14):
        assert f">{count} comment" in editors.get(address).text


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_as_many_queries_for_much(
    editors, link, preview, draft, editor, count, django_assert_num_queries
):
    for number in range(count):
        said = comments.add_by_link(
            preview=preview, name="Jo", text=f"Comment {number}", place="here"
        )
        comments.add(edition=draft, by=editor, text=f"Answer {number}", answers=said)
        resolved = comments.add(edition=draft, by=editor, text=f"Resolved {number}")
        comments.resolve(comment=resolved, by=editor)
    editors.get(DESK)

    with django_assert_num_queries(16):
        editors.get(DESK)
    with django_assert_num_queries(9):
        Client().get(link)


def test_after_publishing_the_editors_alone_find_what_was_said(link, editors, draft, editor):
    comments.add(edition=draft, by=editor, text="Still on?")
    add = partial(lines.add_lines, place=(key("NQT"), key("School")), texts=["More"])
    editing.change(edition=draft, by=editor, do=add)
    organisation = draft.framework.organisation
    publisher = member(organisation, Role.PUBLISHER)
    publishing.publish(edition=draft, by=publisher, label="2027")
    address = "/desk/thornshire/editions/2027/comments/"

    assert (
        f'href="{address}">1 comment on its draft' in editors.get("/desk/thornshire/publish/").text
    )
    page = read(editors.get(address))

    assert "Still on?" in page
    assert "<form" not in page[page.index("<main") :]
    assert Client().get(link).status_code == 404
    for person, status in ((member(organisation), 403), (UserFactory.create(), 403)):
        other = Client()
        other.force_login(person)
        assert other.get(address).status_code == status
    assert Client().get(address).status_code == 302
