"""Run the import, and find what it made."""

from io import StringIO

from django.core.management import call_command

from cpd_site.models import Organisation


def on(path) -> str:
    said, errors = StringIO(), StringIO()
    call_command("import_schools", path, stdout=said, stderr=errors)
    assert errors.getvalue() == ""  # no progress bar without a terminal
    return said.getvalue()


def school(urn=119500) -> Organisation:
    return Organisation.objects.get(urn=urn)
