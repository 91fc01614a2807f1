"""The words of a suggestion field by field, so that a field of a line needs no column here."""

from django.db import migrations, models


def in_fields(apps, schema_editor):
    for suggestion in apps.get_model("frameworks", "Suggestion").objects.all():
        suggestion.said = _said(suggestion.text, suggestion.details, suggestion.link)
        if suggestion.was_text:
            suggestion.was = _said(suggestion.was_text, suggestion.was_details, suggestion.was_link)
        suggestion.save(update_fields=["said", "was"])


def _said(text, details, link):
    return {"text": text, "details": details.splitlines(), "link": link}


def in_columns(apps, schema_editor):
    for suggestion in apps.get_model("frameworks", "Suggestion").objects.all():
        for prefix, said in (("", suggestion.said), ("was_", suggestion.was)):
            setattr(suggestion, f"{prefix}text", said.get("text", ""))
            setattr(suggestion, f"{prefix}details", "\n".join(said.get("details", ())))
            setattr(suggestion, f"{prefix}link", said.get("link", ""))
        suggestion.save()


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0013_copy_summaries")]

    operations = [
        migrations.AddField(
            "suggestion",
            "said",
            models.JSONField(
                default=dict, help_text="Each field of the line by name, in plain values."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "suggestion",
            "was",
            models.JSONField(
                blank=True, default=dict, help_text="Of a rewording: what theirs said at the time."
            ),
        ),
        *(
            migrations.AlterField("suggestion", name, models.TextField(blank=True, default=""))
            for name in ("text", "was_text")
        ),
        migrations.RunPython(in_fields, in_columns),
        *(
            migrations.RemoveField("suggestion", name)
            for name in ("text", "details", "link", "was_text", "was_details", "was_link")
        ),
    ]
