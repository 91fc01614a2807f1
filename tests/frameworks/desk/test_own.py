"""What on a desk is a person's own: a teacher's stage comes first, an editor's drafts do."""

import html
import re

import pytest

from cpd_site.models import Membership
from frameworks.actions import copies, drafts, publishing
from frameworks.queries.remembered import COOKIE
from tests.builders import grid, key, published
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_remembered")]

GRID = grid({("NQT", "School"): ["Join in"], ("Middle leader", "School"): ["Lead", "Coach"]})


@pytest.fixture
def framework():
    return published(GRID, slug="thornshire").framework


@pytest.fixture
def elm(framework):
    """A school with a copy of its own, for members."""
    school = OrganisationFactory.create(
        kind="school", slug="elm", short_name="Elm", parent=framework.organisation
    )
    leader = member(school, Role.PUBLISHER, name="Cal Cove")
    draft = copies.make(framework=framework, organisation=school, by=leader, title="Our CPD")
    publishing.publish(edition=draft, by=leader, label="2026")
    return school


def text(client) -> str:
    return " ".join(html.unescape(client.get("/desk/").content.decode()).split())


def headings(client) -> list[str]:
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", text(client))
    return [re.sub("<[^>]*>", "", heading) for heading in found]


def test_a_teacher_is_asked_for_their_stage_and_finds_it_in_the_framework_of_the_school(
    client, elm
):
    client.force_login(member(elm))
    assert headings(client)[0] == "Elm: Our CPD"
    asked = text(client)
    assert "Which stage are you at?" in asked
    to = "/frameworks/elm/stages/middle-leader/remember/"
    assert f'formaction="{to}">Middle leader</button>' in asked

    answered = client.post(to, HTTP_ORIGIN="http://testserver")

    assert answered.url == "/frameworks/elm/stages/middle-leader/"
    assert headings(client) == ["Middle leader", "My list", "My plan", elm.name]
    assert "<strong>2</strong> opportunities at your stage" in text(client)
    assert 'href="/frameworks/elm/stages/middle-leader/"' in text(client)


def test_what_the_newest_edition_changed_at_their_stage_is_told_and_led_to(client, framework):
    client.force_login(member(framework.organisation))
    client.cookies[COOKIE] = f"thornshire:{key('Middle leader')}"
    assert "New there" not in text(client)
    newer = {("NQT", "School"): ["Join in"], ("Middle leader", "School"): ["Lead", "Coach", "Host"]}
    published(grid(newer), slug="thornshire", label="2027")

    led = "/frameworks/thornshire/changes/2026..2027/?stage=middle-leader"
    assert f'New there in the 2027 edition: <a href="{led}">1 added</a>.' in text(client)
    assert "Host" in client.get(led).content.decode()
    client.cookies[COOKIE] = f"thornshire:{key('NQT')}"
    assert "New there" not in text(client)


def test_a_stage_remembered_of_the_authority_is_shown_as_the_school_has_it(client, elm):
    client.force_login(member(elm))
    client.cookies[COOKIE] = f"thornshire:{key('NQT')}"

    assert headings(client)[0] == "NQT"
    assert 'href="/frameworks/elm/stages/nqt/"' in text(client)


@pytest.mark.parametrize("value", ["thornshire:" + "0" * 36, "nowhere", "<script>", ""])
def test_what_is_not_there_counts_as_nothing_remembered(client, elm, value):
    client.force_login(member(elm))
    client.cookies[COOKIE] = value

    assert "Which stage are you at?" in text(client)


def test_whoever_belongs_nowhere_has_their_list_and_their_plan(client, elm):
    client.force_login(UserFactory.create())

    assert headings(client) == ["My list", "My plan"]
    assert "Our CPD" not in text(client)


def test_whoever_belongs_nowhere_begins_at_what_the_device_remembers(client, framework):
    client.force_login(UserFactory.create())
    client.cookies[COOKIE] = f"thornshire:{key('NQT')}"

    assert headings(client)[0] == "NQT"


def test_a_teacher_is_told_nothing_of_drafts(client, elm):
    leader = elm.memberships.get(role=Role.PUBLISHER).user
    drafts.start(framework=elm.frameworks.get(), by=leader)
    client.force_login(member(elm))

    assert "<dt>Draft</dt>" not in text(client)
    assert "Cal Cove" not in text(client)


def test_an_editors_desk_begins_with_the_drafts_and_ends_with_what_is_theirs(client, framework):
    authority = framework.organisation
    other = published(GRID, slug="second", title="Second").framework
    other.organisation = authority
    other.title = "Second"
    other.save()
    editor = member(authority, Role.EDITOR)
    drafts.start(framework=other, by=editor)
    client.force_login(editor)

    assert headings(client) == [authority.name, "My list", "My plan"]
    assert re.findall("<h3>(.*?)</h3>", text(client)) == ["Second", "CPD Framework"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_teachers_desk_takes_as_many_queries_for_much(
    client, elm, count, django_assert_num_queries
):
    teacher = member(elm)
    for number in range(count):
        more = published(GRID, slug=f"framework-{number}").framework
        Membership.objects.create(user=teacher, organisation=more.organisation, role=Role.READER)
    client.force_login(teacher)
    client.cookies[COOKIE] = f"thornshire:{key('NQT')}"
    client.get("/desk/")  # the editions are in memory from here on

    with django_assert_num_queries(18):
        client.get("/desk/")
