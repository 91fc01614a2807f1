"""Which edition waits for a copy, and what is said where none does."""

import pytest

from cpd_site.models import Membership
from frameworks.actions.withdrawing import withdraw
from frameworks.models import Edition, Framework
from frameworks.queries.updates import (
    pending_update,
    pending_updates,
    plan_updates,
    why_nothing_pending,
)
from opportunities import store
from opportunities.merge import DecisionKind
from tests.builders import grid, published
from tests.factories import member
from tests.frameworks.updates.copies import (
    BASE,
    HIDDEN,
    OURS,
    QUESTION,
    THEIRS,
    WITHDRAWN,
    copied,
    plan_of,
    with_update,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def base():
    return published(BASE, label="2025")


def test_nothing_waits_for_a_copy_of_the_newest_edition(base):
    framework = copied(base).framework

    assert pending_update(framework) is None
    assert "based on the newest edition" in why_nothing_pending(framework)


def test_nothing_waits_for_what_is_no_copy(base):
    assert pending_update(base.framework) is None
    assert "follows no other" in why_nothing_pending(base.framework)


def test_a_newer_edition_waits_and_is_planned():
    draft = with_update()

    plan = plan_of(draft)
    found = plan.pending

    assert (found.base.label, found.theirs.label, found.ours) == ("2025", "2026", draft)
    assert {one.id for one in plan.undecided} == {QUESTION, WITHDRAWN}
    assert [one.id for one in plan.plan.of(DecisionKind.HIDDEN)] == [HIDDEN]
    assert len(plan.decisions) == 4


def test_editions_that_were_skipped_are_taken_in_at_once(base):
    framework = copied(base).framework
    published(THEIRS, label="2026")
    published(grid({("NQT", "School"): ["All new"]}), label="2027")

    found = pending_update(framework)

    assert (found.theirs.label, found.skipped) == ("2027", 1)


@pytest.mark.parametrize(("flags", "expected"), [((True, True), True), ((True, False), False)])
def test_only_where_all_editions_between_correct_wording_nobody_is_asked(base, flags, expected):
    draft = copied(base, OURS)
    for label, corrects in zip(("2026", "2027"), flags, strict=True):
        edition = published(
            THEIRS if label == "2027" else grid({("NQT", "School"): ["Join in"]}), label=label
        )
        super(type(Edition.objects.all()), Edition.objects.filter(pk=edition.pk)).update(
            corrects_only=corrects
        )

    plan = plan_of(draft)

    assert plan.pending.corrections_only is expected
    assert bool(plan.plan.of(DecisionKind.KEPT)) is expected


def test_the_copy_is_planned_from_what_its_readers_see_where_there_is_no_draft(base):
    framework = copied(base).framework
    framework.editions.all().delete()
    edition = published(OURS, slug="thornbeck", label="ours")
    super(type(Edition.objects.all()), Edition.objects.filter(pk=edition.pk)).update(based_on=base)
    published(THEIRS, label="2026")

    found = pending_update(Framework.objects.get(pk=framework.pk))

    assert found.ours == edition
    assert not found.has_draft


def test_a_withdrawn_edition_is_not_taken_in(base):
    framework = copied(base).framework
    newer = published(THEIRS, label="2026")
    publisher = member(base.framework.organisation, Membership.Role.PUBLISHER)
    withdraw(edition=newer, by=publisher, reason="Misprints")

    assert pending_update(framework) is None


def test_a_copy_of_a_withdrawn_edition_is_told_why(base):
    newer = published(THEIRS, label="2026")
    framework = copied(newer).framework
    publisher = member(base.framework.organisation, Membership.Role.PUBLISHER)
    withdraw(edition=newer, by=publisher, reason="Misprints.")

    assert pending_update(framework) is None
    assert "withdrew the 2026 edition" in why_nothing_pending(framework)
    assert "Misprints." in why_nothing_pending(framework)


def test_a_framework_that_is_taken_down_offers_nothing(base):
    framework = copied(base).framework
    publisher = member(base.framework.organisation, Membership.Role.PUBLISHER)
    withdraw(edition=base, by=publisher, reason="Merged with another county.")

    assert pending_update(framework) is None
    assert "Merged with another county." in why_nothing_pending(framework)


def test_what_the_followed_framework_keeps_to_its_members_is_not_offered():
    framework = with_update().framework
    Framework.objects.filter(copies=framework).update(visibility="members")
    framework = Framework.objects.get(pk=framework.pk)

    assert pending_update(framework) is None
    assert "only to its own members" in why_nothing_pending(framework)


def test_what_a_trust_keeps_to_its_members_is_offered_to_its_schools():
    framework = with_update().framework
    Framework.objects.filter(copies=framework).update(visibility="members")
    framework.organisation.parent = framework.follows.organisation
    framework.organisation.save()

    assert pending_update(Framework.objects.get(pk=framework.pk)) is not None


def test_what_a_followed_copy_hides_is_not_in_what_its_followers_see():
    draft = copied(published(BASE, label="2025"))
    published(OURS, label="2026")  # hides "Read the TES"

    plan = plan_of(draft)

    assert any(one.what == "withdrew" for one in plan.plan.of(DecisionKind.APPLIES))


@pytest.mark.parametrize("copies", [1, 3])
def test_many_copies_are_planned_in_so_many_queries(base, copies, django_assert_num_queries):
    frameworks = [copied(base, OURS, slug=f"school-{number}").framework for number in range(copies)]
    published(THEIRS, label="2026")

    with django_assert_num_queries(3 + 7 + 1):
        plans = plan_updates([*pending_updates(frameworks).values()])

    assert [len(plan.undecided) for plan in plans.values()] == [2] * copies


def test_all_grids_are_read_as_one_is(base):
    other = copied(base, OURS)

    read = store.read_all([base.grid, other.grid])

    assert read == {base.grid.pk: BASE, other.grid.pk: store.read(other.grid)}
