import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0011_events_of_organisations_move")]

    operations = [
        migrations.DeleteModel(name="Shown"),
        migrations.RemoveConstraint(model_name="event", name="event_of_one_thing_at_most"),
        migrations.RemoveField(model_name="event", name="organisation"),
        migrations.AlterField(
            model_name="event",
            name="framework",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="frameworks.framework",
            ),
        ),
    ]
