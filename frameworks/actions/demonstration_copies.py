"""The copies of the demonstration: a trust's copy of Lancashire's framework, a school's copy of
the trust's, two lines that the school offers to the trust, and a second edition of the trust's as
a pending update of the school's.

Only members see the two copies, so other readers find Lancashire's own words and nothing else.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from uuid import UUID

from cpd_site.models import Organisation, User
from frameworks.actions import copies, drafts, editing, publishing, suggestions
from frameworks.models import Edition, Framework
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines
from opportunities.editing.lines import Edit, EditFunction
from opportunities.grid.snapshot import GridSnapshot, Stage, Wording

NQT, RQT, PREMISES, WELFARE = (
    *("newly-qualified-teachers", "recently-qualified-teachers"),
    *("premises-staff", "welfare-staff"),
)
SCHOOL, NETWORKS = 0, 1
"""Indexes of two columns in Lancashire's grid."""


def make(*, trust: Organisation, school: Organisation, lead: User, leader: User) -> None:
    """Make the copies if the trust has none yet.

    `lead` publishes at the trust, `leader` at the school; each change goes through the actions
    they would use, with its event. Does nothing for a school that is not the trust's, as in an
    older demonstration.
    """
    lancashire = Framework.objects.get(slug="lancashire")
    if school.parent_id != trust.pk or trust.frameworks.filter(follows=lancashire).exists():
        return
    draft = copies.make(framework=lancashire, organisation=trust, by=lead, title="Our trust’s CPD")
    _change(draft, lead, _trust_makes_it_its_own())
    theirs = publishing.publish(edition=draft, by=lead, label="2025–26").framework
    draft = copies.make(framework=theirs, organisation=school, by=leader, title="CPD at Thornbeck")
    _change(draft, leader, _school_makes_it_its_own())
    _offer(draft, leader)
    publishing.publish(edition=draft, by=leader, label="Autumn 2025")
    theirs.refresh_from_db()
    draft = drafts.start(framework=theirs, by=lead)
    _change(draft, lead, _trust_goes_on())
    publishing.publish(edition=draft, by=lead, label="2026–27")


def _trust_makes_it_its_own() -> Iterable[EditFunction]:
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


def _school_makes_it_its_own() -> Iterable[EditFunction]:
    yield partial(_hide_stage, slug=WELFARE)
    yield partial(_reword, text="Visit other schools", as_="Visit another school each term")
    yield partial(_reword, text="Attend NQT Clusters", as_="Go to the NQT cluster on Tuesdays")
    yield partial(
        _reword_here, text="Engage in professional reading", as_="Read one book from our shelf"
    )
    yield partial(_hide, text="Join a professional association")
    yield partial(_add, stage=NQT, column=SCHOOL, text="Join the reading group in the library")
    yield partial(_add, stage=NQT, column=SCHOOL, text="Shadow a colleague for a day")
    yield partial(_note, text="Undertake team-teaching", note="Ask Hana Holt for a free period.")


def _trust_goes_on() -> Iterable[EditFunction]:
    yield partial(_reword, text="Visit other schools", as_="Visit two schools of the trust a year")
    yield partial(_hide, text="Attend NQT Clusters")
    yield partial(_reword, text="Join a professional association", as_="Join a subject association")
    yield partial(
        _reword, text="Contribute to staff meetings", as_="Lead an item at a staff meeting"
    )
    yield partial(_add, stage=NQT, column=NETWORKS, text="Meet your mentor from another school")
    yield partial(_add, stage=NQT, column=SCHOOL, text="Join the reading group in the library.")


def _change(draft: Edition, by: User, changes: Iterable[EditFunction]) -> None:
    for change in changes:
        editing.change(edition=draft, by=by, do=change)


def _offer(draft: Edition, by: User) -> None:
    """Offer two lines of the school's to the trust, for all its schools."""
    grid = store.read(draft.grid)
    for text, why in (
        ("Read one book from our shelf", "A shelf by the kettle is used; a list is not."),
        ("Shadow a colleague for a day", "Two of us did it last year, and both stayed."),
    ):
        (key,) = _places(grid, text)
        suggestions.offer(draft=draft, by=by, key=key, why=why)


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


def _saying(grid: GridSnapshot, text: str, as_: str) -> Wording:
    """Return this text without sub-points, with the other fields of the line's wording."""
    line = grid.opportunity_by_key[_line(grid, text)]
    return replace(line.wording, text=as_, details=())


def _reword(grid: GridSnapshot, text: str, as_: str) -> Edit:
    return lines.reword(grid, _line(grid, text), _saying(grid, text, as_))


def _reword_here(grid: GridSnapshot, text: str, as_: str) -> Edit:
    at = _stage(grid, NQT)
    stage_of = {placement.key: placement.stage for placement in grid.placements}
    (here,) = (key for key in _places(grid, text) if stage_of[key] == at)
    return lines.reword_here(grid, here, _saying(grid, text, as_), followed=[_line(grid, text)])


def _add(grid: GridSnapshot, stage: str, column: int, text: str) -> Edit:
    return lines.add_lines(grid, (_stage(grid, stage), grid.columns[column].key), [text])
