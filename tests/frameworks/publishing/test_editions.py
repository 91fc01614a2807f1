"""A published edition never changes, its front page included."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from frameworks.models import Edition, EditionLocked
from opportunities import store
from tests.builders import grid, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "write",
    [
        lambda edition: edition.save(),
        lambda edition: edition.delete(),
        lambda edition: Edition.objects.filter(pk=edition.pk).update(title="Another"),
        lambda edition: Edition.objects.filter(pk=edition.pk).delete(),
        lambda edition: Edition.objects.bulk_update([edition], ["title"]),
        lambda edition: edition.framework.delete(),
    ],
)
def test_a_published_edition_cannot_be_written(write):
    edition = published(grid({("NQT", "School"): ["Join in"]}))
    edition.title = "Another"

    with pytest.raises((EditionLocked, ProtectedError)), transaction.atomic():
        write(edition)

    assert Edition.objects.get(pk=edition.pk).title == "CPD Framework"


def test_a_draft_can_be_written():
    framework = published(grid({("NQT", "School"): ["Join in"]})).framework
    draft = Edition.objects.create(
        framework=framework,
        grid=store.write(grid({("NQT", "School"): ["Join up"]})),
        number=2,
        title="Draft",
    )

    draft.title = "Better"
    draft.save()
    assert Edition.objects.filter(pk=draft.pk).update(label="2027") == 1
    draft.delete()
    assert framework.editions.count() == 1
