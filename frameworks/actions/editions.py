"""Publish editions made elsewhere, such as transcribed documents. `publishing` publishes drafts."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cpd_site.models import Organisation, User
from frameworks.actions import current_edition
from frameworks.checks import labels
from frameworks.models import Edition, Event, Framework
from opportunities import store
from opportunities.comparing.matching import match
from opportunities.grid.snapshot import Column, GridSnapshot, Section, Stage
from opportunities.grid.vocabulary import ROLES, StageFamily


class EditionDiffers(Exception):
    """Raised if there is an edition with that label already, with other content."""


WITH_KINDS = "kinds of activity"
WITH_ROLES = "roles of support staff"
WITH_BOTH = f"{WITH_KINDS} and {WITH_ROLES}"
MARKS = (WITH_KINDS, WITH_ROLES, WITH_BOTH)
"""What we infer from the words of an edition and may have marked since it was published here."""


@dataclass(frozen=True)
class FrontPage:
    """The fields of an edition's front page, outside its grid."""

    label: str
    title: str
    subtitle: str
    source: str
    year: int | None
    columns_are_ours: bool


@transaction.atomic
def publish_imported(
    *,
    framework: Framework,
    front_page: FrontPage,
    snapshot: GridSnapshot,
    published_at: datetime,
    by: User | None,
    is_keyed: bool = True,
) -> Edition:
    """Publish an edition made elsewhere, such as a transcribed document.

    `framework` may be new. Publishing the same edition again changes nothing. Raises
    EditionDiffers for other content under the same label, since a published edition never changes.
    A snapshot that is not keyed has keys derived from places in a file; a further edition then
    gets the keys of the edition before it, matched by words.
    """
    here = Edition.objects.filter(framework__slug=framework.slug, slug=_slug(front_page.label))
    if edition := here.select_related("grid", "framework").first():
        return _published_again(edition, front_page, snapshot, is_keyed=is_keyed)
    framework = _get_or_create(framework)
    before = framework.editions.at_their_addresses().newest_first().first()
    if before and not is_keyed:
        snapshot = _keyed(snapshot, before, new_under=_slug(front_page.label))
    grid = store.write(snapshot)
    edition = Edition.objects.create(
        framework=framework,
        grid=grid,
        number=current_edition.next_number(framework),
        slug=_slug(front_page.label),
        status=Edition.Status.PUBLISHED,
        published_at=published_at,
        published_by=by,
        created_by=by,
        **vars(front_page),
    )
    current_edition.lock(grid, snapshot.fingerprint)
    if _is_newest(edition, framework):
        current_edition.set_current_edition(framework, edition)
    Event.objects.create(
        by=by,
        what=Event.Verb.PUBLISHED_IMPORTED,
        framework=framework,
        edition=edition,
        after={"label": edition.label, "fingerprint": snapshot.fingerprint},
    )
    return edition


def _published_again(
    edition: Edition, front_page: FrontPage, snapshot: GridSnapshot, *, is_keyed: bool
) -> Edition:
    """Return the edition if it says the same, or one that only adds marks; else raise
    EditionDiffers.
    """
    if not is_keyed:
        snapshot = _keyed(snapshot, edition)
    differs = _difference(edition, front_page, snapshot)
    if not differs:
        return edition
    if not is_keyed and (marks := _only_marks(edition, snapshot)):
        return _marked(edition, front_page, snapshot, marks)
    raise EditionDiffers(
        f"{edition} is published with another {differs}, and a published edition never "
        "changes. Give the new text a label of its own."
    )


def _marked(edition: Edition, front_page: FrontPage, snapshot: GridSnapshot, marks: str) -> Edition:
    """Publish a further edition of the same words with these marks, and name them in its label.

    If readers see another edition by now, keep that one, unless it has the same words with fewer
    marks.
    """
    framework = edition.framework
    label = f"{front_page.label}, with {marks}"
    ours = [front_page.label, *(f"{front_page.label}, with {other}" for other in MARKS)]
    current = framework.current_edition
    if current is None or current.published_by_id or current.label not in ours[: ours.index(label)]:
        return edition
    return publish_imported(
        framework=framework,
        front_page=replace(front_page, label=label),
        snapshot=snapshot,
        published_at=timezone.now(),
        by=None,
    )


def _only_marks(edition: Edition, snapshot: GridSnapshot) -> str:
    """Name the marks that the snapshot adds to the edition; "" if anything else differs, too."""
    here = edition.grid.fingerprint
    if here == snapshot.fingerprint:
        return ""
    without_roles = _without_roles(snapshot)
    if here == without_roles.fingerprint:
        return WITH_ROLES
    if here == _without_kinds(snapshot).fingerprint:
        return WITH_KINDS
    return WITH_BOTH if here == _without_kinds(without_roles).fingerprint else ""


def _without_kinds(snapshot: GridSnapshot) -> GridSnapshot:
    lines = tuple(replace(line, kinds=()) for line in snapshot.opportunities)
    return replace(snapshot, opportunities=lines)


def _without_roles(snapshot: GridSnapshot) -> GridSnapshot:
    """Put every stage for support staff into one family, as before each role had its own."""
    stages = tuple(
        replace(stage, family=StageFamily.SUPPORT_STAFF) if stage.family in ROLES else stage
        for stage in snapshot.stages
    )
    return replace(snapshot, stages=stages)


def _keyed(snapshot: GridSnapshot, before: Edition, new_under: str = "") -> GridSnapshot:
    """Return the snapshot with the keys of this edition, matched by words.

    Stages, columns and sections keep their keys, which derive from their names in the file; lines
    have no names.
    """
    named: tuple[Stage | Column | Section, ...] = (
        *snapshot.stages,
        *snapshot.columns,
        *snapshot.sections,
    )
    return match(
        store.read(before.grid),
        snapshot,
        carried={row.key: row.key for row in named},
        new_under=new_under,
    ).grid


def _difference(edition: Edition, front_page: FrontPage, snapshot: GridSnapshot) -> str:
    """Name the first field in which the edition differs, or "content"; empty if none does."""
    for field, value in vars(front_page).items():
        if getattr(edition, field) != value:
            return field.replace("_", " ")
    return "" if edition.grid.fingerprint == snapshot.fingerprint else "content"


def _is_newest(edition: Edition, framework: Framework) -> bool:
    current = framework.current_edition
    if current is None or current.published_at is None or edition.published_at is None:
        return True
    return edition.published_at >= current.published_at


def _get_or_create(framework: Framework) -> Framework:
    """Return the framework from the database; create it, and its organisation, if it is new."""
    if stored := Framework.objects.filter(slug=framework.slug).first():
        return stored
    organisation = framework.organisation
    framework.organisation, _ = Organisation.objects.get_or_create(
        slug=organisation.slug,
        defaults={
            "kind": organisation.kind,
            "name": organisation.name,
            "short_name": organisation.short_name,
            "accent": organisation.accent,
        },
    )
    framework.save()
    return framework


def _slug(label: str) -> str:
    return labels.address(label) or "edition"
