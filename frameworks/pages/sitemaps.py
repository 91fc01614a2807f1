"""The pages that search engines may list: those without a query string, open to everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from frameworks.models import Framework
from frameworks.queries.public import open_placements, open_stages
from opportunities.grid.vocabulary import StageFamily

PUBLISHED = "grid__edition__published_at"
SHOWN = {"hidden": False, "stage__hidden": False, "column__hidden": False}


FIRST = ("framework_detail",)
ALL = (*FIRST, "framework_ladder", "framework_coverage", "framework_about")


class SitemapPage(NamedTuple):
    """A page: its address, and when its content was published."""

    address: str
    published: datetime | None = None


class Pages(Sitemap):
    """A list of pages that is found once, since Django asks for it more than once."""

    def __init__(self) -> None:
        self.pages = list(self.found())

    def found(self) -> Sequence[SitemapPage]:
        raise NotImplementedError

    def items(self) -> Sequence[SitemapPage]:
        return self.pages

    def location(self, item: SitemapPage) -> str:
        return item.address

    def lastmod(self, item: SitemapPage) -> datetime | None:
        return item.published


class SitePages(Pages):
    """The pages that belong to no framework."""

    def found(self) -> Sequence[SitemapPage]:
        finding = ("home", "framework_list", "opportunity_list", "glossary")
        return [SitemapPage(reverse(name)) for name in (*finding, "accessibility", "privacy")]


class FrameworkPages(Pages):
    """The pages of each framework; of a copy, which repeats most of another, only the first."""

    def found(self) -> Sequence[SitemapPage]:
        return [
            SitemapPage(
                reverse(name, args=[framework.slug]), framework.current_edition.published_at
            )
            for framework in Framework.objects.public()
            if framework.current_edition
            for name in (FIRST if framework.current_edition.based_on_id else ALL)
        ]


class StagePages(Pages):
    def found(self) -> Sequence[SitemapPage]:
        edition = "grid__edition__"
        rows = open_stages().values_list(
            f"{edition}framework__slug", "slug", f"{edition}published_at"
        )
        return [
            SitemapPage(reverse("framework_stage", args=[framework, stage]), published)
            for framework, stage, published in rows
        ]


class FamilyPages(Pages):
    """The career stages and roles for which any framework has a stage."""

    def found(self) -> Sequence[SitemapPage]:
        used = set(open_stages().order_by().values_list("family", flat=True).distinct())
        return [
            SitemapPage(reverse("family_detail", args=[family]))
            for family in StageFamily
            if family in used
        ]


class OpportunityPages(Sitemap):
    """Every opportunity once, by key, in several parts: there may be 100,000 of them."""

    limit = 5000

    def items(self) -> QuerySet[Any, tuple[UUID, datetime]]:
        """Return pairs of a key, and when the newest edition with it was published."""
        placed = open_placements().filter(**SHOWN).order_by().values_list("opportunity__key")
        return placed.annotate(Max(PUBLISHED)).order_by("opportunity__key")

    def location(self, item: tuple[UUID, datetime]) -> str:
        return f"{reverse('opportunity_list')}{item[0]}/"

    def lastmod(self, item: tuple[UUID, datetime]) -> datetime:
        return item[1]

    def get_latest_lastmod(self) -> datetime | None:
        """Return the newest date, without reading every item as Django would."""
        newest = open_placements().aggregate(newest=Max(PUBLISHED))["newest"]
        return cast("datetime | None", newest)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "site": SitePages,
    "frameworks": FrameworkPages,
    "stages": StagePages,
    "families": FamilyPages,
    "opportunities": OpportunityPages,
}
