"""What an edition brings is one sentence, the same to whoever publishes, reads or follows it."""

from dataclasses import replace

import pytest
from django.core import mail

from cpd_site.models import Membership
from frameworks.actions import drafts, notify_copies, publishing
from frameworks.queries import changes
from opportunities import store
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import published
from tests.factories import member
from tests.frameworks.updates.copies import copied, plan_of
from tests.frameworks.updates.pages import text
from tests.two_editions import AFTER, BEFORE

pytestmark = pytest.mark.django_db

SENTENCE = (
    "a new stage with 2 lines, 5 added, a stage with 2 lines removed, 1 removed, 8 reworded, "
    "1 moved, 1 changed, 2 reordered"
)


def placed(whole: GridSnapshot) -> GridSnapshot:
    """The grid without the lines that stand nowhere, of which nobody can be shown a page."""
    keys = {row.opportunity for row in whole.placements}
    return replace(
        whole, opportunities=tuple(row for row in whole.opportunities if row.key in keys)
    )


def test_the_authority_and_the_school_read_the_same_words(client):
    first = published(placed(BEFORE), label="2025")
    ours = copied(first)
    editor = member(ours.framework.organisation, Membership.Role.EDITOR)
    publisher = member(first.framework.organisation, Membership.Role.PUBLISHER)
    draft = drafts.start(framework=first.framework, by=publisher)
    store.save(draft.grid, patch.between(store.read(draft.grid), placed(AFTER)))
    foreseen = changes.since_published(draft).summary

    edition = publishing.publish(edition=draft, by=publisher, label="2026")

    notify_copies.tell_copies()
    client.force_login(editor)
    assert {foreseen, edition.changed, plan_of(ours).brings} == {SENTENCE}
    assert f"This edition brings {SENTENCE}." in text(client.get("/desk/thornbeck/update/"))
    assert f"{SENTENCE}; nothing needs you." in text(client.get("/desk/"))
    assert f"{SENTENCE}; nothing needs you." in " ".join(mail.outbox[-1].body.split())
