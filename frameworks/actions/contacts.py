"""Editors say whom readers can ask about a framework."""

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
    """Its `contact_name`, `contact_email` and `contact_phone`; `seen` is what the person saw there.

    Readers get it at once: it belongs to the framework, not to an edition. Raises Stale.
    """
    held = lock_framework(framework.pk)
    rules.demand(rules.may_edit(by, held))
    before = held.contact_fields
    if before != dict(seen):
        raise Stale(UUID(int=0))
    after = before | values
    if after == before:
        return held
    for name in CONTACT:
        setattr(held, name, after[name])
    held.save(update_fields=CONTACT)
    if held.current_edition:
        site_version.bump(public=not held.is_private)
    Event.objects.create(
        by=by,
        what=Event.Verb.CHANGED_THE_CONTACT,
        framework=held,
        about=held.title,
        before=before,
        after=after,
    )
    return held
