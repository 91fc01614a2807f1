import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cpd_site", "0006_command_run")]

    operations = [
        migrations.AddField(
            model_name="organisationevent",
            name="person",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose membership it was about, so that they are known when they come "
                "again.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
