"""What lies on the desks of the demonstration: a trust's copy of Lancashire's framework, a
school's copy of the trust's, and a second edition of the trust's that waits for the school.

Both are for members only, so readers of the site meet Lancashire's own words and nothing else.
"""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from cpd_site.models import Organisation, User
from frameworks.actions import copies, drafts, editing, publishing
from frameworks.models import Edition, Framework
from opportunities import copy_edits, edits
from opportunities.edits import Edit, Wording
from opportunities.snapshot import GridSnapshot, Stage

type Change = Callable[[GridSnapshot], Edit]

NQT, RQT, PREMISES, WELFARE = (
    *("newly-qualified-teachers", "recently-qualified-teachers"),
    *("premises-staff", "welfare-staff"),
)
SCHOOL, NETWORKS = 0, 1
"""Columns of Lancashire's, by their number."""


def make(*, trust: Organisation, school: Organisation, lead: User, leader: User) -> None:
    """The copies, where the trust has none yet. `lead` publishes at the trust, `leader` at the
    school; each change is made as they would make it, with its event."""
    lancashire = Framework.objects.get(slug="lancashire")
    if trust.frameworks.filter(follows=lancashire).exists():
        return
    theirs = _published(
        copies.make(framework=lancashire, organisation=trust, by=lead, title="Our trust’s CPD"),
        lead,
        "2025–26",
        _trust_makes_it_its_own(),
    ).framework
    _published(
        copies.make(framework=theirs, organisation=school, by=leader, title="CPD at Thornbeck"),
        leader,
        "Autumn 2025",
        _school_makes_it_its_own(),
    )
    theirs.refresh_from_db()
    _published(drafts.start(framework=theirs, by=lead), lead, "2026–27", _trust_goes_on())


def _trust_makes_it_its_own() -> Iterable[Change]:
    yield partial(_hide_stage, slug=PREMISES)
    yield partial(
        _reword, text="Maintain a professional portfolio", as_="Keep a portfolio of your learning"
    )
    yield partial(
        _note,
        text="Complete safeguarding training for your role",
        note="Book it with the trust’s office before half-term.",
    )
    yield partial(_add, stage=RQT, column=NETWORKS, text="Join a subject network of the trust")


def _school_makes_it_its_own() -> Iterable[Change]:
    yield partial(_hide_stage, slug=WELFARE)
    yield partial(_reword, text="Visit other schools", as_="Visit another school each term")
    yield partial(_reword, text="Attend NQT Clusters", as_="Go to the NQT cluster on Tuesdays")
    yield partial(
        _reword_here, text="Engage in professional reading", as_="Read one book from our shelf"
    )
    yield partial(_hide, text="Join a professional association")
    yield partial(_add, stage=NQT, column=SCHOOL, text="Join the reading group in the library")
    yield partial(_note, text="Undertake team-teaching", note="Ask Hana Holt for a free period.")


def _trust_goes_on() -> Iterable[Change]:
    yield partial(_reword, text="Visit other schools", as_="Visit two schools of the trust a year")
    yield partial(_hide, text="Attend NQT Clusters")
    yield partial(_reword, text="Join a professional association", as_="Join a subject association")
    yield partial(
        _reword, text="Contribute to staff meetings", as_="Lead an item at a staff meeting"
    )
    yield partial(_add, stage=NQT, column=NETWORKS, text="Meet your mentor from another school")
    yield partial(_add, stage=NQT, column=SCHOOL, text="Join the reading group in the library.")


def _published(draft: Edition, by: User, label: str, changes: Iterable[Change]) -> Edition:
    for change in changes:
        editing.change(edition=draft, by=by, do=change)
    return publishing.publish(edition=draft, by=by, label=label)


def _places(grid: GridSnapshot, text: str) -> list[UUID]:
    return [
        placement.key
        for placement in grid.placements
        if grid.opportunity_by_key[placement.opportunity].text == text
    ]


def _line(grid: GridSnapshot, text: str) -> UUID:
    return next(line.key for line in grid.opportunities if line.text == text)


def _stage(grid: GridSnapshot, slug: str) -> UUID:
    return next(stage.key for stage in grid.stages if stage.slug == slug)


def _hide_stage(grid: GridSnapshot, slug: str) -> Edit:
    return copy_edits.hide_row(grid, _stage(grid, slug), Stage)


def _hide(grid: GridSnapshot, text: str) -> Edit:
    return copy_edits.hide_lines(grid, _places(grid, text))


def _note(grid: GridSnapshot, text: str, note: str) -> Edit:
    return copy_edits.note_lines(grid, _places(grid, text), note)


def _reword(grid: GridSnapshot, text: str, as_: str) -> Edit:
    return edits.reword(grid, _line(grid, text), Wording(as_))


def _reword_here(grid: GridSnapshot, text: str, as_: str) -> Edit:
    at = _stage(grid, NQT)
    stage_of = {placement.key: placement.stage for placement in grid.placements}
    (here,) = (key for key in _places(grid, text) if stage_of[key] == at)
    return edits.reword_here(grid, here, Wording(as_), followed=[_line(grid, text)])


def _add(grid: GridSnapshot, stage: str, column: int, text: str) -> Edit:
    return edits.add_lines(grid, (_stage(grid, stage), grid.columns[column].key), [text])
