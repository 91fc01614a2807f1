"""The life of a draft: started, discarded, restored, cleared away."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from cpd_site.models import Membership
from frameworks.actions import drafts
from frameworks.actions.drafts import DraftRefused
from frameworks.actions.withdrawing import withdraw
from frameworks.models import Edition, Event, Framework
from frameworks.rules import Refused
from opportunities import store
from opportunities.grid.snapshot import GridSnapshot
from opportunities.models import Grid
from tests.builders import grid, published
from tests.factories import member
from tests.frameworks.drafts.conftest import GRID


def test_a_draft_starts_with_the_content_and_the_keys_of_the_current_edition(edition, draft):
    assert store.read(draft.grid) == GRID
    assert (draft.status, draft.started_from, draft.title) == ("draft", edition, edition.title)
    assert draft.grid != edition.grid
    assert Event.objects.get(edition=draft).about == "from the 2026 edition"


def test_a_draft_can_start_from_an_earlier_edition(edition, framework, editor):
    published(grid({("Head", "School"): ["Lead"]}), label="2027")

    draft = drafts.start(framework=framework, by=editor, from_edition=edition)

    assert store.read(draft.grid) == GRID


def test_a_framework_has_one_draft_at_a_time(draft, framework, colleague):
    with pytest.raises(DraftRefused, match="has a draft already"):
        drafts.start(framework=framework, by=colleague)
    assert framework.editions.drafts().count() == 1
    assert Grid.objects.filter(edition=None).count() == 0


def test_a_draft_does_not_start_from_somebody_else_s_edition(framework, editor):
    other = published(GRID, slug="elsewhere")

    with pytest.raises(DraftRefused, match="its own framework"):
        drafts.start(framework=framework, by=editor, from_edition=other)


def test_a_new_framework_is_empty_and_seen_by_nobody(framework, editor):
    draft = drafts.start_framework(
        organisation=framework.organisation, by=editor, title="Leaders’ Framework"
    )

    assert store.read(draft.grid) == GridSnapshot()
    assert draft.framework.slug == "thornshire-leaders-framework"
    assert draft.framework not in Framework.objects.public()


def test_a_new_framework_can_take_stages_and_columns_over_but_no_keys(framework, editor):
    draft = drafts.start_framework(
        organisation=framework.organisation, by=editor, title="Another", like=framework
    )

    taken = store.read(draft.grid)
    assert [stage.name for stage in taken.stages] == ["NQT", "RQT"]
    assert [column.heading for column in taken.columns] == ["School", "Network"]
    assert taken.placements == ()
    assert {stage.key for stage in taken.stages}.isdisjoint(GRID.stage_by_key)


def test_a_discarded_draft_can_be_restored_as_it_was(draft, editor, colleague):
    drafts.discard(edition=draft, by=editor)

    restored = drafts.restore(edition=draft, by=colleague)

    assert restored.status == Edition.Status.DRAFT
    assert store.read(restored.grid) == GRID


def test_a_discarded_draft_is_not_restored_beside_another(draft, framework, editor):
    drafts.discard(edition=draft, by=editor)
    drafts.start(framework=framework, by=editor)

    with pytest.raises(DraftRefused, match="another draft now"):
        drafts.restore(edition=draft, by=editor)


def test_a_draft_discarded_long_ago_is_gone(draft, editor, capsys):
    drafts.discard(edition=draft, by=editor)
    long_ago = timezone.now() - drafts.KEPT_FOR - timedelta(minutes=1)
    Edition.objects.filter(pk=draft.pk).update(discarded_at=long_ago)

    with pytest.raises(DraftRefused, match="30 days"):
        drafts.restore(edition=draft, by=editor)
    call_command("housekeeping")
    assert "1 discarded drafts, with their changes" in capsys.readouterr().out
    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert not Grid.objects.filter(pk=draft.grid_id).exists()
    assert drafts.purge(drafts.discarded_long_ago()) == 0


def test_a_draft_discarded_lately_is_not_cleared_away(draft, editor):
    drafts.discard(edition=draft, by=editor)

    assert drafts.purge(drafts.discarded_long_ago()) == 0


@pytest.mark.parametrize(
    "do",
    [
        lambda draft, by: drafts.start(framework=draft.framework, by=by),
        lambda draft, by: drafts.discard(edition=draft, by=by),
        lambda draft, by: drafts.restore(edition=draft, by=by),
        lambda draft, by: drafts.start_framework(
            organisation=draft.framework.organisation, by=by, title="Ours"
        ),
    ],
)
def test_who_is_no_editor_there_is_refused(do, draft, outsider):
    with pytest.raises(Refused):
        do(draft, outsider)
    assert Event.objects.filter(by=outsider).count() == 0


@pytest.fixture
def manager(framework):
    return member(framework.organisation, Membership.Role.MANAGER)


def test_a_draft_starts_from_the_newest_edition_though_all_are_withdrawn(
    edition, framework, manager, editor
):
    withdraw(edition=edition, by=manager, reason="Misprints.")
    framework.refresh_from_db()

    draft = drafts.start(framework=framework, by=editor)

    assert store.read(draft.grid) == GRID
    assert draft.started_from == edition


def test_the_page_offers_what_was_withdrawn(edition, framework, manager, signed_in):
    withdraw(edition=edition, by=manager, reason="Misprints.")

    page = signed_in.get(reverse("draft_start", args=[framework.slug]))

    assertContains(page, "2026 edition, withdrawn</option>")
    assertContains(page, "Readers see nothing of this framework now")
    assertNotContains(page, "begins empty")
