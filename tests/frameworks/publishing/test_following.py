"""People follow a framework: only who confirms gets mail, and every mail has a way out."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import following, notify_followers
from frameworks.actions.publishing import publish
from frameworks.actions.withdrawing import withdraw
from frameworks.mails import texts
from frameworks.models import Follower, Framework
from tests.builders import draft_of, grid, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]})
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]})
URL = "/frameworks/thornshire/follow/"
BUTTON = f"{URL}account/"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def framework():
    return published(OLD).framework


@pytest.fixture
def publisher(framework):
    return member(framework.organisation, Membership.Role.PUBLISHER)


@pytest.fixture
def publish_next(framework, publisher, django_capture_on_commit_callbacks):
    def act(label="2027", **fields):
        draft = draft_of(framework.current_edition, NEW)
        with django_capture_on_commit_callbacks(execute=True):
            return publish(edition=draft, by=publisher, label=label, **fields)

    return act


def by_address(framework, email="ann@example.org"):
    return following.confirm(token=texts.follow_token(framework, email))


def link_in(letter, page: str) -> str:
    """The path of the link to this page in a mail."""
    (link,) = re.findall(rf"http://[^/\s]+(/{page}/\S+)", letter.body)
    return link


# --- Beginning to follow ---


def test_an_address_must_be_confirmed(client, framework, mailoutbox):
    html = client.post(URL, {"email": "ann@example.org"}).content.decode()

    assert "We have sent an e-mail to <strong>ann@example.org</strong>" in html
    assert not Follower.objects.exists()
    (letter,) = mailoutbox
    assert letter.to == ["ann@example.org"]
    link = link_in(letter, "follow")
    assert "Follow Thornshire" in client.get(link).content.decode()
    assert not Follower.objects.exists()
    assert "You follow Thornshire" in client.post(link).content.decode()
    follower = Follower.objects.get()
    assert (follower.address, follower.framework) == ("ann@example.org", framework)
    assert follower.told_of == framework.current_edition


def test_confirming_twice_is_following_once(client, framework):
    link = reverse("follow_confirm", args=[texts.follow_token(framework, "ann@example.org")])
    upper = reverse("follow_confirm", args=[texts.follow_token(framework, "ANN@example.org")])

    for url in (link, link, upper):
        assert client.post(url).status_code == 200

    assert Follower.objects.count() == 1


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nonsense",
        "a@b\nBcc: all@example.org",
        "<script>@x",
        f"ann@{'elm.' * 63}example.org",
    ],
)
def test_what_is_no_address_is_told(client, framework, mailoutbox, email):
    html = client.post(URL, {"email": email}).content.decode()

    assert "e-mail address" in html
    assert "There is a problem" in html
    assert mailoutbox == []


def test_the_same_address_gets_one_mail_however_often_it_is_typed(client, framework, mailoutbox):
    for _ in range(5):
        client.post(URL, {"email": "ann@example.org"})
        client.post(URL, {"email": "ANN@example.org"})

    assert len(mailoutbox) == 1


def test_from_one_place_so_many_addresses_and_no_more(client, framework, mailoutbox):
    for number in range(following.FROM_ONE_PLACE.most + 3):
        html = client.post(URL, {"email": f"person{number}@example.org"}).content.decode()

    assert "Too many addresses" in html
    assert 'value="person22@example.org"' in html
    assert len(mailoutbox) == following.FROM_ONE_PLACE.most == 20


def test_behind_proxies_one_visitor_does_not_close_it_for_another(
    client, framework, mailoutbox, settings
):
    settings.PROXIES = 2

    def ask(number, visitor):
        through = {"x-forwarded-for": f"192.0.2.{number}, {visitor}:4711, 10.0.0.2"}
        email = {"email": f"person{number}@example.org"}
        return client.post(URL, email, headers=through, REMOTE_ADDR="10.0.0.1").content.decode()

    for number in range(20):
        ask(number, "198.51.100.7")

    assert "Too many addresses" in ask(20, "198.51.100.7")
    assert "We have sent an e-mail" in ask(21, "198.51.100.8")
    assert len(mailoutbox) == 21


def test_an_hour_is_an_hour_and_ten_minutes_are_ten(client, framework):
    began = timezone.now()
    for number in range(20):
        client.post(URL, {"email": f"person{number}@example.org"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, expires FROM cpd_cache")
        rows = cursor.fetchall()
    lasting = {"follow": [], "follow-from": []}
    for key, expires in rows:
        at = datetime.fromisoformat(str(expires)).replace(tzinfo=UTC)
        lasting[key.split(":")[3]].append(at - began)
    assert len(lasting["follow"]) == len(lasting["follow-from"]) == 20
    assert min(lasting["follow"]) >= timedelta(minutes=9, seconds=59)
    assert min(lasting["follow-from"]) >= timedelta(minutes=59, seconds=59)


def test_a_follower_is_not_told_from_a_stranger(client, framework):
    by_address(framework)

    known = client.post(URL, {"email": "ann@example.org"}).content.decode()
    strange = client.post(URL, {"email": "bob@example.org"}).content.decode()

    assert known.replace("ann@", "bob@") == strange


@pytest.mark.parametrize(
    "token",
    ["nonsense", signing.dumps([1, "ann@example.org"], salt="another"), "a:b:c"],
    ids=["nonsense", "of another kind", "not signed"],
)
@pytest.mark.parametrize("url", ["/follow/{}/", "/unfollow/{}/"])
def test_a_forged_link_does_nothing(client, framework, token, url):
    assert client.get(url.format(token)).status_code == 404
    assert client.post(url.format(token)).status_code == 404
    assert not Follower.objects.exists()


def test_an_old_confirmation_does_nothing(client, framework, monkeypatch):
    token = texts.follow_token(framework, "ann@example.org")
    monkeypatch.setattr(following, "CONFIRMED_WITHIN", -1)

    assert client.post(f"/follow/{token}/").status_code == 404


def test_with_the_mail_server_down_it_says_so_and_can_be_tried_again(
    client, framework, monkeypatch, mailoutbox
):
    def down(*args):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        html = client.post(URL, {"email": "ann@example.org"}).content.decode()

    assert "could not be sent" in html
    client.post(URL, {"email": "ann@example.org"})
    assert len(mailoutbox) == 1


def test_an_account_follows_by_a_button_and_stops(client, framework):
    user = UserFactory.create()
    client.force_login(user)

    html = client.post(BUTTON, follow=True).content.decode()

    assert "You follow it" in html
    assert Follower.objects.get().user == user
    client.post(BUTTON)
    assert Follower.objects.count() == 1
    html = client.post(BUTTON, {"stop": "yes"}, follow=True).content.decode()
    assert "no more e-mails" in html
    assert not Follower.objects.exists()


def test_the_button_needs_an_account(client, framework):
    assert client.post(BUTTON).url.startswith(reverse("account_login"))
    assert not Follower.objects.exists()


def test_what_nobody_may_see_cannot_be_followed(client, framework):
    token = texts.follow_token(framework, "ann@example.org")
    Framework.objects.filter(pk=framework.pk).update(visibility="members")
    client.force_login(UserFactory.create())

    assert client.post(URL, {"email": "ann@example.org"}).status_code == 404
    assert client.post(BUTTON).status_code == 404
    assert client.post(f"/follow/{token}/").status_code == 404


# --- The mail about an edition ---


def test_followers_get_a_mail_after_publication(framework, publish_next, mailoutbox):
    by_address(framework)
    following.follow(framework=framework, by=UserFactory.create(email="bob@example.org"))

    edition = publish_next(note="Two new lines.\nRead them.", corrects_only=True)

    assert [letter.to for letter in mailoutbox] == [["ann@example.org"], ["bob@example.org"]]
    letter = mailoutbox[0]
    assert "2027 edition" in letter.subject
    assert "    Two new lines.\n    Read them." in letter.body
    assert f"What is new: {edition.changed}" in letter.body
    assert "only corrects the wording" in letter.body
    assert "/frameworks/thornshire/editions/2027/" in letter.body
    assert "/frameworks/thornshire/changes/2026..2027/" in letter.body
    event = edition.events.get(what="mailed the followers of")
    assert event.after == {"mails": 2}


def test_hostile_words_stay_text_and_make_no_header(framework, publish_next, mailoutbox):
    by_address(framework)
    Framework.objects.filter(pk=framework.pk).update(title="Title\r\nBcc: all@example.org")

    publish_next(label="2027 <b>", note="<script>alert(1)</script>\r\nBcc: x@example.org\x00")

    (letter,) = mailoutbox
    sent = message_from_bytes(letter.message().as_bytes())
    assert sent["Bcc"] is None
    assert "\n" not in letter.subject
    assert sent.get_content_type() == "text/plain"
    assert "    <script>alert(1)</script>\n    Bcc: x@example.org" in letter.body
    assert "&lt;" not in letter.body


def test_a_mail_has_a_way_out_for_people_and_for_mail_programs(
    framework, publish_next, mailoutbox, client
):
    by_address(framework)
    publish_next()
    (letter,) = mailoutbox
    link = link_in(letter, "unfollow")

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{link}>")
    assert "Stop these e-mails?" in client.get(link).content.decode()
    assert Follower.objects.exists()
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()
    assert "no more of these e-mails" in client.get(link).content.decode()
    assert client.post(link).status_code == 200


def test_stopping_stops_every_way_in_which_an_address_follows(framework, client):
    follower = by_address(framework)
    following.follow(framework=framework, by=UserFactory.create(email="Ann@example.org"))
    by_address(framework, "bob@example.org")

    client.post(f"/unfollow/{texts.unfollow_token(follower)}/")

    assert [one.address for one in Follower.objects.all()] == ["bob@example.org"]


def test_an_address_that_follows_twice_gets_one_mail(framework, publish_next, mailoutbox):
    by_address(framework)
    following.follow(framework=framework, by=UserFactory.create(email="Ann@example.org"))

    publish_next()

    assert len(mailoutbox) == 1


def test_a_mail_server_that_is_down_undoes_nothing_and_is_tried_again(
    framework, publish_next, monkeypatch, mailoutbox, caplog
):
    by_address(framework)
    by_address(framework, "bob@example.org")
    tried = []

    def down(*args):
        tried.append(args)
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        edition = publish_next()

    assert edition.is_current
    assert len(tried) == 1  # the second would only wait for the same server
    event = edition.events.get(what="could not mail all followers of")
    assert event.after == {"mails": 0, "failed_with": "ConnectionRefusedError"}
    assert "could not be told" in caplog.text
    assert notify_followers.catch_up() == 2
    assert len(mailoutbox) == 2
    assert notify_followers.catch_up() == 0


def test_many_mails_are_not_sent_while_somebody_publishes(framework, publish_next, mailoutbox):
    for number in range(notify_followers.FEW + 1):
        by_address(framework, f"ann{number}@example.org")
    mailoutbox.clear()

    publish_next()

    assert mailoutbox == []
    assert notify_followers.catch_up() == notify_followers.FEW + 1
    assert len(mailoutbox) == notify_followers.FEW + 1


def test_nobody_is_told_twice(framework, publish_next, mailoutbox):
    by_address(framework)
    edition = publish_next()

    notify_followers.tell_followers.call(edition.pk)
    notify_followers.catch_up()

    assert len(mailoutbox) == 1


def test_who_follows_after_a_publication_is_not_told_of_it(framework, publish_next, mailoutbox):
    edition = publish_next()
    framework.refresh_from_db()
    by_address(framework)

    notify_followers.tell_followers.call(edition.pk)

    assert mailoutbox == []


def test_a_withdrawal_tells_nobody_of_the_old_edition(
    framework, publish_next, publisher, mailoutbox
):
    by_address(framework)
    edition = publish_next()
    mailoutbox.clear()

    withdraw(edition=edition, by=publisher, reason="Wrong")

    assert notify_followers.catch_up() == 0
    assert mailoutbox == []


def test_who_may_not_see_it_any_more_is_not_told(framework, publish_next, publisher, mailoutbox):
    by_address(framework)
    following.follow(framework=framework, by=UserFactory.create())
    following.follow(framework=framework, by=publisher)
    Framework.objects.filter(pk=framework.pk).update(visibility="members")

    publish_next()

    assert [letter.to for letter in mailoutbox] == [[publisher.email]]


def test_a_person_who_leaves_follows_nothing(framework):
    user = UserFactory.create()
    following.follow(framework=framework, by=user)

    user.delete()

    assert not Follower.objects.exists()
