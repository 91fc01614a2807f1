"""The cost of opening a draft of Lancashire and of saving a line, beside comparable pages.

In one process, so that only the site is measured: the processor time of a request, the least of
many, since other work on a machine only adds to it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

OFTEN = 30
MATRIX = "/frameworks/lancashire/"
DRAFT = "/desk/lancashire/draft/"
EMPTY = "/accounts/password/change/"
"""The emptiest page for somebody signed in: a form of three fields."""


def table() -> str:
    """Measure in a separate process with a separate database."""
    with TemporaryDirectory() as folder:
        database = {"DATABASE_URL": f"sqlite:///{folder}/drafting.sqlite3"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.drafting"],
            env=os.environ | database,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout


def _published() -> "tuple[Client, Any]":
    from django.core.management import call_command
    from django.test import Client

    from cpd_site.models import Membership
    from frameworks.actions import drafts
    from frameworks.models import Framework
    from tests.factories import member

    for command in ("migrate", "createcachetable", "load_frameworks"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    framework = Framework.objects.get(slug="lancashire")
    editor = member(framework.organisation, Membership.Role.EDITOR)
    client = Client(headers={"host": "localhost"})
    client.force_login(editor)
    return client, drafts.start(framework=framework, by=editor)


def _measured(client: "Client", draft: Any) -> str:
    from cpd_site.serving import caches

    empty, _ = _least(lambda: client.get(EMPTY))
    new_matrix, _ = _least(lambda: client.get(MATRIX), before=caches.clear)
    new_draft, page = _least(lambda: client.get(DRAFT), before=caches.clear)
    matrix, _ = _least(lambda: client.get(MATRIX))
    opened, _ = _least(lambda: client.get(DRAFT))
    saved, answer = _least(_saves(client, draft))
    size = f"{page / 1000:.0f} KB"
    rows = (
        ("an empty page, signed in", f"{empty:.1f} ms", "", "1", ""),
        ("the readers' matrix, nothing kept", f"{new_matrix:.1f} ms", "", "1", ""),
        ("the draft, nothing kept", f"{new_draft:.1f} ms", size, new_draft / new_matrix, "2"),
        ("the readers' matrix, kept", f"{matrix:.1f} ms", "", "1", ""),
        ("the draft, its rows kept", f"{opened:.1f} ms", size, opened / matrix, "2"),
        ("a line saved", f"{saved:.1f} ms", f"{answer / 1000:.1f} KB", saved / empty, "5"),
    )
    head = "| Lancashire's draft | processor | size | of the matrix, or the empty page | wanted |"
    shown = (f"{r:.1f}" if isinstance(r, float) else r for *_, r, _ in rows)
    lines = (" | ".join((*of, r, to)) for (*of, _, to), r in zip(rows, shown, strict=True))
    return "\n".join([head, "|---|---:|---:|---:|---:|", *(f"| {line} |" for line in lines), ""])


def _least(ask: Callable[[], Any], before: Callable[[], object] = int) -> tuple[float, int]:
    """Return the least time of many requests, in milliseconds, and the size of the last response.

    The time of `before` is not included.
    """
    least = float("inf")
    for _ in range(OFTEN):
        before()
        began = time.process_time()
        answer = ask()
        least = min(least, time.process_time() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.request['PATH_INFO']} answers {answer.status_code}.")
    return least * 1000, len(answer.content)


def _saves(client: "Client", draft: Any) -> Callable[[], Any]:
    """Return a function that saves a line with new words each time, like a page that shows the
    draft.
    """
    from opportunities import store

    line = store.read(draft.grid).placements[100]
    number = count()

    def save() -> Any:
        at = next(number)
        values = {"text": f"Words {at}", "scope": "everywhere", "tier": line.tier}
        values |= {"version": f"{at + 1}", "seen": f"{line.opportunity}", "details": "", "link": ""}
        form = {f"line-{name}": value for name, value in values.items()}
        address = f"{DRAFT}lines/{line.key}/"
        return client.post(address, form | {"shown": at}, headers={"HX-Request": "true"})

    return save


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpd_site.settings")
    import django

    django.setup()
    sys.stdout.write(_measured(*_published()))
