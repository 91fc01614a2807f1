"""The authorities and trusts of imported schools, and slugs for all three.

Part of `organisations.import_schools`: it writes inside that action's transaction.
"""

import textwrap
from collections.abc import Collection, Iterable, Sequence

from django.utils.text import slugify

from cpd_site.accounts.register import NO_ORGANISATION, ListedOrganisation, ListedSchool
from cpd_site.models import Organisation, OrganisationWords

Kind = Organisation.Kind

LONGEST_SLUG = 80
LONGEST_SHORT = 80


class RegisterOrganisations:
    """All authorities and trusts, held in memory: a few thousand.

    An authority is identified by its LA code, or by name if it has no code yet, and then gets it.
    Its names are its own and stay. A trust is identified by its code and named by the register; the
    first row of a file that names it counts.
    """

    def __init__(self) -> None:
        self.new_trusts = self.new_authorities = self.changed = 0
        self.by_pk: dict[int, Organisation] = {}
        self._authorities: dict[str, Organisation] = {}
        self._trusts: dict[str, Organisation] = {}
        self._without_code: dict[str, Organisation] = {}
        self._named: set[str] = set()
        for organisation in Organisation.objects.filter(kind__in=[Kind.AUTHORITY, Kind.TRUST]):
            self._remember(organisation)

    def authority(self, body: ListedOrganisation) -> Organisation | None:
        return None if body == NO_ORGANISATION else self._authorities[body.code]

    def trust(self, body: ListedOrganisation) -> Organisation | None:
        return None if body == NO_ORGANISATION else self._trusts[body.code]

    def make_ready(self, batch: Iterable[ListedSchool]) -> list[Organisation]:
        """Create those that these schools name and that are missing. Return the renamed ones."""
        new: dict[tuple[str, str], Organisation] = {}
        recoded, renamed = [], []
        for listed in batch:
            area, trust = listed.authority or NO_ORGANISATION, listed.trust or NO_ORGANISATION
            if area != NO_ORGANISATION and area.code not in self._authorities:
                if known := self._without_code.pop(area.name.casefold(), None):
                    known.la_code = area.code
                    self._authorities[area.code] = known
                    recoded.append(known)
                else:
                    new.setdefault((Kind.AUTHORITY, area.code), _authority(area))
            if trust == NO_ORGANISATION or trust.code in self._named:
                continue
            self._named.add(trust.code)
            if (here := self._trusts.get(trust.code)) is None:
                new[Kind.TRUST, trust.code] = _trust(trust)
            elif here.name != trust.name:
                _rename(here, trust.name)
                renamed.append(here)
        self._make(list(new.values()))
        self._update(recoded + renamed)
        return renamed

    def _make(self, organisations: Sequence[Organisation]) -> None:
        wanted = [
            [(organisation.name,), (organisation.name, _code(organisation))]
            for organisation in organisations
        ]
        for organisation, slug in zip(organisations, free_slugs(wanted), strict=True):
            organisation.slug = slug
        Organisation.objects.bulk_create(organisations)
        OrganisationWords.objects.bulk_create(
            OrganisationWords(organisation=organisation, words=organisation.search_terms)
            for organisation in organisations
        )
        for organisation in organisations:
            self._remember(organisation)
        trusts = sum(organisation.kind == Kind.TRUST for organisation in organisations)
        self.new_trusts += trusts
        self.new_authorities += len(organisations) - trusts

    def _update(self, organisations: Sequence[Organisation]) -> None:
        """Update one by one: an authority gets its code once, and trusts are seldom renamed."""
        for organisation in organisations:
            organisation.save()
        self.changed += len(organisations)

    def _remember(self, organisation: Organisation) -> None:
        self.by_pk[organisation.pk] = organisation
        if organisation.kind == Kind.TRUST:
            if organisation.trust_code:
                self._trusts[organisation.trust_code] = organisation
        elif organisation.la_code:
            self._authorities[organisation.la_code] = organisation
        else:
            self._without_code.setdefault(organisation.short_name.casefold(), organisation)
            self._without_code.setdefault(organisation.name.casefold(), organisation)


def short_name(name: str) -> str:
    """Derive a short name, until somebody gives a better one."""
    return (
        name
        if len(name) <= LONGEST_SHORT
        else textwrap.shorten(name, LONGEST_SHORT, placeholder="…")
    )


def free_slugs(wanted: Sequence[Collection[tuple[str, ...]]]) -> list[str]:
    """Return for each the first free slug of those that can be made from these words.

    If all are taken, number the last one. Needs one query otherwise.
    """
    candidates = [[_slug(*words) for words in each] for each in wanted]
    every = [slug for each in candidates for slug in each]
    taken = set(Organisation.objects.filter(slug__in=every).values_list("slug", flat=True))
    slugs = []
    for each in candidates:
        slug = next((slug for slug in each if slug not in taken), "")
        number = 1
        while not slug:
            number += 1
            numbered = _slug(each[-1], str(number))
            if numbered not in taken and not Organisation.objects.filter(slug=numbered).exists():
                slug = numbered
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _slug(name: str, *more: str) -> str:
    """Return the slug of a name, cut if too long, and of what distinguishes it."""
    end = "".join(f"-{slugify(each)}" for each in more)
    begin = slugify(name) or "organisation"
    return begin[: LONGEST_SLUG - len(end)].rstrip("-") + end


def _authority(body: ListedOrganisation) -> Organisation:
    return Organisation(
        kind=Kind.AUTHORITY, la_code=body.code, name=body.name, short_name=short_name(body.name)
    )


def _trust(body: ListedOrganisation) -> Organisation:
    return Organisation(
        kind=Kind.TRUST, trust_code=body.code, name=body.name, short_name=short_name(body.name)
    )


def _rename(organisation: Organisation, name: str) -> None:
    if organisation.short_name == short_name(organisation.name):
        organisation.short_name = short_name(name)
    organisation.name = name


def _code(organisation: Organisation) -> str:
    return organisation.la_code or organisation.trust_code
