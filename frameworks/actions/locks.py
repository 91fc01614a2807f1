"""Lock a framework and its draft, so that two people do not write them at once."""

from cpd_site.serving.moments import day_and_time
from frameworks.models import Edition, Framework
from opportunities.models import Grid


class NotPublished(Exception):
    """Raised if the draft was not published, and is as it was. The message is a sentence."""


class NoDraft(NotPublished):
    """Raised if the edition is no draft any more: somebody published or discarded it first."""


def lock_framework(pk: int) -> Framework:
    """Lock the framework until the transaction ends, and return it."""
    frameworks = Framework.objects.select_for_update(of=("self",), no_key=True)
    return frameworks.select_related("organisation", "current_edition__grid").get(pk=pk)


def lock_draft(edition: Edition) -> Edition:
    """Lock the framework, the draft and its grid until the transaction ends; return the draft.

    Raises NoDraft if it is none any more. Everything that writes a draft takes the locks in this
    order, which rules out deadlocks. (SQLite has one writer at a time anyway.)
    """
    try:
        framework = lock_framework(edition.framework_id)
    except Framework.DoesNotExist:  # removed with its draft
        raise NoDraft(_what_became_of(None)) from None
    editions = Edition.objects.select_for_update(of=("self",), no_key=True)
    people = ("published_by", *Edition.OF_THE_DATE)
    draft = editions.select_related(*people).filter(pk=edition.pk).order_by().first()
    if draft is None or not draft.is_draft:
        raise NoDraft(_what_became_of(draft))
    draft.framework = framework
    draft.grid = Grid.objects.select_for_update(no_key=True).get(pk=draft.grid_id)
    return draft


def _what_became_of(edition: Edition | None) -> str:
    if edition is None or edition.published_at is None:
        return "There is no draft any more: it was discarded meanwhile, or its framework removed."
    by = f" by {edition.published_by}" if edition.published_by else ""
    at = day_and_time(edition.published_at)
    return f"This draft is published already: {edition.name}, on {at}{by}."
