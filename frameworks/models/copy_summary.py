"""How a published copy differs from the edition it is based on."""

from django.db import models

from frameworks.models.edition import Edition


class CopySummary(models.Model):
    """What an edition of a copy hides, changes and adds; stored when it is published.

    Derived data, and as final as the edition: `manage.py note_differences` adds missing rows. The
    followed framework sees its counts and keys, and the words only if the copy shares them.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="copy_summary"
    )
    rows = models.JSONField(
        default=dict, help_text="The rows that differ, as the copy has them; null for none."
    )
    wording = models.JSONField(
        default=dict, help_text="By the key of a line that it reworded, what it says instead."
    )
    reworded = models.JSONField(default=list, help_text="The keys of these lines.")
    hidden = models.JSONField(default=list, help_text="The keys of the lines that it hides.")
    hid = models.PositiveIntegerField(help_text="How many lines it hides somewhere.")
    changed = models.PositiveIntegerField(help_text="How many lines it shows otherwise.")
    added = models.PositiveIntegerField(help_text="How many lines of its own it shows.")
    hid_stages = models.PositiveSmallIntegerField(default=0)
    added_stages = models.PositiveSmallIntegerField(default=0)
    hid_columns = models.PositiveSmallIntegerField(default=0)
    added_columns = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.edition}: hid {self.hid}, changed {self.changed}, added {self.added}"
