"""The benchmarks write thousands of copies by SQL: what they write is what the actions write."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command

from cpd_site.models import Letter, Membership, OrganisationEvent, RoleRequest, User
from frameworks.actions import copies, drafts, editing, publishing
from frameworks.models import Event, Framework, Plan, PlanItem, Suggestion
from opportunities import models, store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.grid.vocabulary import ContinuationWord
from tests.benchmarks import a_year, multiplying
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

GRID = grid(
    {("NQT", "School"): ["Join in", "Read"], ("RQT", "School"): ["Join in", "Lead a project"]},
    continues={("RQT", "School"): ContinuationWord.PLUS},
    sections=[("How to use it", "Read it.")],
)


@pytest.fixture
def model():
    """A copy in which somebody hid a line and added one, published."""
    followed = published(GRID).framework
    school = OrganisationFactory.create(kind="school")
    by = member(school, Membership.Role.PUBLISHER)
    draft = copies.make(framework=followed, organisation=school, by=by)
    hidden = [key("NQT/School/1")]
    for do in (
        lambda grid: copy_edits.hide_lines(grid, hidden),
        lambda grid: lines.add_lines(grid, (key("NQT"), key("School")), ["Our own"]),
    ):
        editing.change(edition=draft, by=by, do=do)
    publishing.publish(edition=draft, by=by, label="2026")
    return Framework.objects.get(pk=draft.framework_id)


@pytest.fixture
def made(model):
    """The copies that two schools got from it."""
    editors = {OrganisationFactory.create(kind="school"): UserFactory.create().pk for _ in range(2)}
    multiplying.multiply(model, editors)
    return list(Framework.objects.filter(organisation__in=editors).order_by("pk"))


def test_a_multiplied_copy_says_what_its_model_says(model, made):
    expected = store.read(model.current_edition.grid)

    assert [store.read(copy.current_edition.grid) for copy in made] == [expected, expected]
    call_command("check_editions")


def test_a_multiplied_copy_has_rows_of_its_own(model, made):
    grids = [copy.current_edition.grid_id for copy in (model, *made)]

    for placement in models.Placement.objects.filter(grid__in=grids):
        others = placement.stage, placement.column, placement.opportunity
        assert {row.grid_id for row in others} == {placement.grid_id}
    assert models.Continuation.objects.filter(grid__in=grids).count() == 3


def test_a_multiplied_copy_has_the_history_of_its_model_under_its_own_editor(model, made):
    def history(framework):
        events = Event.objects.filter(framework=framework).order_by("pk")
        return [(event.what, event.about, event.before, event.after) for event in events]

    for copy in made:
        assert history(copy) == history(model)
        whose = set(Event.objects.filter(framework=copy).values_list("by", flat=True))
        assert whose == {copy.current_edition.published_by_id}
        assert copy.current_edition.copy_summary.hid == 1
        assert copy.follows == model.follows
        assert copy.current_edition.based_on == model.current_edition.based_on


@pytest.fixture
def lived(model):
    """The same after a year, with people."""
    authority = member(model.follows.organisation, Membership.Role.MANAGER)
    by = User.objects.get(memberships__organisation=model.organisation)
    draft = drafts.start(framework=model, by=by)
    editing.change(
        edition=draft,
        by=by,
        do=lambda grid: lines.add_lines(grid, (key("NQT"), key("School")), ["Another"]),
    )
    publishing.publish(edition=draft, by=by, label="2027")
    model.refresh_from_db()
    User.objects.filter(pk=authority.pk).update(is_superuser=True)
    a_year.bring_people(model, by, User.objects.get(pk=authority.pk))
    a_year.leave_for_housekeeping(model)
    return model


def _people(school):
    """What is there of a school's people, kind by kind."""
    theirs = User.objects.filter(memberships__organisation=school)
    joined = theirs.exclude(memberships__join_link=None)
    sessions = UserSession.objects.filter(user__in=joined)
    events = OrganisationEvent.objects.filter(organisation=school)
    copy = Framework.objects.get(organisation=school)
    words = PlanItem.objects.filter(
        plan__owner__in=joined, framework=copy, edition=copy.current_edition
    )
    return {
        "people": sorted(joined.values_list("name", "memberships__role")),
        "proved": joined.filter(emailaddress__verified=True).count(),
        "events": list(events.order_by("pk").values_list("what", "about")),
        "of them": events.filter(by__in=joined, person__in=joined).count(),
        "requests": list(
            RoleRequest.objects.filter(organisation=school).values_list("user__name", "why")
        ),
        "plans": Plan.objects.filter(owner__in=joined).count(),
        "lines": sorted(words.values_list("plan__owner__name", "text", "opportunity")),
        "devices": sorted(sessions.values_list("user__name", "ip")),
        "sessions": Session.objects.filter(session_key__in=sessions.values("session_key")).count(),
        "letters": Letter.objects.filter(to__contains=f"@{school.slug}.example").count(),
        "offered": sorted(Suggestion.objects.filter(copy=copy).values_list("line", "status")),
        "editions": [
            (each.number, store.read(each.grid)) for each in copy.editions.order_by("number")
        ],
    }


def test_a_year_of_a_school_is_multiplied_with_its_people(lived):
    schools = [OrganisationFactory.create(kind="school") for _ in range(2)]
    multiplying.multiply(lived, {school: UserFactory.create().pk for school in schools})

    expected = _people(lived.organisation)
    assert len(expected["people"]) == a_year.PEOPLE
    assert len(expected["offered"]) == a_year.OFFERED
    for school in schools:
        assert _people(school) == expected
    call_command("check_editions")
