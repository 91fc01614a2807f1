"""Who may do what: every role, every relation to the organisation, every visibility."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects

from cpd_site.accounts import rules as accounts
from cpd_site.models import Membership, Organisation
from frameworks import rules
from frameworks.models import Framework
from frameworks.rules import Refused, Verdict
from tests.builders import grid, published
from tests.factories import OrganisationFactory, UserFactory, member

Role = Membership.Role
Visibility = Framework.Visibility

pytestmark = pytest.mark.django_db

ROLES = {role.value: role for role in Role}
PEOPLE = [
    "anonymous",
    "stranger",
    *ROLES,
    "manager of its school",
    "manager of its school's academy",
    "manager above",
    "manager of another",
    "inactive manager",
    "site staff",
    "superuser",
]


@pytest.fixture
def trust():
    """A trust under an authority, with a school that has another under it, and a stranger."""
    authority = OrganisationFactory(slug="above", short_name="Above")
    trust = OrganisationFactory(
        slug="thorn", short_name="Thorn Trust", kind=Organisation.Kind.TRUST, parent=authority
    )
    school = OrganisationFactory(slug="below", kind=Organisation.Kind.SCHOOL, parent=trust)
    OrganisationFactory(slug="further-below", kind=Organisation.Kind.SCHOOL, parent=school)
    OrganisationFactory(slug="another", kind=Organisation.Kind.SCHOOL, parent=authority)
    return trust


@pytest.fixture
def framework(trust):
    return make(trust)


def make(organisation, *, slug="thorn", visibility=Visibility.PUBLIC, is_published=True):
    framework = Framework.objects.create(
        slug=slug, title="CPD Framework", organisation=organisation, visibility=visibility
    )
    if is_published:
        published(grid({("NQT", "School"): ["Join in"]}), slug=slug)
        framework.refresh_from_db()
    return framework


def person(who, trust):
    def manager(slug):
        organisation = Organisation.objects.get(slug=slug)
        return member(organisation, Role.MANAGER)

    match who:
        case "anonymous":
            return AnonymousUser()
        case "stranger":
            return UserFactory()
        case "manager of its school":
            return manager("below")
        case "manager of its school's academy":
            return manager("further-below")
        case "manager above":
            return manager("above")
        case "manager of another":
            return manager("another")
        case "inactive manager":
            return member(trust, Role.MANAGER, is_active=False)
        case "site staff":
            return UserFactory(is_staff=True)
        case "superuser":
            return UserFactory(is_superuser=True)
        case role:
            return member(trust, ROLES[role])


WRITES = {
    "edit": {"editor", "publisher", "manager"},
    "publish": {"publisher", "manager"},
    "manage": {"manager"},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("what", WRITES)
def test_writing_takes_a_role_in_the_organisation_itself(framework, who, what):
    user = person(who, framework.organisation)

    answer = {
        "edit": lambda: rules.may_edit(user, framework),
        "publish": lambda: rules.may_publish(user, framework),
        "manage": lambda: accounts.may_manage(user, framework.organisation),
    }[what]()

    assert answer.allowed == (who in WRITES[what])
    assert bool(answer.reason) != answer.allowed
    assert answer.allowed or "Thorn Trust" in answer.reason


MEMBERS = {"reader", "editor", "publisher", "manager"}
STAFF = {"site staff", "superuser"}
BELOW = {"manager of its school", "manager of its school's academy"}
SEEN_BY = {
    (Visibility.PUBLIC, True): set(PEOPLE),
    (Visibility.LINK, True): set(PEOPLE),
    (Visibility.MEMBERS, True): MEMBERS | BELOW | STAFF,
    (Visibility.PUBLIC, False): MEMBERS | STAFF,
    (Visibility.LINK, False): MEMBERS | STAFF,
    (Visibility.MEMBERS, False): MEMBERS | STAFF,
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("visibility", "is_published"), SEEN_BY)
def test_seeing_follows_visibility_and_comes_down(trust, who, visibility, is_published):
    framework = make(trust, visibility=visibility, is_published=is_published)
    user = person(who, trust)

    answer = rules.may_see(user, framework)

    assert answer.allowed == (who in SEEN_BY[visibility, is_published])
    assert bool(answer.reason) != answer.allowed


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_listed_is_what_may_be_seen_without_what_is_by_link(trust, who):
    made = [
        make(trust, slug=f"{visibility}-{is_published}", visibility=visibility, **is_there)
        for visibility, is_published in SEEN_BY
        for is_there in [{"is_published": is_published}]
    ]
    user = person(who, trust)

    listed = set(rules.listed_for(user).filter(slug__in=[each.slug for each in made]))

    by_link = set() if who in MEMBERS | STAFF else {"link-True"}
    seen = {each for each in made if rules.may_see(user, each)}
    assert {each.slug for each in listed} == {each.slug for each in seen} - by_link


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("anonymous", "Sign in as a member of Thorn Trust to publish or withdraw editions."),
        (
            "stranger",
            (
                "Only members of Thorn Trust can publish or withdraw editions there, "
                "and you are not one."
            ),
        ),
        (
            "editor",
            (
                "Only publishers and managers at Thorn Trust can publish or withdraw editions; "
                "you are an editor there."
            ),
        ),
    ],
)
def test_the_reason_says_what_it_takes(framework, who, reason):
    user = person(who, framework.organisation)

    assert rules.may_publish(user, framework) == Verdict(False, reason)


def test_the_reason_lists_three_roles_as_people_do(framework):
    user = person("reader", framework.organisation)

    assert rules.may_edit(user, framework).reason == (
        "Only editors, publishers and managers at Thorn Trust can change drafts; "
        "you are a reader there."
    )


def test_a_demand_that_is_refused_carries_the_reason():
    rules.demand(Verdict(True))
    with pytest.raises(Refused, match="Not today") as refused:
        rules.demand(Verdict(False, "Not today."))

    assert isinstance(refused.value, PermissionDenied)


def test_a_role_taken_away_counts_at_once(framework):
    user = member(framework.organisation, Role.EDITOR)
    assert rules.may_edit(user, framework)

    Membership.objects.filter(user=user).update(role=Role.READER)

    assert not rules.may_edit(user, framework)


def test_organisations_in_a_circle_do_not_hang(trust):
    Organisation.objects.filter(slug="above").update(parent=trust)
    framework = make(trust, visibility=Visibility.MEMBERS)

    assert rules.may_see(person("manager of its school", trust), framework)


def test_prefetched_memberships_need_no_query(framework, django_assert_num_queries):
    user = person("editor", framework.organisation)
    prefetch_related_objects([user], "memberships")

    with django_assert_num_queries(0):
        assert rules.may_edit(user, framework)
        assert not rules.may_publish(user, framework)
        assert rules.may_see(user, framework)
