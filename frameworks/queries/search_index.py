"""Whether the search index has what readers see."""

from django.db.models import Exists, OuterRef

from frameworks.models import Edition, Framework
from frameworks.models.edition import EditionQuerySet
from opportunities.models import Opportunity, SearchEntry


def not_indexed() -> EditionQuerySet:
    """Return the current editions that the index should have and does not."""
    lines = Opportunity.objects.filter(grid=OuterRef("grid"))
    entries = SearchEntry.objects.filter(opportunity__grid=OuterRef("grid"))
    return Edition.objects.filter(
        Exists(lines),
        ~Exists(entries),
        current_of__visibility=Framework.Visibility.PUBLIC,
        based_on__isnull=True,
    )
