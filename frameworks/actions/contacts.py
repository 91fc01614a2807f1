"""The contact of a framework: whom readers can ask."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from cpd_site.models import User
from cpd_site.serving import site_version
from frameworks import rules
from frameworks.actions.editing import Stale
from frameworks.actions.locks import lock_framework
from frameworks.models import Event, Framework
from frameworks.models.framework import CONTACT


@transaction.atomic
def change_contact(
    *, framework: Framework, by: User, seen: Mapping[str, str], **values: str
) -> Framework:
    """Set `contact_name`, `contact_email` and `contact_phone`.

    `seen` holds the values that the person saw: raises Stale if they are others by now. Readers
    see the contact at once, since it belongs to the framework, not to an edition.
    """
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_edit(by, locked))
    before = locked.contact_fields
    if before != dict(seen):
        raise Stale(UUID(int=0))
    after = before | values
    if after == before:
        return locked
    for name in CONTACT:
        setattr(locked, name, after[name])
    locked.save(update_fields=CONTACT)
    if locked.current_edition:
        site_version.bump(public=not locked.is_private)
    Event.objects.create(
        by=by,
        what=Event.Verb.CHANGED_THE_CONTACT,
        framework=locked,
        about=locked.title,
        before=before,
        after=after,
    )
    return locked
