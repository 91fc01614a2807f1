"""The poster that leads the staff of a school to its framework."""

from django.http import HttpResponse
from django.urls import reverse

from cpd_site.serving.decorators import PersonRequest, for_reading, signed_in
from cpd_site.serving.errors import NotHere
from cpd_site.serving.site_address import site_address
from frameworks import rules
from frameworks.pages.posters import poster_of
from frameworks.queries.reading import Reading
from frameworks.views.desk_pages import framework_for
from frameworks.views.downloads import file_response, not_written
from frameworks.views.edition_pages import no_store
from opportunities.exchange.writing import child_process, grid_pdf, poster_pdf
from opportunities.exchange.writing.child_process import CannotWrite


@for_reading
@signed_in
def poster(request: PersonRequest, slug: str) -> HttpResponse:
    """Return the poster of the current edition as PDF, for people who may edit the framework."""
    framework = framework_for(request, slug, rules.may_edit)
    edition = framework.current_edition
    if edition is None:
        raise NotHere(
            "A poster leads to what is published, and nothing is published now.",
            [("Publish it", reverse("draft_publish", args=[slug]))],
        )
    page = poster_of(Reading(framework, edition, pinned=False), site_address(request))
    name = f"{slug}-poster.pdf"
    try:
        content = child_process.write(poster_pdf.write, page)
    except CannotWrite as cannot:
        return not_written(name, cannot)
    return no_store(file_response(content, grid_pdf.MEDIA_TYPE, name))
