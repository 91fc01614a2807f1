import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0012_events_of_frameworks")]

    operations = [
        migrations.RenameModel("Difference", "CopySummary"),
        migrations.AlterField(
            model_name="copysummary",
            name="edition",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="copy_summary",
                serialize=False,
                to="frameworks.edition",
            ),
        ),
        migrations.RenameField("edition", "due_seal", "due_fingerprint"),
    ]
