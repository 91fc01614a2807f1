"""Words that name somebody who is forgotten: found everywhere, changed but where published."""

from functools import partial
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.accounts.actions import people
from cpd_site.accounts.actions.forgetting import forget
from cpd_site.accounts.people_in_words import (
    LINKS,
    NO_WORDS,
    OF_ORGANISATION,
    OF_PERSON,
    OPEN,
    WORDS,
    PersonNames,
)
from cpd_site.models import FORMER_MEMBER, CommandRun, Letter, OrganisationEvent
from cpd_site.serving.sending import send
from frameworks.actions import comments, editing, withdrawing
from frameworks.models import (
    Choice,
    Comment,
    Edition,
    Event,
    Framework,
    Import,
    ImportFile,
    LinkCheck,
    PlanComment,
    PlanItem,
    PlanStep,
)
from frameworks.queries import verification
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from opportunities.models import Opportunity, Placement, PrintedHeading, Section
from tests.background import with_worker
from tests.cpd_site.accounts.test_personal_data import sign_in
from tests.factories import OrganisationFactory, member

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Zoë O’Quill", "zoe@quill.example"


@pytest.fixture
def zoe(world):
    person = world.people["reader"]
    person.name, person.email = NAME, EMAIL
    person.save()
    return person


def test_every_column_of_words_is_named_once():
    tables = [*WORDS.items(), *LINKS.items()]
    known = [(label, name) for label, names in tables for name in names]
    known += [
        (label, name)
        for tables in NO_WORDS.values()
        for label, names in tables.items()
        for name in names
    ]
    there = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, models.EmailField)
        and not field.choices
    }

    assert there - {*known} == set(), "may people be named in it? Say so in people_in_words.py"
    assert {*known} - there == set(), "these are gone"
    assert len(known) == len({*known})
    assert {label for label in OPEN if label.count(".") == 1} <= {*WORDS, *LINKS}


@pytest.mark.parametrize(
    ("said", "then"),
    [
        (f"Ask {NAME}.", "Ask a former member."),
        ("ZOË  O’QUILL’s school", "a former member’s school"),
        (f"mailto:{EMAIL.upper()}, please", "mailto:a former member, please"),
        ([{NAME: [1, f"by {NAME}", None]}], [{FORMER_MEMBER: [1, "by a former member", None]}]),
        *((said, said) for said in ("Zoë", "O’Quill", "Zoë O’Quills", "Chloé-Zoë O’Quillfeather")),
        *((said, said) for said in (f"a.{EMAIL}", f"{EMAIL}.uk", f"a{EMAIL}", "quill.example")),
    ],
)  # fmt: skip
def test_what_names_them(said, then):
    naming = PersonNames(NAME, {EMAIL})

    assert naming.replaced_in(said) == then
    assert naming.is_in(said) == (said != then)


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ("https://school.example/zoe-oquill", ""),
        ("https://school.example/Zo%C3%AB_O%E2%80%99Quill/", ""),
        ("zoeoquill", ""),
        (f"https://school.example/?to={EMAIL}", ""),
        ("mailto:zoe%40quill.example", ""),
        ("https://a.example\nb.example/zoe.oquill\nc.example", "https://a.example\nc.example"),
        *((link, link) for link in ("https://school.example/zoe", "chloe-zoe-oquillers", "")),
    ],
)
def test_web_addresses_that_name_them_go(link, left):
    assert PersonNames(NAME, {EMAIL}).links_left(link) == left


def test_names_in_other_letters_are_found_in_web_addresses_too():
    named = PersonNames("Іван Петренко", {EMAIL})

    assert named.links_left("https://school.example/%D0%86ван-Петренко") == ""
    for link in ("https://school.example/", "https://school.example/%D0%86ван"):
        assert named.links_left(link) == link
    assert PersonNames("- -", {EMAIL}).links_left("https://a.example/- -") != ""


def test_a_web_address_within_words_goes():
    said = PersonNames(NAME, {EMAIL}).replaced_in

    assert said("See www.x.example/zoe-oquill, please") == "See a former member, please"
    assert said({"link": "https://x.example/zoe-oquill"}) == {"link": ""}
    assert said("See https://x.example/a.") == "See https://x.example/a."


def test_one_word_is_no_whole_name():
    assert not PersonNames("Grace", {EMAIL}).is_in("Grace says so")


def test_what_people_wrote_says_a_former_member(zoe, world):
    editor = world.people["editor"]
    line = store.read(world.draft.grid).opportunities[0]
    before = Wording(f"Led by {NAME}, {EMAIL}")
    after = Wording(f"Still led by {NAME.upper()}")
    for words in (before, after):
        reword = partial(lines.reword, key=line.key, wording=words)
        editing.change(edition=world.draft, by=editor, do=reword)
    comments.add(edition=world.draft, by=editor, text=f"Is {NAME} right?")
    PlanItem.objects.update(text=f"Watch {NAME}")
    Import.objects.update(contents={"blocks": [{"text": f"by {NAME}"}], "left_out": []})
    with with_worker():
        send(EmailMessage(f"{NAME} asks", f"{EMAIL} asks", to=["else@example.org"]))
    revision = Edition.objects.get(pk=world.draft.pk).grid.revision

    out = StringIO()
    call_command("forget_person", EMAIL, stdout=out)
    for where in ("comment: text", "opportunity: text", "event: before", "letter: words"):
        assert f"named in words, {where}" in out.getvalue()
    forget(person=zoe, by=None)

    naming = PersonNames(NAME, {EMAIL})
    for label, names in WORDS.items():
        said = [*apps.get_model(label)._base_manager.values_list(*names)]
        assert not naming.is_in([list(row) for row in said]), label
    assert Comment.objects.latest("pk").text == "Is a former member right?"
    assert PlanItem.objects.latest("pk").text == "Watch a former member"
    assert Letter.objects.get().subject == "a former member asks"
    draft = Edition.objects.get(pk=world.draft.pk)
    assert draft.grid.revision > revision
    editing.undo(edition=draft, by=editor, seen=Event.objects.filter(edition=draft).latest("pk").pk)
    texts = [row.text for row in store.read_uncached(draft.grid).opportunities]
    assert "Led by a former member, a former member" in texts


def test_what_is_published_stands_and_is_told(zoe, world):
    edition = world.framework.current_edition
    Opportunity._base_manager.filter(grid=edition.grid).update(text=f"Led by {NAME}")
    Framework.objects.filter(pk=world.framework.pk).update(contact_name=NAME.lower())

    out = StringIO()
    call_command("forget_person", EMAIL, stdout=out)
    assert f"{edition} is published and names them" in out.getvalue()
    done = forget(person=zoe, by=None)

    assert done.left.published == (str(edition),)
    assert Opportunity.objects.filter(grid=edition.grid, text=f"Led by {NAME}").exists()
    assert Framework.objects.get(pk=world.framework.pk).contact_name == ""


def test_what_has_a_date_is_published_as_it_was_seen(zoe, world):
    Opportunity._base_manager.filter(grid=world.draft.grid).update(details=NAME)
    Edition._base_manager.filter(pk=world.draft.pk).update(due_at="2030-01-01T00:00Z")

    assert forget(person=zoe, by=None).left.published == (str(world.draft),)
    assert Opportunity.objects.filter(grid=world.draft.grid, details=NAME).exists()


def test_events_of_publication_say_what_was_published(zoe, world):
    for event in Event.objects.filter(what__in=verification.AS_PUBLISHED):
        Event._base_manager.filter(pk=event.pk).update(after=event.after | {"note": f"By {NAME}"})

    forget(person=zoe, by=None)

    assert Event.objects.filter(after__note=f"By {NAME}").exists()


def test_who_closes_their_account_is_told_what_names_them(zoe, world, client):
    edition = world.framework.current_edition
    Opportunity._base_manager.filter(grid=edition.grid).update(text=f"Led by {NAME}")
    sign_in(client, zoe)

    page = client.post(reverse("close_account"), follow=True)

    assertContains(page, f"{edition} is published and names you")


def _draft_of_others(world, text):
    """Somebody else's draft with a line that says this."""
    draft = Edition.objects.get(pk=world.draft.pk)
    Opportunity._base_manager.filter(grid=draft.grid).update(text=text)
    assert draft.framework.organisation == world.organisation
    return Opportunity._base_manager.filter(grid=draft.grid)


def test_nobody_rewrites_others_drafts_by_a_name_and_a_closed_account(world, client):
    stranger = member(OrganisationFactory.create(), name="Early Career")
    lines = _draft_of_others(world, f"For Early Career teachers, ask {stranger.email}")
    PlanItem.objects.update(text="For Early Career teachers")
    sign_in(client, stranger)

    client.post(reverse("close_account"))

    assert {line.text for line in lines} == {"For Early Career teachers, ask a former member"}
    assert {item.text for item in PlanItem.objects.all()} == {"For Early Career teachers"}


def test_nobody_learns_from_a_name_what_others_have_published(world, client):
    stranger = member(OrganisationFactory.create(), name="Early Career")
    edition = Edition.objects.get(current_of=world.published_copy)
    Opportunity._base_manager.filter(grid=edition.grid).update(text="For Early Career teachers")
    Edition._base_manager.filter(pk=world.draft.pk).update(due_at="2030-01-01T00:00Z")
    _draft_of_others(world, "For Early Career teachers")
    sign_in(client, stranger)

    page = client.post(reverse("close_account"), follow=True)

    assertContains(page, "Your account is closed")
    assertNotContains(page, "names you")


def test_who_left_is_taken_out_of_what_they_had_a_part_in(zoe, world, client):
    people.remove(membership=zoe.memberships.get(), by=zoe)
    lines = _draft_of_others(world, f"Led by {NAME}")
    PlanItem.objects.update(text=f"Watch {NAME}")
    sign_in(client, zoe)

    client.post(reverse("close_account"))

    assert {line.text for line in lines} == {"Led by a former member"}
    assert PlanItem.objects.latest("pk").text == "Watch a former member"


def test_every_table_of_words_is_of_an_organisation_of_a_person_or_of_the_site():
    site = {
        *("cpd_site.CommandRun", "cpd_site.Letter", "frameworks.LinkCheck"),
        *("admin.LogEntry", "django_tasks_database.DBTaskResult"),
    }

    assert {*WORDS, *LINKS} - {*OF_ORGANISATION, *OF_PERSON} == site


def test_files_that_wait_are_told_to_site_staff(zoe, world):
    ImportFile.objects.create(of=world.brought, content=NAME.encode())

    done = forget(person=zoe, by=None)

    assert any("waits to be read" in each for each in done.left.for_staff())
    assert not any("waits to be read" in each for each in done.left.sentences("you"))


@pytest.mark.parametrize("backend", ["db", "cached_db"])
def test_sessions_of_others_do_not_name_them(zoe, world, client, settings, backend):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{backend}"
    client.force_login(world.people["editor"])
    session = client.session
    session["said"] = f"{NAME} joined."
    session.save()

    forget(person=zoe, by=None)

    assert client.session["said"] == "a former member joined."
    assert client.get(reverse("account")).status_code == 200


def test_sessions_that_expired_do_not_name_them_and_do_not_come_back(zoe):
    session = SessionStore()
    session["said"] = f"{NAME} joined."
    session.save()
    Session.objects.update(expire_date=timezone.now())

    forget(person=zoe, by=None)

    assert not Session.objects.exists()


def test_files_written_for_readers_are_written_again(zoe, world):
    caches["files"].set("a.pdf", NAME.encode())
    comments.add(edition=world.draft, by=world.people["editor"], text=f"Is {NAME} right?")

    forget(person=zoe, by=None)

    assert caches["files"].get("a.pdf") is None


def _name_them_in(label, field):
    """In this column of the last row; without rows, of none."""
    model = apps.get_model(label)
    row = model._base_manager.order_by("pk").last()
    if row is None:
        return False
    value, most = getattr(row, field), model._meta.get_field(field).max_length
    said: Any = f"{NAME}, {EMAIL}"
    if field == "slug":
        said = "zoe-oquill"
    elif label in LINKS and field in LINKS[label]:
        said = "https://x.example/zoe-oquill?to=zoe%40quill.example"
    elif most and most < len(said):
        said = NAME
    elif isinstance(value, list):
        said = [*value, said]
    elif isinstance(value, dict):
        said = {**value, "said": said}
    model._base_manager.filter(pk=row.pk).update(**{field: said})
    return True


def _rows_that_are_missing(world):
    """So that each table of words has one."""
    grid = world.draft.grid
    at = Placement._base_manager.filter(grid=grid).values("stage_id", "column_id")[0]
    PrintedHeading._base_manager.create(grid=grid, text="x", **at)
    Section._base_manager.create(grid=grid, key=uuid4(), position=1, heading="x", body="x")
    OrganisationEvent.objects.create(organisation=world.organisation, what="joined", about="x")
    CommandRun.objects.create(command="backup", started_at=timezone.now())
    LinkCheck.objects.create(url="https://x.example", state="works", checked_at=timezone.now())
    LogEntry.objects.create(user=world.people["staff"], object_repr="x", action_flag=1)
    PlanComment.objects.create(share=world.share, item=world.line, text="x")
    PlanStep.objects.create(item=world.line, step="plan")
    apps.get_model("frameworks.ImportAnswers").objects.create(framework=world.framework)
    Choice.objects.create(
        edition=world.copy, decision="x", fingerprint="x", answer={}, at=timezone.now()
    )
    DBTaskResult.objects.create(args_kwargs={}, task_path="x", run_after=timezone.now())
    Letter.objects.write(EmailMessage("x", "x", to=["else@example.org"]))
    edition = Edition.objects.get(current_of=world.published_copy)
    withdrawing.withdraw(edition=edition, by=world.people["manager"], reason="x")


def test_nothing_names_them_but_what_is_told(zoe, world):
    _rows_that_are_missing(world)
    tables = [*WORDS.items(), *LINKS.items()]
    columns = [(label, field) for label, fields in tables for field in fields]
    planted = [column for column in columns if _name_them_in(*column)]
    assert planted == columns, "each table has a row"
    withdrawn = Edition._base_manager.filter(status="withdrawn")
    withdrawn.update(withdrawn_because=f"{NAME} said so")

    done = forget(person=zoe, by=None)

    naming = PersonNames(NAME, {EMAIL})
    told = " ".join(done.left.for_staff())
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            for pk, value in model._base_manager.values_list("pk", field.attname):
                if naming.is_in(value) or naming.links_left(str(value)) != str(value):
                    row: Any = model._base_manager.get(pk=pk)
                    of_grid = model._meta.app_label == "opportunities"
                    stays = row.grid.edition if of_grid else getattr(row, "edition", None) or row
                    assert str(stays) in told, f"{model._meta.label}.{field.name}"
    assert withdrawn.get().withdrawn_because == "a former member said so"
