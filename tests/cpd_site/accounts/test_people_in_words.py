"""Words that name somebody who is forgotten: found everywhere, changed but where published."""

from functools import partial
from io import StringIO

import pytest
from django.apps import apps
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from pytest_django.asserts import assertContains

from cpd_site.accounts.actions.forgetting import forget
from cpd_site.accounts.people_in_words import (
    NO_WORDS,
    OPEN,
    WORDS,
    PersonNames,
)
from cpd_site.models import FORMER_MEMBER, Letter
from cpd_site.serving.sending import send
from frameworks.actions import comments, editing
from frameworks.models import Comment, Edition, Event, Framework, Import, PlanItem
from frameworks.queries import verification
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from opportunities.models import Opportunity
from tests.background import with_worker
from tests.cpd_site.accounts.test_personal_data import sign_in

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Zoë O’Quill", "zoe@quill.example"


@pytest.fixture
def zoe(world):
    person = world.people["reader"]
    person.name, person.email = NAME, EMAIL
    person.save()
    return person


def test_every_column_of_words_is_named_once():
    known = [(label, name) for label, names in WORDS.items() for name in names]
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
    assert {label for label in OPEN if label.count(".") == 1} <= {*WORDS}


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
    assert f"{edition} names them, is published" in out.getvalue()
    done = forget(person=zoe, by=None)

    assert done.published == (str(edition),)
    assert Opportunity.objects.filter(grid=edition.grid, text=f"Led by {NAME}").exists()
    assert Framework.objects.get(pk=world.framework.pk).contact_name == ""


def test_what_has_a_date_is_published_as_it_was_seen(zoe, world):
    Opportunity._base_manager.filter(grid=world.draft.grid).update(details=NAME)
    Edition._base_manager.filter(pk=world.draft.pk).update(due_at="2030-01-01T00:00Z")

    assert forget(person=zoe, by=None).published == (str(world.draft),)
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
