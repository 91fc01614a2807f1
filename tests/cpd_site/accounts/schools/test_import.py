"""`manage.py import_schools`: what it makes, changes and leaves, and what it says."""

import re

import pytest
from django.db import IntegrityError, transaction

from cpd_site.accounts import schools
from cpd_site.accounts.actions import organisations
from cpd_site.accounts.register import BadRow, ListedSchool
from cpd_site.models import Membership, Organisation, OrganisationEvent, OrganisationWords
from frameworks import rules
from frameworks.actions import drafts
from tests.builders import grid, published
from tests.cpd_site.accounts.schools.importing import school
from tests.factories import OrganisationFactory, UserFactory, member
from tests.register_file import row, rows

pytestmark = pytest.mark.django_db


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organisation, OrganisationWords, OrganisationEvent)
    ]


def test_a_school_is_made_with_what_the_register_says(run):
    said = run([row()])

    made = school()
    assert (made.kind, made.name, made.short_name) == (
        *("school", "Thornbeck Primary School", "Thornbeck Primary School"),
    )
    assert (made.slug, made.postcode, made.status, made.phase) == (
        *("thornbeck-primary-school", "PR1 8RJ", "open", "Primary"),
    )
    assert "Schools: 1 new, 0 changed, 0 as they were." in said


def test_it_belongs_to_the_authority_that_is_here_by_name(run):
    run([row()])

    lancashire = Organisation.objects.get(slug="lancashire")
    assert lancashire.name == "Lancashire County Council"
    assert lancashire.la_code == "888"
    assert school().parent == school().authority == lancashire


@pytest.mark.parametrize("name", ["Cambridgeshire", "Hampshire", "Lancashire", "Torbay", "Wigan"])
def test_each_of_the_five_is_known(run, name):
    run([row(LA_code="123", LA_name=name)])

    assert school().authority.frameworks.exists()


def test_an_authority_that_is_not_here_is_made_without_a_framework(run):
    run([row(LA_code="878", LA_name="Devon"), row(URN="100002", LA_code="878", LA_name="Devon")])

    devon = Organisation.objects.get(la_code="878")
    assert (devon.kind, devon.name, devon.slug) == ("authority", "Devon", "devon")
    assert not devon.frameworks.exists()
    assert devon.schools.count() == 2


def test_two_authorities_of_one_name_are_told_apart_by_their_code(run):
    run(
        [
            row(LA_code="835", LA_name="Dorset"),
            row(URN="100002", LA_code="838", LA_name="Dorset"),
        ]
    )

    slugs = Organisation.objects.filter(name="Dorset").order_by("la_code")
    assert [each.slug for each in slugs] == ["dorset", "dorset-838"]


def test_an_authority_keeps_the_name_it_gave_itself(run):
    run([row()])

    run([row(LA_name="Lancashire (new)")])

    assert school().authority.name == "Lancashire County Council"


def test_a_school_of_a_trust_belongs_to_it_and_keeps_its_authority(run):
    run(
        [
            row(Trusts_code="5000", Trusts_name="THE THORN TRUST"),
            row(URN="100002", Trusts_code="5000", Trusts_name="THE THORN TRUST"),
        ]
    )

    trust = Organisation.objects.get(trust_code="5000")
    assert (trust.kind, trust.name, trust.parent) == ("trust", "THE THORN TRUST", None)
    assert school().parent == trust
    assert school().authority.slug == "lancashire"
    assert trust.children.count() == 2


def test_a_school_leaves_and_joins_a_trust(run):
    run([row(Trusts_code="5000", Trusts_name="T")])
    run([row()])
    assert school().parent.slug == "lancashire"

    run([row(Trusts_code="6000", Trusts_name="Another")])

    assert school().parent.name == "Another"
    assert Organisation.objects.filter(trust_code="5000").exists()


def test_a_trust_takes_its_new_name(run):
    run([row(Trusts_code="5000", Trusts_name="OLD TRUST")])

    said = run([row(Trusts_code="5000", Trusts_name="NEW TRUST")])

    trust = Organisation.objects.get(trust_code="5000")
    assert (trust.name, trust.short_name, trust.slug) == ("NEW TRUST", "NEW TRUST", "old-trust")
    assert "Of both, 1 changed." in said


def test_running_twice_changes_nothing_and_says_so(run):
    listed = list(rows(60))
    run(listed)
    before = everything()

    said = run(listed)

    assert everything() == before
    assert "Nothing is new: 60 schools are as they were." in said


def test_names_and_statuses_are_brought_up_to_date_and_addresses_stay(run):
    run([row()])
    pk = school().pk

    said = run([row(EstablishmentName="Thornbeck Academy", EstablishmentStatus_name="Closed")])

    changed = school()
    assert (changed.pk, changed.name, changed.short_name) == (
        *(pk, "Thornbeck Academy", "Thornbeck Academy"),
    )
    assert (changed.status, changed.slug) == ("closed", "thornbeck-primary-school")
    assert "Schools: 0 new, 1 changed, 0 as they were." in said
    assert list(schools.best_first("thornbeck academy")) == [changed]
    assert list(schools.best_first("thornbeck primary")) == []


def test_a_short_name_and_a_colour_that_somebody_gave_stay(run):
    run([row()])
    Organisation.objects.filter(urn=119500).update(short_name="Thornbeck", accent="plum")

    run([row(EstablishmentName="Thornbeck Academy")])

    assert (school().short_name, school().accent) == ("Thornbeck", "plum")


def test_a_school_that_was_here_with_its_urn_is_the_same(run):
    here = OrganisationFactory.create(kind="school", name="Thornbeck", slug="thornbeck", urn=119500)

    run([row()])

    assert school() == here
    assert school().slug == "thornbeck"


def test_nothing_is_deleted_and_what_is_not_in_the_file_is_counted(run):
    run([row(), row(URN="100002")])

    said = run([row()])

    assert Organisation.objects.filter(urn=100002).exists()
    assert "no usable row tells of: 1." in said


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE cpd_site_organisation; --",
        '" OR 1=1 "',
        "=HYPERLINK(1)",
        "../../etc",
        "{{ user.email }}",
        "!!!",
    ],
)
def test_a_hostile_name_is_a_name(run, hostile):
    run([row(EstablishmentName=hostile, Trusts_code="5000", Trusts_name=hostile)])

    assert school().name == school().parent.name == hostile
    assert re.fullmatch(r"[a-z0-9_-]+", school().slug)


def test_addresses_are_readable_and_each_has_its_own(run):
    name = {"EstablishmentName": "St Mary's School"}
    run(
        [
            row(URN="100001", **name),
            row(URN="100002", **name),
            row(URN="100003", **name),
            row(URN="100004", EstablishmentName="x" * 190),
            row(URN="100005", EstablishmentName="x" * 191),
            row(URN="100006", EstablishmentName="???"),
            row(URN="100007", **name, LA_code="880", LA_name="Torbay"),
        ]
    )

    slugs = [school(100000 + number).slug for number in range(1, 8)]
    assert slugs == [
        "st-marys-school",
        "st-marys-school-lancashire",
        "st-marys-school-100003",
        "x" * 80,
        "x" * 69 + "-lancashire",
        "organisation",
        "st-marys-school-torbay",
    ]


def test_an_address_that_somebody_has_is_not_taken(run):
    for slug in ("thornbeck-primary-school", "thornbeck-primary-school-119500"):
        OrganisationFactory.create(slug=slug)
    OrganisationFactory.create(slug="thornbeck-primary-school-lancashire")

    run([row()])

    assert school().slug == "thornbeck-primary-school-119500-2"


def test_an_import_is_one_event_with_its_numbers(run):
    run([row(), row(URN="100002"), row(URN="1")])

    event = OrganisationEvent.objects.get(what="imported schools")
    assert (event.by, event.organisation) == (None, None)
    assert event.about == "edubasealldata20261122.csv"
    assert (event.after["new"], event.after["refused"]) == (2, 1)
    assert "the site imported schools" in str(event)


def test_a_new_name_is_what_readers_find(run):
    run([row()])
    edition = published(grid({("NQT", "School"): ["Join in"]}), slug="own")
    edition.framework.organisation = school()
    edition.framework.save()

    run([row(EstablishmentName="Zebra Academy")])

    entry = edition.grid.opportunity_set.get().search_entry
    assert "zebra" in entry.places


def test_somebody_without_the_right_imports_nothing():
    with pytest.raises(rules.Refused):
        organisations.import_schools(rows=[], source="x", by=UserFactory.create())


def test_site_staff_may_import():
    staff = UserFactory.create(is_staff=True)
    listed = ListedSchool(2, 119500, "Thornbeck", "open", "", "", None, None)

    grid_index = organisations.import_schools(rows=[listed, BadRow(3, "x")], source="x", by=staff)

    assert (grid_index.new, grid_index.refused) == (1, 1)
    assert OrganisationEvent.objects.get(what="imported schools").by == staff


def test_an_import_that_breaks_changes_nothing():
    listed = [ListedSchool(2, 119500, "Thornbeck", "open", "", "", None, None)] * 2

    with pytest.raises(organisations.ImportDisturbed), transaction.atomic():
        organisations.import_schools(rows=listed, source="x")

    assert not Organisation.objects.filter(urn=119500).exists()
    assert not OrganisationEvent.objects.filter(what="imported schools").exists()


def test_a_code_is_of_one_organisation_and_of_its_kind():
    OrganisationFactory.create(kind="school", urn=119500)
    OrganisationFactory.create(kind="trust", trust_code="5000")
    OrganisationFactory.create(kind="authority", la_code="888")

    for wrong in (
        {"kind": "school", "urn": 119500},
        {"kind": "trust", "trust_code": "5000"},
        {"kind": "authority", "la_code": "888"},
        {"kind": "trust", "urn": 100001},
        {"kind": "school", "la_code": "1"},
        {"kind": "authority", "trust_code": "1"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationFactory.create(**wrong)


def test_a_closed_school_begins_nothing_new_and_keeps_what_it_has(run, client):
    run([row()])
    editor = member(school(), Membership.Role.EDITOR)
    edition = drafts.start_framework(organisation=school(), by=editor, title="Ours")
    run([row(EstablishmentStatus_name="Closed")])
    client.force_login(editor)

    with pytest.raises(rules.Refused, match="has closed"):
        drafts.start_framework(organisation=school(), by=editor, title="Another")

    assert client.get(f"/desk/organisations/{school().slug}/frameworks/new/").status_code == 403
    assert "Start a new framework" not in client.get("/desk/").content.decode()
    assert client.get(f"/desk/{edition.framework.slug}/draft/").status_code == 200
