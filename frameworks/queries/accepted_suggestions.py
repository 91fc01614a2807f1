"""Find accepted suggestions whose line a later edition dropped. Computed, not stored."""

from collections.abc import Collection

from frameworks.models import Edition, Framework, Suggestion
from opportunities import store
from opportunities.editing import suggestions as suggesting


def dropped(suggestions: Collection[Suggestion]) -> dict[int, Edition]:
    """Map accepted suggestions, by primary key, to the edition that no longer has their line.

    Looks in the draft that took the line until it is published, then in the current edition as
    readers see it. Fetch `change__edition__grid` with the suggestions. Eight queries at most, and
    none if no suggestion was accepted.
    """
    taken = [one for one in suggestions if one.is_taken and one.change and one.change.edition]
    if not taken:
        return {}
    frameworks = Framework.objects.select_related("current_edition__grid")
    current = {
        framework.pk: framework.current_edition
        for framework in frameworks.filter(pk__in={one.to_id for one in taken})
    }
    looked_at = {one: edition for one in taken if (edition := _to_look_at(one, current[one.to_id]))}
    grids = store.read_all_visible({edition.grid for edition in looked_at.values()})
    return {
        one.pk: edition
        for one, edition in looked_at.items()
        if not suggesting.is_in(grids[edition.grid_id], one.made)
    }


def is_dropped(suggestion: Suggestion) -> bool:
    """Return whether this suggestion was accepted and its line is no longer in the grid."""
    return suggestion.pk in dropped([suggestion])


def _to_look_at(suggestion: Suggestion, current: Edition | None) -> Edition | None:
    """Return the edition to look in; None if the accepting one and all later are withdrawn."""
    took = suggestion.change.edition if suggestion.change else None
    if took is None or took.status == Edition.Status.DRAFT:
        return took
    return current if current and current.number >= took.number else None
