"""A school asks why a line was reworded; the authority says it once, and everybody reads it."""

import csv
import html
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cpd_site.models import Membership, Organisation
from frameworks import rules
from frameworks.actions import copies, reasons
from frameworks.actions.notify_reasons import tell_reasons
from frameworks.actions.reasons import ReasonRefused
from frameworks.models import Edition, Event, Framework, Reason
from tests.builders import key, published
from tests.factories import OrganisationFactory, member
from tests.frameworks.followers.conftest import follows, leader_of, publish_next
from tests.frameworks.updates.copies import BASE, OURS, QUESTION, THEIRS, plan_of
from tests.frameworks.updates.pages import question, text

pytestmark = pytest.mark.django_db

Role = Membership.Role
CHANGES = "/frameworks/thornshire/changes/2025..2026/"
LIST = "/desk/thornshire/reasons/"


@dataclass
class Reworded:
    """What two schools follow, and the next edition, which rewords what both reworded."""

    edition: Edition
    elm: Framework
    oak: Framework
    newer: Edition


def reworded() -> Reworded:
    edition = published(BASE, label="2025")
    elm, oak = follows(edition, "elm", OURS), follows(edition, "oak", OURS)
    Organisation.objects.filter(frameworks=edition.framework).update(short_name="Thornshire")
    return Reworded(edition, elm, oak, publish_next(edition.framework, THEIRS, "2026"))


@pytest.fixture(scope="module")
def reworded_of_all(made_once):
    return made_once(reworded)


@pytest.fixture
def made(reworded_of_all, db):
    return deepcopy(reworded_of_all)


@pytest.fixture
def edition(made):
    return made.edition


@pytest.fixture
def elm(made):
    return made.elm


@pytest.fixture
def oak(made):
    return made.oak


@pytest.fixture
def newer(made):
    return made.newer


def current(copy):
    return copy.editions.published().get()


def ask(client, copy, words="", **how):
    shown = question(current(copy), QUESTION)
    client.force_login(leader_of(copy))
    url = f"/desk/{copy.slug}/update/questions/{shown.id}/why/"
    return client.post(url, {shown.form.add_prefix("words"): words}, **how)


def answered(client, editor, said="More than joining is meant."):
    client.force_login(editor)
    reason = Reason.objects.get()
    return client.post(f"{LIST}{reason.pk}/", {f"r{reason.pk}-text": said})


@pytest.mark.parametrize("htmx", [True, False])
def test_a_school_asks_in_one_press(client, newer, elm, htmx):
    response = ask(client, elm, headers={"HX-Request": "true"} if htmx else {})

    assert response.status_code == (200 if htmx else 302)
    reason = Reason.objects.get()
    assert (reason.edition, reason.line) == (newer, key("Join in"))
    assert (reason.before, reason.after) == ("Join in", "Take part")
    page = text(client.get("/desk/elm/update/"))
    assert "You asked Thornshire why. The answer will be here." in page
    assert "Your first answer starts a draft" in page
    assert Event.objects.filter(what="asked why they reworded", framework=elm).count() == 1


def test_asking_again_replaces_the_words_and_is_one_question(client, newer, elm, oak):
    ask(client, elm)
    ask(client, elm, "Is it for all?")
    ask(client, oak)

    reason = Reason.objects.get()
    assert [(one.copy.slug, one.words) for one in reason.asked.all()] == [
        ("elm", "Is it for all?"),
        ("oak", ""),
    ]


def test_only_a_reworded_line_can_be_asked_about(client, newer, elm):
    client.force_login(leader_of(elm))
    page = text(client.get("/desk/elm/update/"))

    assert page.count("Ask Thornshire why it was reworded") == 1
    withdrawn = next(one for one in plan_of(current(elm)).decisions if one.kind == "withdrew")
    shown = question(current(elm), withdrawn.id)
    response = client.post(f"/desk/elm/update/questions/{shown.id}/why/", follow=True)
    assert "This is not asked any more." in text(response)
    assert not Reason.objects.exists()


def test_the_answer_is_read_by_every_school_and_on_the_page_of_changes(
    client, newer, elm, oak, editor
):
    ask(client, elm, "Is it for all?")
    client.logout()
    before = text(client.get(CHANGES))

    response = answered(client, editor)

    assert response.status_code == 302
    client.force_login(leader_of(oak))
    page = text(client.get("/desk/oak/update/"))
    assert "Why Thornshire reworded it: More than joining is meant." in page
    assert "Is it for all?" not in page
    assert "Ask Thornshire why" not in page
    client.logout()
    after = text(client.get(CHANGES))
    assert "Why:" not in before
    assert "Why: More than joining is meant." in after
    rows = list(csv.DictReader(StringIO(client.get(f"{CHANGES[:-1]}.csv").content.decode())))
    why = {row["After"]: row["Why"] for row in rows}
    assert why["Take part"] == "More than joining is meant."
    assert [said for words, said in why.items() if said and words != "Take part"] == []
    assert "Elm" not in after
    assert "Is it for all?" not in after


def test_who_answers_sees_who_asked_on_the_desk_and_on_a_page(client, newer, elm, editor):
    ask(client, elm, "Is it <b>for</b> all?")
    client.force_login(editor)

    assert "1 line of" in text(client.get("/desk/"))
    page = client.get(LIST).content.decode()
    assert "Elm asks: “Is it &lt;b&gt;for&lt;/b&gt; all?”" in page
    answered(client, editor)
    assert "asks why" not in text(client.get("/desk/"))
    assert "Answered by Lena Lark" in text(client.get(LIST))


@pytest.mark.parametrize(
    ("said", "told"), [("", "Write the reason, in a sentence."), ("x" * 501, "500 characters")]
)
def test_an_answer_that_will_not_do_is_asked_for_again(client, newer, elm, editor, said, told):
    ask(client, elm)

    page = html.unescape(answered(client, editor, said).content.decode())

    assert told in page
    assert said in page
    assert not Reason.objects.given().exists()


def test_words_that_are_too_long_come_back(client, newer, elm):
    ask(client, elm, "Is it for all?")
    response = ask(client, elm, "y" * 501)

    page = response.content.decode()
    assert "These are 501 characters: use 500 or fewer." in page
    assert "y" * 501 in page
    assert Reason.objects.get().asked.get().words == "Is it for all?"


def ask_of(copy, edition, line, **more):
    asked = {"before": "a", "after": "b", "words": "", "by": leader_of(copy)}
    return reasons.ask(copy=copy, edition=edition, line=key(line), **(asked | more))


def test_a_school_asks_so_often_in_a_day(newer, elm):
    for number in range(50):
        ask_of(elm, newer, f"line {number}")

    with pytest.raises(ReasonRefused, match="You asked fifty times today"):
        ask_of(elm, newer, "one more")


def test_nobody_asks_whom_they_do_not_follow(newer, elm):
    copies.stop_following(framework=elm, by=leader_of(elm))

    with pytest.raises(ReasonRefused, match="does not follow"):
        ask_of(elm, newer, "Join in")


def test_it_takes_the_role(newer, elm, editor):
    reason = ask_of(elm, newer, "Join in")

    with pytest.raises(rules.Refused):
        ask_of(elm, newer, "Join in", by=member(elm.organisation, Role.READER))
    with pytest.raises(rules.Refused):
        reasons.answer(reason=reason, by=leader_of(elm), text="Because.")


@pytest.mark.parametrize("who", ["elm", "elsewhere"])
def test_nobody_else_finds_what_was_asked(client, newer, elm, editor, who):
    ask(client, elm)
    client.force_login(leader_of(elm) if who == "elm" else member_elsewhere())
    reason = Reason.objects.get()

    assert client.get(LIST).status_code == 403
    response = client.post(f"{LIST}{reason.pk}/", {f"r{reason.pk}-text": "No"})
    assert response.status_code == 403
    assert not Reason.objects.given().exists()


def member_elsewhere():
    return member(OrganisationFactory.create(), Role.MANAGER)


def a_day_later():
    before = timezone.now() - timedelta(days=1, seconds=1)
    Reason.objects.filter(asked_told_at__isnull=False).update(asked_told_at=before)


def test_it_is_mailed_once_a_day_to_who_answers_and_to_who_asked(client, newer, elm, oak, editor):
    mail.outbox.clear()
    ask(client, elm, "Is it for all?")
    call_command("tell_followers", verbosity=0)
    asked = [one for one in mail.outbox if "Why was this reworded" in one.subject]
    assert editor.email in {one.to[0] for one in asked}
    assert "Elm asks: Is it for all?" in asked[0].body
    assert LIST in asked[0].body

    ask_of(oak, newer, "Visit schools")
    assert tell_reasons() == 0
    a_day_later()
    assert tell_reasons() == len(asked)

    mail.outbox.clear()
    client.force_login(editor)
    reason = Reason.objects.get(line=key("Join in"))
    client.post(f"{LIST}{reason.pk}/", {f"r{reason.pk}-text": "It is plainer."})
    assert tell_reasons() == 1
    assert tell_reasons() == 0
    (given,) = mail.outbox
    assert given.to == [leader_of(elm).email]
    assert "Thornshire: It is plainer." in given.body
    assert "oak" not in given.body.lower()
