"""Find a school by name, postcode or URN, and what to do there next.

`cpd_site.words` prepares the words; the index of either database answers.
"""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Case, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from cpd_site import words
from cpd_site.models import Membership, Organisation, User

POSTGRESQL = "SELECT organisation_id FROM cpd_site_organisationwords WHERE vector @@ %s::tsquery"
SQLITE = "SELECT rowid FROM cpd_site_organisationindex WHERE cpd_site_organisationindex MATCH %s"


PAGE = 20
MOST = 2_000


@dataclass(frozen=True, slots=True)
class FoundSchool:
    """A school that was found, and this person's relation to it."""

    school: Organisation
    belongs: bool  # this person is a member
    is_looked_after: bool  # somebody who can sign in manages it

    @property
    def may_be_asked(self) -> bool:
        """Whether they may request a role in it."""
        return not self.school.is_closed and not (self.belongs and self.is_looked_after)

    @property
    def trust(self) -> Organisation | None:
        """Its trust."""
        above = self.school.parent
        return above if above and above.kind == Organisation.Kind.TRUST else None

    @property
    def authority(self) -> Organisation | None:
        """The authority it belongs to, or in whose area it is."""
        return self.school.authority or (None if self.trust else self.school.parent)


def named(typed: str) -> Organisation | None:
    """Return the organisation with this URN or slug."""
    typed = typed.strip()
    by = {"urn": int(typed)} if typed.isdecimal() and len(typed) < 10 else {"slug": typed}
    return Organisation.objects.filter(**by).first()


def find(typed: str, among: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Find schools that match every word or prefix; none for an empty query."""
    terms = words.search_words(typed)
    if not terms:
        return among.none()
    if connection.vendor == "postgresql":
        matching = RawSQL(POSTGRESQL, [" & ".join(map(_for_postgresql, terms))])  # noqa: S611
    else:
        matching = RawSQL(SQLITE, [" AND ".join(map(_for_sqlite, terms))])  # noqa: S611
    return among.filter(pk__in=matching)


def best_first(typed: str) -> QuerySet[Organisation]:
    """Return the matching schools, names that begin so first, closed ones last."""
    begins = " ".join(words.words(typed[: words.LONGEST]))
    return (
        find(typed, Organisation.objects.filter(kind=Organisation.Kind.SCHOOL))
        .alias(
            last=Case(When(status=Organisation.Status.CLOSED, then=Value(1)), default=Value(0)),
            later=Case(When(words__words__startswith=begins, then=Value(0)), default=Value(1)),
        )
        .order_by("last", "later", "name", "pk")
    )


def page(typed: str, number: str) -> Page[Organisation] | None:
    """Return that page, or the nearest; None if more than MOST schools match.

    So many are neither counted nor sorted: nobody would read them.
    """
    schools = best_first(typed)
    count = schools.order_by()[: MOST + 1].count()
    if count > MOST:
        return None
    paginator = Paginator(schools.select_related("authority", "parent", "successor"), PAGE)
    paginator.count = count
    return paginator.get_page(number)


def as_found(page: Page[Organisation], person: User) -> list[FoundSchool]:
    """Return the schools of a page with this person's relation to each, in two more queries."""
    schools = list(page)
    roles = Membership.objects.filter(organisation__in=schools)
    managed = roles.filter(role=Membership.Role.MANAGER, user__is_active=True)
    looked_after = set(managed.values_list("organisation", flat=True))
    belongs = set(roles.filter(user=person).values_list("organisation", flat=True))
    return [FoundSchool(each, each.pk in belongs, each.pk in looked_after) for each in schools]


def _for_sqlite(term: str) -> str:
    return f'"{term}"{"*" if _may_go_on(term) else ""}'


def _for_postgresql(term: str) -> str:
    return f"'{term}'{':*' if _may_go_on(term) else ''}"


def _may_go_on(term: str) -> bool:
    """Return whether the term may match as a prefix. Terms have only letters and digits, so that
    they contain no operator of the index.
    """
    return len(term) >= words.SHORTEST_BEGINNING or any(map(str.isdigit, term))
