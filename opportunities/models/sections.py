"""Text around the grid."""

from django.db import models

from opportunities.models.grid import KeyedRow


class Section(KeyedRow):
    """A text such as instructions, principles or a case study: Markdown that names its source."""

    heading = models.CharField(max_length=250)
    body = models.TextField()

    def __str__(self) -> str:
        return self.heading
