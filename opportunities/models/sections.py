"""Text around the grid."""

from django.db import models

from opportunities.models.grid import KeyedRow


class Section(KeyedRow):
    """How to use the framework, its principles, a case study: Markdown, its source named in it."""

    heading = models.CharField(max_length=250)
    body = models.TextField()

    def __str__(self) -> str:
        return self.heading
