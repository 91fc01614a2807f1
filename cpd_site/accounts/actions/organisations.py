"""Write organisations, for site staff in the admin and for the register of schools."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import batched

from django.db import IntegrityError, connection, transaction

from cpd_site.accounts import rules
from cpd_site.accounts.actions.register_organisations import (
    RegisterOrganisations,
    free_slugs,
    short_name,
)
from cpd_site.accounts.register import BadRow, ListedSchool
from cpd_site.accounts.signals import organisations_changed
from cpd_site.models import Organisation, OrganisationEvent, OrganisationWords, User

KEPT_UP = (
    *("kind", "name", "short_name", "parent_id", "accent", "urn", "la_code", "trust_code"),
    *("authority_id", "status", "phase", "postcode"),
)

FROM_REGISTER = (
    *("name", "short_name", "status", "phase", "postcode", "authority_id", "parent_id"),
)

KIND = Organisation.Kind.SCHOOL

BATCH = 500
"""Schools compared and written at once."""


class ImportDisturbed(Exception):
    """Raised if somebody else created an organisation that the import was about to create. Nothing
    is changed.
    """


@dataclass(slots=True)
class ImportCounts:
    """The counts of an import. `remaining`: schools here that no row mentions."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    new_trusts: int = 0
    new_authorities: int = 0
    changed_organisations: int = 0
    remaining: int = 0

    @property
    def wrote(self) -> bool:
        return any(
            (
                self.new,
                self.changed,
                self.new_trusts,
                self.new_authorities,
                self.changed_organisations,
            )
        )


@transaction.atomic
def save_organisation(*, organisation: Organisation, by: User) -> None:
    """Save a new or changed organisation.

    Readers see its names and colour on its frameworks' pages, and search finds them by its name.
    """
    rules.demand(rules.may_appoint(by))
    stored = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    before = _values(stored) if stored else {}
    after = _values(organisation)
    if before == after:
        return
    organisation.save()
    OrganisationEvent.objects.create(
        organisation=organisation,
        what=OrganisationEvent.Verb.CHANGED if stored else OrganisationEvent.Verb.CREATED,
        by=by,
        about=organisation.name,
        before={name: value for name, value in before.items() if after[name] != value},
        after={name: value for name, value in after.items() if before.get(name) != value},
    )
    if stored:
        organisations_changed.send(Organisation, organisations=[organisation])


def import_schools(
    *, rows: Iterable[ListedSchool | BadRow], source: str, by: User | None = None
) -> ImportCounts:
    """Import the schools of the national register, with their authorities and trusts.

    Schools are identified by URN. New ones are created, existing ones updated from the register,
    none deleted. A short name that somebody gave stays. The import is one transaction with one
    event that belongs to no organisation, or without an event if nothing changes. `source`
    describes the origin in words. `by` is None for a command. Raises ImportDisturbed.
    """
    if by is not None:
        rules.demand(rules.may_appoint(by))
    try:
        with transaction.atomic():
            counts = _import(rows)
            if counts.wrote:
                _count_anew()
                OrganisationEvent.objects.create(
                    what=OrganisationEvent.Verb.IMPORTED_SCHOOLS,
                    by=by,
                    about=source,
                    after=asdict(counts),
                )
    except IntegrityError as error:
        raise ImportDisturbed(
            "Somebody else changed organisations at the same time. Nothing is changed; try again."
        ) from error
    return counts


def _import(rows: Iterable[ListedSchool | BadRow]) -> ImportCounts:
    counts = ImportCounts()
    organisations = RegisterOrganisations()
    for batch in batched(_usable(rows, counts), BATCH):
        renamed = organisations.make_ready(batch)
        renamed += _bring_in(batch, organisations, counts)
        if renamed:
            organisations_changed.send(Organisation, organisations=renamed)
    counts.new_trusts, counts.new_authorities = (
        organisations.new_trusts,
        organisations.new_authorities,
    )
    counts.changed_organisations = organisations.changed
    here = Organisation.objects.filter(urn__isnull=False).count()
    counts.remaining = here - counts.new - counts.changed - counts.same
    return counts


def _usable(rows: Iterable[ListedSchool | BadRow], counts: ImportCounts) -> Iterator[ListedSchool]:
    for row in rows:
        if isinstance(row, BadRow):
            counts.refused += 1
        else:
            yield row


def _bring_in(
    batch: Collection[ListedSchool], organisations: RegisterOrganisations, counts: ImportCounts
) -> list[Organisation]:
    """Write new and changed schools; return those whose name changed."""
    stored = {
        school.urn: school
        for school in Organisation.objects.filter(urn__in=[listed.urn for listed in batch])
    }
    new, changed, renamed = [], [], []
    for listed in batch:
        school = stored.get(listed.urn)
        if school is None:
            new.append(_take_over(Organisation(kind=KIND, urn=listed.urn), listed, organisations))
            continue
        before = _of_register(school)
        after = _of_register(_take_over(school, listed, organisations))
        if before != after:
            changed.append(school)
        if before["name"] != after["name"]:
            renamed.append(school)
    slugs = free_slugs([_candidates(school) for school in new])
    for school, slug in zip(new, slugs, strict=True):
        school.slug = slug
    _write(new + changed)
    counts.new += len(new)
    counts.changed += len(changed)
    counts.same += len(batch) - len(new) - len(changed)
    return renamed


def _take_over(
    school: Organisation, listed: ListedSchool, organisations: RegisterOrganisations
) -> Organisation:
    """Update a school with the values of the register."""
    if school.short_name in ("", short_name(school.name)):
        school.short_name = short_name(listed.name)
    school.name = listed.name
    if listed.status is not None:
        school.status = listed.status
    if listed.phase is not None:
        school.phase = listed.phase
    if listed.postcode is not None:
        school.postcode = listed.postcode
    if listed.authority is not None:
        school.authority = organisations.authority(listed.authority)
    elif school.authority_id:
        school.authority = organisations.by_pk[school.authority_id]
    if listed.trust is not None:
        school.parent = organisations.trust(listed.trust) or school.authority
    return school


def _candidates(school: Organisation) -> list[tuple[str, ...]]:
    """Return candidates for a slug, the best first; the last is unique."""
    urn = str(school.urn)
    area = [(school.name, school.authority.short_name)] if school.authority else []
    return [(school.name,), *area, (school.name, urn)]


def _write(schools: Collection[Organisation]) -> None:
    """Upsert organisations together with their search terms."""
    if not schools:
        return
    Organisation.objects.bulk_create(
        schools, update_conflicts=True, unique_fields=["id"], update_fields=FROM_REGISTER
    )
    OrganisationWords.objects.bulk_create(
        [OrganisationWords(organisation=each, words=each.search_terms) for each in schools],
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=["words"],
    )


def _count_anew() -> None:
    """Refresh the database's statistics, so that the first search uses the right index."""
    with connection.cursor() as cursor:
        for model in (Organisation, OrganisationWords):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _values(organisation: Organisation) -> dict[str, str | int | None]:
    return {name: getattr(organisation, name) for name in KEPT_UP}


def _of_register(school: Organisation) -> dict[str, str | int | None]:
    return {name: getattr(school, name) for name in FROM_REGISTER}
