"""Keeps the search entries of grids. They are derived: `put` makes those of one grid anew."""

from functools import cache
from itertools import batched
from uuid import UUID

from django.db import transaction

from opportunities import glossary, store
from opportunities.models import Grid, Opportunity, SearchEntry, SearchWord
from opportunities.search import words
from opportunities.snapshot import GridSnapshot

LONGEST_WORD = 80


@transaction.atomic
def put(grid: Grid, *, whose: str) -> None:
    """Make the lines of this grid findable. `whose` is the authority, as people call it."""
    take_out(grid)
    snapshot = store.read(grid)
    primary_keys = dict(Opportunity.objects.filter(grid=grid).values_list("key", "pk"))
    places = _places(snapshot)
    entries = []
    spelt: set[str] = set()
    for line in snapshot.opportunities:
        text = "\n".join((line.text, *line.details))
        own = words.stems(text)
        entries.append(
            SearchEntry(
                opportunity_id=primary_keys[line.key],
                words=" ".join(own),
                meanings=" ".join(words.said_otherwise(text, _things())),
                places=" ".join((*words.stems(whose), *places[line.key])),
                length=len(own),
            )
        )
        spelt.update(words.plain_words(text))
    SearchEntry.objects.bulk_create(entries)
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, stem=words.stem(word))
            for word in sorted(spelt)
            if len(word) <= LONGEST_WORD
        ],
        ignore_conflicts=True,
    )


def take_out(grid: Grid) -> None:
    """Nothing of this grid is found any more."""
    SearchEntry.objects.filter(opportunity__grid=grid).delete()


def forget_words() -> None:
    """Forget the words that no entry holds any more, so that none is offered as a right spelling.

    Reads every entry: for the rare time when what was open to all is so no longer.
    """
    held: set[str] = set()
    for stems in SearchEntry.objects.values_list("words", flat=True).iterator():
        held.update(stems.split())
    known = SearchWord.objects.values_list("word", "stem")
    gone = [word for word, stem in known.iterator() if stem not in held]
    for few in batched(gone, 500):
        SearchWord.objects.filter(word__in=few).delete()


def is_in(grid: Grid) -> bool:
    return SearchEntry.objects.filter(opportunity__grid=grid).exists()


def _places(snapshot: GridSnapshot) -> dict[UUID, dict[str, None]]:
    """For each opportunity, the stems of the stages where it stands, each once, in their order."""
    of_stage = {}
    for stage in snapshot.stages:
        text = f"{stage.name} {stage.family.label}"
        of_stage[stage.key] = words.stems(text) + words.said_otherwise(text, _things())
    places: dict[UUID, dict[str, None]] = {line.key: {} for line in snapshot.opportunities}
    for placement in snapshot.placements:
        places[placement.opportunity].update(dict.fromkeys(of_stage[placement.stage]))
    return places


@cache
def _things() -> tuple[words.Names, ...]:
    """What the glossary names, by all its names."""
    return tuple(
        words.names((*entry.printed, entry.meaning, *entry.alike)) for entry in glossary.entries()
    )
