"""What schools offer in these tests, and what becomes of it."""

from functools import partial

from cpd_site.models import Organisation
from frameworks.actions import editing, publishing, suggestions
from frameworks.models import Edition, Framework, Suggestion
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import key
from tests.factories import OrganisationFactory

OURS, THEIRS = "/desk/elm/suggestions/", "/desk/thornshire/suggestions/"

HOME = key("NQT"), key("School")
JOIN = key("NQT/School/0")


def school_called(name: str) -> Organisation:
    made: Organisation = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL,
        slug=name,
        name=f"{name.title()} Primary School",
        short_name=name.title(),
    )
    return made


def add(draft: Edition, by, text: str, place=HOME) -> None:
    do = partial(lines.add_lines, place=place, texts=[text])
    editing.change(edition=draft, by=by, do=do)


def reword(draft: Edition, by, text: str, *, of: str = "Join in") -> None:
    do = partial(lines.reword, key=key(of), wording=Wording(text))
    editing.change(edition=draft, by=by, do=do)


def reword_here(draft: Edition, by, text: str, *, placement=JOIN) -> None:
    followed = store.read(draft.based_on.grid).opportunity_by_key
    do = partial(lines.reword_here, key=placement, wording=Wording(text), followed=followed)
    editing.change(edition=draft, by=by, do=do)


def placed(draft: Edition, text: str):
    """Return the first placement of the line with this text."""
    grid = store.read(draft.grid)
    return next(
        one for one in grid.placements if grid.opportunity_by_key[one.opportunity].text == text
    )


def offer(draft: Edition, by, text: str, why: str = "Ours liked it.") -> Suggestion:
    return suggestions.offer(draft=draft, by=by, key=placed(draft, text).key, why=why)


def publish(draft: Edition, by, label: str) -> Framework:
    return publishing.publish(edition=draft, by=by, label=label).framework


def draft_at(framework: Framework) -> Edition:
    return framework.editions.select_related("grid", "based_on__grid").get(status="draft")
