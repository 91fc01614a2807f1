"""Finding a school: what matches, in which order, and what the page tells whom."""

import html
from io import StringIO

import pytest
from django.core.management import call_command

from cpd_site.accounts import schools
from cpd_site.models import Membership, Organisation
from tests.factories import OrganisationFactory, UserFactory, member
from tests.frameworks.reading.test_html import check
from tests.register_file import rows, write

Role = Membership.Role
Status = Organisation.Status

pytestmark = pytest.mark.django_db


def school(name="Thornbeck Primary School", **more) -> Organisation:
    made: Organisation = OrganisationFactory.create(
        kind="school", name=name, short_name=name, **more
    )
    return made


@pytest.fixture
def ann(client):
    ann = UserFactory.create(email="ann@example.org")
    client.force_login(ann)
    return ann


def found(typed) -> list[str]:
    return [each.name for each in schools.best_first(typed)]


def text(client, query="") -> str:
    response = client.get(f"/desk/schools/{query}")
    assert response.status_code == 200
    page = response.content.decode()
    check(page)
    return " ".join(html.unescape(page).split())


@pytest.mark.parametrize(
    "typed",
    [
        *("thornbeck", "THORNBECK primary", "primary thornb", "thornbeck c of e", "PR1 8RJ"),
        *("pr18rj", "pr1", "119500", "thornbeck lancashire", "st thornbeck", "PR1 8"),
    ],
)
def test_a_school_is_found_by_what_is_known_of_it(typed):
    lancashire = Organisation.objects.get(slug="lancashire")
    name = "St. Thornbeck’s and All Thornbeck Church of England Primary School"
    school(name, postcode="PR1 8RJ", urn=119500, authority=lancashire)
    school("Another", postcode="TQ2 7AS", urn=119501)

    assert found(typed) == [name]


@pytest.mark.parametrize("typed", ["BFPO 26", "bfpo26", "26 bfpo", "bfpo", "BFPO  26 thornbeck"])
def test_a_school_abroad_is_found_by_the_number_of_its_post(typed):
    school(postcode="BFPO 26", urn=132400)
    school("Another", postcode="TQ2 7AS", urn=119501)

    assert found(typed) == ["Thornbeck Primary School"]


@pytest.mark.parametrize(
    "typed", ["", "!!", "the", "zebra", "thornbeck zebra", "hornbeck", '"', "*"]
)
def test_what_matches_nothing_finds_nothing(typed):
    school()

    assert found(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        *("thornbeck' | 'x", 'thornbeck" OR "x', "thornbeck & !x", "thornbeck NEAR x"),
        *("thornbeck:*", "NOT thornbeck", "thornbeck\\", "thornbeck%", "{words}: thornbeck"),
    ],
)
def test_no_operator_of_an_index_gets_through(typed):
    school()

    assert len(found(typed)) <= 1


def test_names_that_begin_so_come_first_and_closed_schools_last():
    for name, status in [
        ("Abbey Park School", Status.OPEN),
        ("Park School", Status.CLOSED),
        ("Park School", Status.OPEN),
        ("Park Infants", Status.CLOSING),
    ]:
        school(name, status=status)

    assert [(each.name, each.status) for each in schools.best_first("park")] == [
        ("Park Infants", "closing"),
        ("Park School", "open"),
        ("Abbey Park School", "open"),
        ("Park School", "closed"),
    ]


def test_only_schools_are_schools():
    OrganisationFactory.create(kind="trust", name="Thornbeck Trust")

    assert found("thornbeck") == []


def test_a_new_name_is_found_and_the_old_one_is_not():
    made = school()
    made.name = made.short_name = "Zebra School"
    made.save()

    assert found("zebra") == ["Zebra School"]
    assert found("thornbeck") == []


def test_what_is_deleted_is_not_found():
    school().delete()

    assert found("thornbeck") == []


def test_the_page_is_for_people_who_are_signed_in(client):
    response = client.get("/desk/schools/?q=park")

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/desk/schools/")


def test_an_empty_desk_leads_there(client, ann):
    assert b'href="/desk/schools/"' in client.get("/desk/").content


def test_the_page_first_only_asks(client, ann):
    page = text(client)

    assert "Its name, postcode or URN" in page
    assert "match" not in page


def test_a_school_is_shown_with_its_authority_trust_and_status(client, ann):
    area = OrganisationFactory.create(short_name="Thornshire")
    trust = OrganisationFactory.create(kind="trust", short_name="Thorn Trust")
    school(urn=119500, postcode="PR1 8RJ", status=Status.CLOSING, parent=trust, authority=area)

    page = text(client, "?q=thornbeck")

    assert "In Thornshire. Part of the trust Thorn Trust." in page
    assert "PR1 8RJ, URN 119500, open, but proposed to close" in page


def test_a_school_made_by_hand_shows_the_authority_above_it(client, ann):
    school(parent=OrganisationFactory.create(short_name="Thornshire"))

    page = text(client, "?q=thornbeck")

    assert "In Thornshire." in page
    assert "not in the national register" in page


def test_a_stranger_learns_that_somebody_manages_it_but_not_who(client, ann):
    member(school(), Role.MANAGER, name="Hana Holt", email="hana@thornbeck.example")

    page = text(client, "?q=thornbeck")

    assert "Somebody looks after it</p>" in page
    assert "ask them to invite ann@example.org" in page
    assert "Hana" not in page
    assert "hana@" not in page


@pytest.mark.parametrize(
    ("role", "is_active"), [(Role.PUBLISHER, True), (Role.READER, True), (Role.MANAGER, False)]
)
def test_without_a_manager_who_can_sign_in_nobody_looks_after_it(client, ann, role, is_active):
    member(school(), role, is_active=is_active)

    page = text(client, "?q=thornbeck")

    assert "Nobody looks after it yet</p>" in page


def test_a_member_is_led_to_the_desk(client, ann):
    Membership.objects.create(user=ann, organisation=school(), role=Role.READER)

    assert 'You belong to it: see <a href="/desk/">' in text(client, "?q=thornbeck")


def test_a_closed_school_is_not_offered(client, ann):
    member(school(status=Status.CLOSED), Role.MANAGER)

    page = text(client, "?q=thornbeck")

    assert "Closed: look for the school that took its place" in page
    assert "Somebody looks after it</p>" not in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?q=zebra", "No school matches"),
        ("?q=", "Enter a word of its name"),
        ("?q=%21%21", "Enter a word of its name"),
        ("?q=%00", "Take out the null character"),
        (f"?q={'x' * 201}", "Use at most 200 characters"),
        ("?q=%3Cscript%3Ealert(1)%3C/script%3E", "No school matches"),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_do(client, ann, query, said):
    page = text(client, query)

    assert said in page
    assert "<script>alert(1)" not in client.get(f"/desk/schools/{query}").content.decode()


def test_a_name_with_markup_is_shown_as_written(client, ann):
    trust = OrganisationFactory.create(kind="trust", short_name="<script>alert(2)</script>")
    school("<script>alert(1)</script> Thornbeck", parent=trust)

    page = client.get("/desk/schools/?q=thornbeck").content

    assert b"&lt;script&gt;alert(1)" in page
    assert b"<script>alert" not in page


@pytest.mark.parametrize(
    ("number", "shown"), [("1", 1), ("2", 2), ("99", 2), ("0", 2), ("-1", 2), ("x", 1), ("", 1)]
)
def test_every_page_number_leads_to_a_page(client, ann, number, shown):
    for count in range(schools.PAGE + 1):
        school(f"Thornbeck {count}")

    page = text(client, f"?q=thornbeck&page={number}")

    assert f"page {shown} of 2" in page
    assert "?q=thornbeck&page=" in page


def test_so_many_that_nobody_reads_them_are_not_listed(client, ann, monkeypatch):
    monkeypatch.setattr(schools, "MOST", 2)
    for count in range(3):
        school(f"Thornbeck {count}")

    page = text(client, "?q=thornbeck")

    assert "More than 2 schools match" in page
    assert "Thornbeck 1" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_for_many(client, ann, count, django_assert_num_queries):
    for number in range(count):
        made = school(f"Thornbeck {number}", parent=OrganisationFactory.create())
        member(made, Role.MANAGER)

    with django_assert_num_queries(6):  # session, person, count, schools, managers, own
        client.get("/desk/schools/?q=thornbeck")


def test_the_admin_finds_by_name_postcode_and_urn(client):
    client.force_login(UserFactory.create(is_staff=True))
    school(urn=119500, postcode="PR1 8RJ")
    school("Another School", urn=119501)

    for typed in ("thornb", "pr18rj", "119500"):
        page = client.get(f"/admin/cpd_site/organisation/?q={typed}").content.decode()
        assert "Thornbeck Primary School" in page
        assert "Another School" not in page


def test_the_index_answers_for_many(tmp_path):
    path = write(tmp_path / "file.csv", rows(3_000))
    call_command("import_schools", path, stdout=StringIO())

    plan = schools.best_first("102999").order_by().explain()

    assert found("102999") != []
    assert "organisationwords_vector" in plan or "VIRTUAL TABLE INDEX" in plan
