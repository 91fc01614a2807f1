"""Maintain the search entries of grids. They are derived data: `put` rebuilds those of a grid."""

from itertools import batched
from uuid import UUID

from django.db import transaction

from opportunities import store
from opportunities.grid.snapshot import GridSnapshot
from opportunities.models import Grid, Opportunity, SearchEntry, SearchWord
from opportunities.text import stems as words

MOST_READ = 100_000
"""Characters of a line to index. (PostgreSQL indexes no more than a megabyte.)"""


@transaction.atomic
def put(grid: Grid, *, whose: str) -> None:
    """Index the lines of this grid. `whose`: the everyday name of the authority."""
    remove(grid)
    snapshot = store.read(grid)
    entries = _entries(grid, snapshot, whose)
    spelt = {word for line in snapshot.opportunities for word in words.plain_words(line.full_text)}
    SearchEntry.objects.bulk_create(entries)
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, stem=words.stem(word))
            for word in sorted(spelt)
            if len(word) <= words.LONGEST_WORD  # PostgreSQL refuses 2,000 bytes
        ],
        ignore_conflicts=True,
    )


def remove(grid: Grid) -> None:
    """Remove the search entries of this grid."""
    SearchEntry.objects.filter(opportunity__grid=grid).delete()


def delete_unused_words() -> None:
    """Delete the words that no entry has any more, so that none is suggested as a spelling.

    Reads every entry: for the rare case that public content becomes private.
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


def is_up_to_date(grid: Grid, *, whose: str) -> bool:
    """Return whether indexing this grid again would give the same entries.

    It would not after a change of the glossary or of stemming.
    """
    now = {
        (entry.opportunity_id, entry.words, entry.meanings, entry.places)
        for entry in _entries(grid, store.read(grid), whose)
    }
    stored = SearchEntry.objects.filter(opportunity__grid=grid)
    return now == set(stored.values_list("opportunity_id", "words", "meanings", "places"))


def _entries(grid: Grid, snapshot: GridSnapshot, whose: str) -> list[SearchEntry]:
    """Build an unsaved entry for each line."""
    primary_keys = dict(Opportunity.objects.filter(grid=grid).values_list("key", "pk"))
    places = _places(snapshot)
    entries = []
    for line in snapshot.opportunities:
        text = line.full_text[:MOST_READ]
        own = [stem for stem in words.stems(text) if len(stem) <= words.LONGEST_WORD]
        entries.append(
            SearchEntry(
                opportunity_id=primary_keys[line.key],
                words=" ".join(own),
                meanings=" ".join(words.synonym_stems(text)),
                places=" ".join((*words.stems(whose), *places[line.key])),
                length=len(own),
            )
        )
    return entries


def _places(snapshot: GridSnapshot) -> dict[UUID, dict[str, None]]:
    """Map each opportunity to the stems of its stages, in order and without repeats."""
    of_stage = {}
    for stage in snapshot.stages:
        text = f"{stage.name} {stage.family.label} {stage.family.also}"
        of_stage[stage.key] = words.stems(text) + words.synonym_stems(text)
    places: dict[UUID, dict[str, None]] = {line.key: {} for line in snapshot.opportunities}
    for placement in snapshot.placements:
        places[placement.opportunity].update(dict.fromkeys(of_stage[placement.stage]))
    return places
