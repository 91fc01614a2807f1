"""Remove a framework of which nothing was ever published, with all that belongs to it."""

from django.db import transaction
from django.db.models import Q

from cpd_site.accounts.actions import people
from cpd_site.models import OrganisationEvent, User
from frameworks import rules
from frameworks.actions.locks import lock_framework
from frameworks.models import Framework, Import, Reason
from opportunities.models import Grid


@transaction.atomic
def remove(*, framework: Framework, by: User) -> None:
    """Delete the framework, its drafts with their comments and previews, its imports and history.

    The event is one of its organisation, which stays. A question why a line was reworded that
    only this framework asked goes unless it was answered. Raises Refused, and
    Framework.DoesNotExist if somebody removed it first.
    """
    locked = lock_framework(framework.pk)
    rules.demand(rules.may_remove(by, locked))
    people.record(
        locked.organisation,
        OrganisationEvent.Verb.REMOVED_FRAMEWORK,
        by,
        about=locked.title,
        before={"slug": locked.slug, "created_at": locked.created_at.isoformat()},
    )
    Import.objects.filter(Q(framework=locked) | Q(draft__framework=locked)).delete()
    asked = list(Reason.objects.filter(text="", asked__copy=locked).values_list("pk", flat=True))
    grids = list(locked.editions.values_list("grid", flat=True))
    locked.delete()
    Reason.objects.filter(pk__in=asked, asked=None).delete()
    Grid.objects.filter(pk__in=grids).delete()
