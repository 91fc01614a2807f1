"""A plan is shared with one person, for a time, and taken back."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from frameworks.actions import plan_sharing, plans
from frameworks.actions.plans import PlanGone, PlanRefused, StepWords
from frameworks.models import PlanComment, PlanLook, PlanShare, PlanStep
from frameworks.models.plan_sharing import LOOKS_LAST
from frameworks.rules import Refused
from tests.factories import UserFactory
from tests.frameworks.plans.test_plan_pages import read
from tests.mails import code_in

pytestmark = pytest.mark.django_db

SOON = timedelta(days=30)


@pytest.fixture
def cal(db):
    """Ann’s appraiser."""
    return UserFactory.create(name="Cal Cove", email="cal@example.org")


@pytest.fixture
def cals(cal):
    client = Client()
    client.force_login(cal)
    return client


@pytest.fixture
def share_plan(plan, ann, django_capture_on_commit_callbacks):
    def share(email="cal@example.org", may_comment=True, days=30):
        with django_capture_on_commit_callbacks(execute=True):
            return plan_sharing.share(
                plan=plan,
                by=ann,
                email=email,
                may_comment=may_comment,
                until=localdate() + timedelta(days=days),
            )

    return share


@pytest.fixture
def shared(share_plan, item, ann):
    words = StepWords("My note", "My evidence", ("https://elm.example/",))
    plans.write_step(item=item, by=ann, step=PlanStep.Step.PLAN, words=words, seen=0)
    return share_plan()


def sent(email="cal@example.org", may_comment="yes", days=30) -> dict:
    until = localdate() + timedelta(days=days)
    return {"email": email, "may_comment": may_comment, "until": until.isoformat()}


def test_a_mail_goes_out_that_holds_no_word_of_the_plan(
    anns, plan, item, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = anns.post(f"/plans/{plan.pk}/sharing/", sent(" Cal@Example.org"))

    (letter,) = mail.outbox
    share = PlanShare.objects.get()
    assert letter.to == ["cal@example.org"]
    assert letter.subject == "Ann Ash shares a plan with you"
    assert code_in(letter).endswith(f"/plans/shared/{share.pk}/")
    assert plan.title not in str(letter.message())
    assert item.text not in str(letter.message())
    assert share.told_at
    assert "Has not opened it." in read(anns.get(response.url))


def test_the_same_form_twice_is_one_mail(share_plan):
    first = share_plan()

    assert share_plan() == first
    assert len(mail.outbox) == 1
    assert share_plan(may_comment=False) == first
    assert len(mail.outbox) == 2


def test_a_mail_that_fails_is_told(anns, plan, share_plan, monkeypatch):
    def down(*args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    share_plan()

    assert "No e-mail has gone out yet." in read(anns.get(f"/plans/{plan.pk}/sharing/"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": ""}, "Write the e-mail address of the person."),
        ({"email": "cal"}, "such as name@example.org"),
        ({"email": f"cal@{'elm.' * 63}example"}, "This address is too long."),
        ({"email": "ann@example.org"}, "That is your own address."),
        ({"days": -1}, "Choose a day from today up to a year from now."),
        ({"days": 400}, "Choose a day from today up to a year from now."),
    ],
)
def test_what_cannot_be_shared_is_said(anns, plan, fields, said):
    page = read(anns.post(f"/plans/{plan.pk}/sharing/", sent(**fields)))

    assert said in page
    assert "govuk-form-group--error" in page, "beside the field"
    assert not PlanShare.objects.exists()


def test_who_it_is_shared_with_opens_and_reads_it(anns, cals, shared, plan, item):
    address = f"/plans/shared/{shared.pk}/"
    page = read(cals.get(address))
    assert "Ann Ash shares a plan with you" in page
    assert plan.title not in page
    assert not PlanLook.objects.exists(), "to open a page is no look"
    assert cals.get(f"{address}lines/{item.pk}/").url == address

    page = read(cals.post(address, follow=True))
    assert plan.title in page
    line = read(cals.get(f"{address}lines/{item.pk}/"))
    for words in ("Join in", "My note", "My evidence", "https://elm.example/"):
        assert words in line
    told = read(anns.get(f"/plans/{plan.pk}/sharing/"))
    assert "Opened it on" in told
    assert "(1 line)" in told


def test_after_some_hours_it_is_opened_again(cals, cal, shared):
    look = plan_sharing.look(share=shared, by=cal)
    PlanLook.objects.filter(pk=look.pk).update(at=timezone.now() - LOOKS_LAST)

    assert "Open the plan" in read(cals.get(f"/plans/shared/{shared.pk}/"))


def test_a_comment_is_read_by_the_owner_alone(anns, cals, share_plan, shared, plan, item):
    dan = Client()
    dan.force_login(UserFactory.create(email="dan@example.org"))
    dans = share_plan("dan@example.org")
    dan.post(f"/plans/shared/{dans.pk}/")
    address = f"/plans/shared/{shared.pk}/lines/{item.pk}/"
    cals.post(f"/plans/shared/{shared.pk}/")

    for _ in range(2):
        cals.post(address, {"text": "<b>Well done</b>"})

    assert PlanComment.objects.count() == 1
    for who, where in (
        (anns, f"/plans/lines/{item.pk}/"),
        (anns, f"/plans/{plan.pk}/sharing/"),
        (cals, address),
    ):
        raw = who.get(where).content.decode()
        assert "&lt;b&gt;Well done&lt;/b&gt;" in raw
    assert "Well done" not in read(dan.get(f"/plans/shared/{dans.pk}/lines/{item.pk}/"))


def test_comments_that_go_with_a_line_are_told_before(anns, cal, shared, item):
    plan_sharing.comment(share=shared, by=cal, item=item, text="Well done")

    page = read(anns.get(f"/plans/lines/{item.pk}/remove/"))

    assert "What you wrote of 1 step goes with it. 1 comment of others goes too." in page


def test_whoever_sees_a_line_by_a_comment_has_opened_the_plan(cals, shared, item):
    page = read(cals.post(f"/plans/shared/{shared.pk}/lines/{item.pk}/", {"text": " "}))

    assert "Write your comment." in page
    assert "My note" in page
    assert PlanLook.objects.count() == 1, "its owner is told"


def test_a_comment_that_is_too_long_comes_back(cals, shared, item):
    text = "x" * 100_000

    page = read(cals.post(f"/plans/shared/{shared.pk}/lines/{item.pk}/", {"text": text}))

    assert "use at most 4000 characters. It is not sent yet." in page
    assert text in page


def test_who_may_only_read_does_not_comment(cals, cal, share_plan, item):
    share = share_plan(may_comment=False)
    cals.post(f"/plans/shared/{share.pk}/")

    assert "Your comment" not in read(cals.get(f"/plans/shared/{share.pk}/lines/{item.pk}/"))
    assert cals.post(f"/plans/shared/{share.pk}/lines/{item.pk}/", {"text": "x"}).status_code == 403
    with pytest.raises(Refused):
        plan_sharing.comment(share=share, by=cal, item=item, text="x")


@pytest.mark.parametrize("how", ["stopped", "over", "deleted"])
def test_words_written_after_it_ended_come_back_to_their_writer(cals, anns, shared, item, how):
    cals.post(f"/plans/shared/{shared.pk}/")
    if how == "stopped":
        anns.post(f"/plans/sharing/{shared.pk}/stop/")
    elif how == "over":
        yesterday = localdate() - timedelta(days=1)
        PlanShare.objects.filter(pk=shared.pk).update(until=yesterday)
    else:
        anns.post(f"/plans/{item.plan_id}/delete/")

    response = cals.post(
        f"/plans/shared/{shared.pk}/lines/{item.pk}/", {"text": "What I thought of it"}
    )

    assert "What I thought of it" in read(response, 404)
    assert not PlanComment.objects.exists()
    assert "Join in" not in read(cals.get(f"/plans/shared/{shared.pk}/"), 404)
    assert "A plan of" not in read(cals.get("/plans/"))


def test_who_was_stopped_is_not_said_to_read_on(anns, cals, shared, plan):
    cals.post(f"/plans/shared/{shared.pk}/")
    assert "they can read on for 12 hours" in read(anns.get(f"/plans/{plan.pk}/sharing/"))

    anns.post(f"/plans/sharing/{shared.pk}/stop/")

    page = read(anns.get(f"/plans/{plan.pk}/sharing/"))
    assert "Opened it on" in page
    assert "they can read on" not in page


def test_what_was_stopped_can_be_shared_again(anns, shared, share_plan, plan):
    anns.post(f"/plans/sharing/{shared.pk}/stop/")
    again = share_plan()

    assert again != shared
    page = read(anns.get(f"/plans/{plan.pk}/sharing/"))
    assert "you ended that on" in page
    assert "May read and comment until" in page


def test_who_reads_it_is_said_on_plan_and_line(anns, shared, plan, item):
    for address in (f"/plans/{plan.pk}/", f"/plans/lines/{item.pk}/"):
        assert "cal@example.org can read and comment on this plan" in read(anns.get(address))


def test_nobody_else_reads_it_whoever_they_are(shared, cal, item):
    for person in (
        UserFactory.create(),
        UserFactory.create(is_staff=True, is_superuser=True),
    ):
        client = Client()
        client.force_login(person)
        assert client.get(f"/plans/shared/{shared.pk}/").status_code == 404
        assert client.post(f"/plans/sharing/{shared.pk}/stop/").status_code == 404
        for attempt in (
            partial(plan_sharing.look, share=shared),
            partial(plan_sharing.comment, share=shared, item=item, text="x"),
        ):
            with pytest.raises(PlanGone, match="not shared with you any more"):
                attempt(by=person)
    with pytest.raises(Refused):
        plan_sharing.stop(share=shared, by=cal)


def test_so_many_mails_go_out_in_a_day(share_plan):
    for number in range(20):
        share_plan(f"person-{number}@elm.example")

    with pytest.raises(PlanRefused, match="Share your plan tomorrow"):
        share_plan("one-more@elm.example")


def test_the_admin_tells_nothing_of_a_plan(admin_client, ann, shared, plan, item):
    pages = ["/admin/", f"/admin/cpd_site/user/{ann.pk}/change/", "/admin/frameworks/event/"]
    shown = " ".join(read(admin_client.get(page)) for page in pages)

    assert "/admin/frameworks/plan" not in shown
    for words in (plan.title, item.text, "My note", "cal@example.org"):
        assert words not in shown


def test_the_plan_of_a_closed_account_is_read_by_nobody(cals, shared, ann):
    cals.post(f"/plans/shared/{shared.pk}/")
    ann.is_active = False
    ann.save()

    assert cals.get(f"/plans/shared/{shared.pk}/").status_code == 404
    assert "A plan of" not in read(cals.get("/plans/"))
