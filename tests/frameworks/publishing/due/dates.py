"""A draft that is scheduled for publishing, and what these tests do to it."""

from functools import partial

from django.utils import timezone

from cpd_site.models import Membership
from frameworks.actions import editing, publishing
from frameworks.models import Edition
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import grid, key

Role = Membership.Role
OLD = grid({("NQT", "School"): ["Join in"]}, sections=[("How", "So.")])
NEW = grid({("NQT", "School"): ["Join in", "Lead on"]}, sections=[("How", "So.")])
LINE = key("NQT/School/0")
PUBLISH = "/desk/thornshire/publish/"
DRAFT = "/desk/thornshire/draft/"
LAPSED = "The date set for publishing no longer holds"


def set_for(draft, by, at):
    return publishing.schedule(edition=draft, by=by, at=at, label="2027", note="Hello")


def reword(draft, by, text="Take part"):
    do = partial(lines.reword, key=key("Join in"), wording=Wording(text))
    return editing.change(edition=draft, by=by, do=do)


def stored(draft):
    return Edition.objects.select_related("framework", "grid").get(pk=draft.pk)


def said(at):
    local = timezone.localtime(at)
    return f"{local:%-d %B %Y} at {local:%H:%M}"
