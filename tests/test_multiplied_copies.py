"""The benchmarks write thousands of copies by SQL: what they write is what the actions write."""

import pytest
from django.core.management import call_command

from cpd_site.models import Membership
from frameworks.actions import copies, editing, publishing
from frameworks.models import Event, Framework
from opportunities import models, store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.grid.vocabulary import ContinuationWord
from tests.benchmarks import multiplying
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
