"""What is done to organisations. Site staff do it, in the admin."""

from django.db import transaction

from cpd_site.models import Organisation, User
from frameworks import rules, shown
from frameworks.models import Event, Framework
from opportunities.search import index

KEPT_UP = ("kind", "name", "short_name", "parent_id", "accent")


@transaction.atomic
def keep(*, organisation: Organisation, by: User) -> None:
    """Put a new organisation into the database, or what has changed of one.

    Readers see its names and colour on its frameworks' pages, and search finds them by its name.
    """
    rules.demand(rules.may_appoint(by))
    stored = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    before = _values(stored) if stored else {}
    after = _values(organisation)
    if before == after:
        return
    organisation.save()
    Event.objects.create(
        organisation=organisation,
        what="changed" if stored else "created",
        by=by,
        about=organisation.name,
        before={name: value for name, value in before.items() if after[name] != value},
        after={name: value for name, value in after.items() if before.get(name) != value},
    )
    if stored:
        shown.changed()
        for framework in Framework.objects.filter(
            organisation=organisation, current_edition__isnull=False
        ).select_related("current_edition__grid"):
            if framework.current_edition:
                index.take_out(framework.current_edition.grid)
                index.put(framework.current_edition.grid, whose=organisation.short_name)


def _values(organisation: Organisation) -> dict[str, str | int | None]:
    return {name: getattr(organisation, name) for name in KEPT_UP}
