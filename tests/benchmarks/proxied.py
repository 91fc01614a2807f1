"""nginx with `deploy/nginx.conf`: how often it answers the matrix, which it caches, beside the
static files of the matrix.

Both by HTTPS, compressed, at 16 connections; its limit of requests per address is lifted. It
revalidates each page once a second, by ETag.
"""

import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.operating.stack import HOST, Stack, stack, until
from tests.operating.steps import MATRIX, install

ASSET = re.compile(rb'"(/static/[^"]+\.[0-9a-f]{12}\.(?:css|js))"')
ROUNDS = 3
SECONDS = 3


class OnSqlite(Stack):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.environment["DATABASE_URL"] = f"sqlite:///{folder}/cpd.sqlite3"


def table() -> str:
    with stack(OnSqlite) as site:
        install(site)
        for application in site.applications:
            site.start_web(application)
        site.start_nginx(("rate=50r/s", "rate=1000000r/s"))
        until(site.answers, "nginx answers")
        page = site.get(MATRIX)[2]
        assets = sorted({address.decode() for address in ASSET.findall(page)})
        rounds = [
            (_often(site, MATRIX), [_often(site, asset) for asset in assets]) for _ in range(ROUNDS)
        ]
    lines = [
        f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}: the middle of {ROUNDS} rounds",
        "",
        "| nginx, 16 connections | a second | the matrix, of it | wanted |",
        "|---|---:|---:|---:|",
        f"| the matrix, kept | {median(matrix for matrix, _ in rounds):,.0f} | 1 | |",
    ]
    for number, asset in enumerate(assets):
        often = median(others[number] for _, others in rounds)
        share = median(matrix / others[number] for matrix, others in rounds)
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", asset)
        lines.append(f"| {name} | {often:,.0f} | {share:.2f} | at least 0.35 |")
    return "\n".join(lines)


def _often(site: Stack, path: str) -> float:
    """Return requests per second."""
    done = subprocess.run(
        ["wrk", "--threads", "1", "--connections", "16", "--duration", f"{SECONDS}s",
         "--header", f"Host: {HOST}", "--header", "Accept-Encoding: gzip",
         f"https://127.0.0.1:{site.ports['443']}{path}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{path} is not answered well:\n{done.stdout}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", done.stdout)[0])
