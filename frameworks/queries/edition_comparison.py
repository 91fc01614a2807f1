"""Two published editions of a framework, and what changed between them."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from cpd_site.serving.errors import NotHere
from frameworks.models import Framework
from frameworks.queries.reading import NOBODY, Reading, changes_url, find
from frameworks.rules import Person
from opportunities.comparing.diff import Changes, diff


@dataclass(frozen=True)
class EditionComparison:
    """Two published editions of a framework, and what changed from one to the other."""

    before: Reading
    after: Reading

    @cached_property
    def changes(self) -> Changes:
        return diff(self.before.grid, self.after.grid)

    @property
    def framework(self) -> Framework:
        return self.after.framework

    @property
    def is_backwards(self) -> bool:
        return self.before.edition.number > self.after.edition.number

    @property
    def is_one_edition(self) -> bool:
        return self.before.edition.pk == self.after.edition.pk

    @property
    def url(self) -> str:
        return changes_url(self.framework, self.before.edition, self.after.edition)

    @property
    def csv_url(self) -> str:
        labels = self.before.edition.slug, self.after.edition.slug
        return reverse("edition_changes_download", args=[self.framework.slug, *labels])

    @property
    def turned_url(self) -> str:
        """The address of this comparison with before and after swapped."""
        return changes_url(self.framework, self.after.edition, self.before.edition)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        editions = reverse("edition_list", args=[self.framework.slug])
        return [*self.after.crumbs, ("Editions", editions)]


def find_two(slug: str, before: str, after: str, reader: Person = NOBODY) -> EditionComparison:
    """Compare the editions with these labels. Raises NotHere as `find` does, and if one is
    withdrawn."""
    between = EditionComparison(find(slug, before, reader), find(slug, after, reader))
    for reading in (between.before, between.after):
        if reading.edition.is_withdrawn:
            raise NotHere("This edition was withdrawn:", [(str(reading.edition), reading.url)])
    return between
