"""A person's plan is read by nobody else: a word in every field, every address, by everybody.

Those are people of her own school and authority, site staff with the admin, and somebody with whom
the plan was shared until yesterday.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils.timezone import localdate

from cpd_site.models import Membership, User
from frameworks.actions import plan_sharing, plans
from frameworks.actions.plans import StepWords
from frameworks.models import Event, Plan, PlanComment, PlanItem, PlanShare, PlanStep
from frameworks.queries.plans import lines_to_choose
from tests.addresses import addresses
from tests.builders import grid, published
from tests.factories import UserFactory, member
from tests.sealing.asking import read

Role = Membership.Role

pytestmark = pytest.mark.django_db

WORD = "quillwort"
"""Stands in everything that its owner and her readers write."""

NUMBERED = (Plan, PlanItem, PlanShare)
"""Those whose number stands in an address."""

OURS: tuple[type[models.Model], ...] = (Plan, PlanItem, PlanStep, PlanShare, PlanComment)


@dataclass
class Sealed:
    owner: User
    reader: User
    plan: Plan
    others: dict[str, User]


def rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.all()


def founded() -> Sealed:
    framework = published(grid({("NQT", "School"): ["Join in"]}), slug="rushes").framework
    owner = member(framework.organisation, Role.READER)
    reader, former = UserFactory.create_batch(2)
    plan = plans.create(by=owner, title=f"Title {WORD}")
    plans.add_lines(plan=plan, by=owner, lines=lines_to_choose(owner, "rushes", "nqt", []))
    plans.add_goal(plan=plan, by=owner, text=f"Goal {WORD}")
    words = StepWords(f"Note {WORD}", f"Shown by {WORD}", (f"https://{WORD}.example/",))
    for item in plan.items.all():
        standards = [f"Standard {WORD}"]
        plans.set_item(item=item, by=owner, review_on=localdate(), standards=standards, seen=1)
    plans.renew_calendar(by=owner)
    for item, step in product(plan.items.all(), PlanStep.Step):
        plans.write_step(item=item, by=owner, step=step, words=words, seen=0)
    until = localdate() + timedelta(days=30)
    share = partial(plan_sharing.share, plan=plan, by=owner, may_comment=True, until=until)
    share(email=f"{WORD}@elm.example")
    for person in (reader, former):
        with_them = share(email=person.email)
        plan_sharing.look(share=with_them, by=person)
        for item in plan.items.all():
            plan_sharing.comment(share=with_them, by=person, item=item, text=f"Said {WORD}")
    PlanShare.objects.filter(email=former.email).update(until=localdate() - timedelta(days=1))
    people = {
        role.value: member(framework.organisation, role) for role in (Role.READER, Role.MANAGER)
    }
    people["who read it until yesterday"] = former
    people["somebody else"] = UserFactory.create()
    people["site staff"] = UserFactory.create(is_staff=True, is_superuser=True)
    return Sealed(owner, reader, plan, people)


@pytest.fixture(scope="module")
def sealed(made_once):
    return made_once(founded)


def asked(sealed: Sealed) -> Iterator[str]:
    """Every address of plans with everything of hers in its gaps, every address without a gap or
    with that of a framework, and what the admin has of her."""
    numbers = {str(row.pk) for model in NUMBERED for row in rows_of(model)}
    for place in addresses():
        if place.pattern.startswith("/plans/"):
            gaps = [sorted(numbers) if kind == "int" else ["engage"] for kind, _ in place.gaps]
        elif {name for _, name in place.gaps} <= {"slug"}:
            gaps = [["rushes"] for _ in place.gaps]
        else:
            continue
        for chosen in product(*gaps):
            yield place.filled(chosen)
    yield f"/admin/cpd_site/user/{sealed.owner.pk}/change/"
    yield "/admin/frameworks/event/"


def test_the_word_is_in_every_field_that_a_person_writes(sealed):
    written = (models.TextField, models.CharField, models.EmailField)
    derived = {"step", "stage_name", "tier", "source", "kept", "link", "details"}
    for model in OURS:
        rows = list(rows_of(model).values())
        for field in model._meta.get_fields():
            if isinstance(field, written) and field.name not in derived:
                assert any(WORD in row[field.name] for row in rows), f"{model}: {field.name}"


def test_its_owner_reads_it(sealed):
    client = Client()
    client.force_login(sealed.owner)

    found = read(client, asked(sealed), WORD)[WORD]

    assert {"/plans/", f"/plans/{sealed.plan.pk}/", f"/plans/{sealed.plan.pk}/sharing/"} <= found
    assert {f"/plans/lines/{item.pk}/" for item in sealed.plan.items.all()} <= found


def test_who_it_is_shared_with_reads_that_and_nothing_else(sealed):
    client = Client()
    client.force_login(sealed.reader)

    found = read(client, asked(sealed), WORD)[WORD]

    share = sealed.plan.shares.get(email=sealed.reader.email)
    here = f"/plans/shared/{share.pk}/"
    lines = {f"{here}lines/{item.pk}/" for item in sealed.plan.items.all()}
    assert {page for page in found if page.startswith("/plans/")} == {here, *lines}


def test_nobody_else_reads_a_word_of_it(sealed):
    clients = {"nobody": Client()}
    for who, person in sealed.others.items():
        clients[who] = Client()
        clients[who].force_login(person)

    found = {who: read(client, asked(sealed), WORD)[WORD] for who, client in clients.items()}

    assert {who: pages for who, pages in found.items() if pages} == {}


def test_no_table_that_others_read_holds_a_word_of_it(sealed):
    kept = [model for model in apps.get_models() if model._meta.app_label != "opportunities"]
    for model in set(kept) - set(OURS):
        assert not any(WORD in str(row) for row in rows_of(model).values()), model
    assert not Event.objects.filter(by=sealed.owner).exists()
