"""Atom feeds: the editions of one framework, and of all those that everybody may read.

The copies that schools make are not in the feed of all; each has its own.
"""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from cpd_site.plain_text import printable
from cpd_site.serving.decorators import cached_page
from frameworks.models import Edition, Framework
from frameworks.queries.reading import find
from frameworks.views.edition_pages import noindex_if_private

NEWEST = 30


class EditionFeed(Feed):
    """The newest editions. Withdrawn ones are not among them."""

    feed_type = Atom1Feed

    def get_object(
        self, request: HttpRequest, framework: Framework | None = None
    ) -> Framework | None:
        return framework

    def title(self, framework: Framework | None) -> str:
        return printable(f"{framework}: editions" if framework else "CPD Frameworks: new editions")

    def subtitle(self, framework: Framework | None) -> str:
        whose = framework.organisation.name if framework else "local authorities"
        return printable(f"Editions of CPD frameworks that {whose} published")

    def link(self, framework: Framework | None) -> str:
        return framework.get_absolute_url() if framework else reverse("framework_list")

    def feed_url(self, framework: Framework | None) -> str:
        if framework:
            return reverse("framework_feed", args=[framework.slug])
        return reverse("feed")

    def items(self, framework: Framework | None) -> QuerySet[Edition]:
        """Return the editions, in one query."""
        editions = Edition.objects.published().newest_first()
        if framework:
            editions = editions.filter(framework=framework)
        else:
            frameworks = Framework.objects.public().not_copies().order_by().values("pk")
            editions = editions.filter(framework__in=frameworks)
        return editions.select_related("framework__organisation")[:NEWEST]

    def item_title(self, item: Edition) -> str:
        return printable(f"{item.framework}, {item.name}")

    def item_description(self, item: Edition) -> str:
        """Return HTML, in which what people wrote is escaped."""
        return printable(render_to_string("publishing/_feed_item.html", {"edition": item}))

    def item_pubdate(self, item: Edition) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Edition) -> datetime | None:
        return item.published_at

    def item_author_name(self, item: Edition) -> str:
        return printable(item.framework.organisation.name)


_feed = EditionFeed()


@cached_page
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    if not slug:
        return _feed(request)
    reading = find(slug, reader=request.user)
    return noindex_if_private(_feed(request, framework=reading.framework), reading)
