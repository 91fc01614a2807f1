"""What goes with a framework that is removed, for the page that asks."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from frameworks.models import Comment, Edition, Framework, Import, Preview
from opportunities.models import Opportunity


@dataclass
class RemovedContent:
    """What is deleted with a framework of which nothing was published; a query for each count."""

    framework: Framework

    @cached_property
    def draft_count(self) -> int:
        """How many drafts there are, with those that were discarded."""
        return self.framework.editions.count()

    @cached_property
    def line_count(self) -> int:
        """How many opportunities its draft has."""
        of_draft = Q(grid__edition__framework=self.framework)
        is_draft = Q(grid__edition__status=Edition.Status.DRAFT)
        return Opportunity.objects.filter(of_draft & is_draft).count()

    @cached_property
    def comment_count(self) -> int:
        return Comment.objects.filter(edition__framework=self.framework).count()

    @cached_property
    def preview_count(self) -> int:
        return Preview.objects.filter(
            edition__framework=self.framework, revoked_at__isnull=True
        ).count()

    @cached_property
    def import_count(self) -> int:
        of_it = Q(framework=self.framework) | Q(draft__framework=self.framework)
        return Import.objects.retained().filter(of_it).count()
