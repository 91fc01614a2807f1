"""The tables of the search index: derived rows that can be rebuilt at any time."""

from django.db import models

from opportunities.models.lines import Opportunity


class SearchEntry(models.Model):
    """An opportunity of a current edition as stems, maintained by `opportunities.search.index`.

    The database indexes the three texts itself: SQLite in a full-text table maintained by triggers
    (a migration that rebuilds this table has to create them again), PostgreSQL in a column.
    """

    opportunity = models.OneToOneField(
        Opportunity, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = models.TextField(help_text="Of the line and its sub-points.")
    meanings = models.TextField(help_text="Other names of what it names, from the glossary.")
    places = models.TextField(help_text="Of its stages, their families, and its authority.")
    length = models.PositiveIntegerField(help_text="How many words it has: short ones come first.")

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.words


class SearchWord(models.Model):
    """A word of an entry, for suggesting the spelling of an unknown word."""

    word = models.CharField(max_length=80, primary_key=True)
    stem = models.CharField(max_length=80, db_index=True)

    def __str__(self) -> str:
        return self.word
