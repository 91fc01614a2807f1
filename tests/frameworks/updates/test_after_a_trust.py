"""What the school does with the trust's next edition: the real Lancashire, by way of the trust."""

import html
from copy import deepcopy

import pytest

from frameworks.actions import copies
from frameworks.desk.updates import UpdatePage
from frameworks.queries.updates import pending_update, why_nothing_pending
from opportunities import merge, store
from opportunities.merge import DecisionKind
from tests import story
from tests.frameworks.updates import trusts
from tests.frameworks.updates.trusts import MEETINGS, OURS, READING, RQT

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def chain_of_all(made_once):
    """The school made the trust's framework its own, and the trust went on."""

    def make():
        chain = trusts.chain()
        trusts.make_its_own(chain.school)
        trusts.go_on(chain)
        return chain

    return made_once(make)


@pytest.fixture
def chain(chain_of_all, db):
    return deepcopy(chain_of_all)


@pytest.fixture
def trust(chain):
    return chain.trust


@pytest.fixture
def school(chain):
    return chain.school


def test_the_school_is_asked_only_where_it_and_the_trust_changed_the_same(school):
    plan = school.plan

    told = {kind: {one.what for one in plan.plan.of(kind)} for kind in DecisionKind}
    visit, meetings = plan.undecided
    grid = store.read(plan.pending.ours.grid)
    assert (visit.kind, meetings.kind) == (DecisionKind.NEEDS_YOU, DecisionKind.WITHDREW)
    assert [grid.stage_by_key[stage].slug for stage, _ in visit.places] == [story.NQT]
    assert meetings.keys == (story.placement(grid, MEETINGS, story.NQT).key,)
    assert (
        merge.What.WITHDREW in told[DecisionKind.APPLIES]
    )  # what the trust hid, and the school left
    assert told[DecisionKind.HIDDEN] == set()


def test_the_school_sees_and_takes_in_what_the_trust_did(client, school):
    client.force_login(school.person)
    page = html.unescape(client.get(f"/desk/{school.slug}/update/").content.decode())
    for words in ("Theirs now, 2027", "Book with the trust", "Mentor a new teacher"):
        assert words in page
    for group in UpdatePage(school.plan).groups:
        for shown in group.cards:
            if shown.form and shown.state == "open":
                values = {name: shown.form[name].value() for name in ("seen", "version")}
                values["answer"] = "keep" if group.group.kind is DecisionKind.WITHDREW else "ours"
                sent = {shown.form.add_prefix(name): value for name, value in values.items()}
                assert (
                    client.post(
                        f"/desk/{school.slug}/update/questions/{shown.id}/", sent
                    ).status_code
                    == 302
                )

    response = client.post(
        f"/desk/{school.slug}/update/apply/", {"seen": school.plan.fingerprint}, follow=True
    )

    assert "What came in with the 2027 edition of Oak" in response.content.decode()
    said = story.texts(school.grid, story.NQT, story.SCHOOL)
    assert READING not in said
    assert MEETINGS in said
    assert story.texts(school.grid, story.NQT, story.NETWORK)[0] == OURS
    assert story.texts(school.grid, RQT, story.NETWORK)[0] == "Visit three schools of our trust"
    line = story.placement(school.grid, story.SAFEGUARDING, story.NQT)
    assert line.note == "Book with the trust, on line"
    assert story.texts(school.grid, "mentors", story.SCHOOL) == ["Mentor a new teacher"]
    assert story.line(school.grid, OURS).derived_from in {
        row.key for row in story.now(school.framework.follows).opportunities
    }


def test_the_next_edition_of_the_trust_asks_nothing_twice(trust, school):
    school.take_in()
    school.publish("Elm 2")

    trust.next_edition("2028", story.reword(story.PORTFOLIO, "Keep a portfolio"))

    assert school.plan.summary == "1 reworded; nothing needs you"
    school.take_in()
    assert story.texts(school.grid, story.NQT, story.NETWORK)[0] == OURS
    assert story.line(school.grid, "Keep a portfolio")


def test_a_trust_that_stops_following_still_has_its_schools(chain, trust, school):
    school.take_in()
    school.publish("Elm 2")
    copies.stop_following(framework=trust.framework, by=trust.person)
    chain.next_edition("2028", story.reword(story.HOSTS, "Host a trainee"))

    assert pending_update(trust.framework) is None
    assert "follows no other" in why_nothing_pending(trust.framework)
    trust.next_edition("2028", story.add(story.NQT, story.SCHOOL, "Join the choir of the trust"))
    assert school.plan.summary == "1 added; nothing needs you"

    copies.follow_again(framework=trust.framework, by=trust.person)
    assert trust.plan.summary == "1 reworded; nothing needs you"
    trust.take_in()
    assert story.line(trust.grid, "Visit three schools of our trust")
    assert story.line(trust.grid, "Host a trainee")
