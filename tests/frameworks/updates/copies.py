"""A school's copy of a framework, and a newer edition for it."""

from dataclasses import replace
from functools import partial

from cpd_site.models import Membership, Organisation, User
from frameworks.actions import copies, editing
from frameworks.models import Edition, Framework
from frameworks.queries.updates import UpdatePlan, pending_update, plan_update
from opportunities import store
from opportunities.editing import lines
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot, Wording
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, member

BASE = grid(
    {
        ("NQT", "School"): ["Join in", "Visit schools", "Read the TES"],
        ("NQT", "Nation"): ["Go abroad"],
        ("RQT", "School"): ["Join in", "Lead a project"],
        ("RQT", "Nation"): ["Follow Ofsted"],
    }
)


def reworded(snapshot: GridSnapshot, **words: str) -> GridSnapshot:
    """Return the grid with these lines reworded: `Join_in="Take part"`."""
    named = {key(name.replace("_", " ")): text for name, text in words.items()}
    return replace(
        snapshot,
        opportunities=tuple(
            replace(row, text=named.get(row.key, row.text)) for row in snapshot.opportunities
        ),
    )


def without(snapshot: GridSnapshot, *texts: str) -> GridSnapshot:
    gone = {key(text) for text in texts}
    return replace(
        snapshot,
        opportunities=tuple(row for row in snapshot.opportunities if row.key not in gone),
        placements=tuple(row for row in snapshot.placements if row.opportunity not in gone),
    )


def hidden(snapshot: GridSnapshot, *texts: str) -> GridSnapshot:
    these = {key(text) for text in texts}
    return replace(
        snapshot,
        placements=tuple(
            replace(row, hidden=row.hidden or row.opportunity in these)
            for row in snapshot.placements
        ),
    )


OURS = hidden(
    reworded(BASE, Join_in="Join in with Ms Hill", Go_abroad="Go to Rouen", Follow_Ofsted="Follow"),
    "Read the TES",
)
THEIRS = without(
    reworded(
        BASE,
        Join_in="Take part",
        Read_the_TES="Read the TES online",
        Visit_schools="Visit other schools",
    ),
    "Go abroad",
)
"""One question (Join in), one withdrawal of what we changed (Go abroad), one of what we hid (Read
the TES), one change without a question (Visit schools); what only we reworded stays (Follow).
"""

QUESTION = f"opportunity:{key('Join in')}:text"
WITHDRAWN = f"opportunity:{key('Go abroad')}:withdrew"
HIDDEN = f"placement:{key('NQT/School/2')}:changed"


def school(**fields: object) -> Organisation:
    made: Organisation = OrganisationFactory.create(
        **{"kind": Organisation.Kind.SCHOOL, "short_name": "Thornbeck Primary"} | fields
    )
    return made


def copied(
    edition: Edition, snapshot: GridSnapshot | None = None, *, slug: str = "thornbeck"
) -> Edition:
    """Make a school's copy of this edition, as a draft with this content."""
    organisation = school(slug=slug)
    editor = member(organisation, Membership.Role.EDITOR)
    draft = copies.make(
        framework=edition.framework, organisation=organisation, by=editor, title="Our CPD"
    )
    editor.memberships.all().delete()  # its author has left
    if snapshot:
        store.save(draft.grid, patch.between(store.read(draft.grid), snapshot))
    return draft


def with_update(slug: str = "thornbeck") -> Edition:
    """Make the draft of a copy with changes, and a newer edition with changes too."""
    draft = copied(published(BASE, label="2025"), OURS, slug=slug)
    published(THEIRS, label="2026")
    return Edition.objects.select_related("framework__follows", "grid").get(pk=draft.pk)


def plan_of(draft: Edition) -> UpdatePlan:
    """Return the pending update of the copy, as somebody finds it now."""
    waits = pending_update(Framework.objects.get(pk=draft.framework.pk))
    assert waits is not None
    return plan_update(waits)


def read(draft: Edition) -> GridSnapshot:
    """Return the current content of the draft."""
    return store.read(Edition.objects.select_related("grid").get(pk=draft.pk).grid)


def reword(draft: Edition, by: User, text: str) -> None:
    """Make a colleague's edit while the update is pending."""
    do = partial(lines.reword, key=key("Join in"), wording=Wording(text))
    editing.change(edition=draft, by=by, do=do)
