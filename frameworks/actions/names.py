"""The name of a framework, which it has on the desk, in lists and in mails."""

from django.db import transaction

from cpd_site.models import User
from cpd_site.serving import site_version
from frameworks import rules
from frameworks.actions import editing
from frameworks.actions.drafts import newest_edition
from frameworks.actions.locks import lock_framework
from frameworks.models import Event, Framework


class RenamedMeanwhile(Exception):
    """Raised if the framework has another name by now than the person saw."""


@transaction.atomic
def rename(*, framework: Framework, by: User, seen: str, title: str) -> Framework:
    """Give the framework another name. Its address and the titles of its editions stay.

    Where nothing was published yet, the title of its draft follows if it was the same. Raises
    RenamedMeanwhile if the name is no longer `seen`.
    """
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_rename(by, locked))
    before = locked.title
    if before != seen:
        raise RenamedMeanwhile
    if title == before:
        return locked
    locked.title = title
    locked.save(update_fields=["title"])
    if locked.current_edition:
        site_version.bump(public=not locked.is_private)
    Event.objects.create(
        by=by,
        what=Event.Verb.GAVE_A_NAME,
        framework=locked,
        about=title,
        before={"title": before},
        after={"title": title},
    )
    draft = locked.editions.drafts().first()
    if draft and draft.title == before and newest_edition(locked) is None:
        editing.change_front_page(edition=draft, by=by, seen=draft.front_page, title=title)
    return locked
