import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

USER = settings.AUTH_USER_MODEL


def person(**more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.SET_NULL, related_name="+", null=True, to=USER, **more
    )


class Migration(migrations.Migration):
    dependencies = [("cpd_site", "0008_wants_mails")]

    operations = [
        migrations.CreateModel(
            name="JoinLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="To tell it from others: “Staff room”.", max_length=60
                    ),
                ),
                ("ends_on", models.DateField(help_text="The last day on which it works.")),
                (
                    "most",
                    models.PositiveSmallIntegerField(help_text="How many people may join by it."),
                ),
                (
                    "used",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How many have, also who left."
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("created_by", person()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_links",
                        to="cpd_site.organisation",
                    ),
                ),
                ("revoked_by", person(blank=True)),
            ],
            options={"ordering": ["-created_at", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="joinlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("used__lte", models.F("most"))),
                name="join_link_used_no_more_than_it_may_be",
                violation_error_message="As many people have joined by it as may.",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="join_link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="memberships",
                to="cpd_site.joinlink",
            ),
        ),
        # In two steps: of members from before it is not known when they joined.
        migrations.AddField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(null=True, help_text="Empty where that was not kept yet."),
        ),
        migrations.AlterField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                null=True,
                help_text="Empty where that was not kept yet.",
            ),
        ),
    ]
