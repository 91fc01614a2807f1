"""Steps shared by `make operate` and `make machines`."""

import re

from tests.operating.stack import Stack, cookie

MATRIX = "/frameworks/lancashire/"
ADMIN = "admin@example.gov.uk"

PUBLISH = """
from cpd_site.models import Membership, User
from frameworks.actions import drafts, editing, publishing
from frameworks.models import Framework
from opportunities import store
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording


def join(slug):
    framework = Framework.objects.get(slug=slug)
    user = User.objects.get(email="admin@example.gov.uk")
    Membership.objects.get_or_create(
        user=user, organisation=framework.organisation, role=Membership.Role.PUBLISHER
    )
    return framework, user


def publish(words, label):
    framework, user = join("lancashire")
    draft = drafts.start(framework=framework, by=user)
    line = store.read(draft.grid).opportunities[0]
    words = Wording(words)
    editing.change(edition=draft, by=user, do=lambda grid: lines.reword(grid, line.key, words))
    publishing.publish(edition=draft, by=user, label=label)

"""
"""For `manage.py shell`: the administrator becomes a publisher, and publishes an edition in which
Lancashire's first line has other words.
"""


def step(what: str) -> None:
    print(f"== {what}", flush=True)


def install(site: Stack) -> None:
    step("Set up: docs/operating.md, steps 3 to 5")
    site.manage("migrate", "--verbosity", 0)
    site.manage("createcachetable")
    site.manage("collectstatic", "--noinput", "--verbosity", 0)
    site.manage("load_frameworks")


def come_in(site: Stack) -> str:
    step("The first administrator comes in by a link, without a mail")
    said = site.manage("make_administrator", ADMIN)
    path = re.findall(r"https://[^/\s]+(/\S+)", said)[-1]
    status, headers, page = site.get(path)
    assert status == 200, status
    token = re.findall(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0].decode()
    sent = {
        "Cookie": cookie(headers, "csrftoken"),
        "Referer": f"https://cpd.example.gov.uk{path}",
        "Content_Type": "application/x-www-form-urlencoded",
    }
    status, headers, _ = site.get(path, method="POST", body=f"csrfmiddlewaretoken={token}", **sent)
    assert status == 302, status
    session = cookie(headers, "sessionid")
    assert site.get("/admin/", Cookie=session)[0] == 200
    return session
