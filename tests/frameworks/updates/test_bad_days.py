"""What goes wrong around an update: withdrawn, taken down, stopped, broken off, guessed."""

import html

import pytest
from django.db.models import ProtectedError

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, editing, publishing, updates
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.updates import NothingPending
from frameworks.actions.withdrawing import withdraw
from frameworks.desk.updates import id_of
from frameworks.models import Choice, Edition, Event, Framework
from frameworks.queries.updates import pending_update
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from opportunities.merge import Answer
from opportunities.merge import Choice as Chosen
from tests.builders import draft_of, key, published
from tests.factories import UserFactory, member
from tests.frameworks.updates.copies import (
    BASE,
    OURS,
    THEIRS,
    copied,
    plan_of,
    reworded,
    school,
)
from tests.killing import kill_in_the_middle

pytestmark = pytest.mark.django_db

Role = Membership.Role
URL = "/desk/thornbeck/update/"


@pytest.fixture
def editor(draft):
    return member(draft.framework.organisation, Role.PUBLISHER, name="Edna Elm")


@pytest.fixture
def publisher(draft):
    """Who publishes what is followed."""
    return member(draft.framework.follows.organisation, Role.PUBLISHER)


def decide(draft, by):
    for decision in plan_of(draft).undecided:
        said = Answer.KEEP if Answer.KEEP in decision.answers else Answer.OURS
        updates.choose(
            draft=draft,
            by=by,
            decision_id=decision.id,
            seen_fingerprint=decision.fingerprint,
            choice=Chosen(said),
        )


def read(draft):
    return store.read(Edition.objects.select_related("grid").get(pk=draft.pk).grid)


def newest(framework):
    return Framework.objects.select_related("current_edition").get(pk=framework.pk).current_edition


def text(response) -> str:
    return html.unescape(response.content.decode())


def test_the_edition_that_waits_is_withdrawn_and_the_choices_hold_when_it_comes_again(
    client, draft, editor, publisher
):
    decide(draft, editor)
    followed = draft.framework.follows
    withdraw(edition=newest(followed), by=publisher, reason="Misprints.")
    client.force_login(editor)

    page = text(client.post(f"{URL}apply/", {"seen": ""}, follow=True))
    assert "based on the newest edition" in page
    assert read(draft) == OURS

    published(THEIRS, label="2026-2")
    assert plan_of(draft).undecided == ()
    assert Choice.objects.filter(edition=draft).count() == 2


def test_a_framework_that_is_taken_down_leaves_the_copy_and_its_choices(
    client, draft, editor, publisher
):
    decide(draft, editor)
    for edition in draft.framework.follows.editions.published():
        withdraw(edition=edition, by=publisher, reason="There is a new county now.")
    client.force_login(editor)

    page = text(client.get(URL))

    assert "There is a new county now." in page
    assert "Your copy stays as it is." in page
    assert "An update is waiting" not in text(client.get("/desk/"))
    with pytest.raises(NothingPending):
        updates.apply(draft=draft, by=editor)
    assert Choice.objects.filter(edition=draft).count() == 2
    publishing.publish(edition=draft, by=editor, label="Ours")
    assert newest(draft.framework) == draft


def test_who_stops_following_in_the_middle_finds_the_choices_again(client, draft, editor):
    decide(draft, editor)
    copies.stop_following(framework=draft.framework, by=editor)
    client.force_login(editor)

    page = text(client.post(f"{URL}apply/", {"seen": ""}, follow=True))
    assert "follows no other one" in page
    assert read(draft) == OURS

    copies.follow_again(framework=draft.framework, by=editor)
    assert plan_of(draft).undecided == ()
    updates.apply(draft=draft, by=editor)
    assert newest(draft.framework.follows) == Edition.objects.get(pk=draft.pk).based_on


def test_what_was_written_while_it_did_not_follow_stays(draft, editor):
    copies.stop_following(framework=draft.framework, by=editor)
    editing.change(
        edition=draft,
        by=editor,
        do=lambda ours: lines.reword(ours, key("Lead a project"), Wording("Lead two")),
    )
    publishing.publish(edition=draft, by=editor, label="Alone")
    framework = copies.follow_again(framework=draft.framework, by=editor)

    following = drafts.start(framework=framework, by=editor)
    decide(following, editor)
    updates.apply(draft=following, by=editor)

    said = {row.text for row in read(following).opportunities}
    assert {"Lead two", "Join in with Ms Hill", "Go to Rouen", "Visit other schools"} <= said


def test_editions_that_were_skipped_are_taken_in_at_once_and_say_so(client, draft, editor):
    published(reworded(THEIRS, Lead_a_project="Lead two"), label="2027")
    published(reworded(THEIRS, Lead_a_project="Lead three"), label="2028")
    client.force_login(editor)

    assert "2</strong> editions that you skipped" in text(client.get(URL))
    decide(draft, editor)
    updates.apply(draft=draft, by=editor)

    assert "Lead three" in {row.text for row in read(draft).opportunities}
    assert newest(draft.framework.follows).label == "2028"
    assert pending_update(Framework.objects.get(pk=draft.framework.pk)) is None


def test_an_edition_that_only_corrects_wording_never_asks(client):
    base = published(BASE, label="2025")
    draft = copied(base, OURS)
    publisher = member(base.framework.organisation, Role.PUBLISHER)
    publishing.publish(
        edition=draft_of(base, reworded(BASE, Join_in="Take part")),
        by=publisher,
        label="2026",
        corrects_only=True,
    )
    editor = member(draft.framework.organisation, Role.EDITOR)
    client.force_login(editor)

    page = text(client.get(URL))
    assert "Corrected by them, reworded by you" in page
    assert "Everything is decided." in page
    client.post(f"{URL}apply/", {"seen": plan_of(draft).fingerprint})

    assert "Join in with Ms Hill" in {row.text for row in read(draft).opportunities}
    assert Edition.objects.get(pk=draft.pk).based_on.label == "2026"


def test_undo_ends_with_publishing_and_the_report_stays(client, draft, editor):
    decide(draft, editor)
    event = updates.apply(draft=draft, by=editor)
    publishing.publish(edition=draft, by=editor, label="Ours")
    client.force_login(editor)

    with pytest.raises(DraftRefused):
        editing.undo(edition=draft, by=editor)
    with pytest.raises(DraftRefused, match="nothing to undo"):
        editing.undo(edition=drafts.start(framework=draft.framework, by=editor), by=editor)

    report = f"{URL}reports/{event.pk}/"
    assert f'<a href="{report}">What came in' in text(client.get("/desk/thornbeck/publish/"))
    assert "What came in with the 2026 edition" in text(client.get(report))


def test_a_report_of_what_was_undone_is_not_with_the_edition(client, draft, editor):
    decide(draft, editor)
    updates.apply(draft=draft, by=editor)
    editing.undo(edition=draft, by=editor)
    publishing.publish(edition=draft, by=editor, label="Ours")
    client.force_login(editor)

    assert "What came in" not in text(client.get("/desk/thornbeck/publish/"))


@pytest.mark.parametrize("page", ["", "choose", "apply"])
def test_a_role_taken_away_in_the_middle_is_refused_and_the_choices_stay(
    client, draft, editor, page
):
    decide(draft, editor)
    client.force_login(editor)
    client.get(URL)
    Membership.objects.filter(user=editor).update(role=Role.READER)

    response = (
        client.post(f"{URL}apply/", {"seen": plan_of(draft).fingerprint})
        if page == "apply"
        else client.post(f"{URL}questions/{id_of(plan_of(draft).decisions[0])}/")
        if page
        else client.get(URL)
    )

    assert response.status_code == 403
    assert "Only editors" in text(response)
    assert Choice.objects.filter(edition=draft).count() == 2
    assert read(draft) == OURS


@pytest.mark.parametrize("who", ["of another school", "of the authority", "of nowhere"])
def test_nobody_else_finds_an_update_by_guessing_its_address(client, draft, editor, who):
    decide(draft, editor)
    event = updates.apply(draft=draft, by=editor)
    published(reworded(THEIRS, Join_in="Take part in it all"), label="2027")
    question = next(one for one in plan_of(draft).decisions if one.answers)
    others = {
        "of another school": lambda: member(school(slug="elsewhere"), Role.MANAGER),
        "of the authority": lambda: member(draft.framework.follows.organisation, Role.MANAGER),
        "of nowhere": UserFactory.create,
    }
    client.force_login(others[who]())

    asked = [URL, f"{URL}try/", f"{URL}try/draft.csv", f"{URL}reports/{event.pk}/"]
    asked += ["/desk/thornbeck/draft/", "/frameworks/thornbeck/", "/frameworks/thornbeck.csv"]
    told = [f"{URL}apply/", f"{URL}questions/{id_of(question)}/", f"{URL}all/needs-you/"]
    assert {url: client.get(url).status_code for url in asked} == dict.fromkeys(asked, 404)
    found = {url: client.post(url, {"said": "ours"}).status_code for url in told}
    assert found == dict.fromkeys(told, 404)


def test_a_followed_framework_is_not_deleted(client, draft):
    followed = draft.framework.follows
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))

    for method in (client.get, client.post):
        response = method(f"/admin/frameworks/framework/{followed.pk}/delete/", {"post": "yes"})
        assert response.status_code == 403
        assert "1 copy follows it" in text(response)
    with pytest.raises(ProtectedError):
        followed.delete()

    assert Framework.objects.filter(pk=followed.pk).exists()


APPLY = """
from cpd_site.models import User
from frameworks.actions import updates
from frameworks.models import Edition
from opportunities import store

step, edition, person = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
kill_after({"content": store, "base": Edition}[step], "save")
updates.apply(draft=Edition.objects.get(pk=edition), by=User.objects.get(pk=person))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["content", "base"])
def test_a_process_killed_while_it_applies_leaves_the_draft_as_it_was(draft, editor, step):
    decide(draft, editor)

    kill_in_the_middle(APPLY, step, draft.pk, editor.pk)

    assert read(draft) == OURS
    assert Edition.objects.get(pk=draft.pk).based_on.label == "2025"
    assert not Event.objects.filter(what="took in").exists()
    assert plan_of(draft).undecided == ()
    updates.apply(draft=draft, by=editor)
    assert Edition.objects.get(pk=draft.pk).based_on.label == "2026"
