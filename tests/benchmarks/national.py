"""A national data set: the five frameworks, and 146 made up from Lancashire's lines.

It is the same each time: 151 authorities, about 106,000 placements.

`python -m tests.benchmarks.national` adds it to the database that DATABASE_URL names, with the
action that publishes a transcribed framework. On SQLite this happens once: the file is cached in
`var/` under a fingerprint of all that it is made from.
"""

import hashlib
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from opportunities.grid.snapshot import GridSnapshot

ROOT = Path(__file__).resolve().parents[2]

SEED = 2019
MADE_UP = 146
LINES_IN_A_CELL = 11.2
LINES_JOINED = 0.6
"""The share of lines that join the head of one to the tail of another; the rest are whole."""

CELLS_CARRIED_ON = 0.1
"""The share of cells below the first stage that print PLUS."""

HEADS = ("North", "South", "East", "West", "Upper", "Lower", "Great", "New", "Old", "Royal")
BODIES = (
    *("Ash", "Barn", "Carr", "Dun", "Elm", "Fern", "Glen", "Hart", "Ives", "Kel", "Lang", "Mere"),
    *("Nor", "Oak", "Pen", "Quarn", "Rook", "Stan", "Thorn", "Ux", "Wold", "Yar", "Brack", "Chil"),
)
TAILS = ("bury", "ford", "ham", "ley", "mouth", "port", "shire", "ton", "wick", "worth")


def names(chance: random.Random) -> Iterator[str]:
    """Yield plausible names of authorities, without repeats."""
    told: set[str] = set()
    while True:
        name = chance.choice(BODIES) + chance.choice(TAILS)
        if chance.random() < 0.4:
            name = f"{chance.choice(HEADS)} {name}"
        if name not in told:
            told.add(name)
            yield name


def grids(lancashire: "GridSnapshot") -> Iterator[tuple[str, "GridSnapshot"]]:
    """Yield the made-up authorities with their grids: Lancashire's frame, other lines."""
    chance = random.Random(SEED)
    pools: dict[UUID, list[str]] = defaultdict(list)
    for placement in lancashire.placements:
        pools[placement.column].append(lancashire.opportunity_by_key[placement.opportunity].text)
    for name in islice(names(chance), MADE_UP):
        yield name, _grid(name, lancashire, pools, chance)


def _grid(
    name: str, model: "GridSnapshot", pools: dict[UUID, list[str]], chance: random.Random
) -> "GridSnapshot":
    from opportunities.grid.snapshot import Continuation, Opportunity, Placement
    from opportunities.grid.vocabulary import ContinuationWord, ProviderTier

    def key(*place: object) -> UUID:
        return uuid5(UUID(int=SEED), "/".join(map(str, (name, *place))))

    texts: dict[str, Opportunity] = {}
    placements, continuations = [], []
    stages = {stage.key: key(stage.slug) for stage in model.stages}
    columns = {column.key: key(column.heading) for column in model.columns}
    for stage in model.stages:
        for column in model.columns:
            place = stages[stage.key], columns[column.key]
            if stage != model.stages[0] and chance.random() < CELLS_CARRIED_ON:
                continuations.append(Continuation(*place, ContinuationWord.PLUS))
            size = max(1, round(chance.gauss(LINES_IN_A_CELL, LINES_IN_A_CELL / 3)))
            for number in range(size):
                text = _text(pools[column.key], chance).replace("Lancashire", name)
                line = texts.setdefault(text, Opportunity(key(text), text))
                placement = key(stage.slug, column.heading, number)
                tier = column.tier or ProviderTier.NATIONAL
                placements.append(Placement(placement, *place, line.key, tier))
    return replace(
        model,
        stages=tuple(replace(stage, key=stages[stage.key]) for stage in model.stages),
        columns=tuple(replace(column, key=columns[column.key]) for column in model.columns),
        opportunities=tuple(texts.values()),
        placements=tuple(placements),
        continuations=tuple(continuations),
        headings=(),
        sections=(),
    )


def _text(pool: list[str], chance: random.Random) -> str:
    text = chance.choice(pool)
    if chance.random() < LINES_JOINED:
        head, tail = text.split(), chance.choice(pool).split()
        text = " ".join(head[: max(1, len(head) // 2)] + tail[len(tail) // 2 :])
    return text


def publish_all() -> None:
    """Publish all that are not published yet. Takes a minute or two."""
    from django.core.management import call_command
    from django.utils.text import slugify

    from cpd_site.models import Organisation
    from frameworks.actions import editions
    from frameworks.models import Framework
    from opportunities import store

    call_command("migrate", verbosity=0)
    call_command("load_frameworks", verbosity=0)
    lancashire = Framework.objects.get(slug="lancashire").current_edition
    assert lancashire is not None
    for name, snapshot in grids(store.read(lancashire.grid)):
        slug = slugify(name)
        authority = Organisation(
            kind=Organisation.Kind.AUTHORITY, slug=slug, name=f"{name} Council", short_name=name
        )
        editions.publish_imported(
            framework=Framework(slug=slug, title="CPD Framework", organisation=authority),
            front_page=editions.FrontPage(
                label="2019",
                title="CPD Framework",
                subtitle="",
                source="Made up for measurements.",
                year=2019,
                columns_are_ours=False,
            ),
            snapshot=snapshot,
            published_at=datetime(2019, 9, 1, 12, tzinfo=UTC),
            by=None,
        )


def database() -> str:
    """Return the address of an SQLite database with the data set, making it first if needed."""
    path = ROOT / "var" / f"national-{_fingerprint()}.sqlite3"
    if not path.exists():
        for old in path.parent.glob("national-*"):
            old.unlink()
        making = path.with_suffix(".making")
        fill(f"sqlite:///{making}")
        making.rename(path)
    return f"sqlite:///{path}"


def fill(address: str) -> None:
    """Add the data set to the database at this address, in a separate process."""
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.national"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
        check=True,
    )


def made_from() -> list[Path]:
    """Return the files that determine the content of the database."""
    opportunities = ROOT / "opportunities"
    return [
        Path(__file__),
        opportunities / "search" / "index.py",
        opportunities / "text" / "stems.py",
        opportunities / "text" / "glossary.yaml",
        *ROOT.glob("fixtures/*.yaml"),
        *ROOT.glob("*/migrations/*.py"),
    ]


def _fingerprint() -> str:
    """Return a fingerprint of everything that determines the content of the database."""
    told = hashlib.sha256()
    for path in sorted(made_from()):
        told.update(path.read_bytes())
    return told.hexdigest()[:12]


if __name__ == "__main__":
    publish_all()
