import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cpd_site", "0009_join_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain",
                    models.CharField(help_text="In small letters: “elm.sch.uk”.", max_length=253),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "sent_to",
                    models.EmailField(
                        blank=True,
                        help_text="The address at it that the code was mailed to, while it is "
                        "awaited.",
                        max_length=254,
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(help_text="Empty where the mail did not go.", null=True),
                ),
                ("code_hash", models.CharField(max_length=64)),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Wrong codes since it was sent."
                    ),
                ),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_domains",
                        to="cpd_site.organisation",
                    ),
                ),
                (
                    "proved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["domain", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="mail_domain",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="memberships",
                to="cpd_site.maildomain",
            ),
        ),
        migrations.AddConstraint(
            model_name="maildomain",
            constraint=models.UniqueConstraint(
                condition=models.Q(("proved_at__isnull", False), ("revoked_at__isnull", True)),
                fields=("domain",),
                name="mail_domain_of_one_organisation",
                violation_error_message="This domain lets people into another organisation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="maildomain",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("organisation", "domain"),
                name="mail_domain_once_in_an_organisation",
                violation_error_message="This domain is here already.",
            ),
        ),
    ]
