"""Find the edition that a reader asked for, or say what there is instead.

The answer about an edition that a reader may not see is the same as about one that does not exist.
Nobody sees what a copy hides: the grid of a Reading leaves it out, and so do all pages and files.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse

from cpd_site.models import Organisation
from cpd_site.serving.errors import NotHere
from frameworks import rules
from frameworks.models import Edition, Framework
from frameworks.queries.comments import CommentPages
from frameworks.rules import Person
from opportunities import store
from opportunities.comparing.copy_comparison import CopyComparison
from opportunities.comparing.origins import OriginLabels
from opportunities.exchange.writing.formats import Format, formats
from opportunities.grid.snapshot import GridSnapshot, Placement, Stage

NOBODY = AnonymousUser()


@dataclass(frozen=True)
class Reading:
    """An edition to read: the current one, one pinned at its own address, or a draft.

    A draft is read in a preview: `preview` is the prefix of the names of its addresses and their
    first argument ("preview" and the token of a link, "desk_preview" and the framework's slug).
    `known_before` is the published edition before it, if the caller has it already. `comments`
    has the addresses for comments on the draft, if the reader may comment.
    """

    framework: Framework
    edition: Edition
    pinned: bool
    preview: tuple[str, str] | None = None
    known_before: Edition | None = None
    comments: CommentPages | None = None

    @cached_property
    def grid(self) -> GridSnapshot:
        """The grid as readers see it, without hidden rows."""
        return store.read_visible(self.edition.grid)

    @cached_property
    def theirs(self) -> Edition | None:
        """The edition that a copy is based on; None if it is no copy."""
        key = self.edition.based_on_id
        if key is None:
            return None
        editions = Edition.objects.select_related("grid", "framework__organisation")
        return editions.get(pk=key)

    @cached_property
    def copied(self) -> CopyComparison | None:
        """The comparison of a copy with its base; None if it is no copy."""
        if self.theirs is None:
            return None
        return CopyComparison(self.grid, store.read_visible(self.theirs.grid))

    @cached_property
    def marks(self) -> OriginLabels | None:
        """The labels of origin for the rows of a copy; None if it is no copy."""
        return OriginLabels(self.copied, self.whose_own, self.whose_words) if self.copied else None

    @property
    def whose_own(self) -> str:
        """The label for what a copy added: "School’s own", "Trust’s own"."""
        kind = self.framework.organisation.get_kind_display().split()[-1]
        return f"{kind.capitalize()}’s own"

    @property
    def whose_words(self) -> str:
        """The publisher of the edition that a copy is based on; "" if it is no copy."""
        return self.theirs.framework.organisation.short_name if self.theirs else ""

    @property
    def follows(self) -> bool:
        """Whether the copy still takes updates from the framework it is based on."""
        return self.theirs is not None and self.framework.follows_id == self.theirs.framework_id

    @property
    def theirs_url(self) -> str:
        """The address of the edition it is based on; "" if its readers may not read that."""
        if self.theirs is None:
            return ""
        of_members = self.framework.is_private and self.theirs.framework.is_private
        is_public = self.theirs.framework.visibility == Framework.Visibility.PUBLIC
        return self.theirs.get_absolute_url() if is_public or of_members else ""

    @cached_property
    def differs_url(self) -> str:
        return self.page_url("differs")

    @property
    def is_listed(self) -> bool:
        """Whether search engines may list it."""
        is_public = self.framework.visibility == Framework.Visibility.PUBLIC
        return is_public and not self.is_draft and not self.edition.is_withdrawn

    @property
    def is_for_some(self) -> bool:
        """Whether only some people may read it: a draft, or a framework for members."""
        return self.is_draft or self.framework.is_private

    @property
    def full_title(self) -> str:
        """The title of the edition with its organisation."""
        return self.framework.organisation.with_place(self.edition.title)

    @property
    def authority(self) -> str:
        return self.framework.organisation.short_name

    @property
    def is_current(self) -> bool:
        return self.framework.current_edition_id == self.edition.pk

    @property
    def is_to_be_copied(self) -> bool:
        """Whether its pages invite copies: not those of a school's private framework."""
        of_a_school = self.framework.organisation.kind == Organisation.Kind.SCHOOL
        is_of_one_school = of_a_school and self.framework.is_private
        return self.is_current and not self.is_draft and not is_of_one_school

    @property
    def is_draft(self) -> bool:
        return self.preview is not None

    @property
    def can_be_listed(self) -> bool:
        """Whether readers can put its lines on a list or in a plan."""
        return not self.is_draft and not self.edition.is_withdrawn

    @cached_property
    def url(self) -> str:
        return self.page_url("detail")

    @cached_property
    def crumbs(self) -> list[tuple[str, str]]:
        """The breadcrumbs to the framework: pairs of a name and an address."""
        if self.preview:
            at_desk = self.preview[0] != "preview"
            first = ("Desk", "desk") if at_desk else ("Frameworks", "framework_list")
            return [(first[0], reverse(first[1])), (f"{self.authority}, draft", self.url)]
        return [
            ("Frameworks", reverse("framework_list")),
            (self.authority, self.framework.get_absolute_url()),
        ]

    @property
    def comments_url(self) -> str:
        """The address for comments on the draft; "" if there are none."""
        return self.comments.url if self.comments else ""

    @cached_property
    def edition_before(self) -> Edition | None:
        """The published edition before this one; None for a draft, which the desk compares."""
        if self.is_draft or self.edition.is_withdrawn:
            return None
        if self.known_before:
            return self.known_before
        earlier = self.framework.editions.published().filter(number__lt=self.edition.number)
        return earlier.first()

    @property
    def since_before_url(self) -> str:
        """The address of the changes since the edition before; "" for the first one."""
        before = self.edition_before
        return changes_url(self.framework, before, self.edition) if before else ""

    @property
    def since_url(self) -> str:
        """The address of the changes from this edition to the newest."""
        newest = cast(Edition, self.framework.current_edition)  # an earlier edition has a newer one
        return changes_url(self.framework, self.edition, newest)

    @cached_property
    def about_url(self) -> str:
        return self.page_url("about")

    @cached_property
    def ladder_url(self) -> str:
        return self.page_url("ladder")

    @cached_property
    def coverage_url(self) -> str:
        return self.page_url("coverage")

    def files(self, stage: str | None = None) -> list[tuple[Format, str]]:
        """Return each format with the address of its file, for the grid or the stage with this
        slug."""
        return [
            (form, self.download_url(form.name, stage))
            for form in formats().values()
            if form.is_for(self.grid, stage)
        ]

    def your_site_url(self, stage: str | None = None) -> str:
        """Return the address that says how to embed it in another site; "" unless it is public
        and current."""
        if not (self.is_listed and self.is_current) or self.pinned:
            return ""
        slug = self.framework.slug
        if stage:
            return reverse("framework_stage_embedding", args=[slug, stage])
        return reverse("framework_embedding", args=[slug])

    def download_url(self, form: str, stage: str | None = None) -> str:
        """Return the address of the file in this format, for the grid or the stage with this
        slug."""
        return (
            self.page_url("stage_download", stage, form)
            if stage
            else self.page_url("download", form)
        )

    def stage_url(self, stage: Stage) -> str:
        return self.page_url("stage", stage.slug)

    def stage(self, slug: str) -> Stage:
        """Return the stage with this slug. Raises NotHere, which lists the stages."""
        for stage in self.grid.stages:
            if stage.slug == slug:
                return stage
        raise NotHere(
            f"{self.edition} has no stage called “{slug}”. Its stages are:",
            ((stage.name, self.stage_url(stage)) for stage in self.grid.stages),
        )

    @cached_property
    def opportunities_url(self) -> str:
        """The address of its opportunities, without the key: below the edition, or without a
        framework for those that search finds."""
        is_found = self.is_listed and self.is_current and not self.pinned
        if is_found and self.edition.based_on_id is None:
            return reverse("opportunity_list")
        return f"{self.url}opportunities/"

    def opportunity_url(self, line: Placement) -> str:
        """Return the address of the line's page, coming from its stage."""
        stage = self.grid.stage_by_key[line.stage].slug
        return f"{self.opportunities_url}{line.opportunity}/?stage={stage}"

    def page_url(self, page: str, *rest: str) -> str:
        """Return the address of the page with this name (`pages/edition_pages.py`); `rest` are
        further arguments of the address."""
        if self.preview:
            pages, of = self.preview
            return reverse(f"{pages}_{page}", args=[of, *rest])
        if self.pinned:
            return reverse(f"edition_{page}", args=[self.framework.slug, self.edition.slug, *rest])
        return reverse(f"framework_{page}", args=[self.framework.slug, *rest])


def find(slug: str, label: str | None = None, reader: Person = NOBODY) -> Reading:
    """Return the framework with this slug, in its current edition or in the one with this label.

    Raises NotHere if there is none that this person may read.
    """
    reading = _found(slug, label)
    if reading is None or not rules.may_read(reader, reading.framework):
        raise _not_here(slug, label, reader)
    return reading


def find_unguarded(slug: str, label: str | None = None) -> Reading:
    """Return what `find` does, without checking permission: call it only where that is done."""
    reading = _found(slug, label)
    if reading is None:
        raise _not_here(slug, label, NOBODY)
    return reading


def _found(slug: str, label: str | None) -> Reading | None:
    """Return the edition, or None. Both queries find one row at most, so they ask for no order,
    which is a third of what Django takes to compile them.
    """
    if label is None:
        frameworks = Framework.objects.select_related("organisation", "current_edition__grid")
        framework = frameworks.filter(slug=slug, current_edition__isnull=False).order_by().first()
        if framework is None or framework.current_edition is None:
            return None
        framework.current_edition.framework = framework
        return Reading(framework, framework.current_edition, pinned=False)
    framework_too = ("grid", "framework__organisation", "framework__current_edition")
    editions = Edition.objects.at_their_addresses().select_related(*framework_too)
    edition = editions.filter(framework__slug=slug, slug=label).order_by().first()
    return Reading(edition.framework, edition, pinned=True) if edition else None


def _not_here(slug: str, label: str | None, reader: Person) -> NotHere:
    """Return the error with what there is instead: other editions, or other frameworks.

    It says the same about a framework that this reader may not read as about one that does not
    exist.
    """
    with_theirs = Framework.objects.select_related("organisation")
    framework = with_theirs.filter(slug=slug).order_by().first()
    if framework is not None and rules.may_read(reader, framework):
        editions = framework.editions.select_related("framework__organisation")
        if framework.current_edition_id and label is not None:
            return NotHere(
                f"{framework} has no edition called “{label}”. Its editions are:",
                ((other.name, other.get_absolute_url()) for other in editions.published()),
            )
        if gone := list(editions.at_their_addresses()):
            return NotHere(
                f"{framework} has no edition to read now. These were withdrawn:",
                ((edition.name, edition.get_absolute_url()) for edition in gone),
            )
    frameworks = Framework.objects.public().not_copies()
    who = "you may read" if reader.is_authenticated else "everybody may read"
    return NotHere(
        f"There is no framework called “{slug}” that {who}.",
        ((str(other), other.get_absolute_url()) for other in frameworks),
        for_members=True,
    )


def changes_url(framework: Framework, before: Edition, after: Edition) -> str:
    """Return the address of the changes between two published editions."""
    return reverse("edition_changes", args=[framework.slug, before.slug, after.slug])


CURRENT = """\
SELECT f.visibility, CASE f.visibility WHEN 'members' THEN s.number ELSE s.public END, \
n.id, n.created_at, n.label FROM \
cpd_site_siteversion s, frameworks_framework f \
JOIN frameworks_edition n ON n.id = f.current_edition_id \
WHERE f.slug = %s"""
PINNED = CURRENT.replace("n.label FROM", "n.label, e.id, e.created_at FROM").replace(
    "WHERE", "JOIN frameworks_edition e ON e.framework_id = f.id WHERE e.status = 'published' AND"
)
PINNED += " AND e.slug = %s"
"""The visibility of a framework, the site version for its readers, its newest edition, and the
edition asked for. What a school publishes to its members leaves the public version as it is.
(The SQL is short, since Django scans all of it for parameters each time.)"""


def edition_version(slug: str, label: str | None = None) -> tuple[Any, ...] | None:
    """Return a value that changes whenever the result of `find` can; None if it finds nothing.

    The first item is the visibility of the framework. One light query without the ORM, which would
    take longer than the rest of a response.
    """
    with connection.cursor() as cursor:
        if label is None:
            cursor.execute(CURRENT, [slug])
        else:
            cursor.execute(PINNED, [slug, label])
        return cast("tuple[Any, ...] | None", cursor.fetchone())
