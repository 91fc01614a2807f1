"""What a school is told of what its people chose: numbers from five up, and nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cpd_site.models import Membership, Organisation
from frameworks.actions import plans
from frameworks.models import PlanItem
from frameworks.queries.plans import lines_to_choose
from opportunities.grid.short_keys import short
from tests.builders import published
from tests.factories import OrganisationFactory, UserFactory, member
from tests.frameworks.plans.conftest import GRID
from tests.frameworks.plans.test_plan_pages import read

Role = Membership.Role

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def elm(db):
    """A school with a framework of its own."""
    framework = published(GRID, slug="elm").framework
    Organisation.objects.filter(pk=framework.organisation_id).update(
        kind=Organisation.Kind.SCHOOL, short_name="Elm"
    )
    framework.refresh_from_db()
    return framework


@pytest.fixture
def leaders(elm):
    client = Client()
    client.force_login(member(elm.organisation, Role.EDITOR))
    return client


def plan_of(person, text="Join in"):
    """A plan with a line, added a fortnight ago."""
    plan = plans.create(by=person, title="Mine")
    lines = [
        line for line in lines_to_choose(person, "elm", "nqt", []) if line.opportunity.text == text
    ]
    plans.add_lines(plan=plan, by=person, lines=lines)
    fortnight_ago = timezone.now() - timedelta(days=14)
    PlanItem.objects.filter(plan=plan).update(added_at=fortnight_ago)


@pytest.fixture
def staff(elm):
    """Ten people with a plan; six of them chose to join in, four to visit."""
    people = [member(elm.organisation) for _ in range(10)]
    for number, person in enumerate(people):
        plan_of(person, "Join in" if number < 6 else "Visit other schools")
    return people


def test_numbers_are_told_from_five_people_up(leaders, staff):
    page = read(leaders.get("/desk/elm/chosen/"))

    assert 'Join in <span class="cpd-meta">5 or more people' in page
    assert "Visit other schools" not in page
    assert 'NQT <span class="cpd-meta">10 or more people' in page
    assert "Most chosen, nothing arranged yet" in page
    assert not any(person.name in page for person in staff)


def test_nothing_is_told_before_ten_people_keep_a_plan(leaders, elm):
    for _ in range(9):
        plan_of(member(elm.organisation))

    assert "There is nothing to show yet." in read(leaders.get("/desk/elm/chosen/"))


def test_who_stays_out_is_not_counted(leaders, staff, elm):
    plan_of(member(elm.organisation))
    own = Client()
    for person in staff[:3]:
        own.force_login(person)
        own.post("/plans/counted/", {"counted": "no"})

    assert "There is nothing to show yet." in read(leaders.get("/desk/elm/chosen/"))
    assert "You stay out of the numbers" in read(own.get("/plans/"))
    for person in staff[:3]:
        own.force_login(person)
        own.post("/plans/counted/", {"counted": "yes"})
    assert "Join in" in read(leaders.get("/desk/elm/chosen/"))


@pytest.mark.parametrize("how", ["this week", "long ago", "left", "elsewhere"])
def test_who_is_not_of_the_school_or_of_this_year_is_not_counted(leaders, staff, how):
    mine = PlanItem.objects.filter(plan__owner__in=staff[:2])
    if how == "this week":
        mine.update(added_at=timezone.now())
    elif how == "long ago":
        mine.update(added_at=timezone.now() - timedelta(days=400))
    elif how == "left":
        Membership.objects.filter(user__in=staff[:2]).delete()
    else:
        other = OrganisationFactory.create()
        Membership.objects.filter(user__in=staff[:2]).update(organisation=other)

    assert "There is nothing to show yet." in read(leaders.get("/desk/elm/chosen/"))


def test_it_is_said_before_anybody_chooses_anything(staff):
    own = Client()
    own.force_login(staff[0])
    for address in ("/plans/", "/plans/add/?framework=elm&stage=nqt"):
        page = read(own.get(address))
        assert "What Elm learns" in page
        assert "They never see who, or anything you write" in page
    line = short(uuid4())
    assert "What Elm learns" in read(own.post("/list/sheet/made/", {"line": line}, headers=OURS))
    own.force_login(UserFactory.create())
    assert "learns" not in read(own.get("/plans/"))


def test_what_the_framework_covers_leads_to_the_numbers(leaders, elm):
    page = read(leaders.get("/frameworks/elm/coverage/"))

    assert (
        '<a href="/desk/elm/chosen/" rel="nofollow">Most chosen, nothing arranged yet</a>' in page
    )


def test_only_who_leads_cpd_at_the_school_sees_it(elm, staff):
    client = Client()
    site_staff = UserFactory.create(is_staff=True, is_superuser=True)
    for person in (staff[0], site_staff, UserFactory.create()):
        client.force_login(person)
        assert client.get("/desk/elm/chosen/").status_code == 403
    assert Client().get("/desk/elm/chosen/").status_code == 302


def test_an_authority_is_told_nothing(framework):
    client = Client()
    client.force_login(member(framework.organisation, Role.MANAGER))

    assert client.get(f"/desk/{framework.slug}/chosen/").status_code == 403
    assert "chosen" not in read(client.get(f"/desk/{framework.slug}/history/"))
