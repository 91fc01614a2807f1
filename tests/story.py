"""A story about Lancashire's framework, shared by the journeys, the test through a trust and the
pictures of the docs. Actions do everything, as in production.

A step is a function from one grid to the next that finds lines by their words and stages by slug.
"""

from dataclasses import replace
from functools import partial

from allauth.account.models import EmailAddress

from cpd_site.models import Membership, Organisation, User
from frameworks.actions import copies, drafts, editing, publishing
from frameworks.models import Edition, Framework
from opportunities import store
from opportunities.editing import copies as copy_edits
from opportunities.editing import lines as edits
from opportunities.editing import rows_and_columns
from opportunities.editing.lines import Edit, EditFunction
from opportunities.grid.snapshot import GridSnapshot, Opportunity, Placement, Stage, Wording
from opportunities.grid.visible import as_followers_see
from opportunities.grid.vocabulary import Group, StageFamily

PASSWORD = "acorn-saffron-yarrow-linen"

SCHOOL, NETWORK, AUTHORITY, NATION = range(4)
"""The columns of Lancashire, from left to right."""

NQT, PREMISES, HEADS = "newly-qualified-teachers", "premises-staff", "established-headteachers"

VISIT = "Visit other schools"
"""It is at ten stages."""
EVENTS = "Attend Professional Association CPD events"
"""It is at nine."""
PORTFOLIO = "Maintain a professional portfolio"
SAFEGUARDING = "Complete safeguarding training for your role"
HOSTS = "Host trainee headteachers"
"""It is at one stage, in the column of the nation."""
SCAFFOLDING = "Gain accredited courses in scaffolding and mobile towers"
"""It is at premises staff only."""


def people() -> dict[str, User]:
    """Make an LA admin of Lancashire, and a CPD leader and a teacher of a school there, who can
    sign in with a password: `admin@people.example` and so on.
    """
    lancashire = Organisation.objects.get(slug="lancashire")
    school = Organisation.objects.create(
        kind=Organisation.Kind.SCHOOL,
        slug="thornbeck",
        name="Thornbeck Primary School",
        short_name="Thornbeck",
        parent=lancashire,
        accent=Organisation.Accent.NAVY,
    )
    return {
        who: account(who, name, organisation, role)
        for who, name, organisation, role in (
            ("admin", "Lena Lark", lancashire, Membership.Role.PUBLISHER),
            ("leader", "Cal Cove", school, Membership.Role.PUBLISHER),
            ("teacher", "Tess Teal", school, Membership.Role.READER),
        )
    }


def trust_between() -> tuple[User, Framework]:
    """Make a trust of that school, which follows Lancashire word for word; return its CPD lead, and
    its published copy, for members.
    """
    school = Organisation.objects.get(slug="thornbeck")
    trust = Organisation.objects.create(
        kind=Organisation.Kind.TRUST,
        slug="oak",
        name="Oak Learning Trust",
        short_name="Oak",
        parent=school.parent,
        accent=Organisation.Accent.PLUM,
    )
    school.parent = trust
    school.save()
    lead = account("trust", "Tara Thorn", trust, Membership.Role.PUBLISHER)
    lancashire = Framework.objects.get(slug="lancashire")
    draft = copies.make(framework=lancashire, organisation=trust, by=lead)
    return lead, publish(draft, lead, "Oak 2026").framework


def account(who: str, name: str, organisation: Organisation, role: Membership.Role) -> User:
    user = User.objects.create_user(f"{who}@people.example", PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def stage_of(grid: GridSnapshot, address: str) -> Stage:
    return next(stage for stage in grid.stages if stage.slug == address)


def line(grid: GridSnapshot, text: str) -> Opportunity:
    return next(row for row in grid.opportunities if row.text == text)


def placement(grid: GridSnapshot, text: str, stage: str = "") -> Placement:
    """Return the placement of a line at this stage, or the first one."""
    return next(
        row
        for row in grid.placements
        if grid.opportunity_by_key[row.opportunity].text == text
        and (not stage or grid.stage_by_key[row.stage].slug == stage)
    )


def texts(grid: GridSnapshot, stage: str, column: int) -> list[str]:
    """Return the lines of one cell."""
    cell = grid.cells[stage_of(grid, stage).key, grid.columns[column].key]
    return [grid.opportunity_by_key[row.opportunity].text for row in cell]


def saying(grid: GridSnapshot, text: str, words: str) -> Wording:
    """Return a wording with these words, and the line's other fields."""
    return replace(line(grid, text).wording, text=words, details=())


def reword(text: str, words: str) -> EditFunction:
    def everywhere(grid: GridSnapshot) -> Edit:
        return edits.reword(grid, line(grid, text).key, saying(grid, text, words))

    return everywhere


def reword_here(text: str, words: str, stage: str) -> EditFunction:
    def here(grid: GridSnapshot) -> Edit:
        return edits.reword_here(grid, placement(grid, text, stage).key, saying(grid, text, words))

    return here


def withdraw(text: str) -> EditFunction:
    def everywhere(grid: GridSnapshot) -> Edit:
        places = edits.places_of(grid, line(grid, text).key)
        return edits.remove_lines(grid, [row.key for row in places])

    return everywhere


def move(text: str, column: int) -> EditFunction:
    """Move the line to another column of its stage."""

    def across(grid: GridSnapshot) -> Edit:
        found = placement(grid, text)
        return edits.move_lines(grid, [found.key], (found.stage, grid.columns[column].key))

    return across


def copy_on(text: str, stage: str, column: int, to: str) -> EditFunction:
    """Place the line at one more stage."""

    def there(grid: GridSnapshot) -> Edit:
        place = (stage_of(grid, to).key, grid.columns[column].key)
        return edits.copy_lines(grid, [placement(grid, text, stage).key], [place])

    return there


def add_stage(name: str) -> EditFunction:
    group, family = Group.TEACHERS, StageFamily.EXPERIENCED_TEACHER
    return partial(rows_and_columns.add_stage, name=name, group=group, family=family)


def add(stage: str, column: int, *lines: str) -> EditFunction:
    def there(grid: GridSnapshot) -> Edit:
        place = (stage_of(grid, stage).key, grid.columns[column].key)
        return edits.add_lines(grid, place, lines)

    return there


def note(text: str, stage: str, words: str) -> EditFunction:
    def beside(grid: GridSnapshot) -> Edit:
        return copy_edits.note_lines(grid, [placement(grid, text, stage).key], words)

    return beside


def hide(text: str, stage: str) -> EditFunction:
    def there(grid: GridSnapshot) -> Edit:
        return copy_edits.hide_lines(grid, [placement(grid, text, stage).key])

    return there


def hide_stage(address: str) -> EditFunction:
    def whole(grid: GridSnapshot) -> Edit:
        return copy_edits.hide_row(grid, stage_of(grid, address).key, Stage)

    return whole


NEXT_EDITION: tuple[EditFunction, ...] = (
    reword(VISIT, "Visit two other schools"),
    withdraw(EVENTS),
    move(HOSTS, SCHOOL),
    reword(SCAFFOLDING, "Gain an accredited course in scaffolding"),
    add_stage("Mentors"),
    add("mentors", SCHOOL, "Mentor a new teacher"),
)
"""The authority's changes: it rewords a line that the school reworded in one cell, withdraws one
that the school reworded everywhere, moves a third, rewords one at a stage that the school hid, and
adds a stage with a line in it.
"""


def work(draft: Edition, by: User, *steps: EditFunction) -> Edition:
    for step in steps:
        assert editing.change(edition=draft, by=by, do=step)
    return draft


def publish(draft: Edition, by: User, label: str, **details: object) -> Edition:
    return publishing.publish(edition=draft, by=by, label=label, **details)  # type: ignore[arg-type]


def next_edition(framework: Framework, by: User, label: str, *steps: EditFunction) -> Edition:
    """Publish the framework's next edition: the current one, with these steps."""
    framework = Framework.objects.get(pk=framework.pk)
    return publish(work(drafts.start(framework=framework, by=by), by, *steps), by, label)


def now(framework: Framework) -> GridSnapshot:
    """Return what readers currently see of it."""
    edition = Framework.objects.select_related("current_edition__grid").get(pk=framework.pk)
    assert edition.current_edition
    return as_followers_see(store.read(edition.current_edition.grid))
