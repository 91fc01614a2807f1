"""What was done to organisations and their people moves to `cpd_site`, with its dates."""

from django.db import migrations

FIELDS = ("at", "by_id", "what", "organisation_id", "about", "before", "after")


def move(apps, schema_editor):
    there = apps.get_model("cpd_site", "OrganisationEvent")
    here = apps.get_model("frameworks", "Event").objects.filter(framework__isnull=True)
    for old in here.order_by("pk").iterator(chunk_size=1000):
        new = there.objects.create(**{name: getattr(old, name) for name in FIELDS[1:]})
        there.objects.filter(pk=new.pk).update(at=old.at)  # the day it was done, not today
    here.delete()


def move_back(apps, schema_editor):
    here = apps.get_model("frameworks", "Event")
    there = apps.get_model("cpd_site", "OrganisationEvent").objects.all()
    for old in there.order_by("pk").iterator(chunk_size=1000):
        new = here.objects.create(**{name: getattr(old, name) for name in FIELDS[1:]})
        here.objects.filter(pk=new.pk).update(at=old.at)
    there.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cpd_site", "0005_events_and_version"),
        ("frameworks", "0010_dates_that_lapse"),
    ]

    operations = [migrations.RunPython(move, move_back)]
