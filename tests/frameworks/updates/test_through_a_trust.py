"""From the authority to a trust's copy, and from there to a school's: the real Lancashire."""

import html
from uuid import UUID

import pytest
from django.urls import reverse

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, updates
from frameworks.models import Edition, Framework
from frameworks.update_page import UpdatePage
from frameworks.waiting import Planned, planned, waiting, why_nothing_waits
from opportunities import merge, store
from opportunities.merge import Answer, Kind
from opportunities.snapshot import GridSnapshot
from tests import story
from tests.factories import OrganisationFactory, member

pytestmark = pytest.mark.django_db

Role = Membership.Role

RQT = "recently-qualified-teachers"

READING = "Engage in professional reading"
"""Neither trust nor school changes it."""
MEETINGS = "Contribute to staff meetings"
"""The school has a note beside it."""

TRUSTS_VISIT = "Visit two schools of our trust"
TRUSTS_PORTFOLIO = "Keep the portfolio of our trust"
OURS = "Visit Hillside Primary"


class Desk:
    """Somebody who keeps a copy up to date; what they see is read anew each time."""

    def __init__(self, followed: Framework, organisation: Organisation) -> None:
        self.person = member(organisation, Role.PUBLISHER)
        draft = copies.make(framework=followed, organisation=organisation, by=self.person)
        self.slug = draft.framework.slug

    @property
    def framework(self) -> Framework:
        return Framework.objects.select_related("organisation").get(slug=self.slug)

    @property
    def draft(self) -> Edition:
        drafts = self.framework.editions.drafts()
        return drafts.select_related("framework", "grid").get()

    @property
    def grid(self) -> GridSnapshot:
        return store.read(self.draft.grid)

    @property
    def plan(self) -> Planned:
        waits = waiting(self.framework)
        assert waits is not None
        return planned(waits)

    def publish(self, label: str, *steps: story.Step) -> None:
        story.publish(story.work(self.draft, self.person, *steps), self.person, label)

    def next_edition(self, label: str, *steps: story.Step) -> None:
        story.next_edition(self.framework, self.person, label, *steps)

    def take_in(self) -> None:
        """Ours stays, whatever is asked; then apply."""
        draft = updates.begin(framework=self.framework, by=self.person)
        for decision in self.plan.undecided:
            ours = Answer.OURS if Answer.OURS in decision.answers else Answer.KEEP
            updates.choose(
                draft=draft,
                by=self.person,
                decision_id=decision.id,
                seen_fingerprint=decision.fingerprint,
                choice=merge.Choice(ours),
            )
        updates.apply(draft=draft, by=self.person)


@pytest.fixture
def lancashire():
    return Framework.objects.get(slug="lancashire")


@pytest.fixture
def admin(lancashire):
    return member(lancashire.organisation, Role.PUBLISHER)


@pytest.fixture
def trust(lancashire):
    """Its copy, for members."""
    trust = Desk(
        lancashire,
        OrganisationFactory.create(kind=Organisation.Kind.TRUST, slug="oak", short_name="Oak"),
    )
    trust.publish(
        "2026",
        story.reword(story.VISIT, TRUSTS_VISIT),
        story.reword_here(story.PORTFOLIO, TRUSTS_PORTFOLIO, "teachers"),
        story.copy_on(TRUSTS_PORTFOLIO, "teachers", story.SCHOOL, RQT),
        story.add(story.NQT, story.SCHOOL, "Meet the CPD lead of the trust"),
        story.note(story.SAFEGUARDING, story.NQT, "Book with the trust"),
    )
    return trust


@pytest.fixture
def school(trust):
    elm = OrganisationFactory.create(
        kind=Organisation.Kind.SCHOOL,
        slug="elm",
        short_name="Elm",
        parent=trust.framework.organisation,
    )
    return Desk(trust.framework, elm)


@pytest.fixture
def ready(school):
    """The school, which reworded a line of the trust's in one cell and put a note."""
    school.publish(
        "Elm 1",
        story.reword_here(TRUSTS_VISIT, OURS, story.NQT),
        story.note(MEETINGS, story.NQT, "Mondays at four"),
    )
    return school


@pytest.fixture
def updated(trust, ready, lancashire, admin):
    """The school, with the trust's next edition waiting: it took in the authority's, says its own
    words anew, hides two lines and puts another note."""
    story.next_edition(lancashire, admin, "2027", *story.NEXT_EDITION)
    trust.take_in()
    trust.publish(
        "2027",
        story.reword(TRUSTS_VISIT, "Visit three schools of our trust"),
        story.hide(READING, story.NQT),
        story.hide(MEETINGS, story.NQT),
        story.note(story.SAFEGUARDING, story.NQT, "Book with the trust, on line"),
    )
    return ready


def reword_here(client, desk: Desk, text: str, words: str) -> UUID | None:
    """On the page of the line, as an editor does it; gives what the line is derived from."""
    client.force_login(desk.person)
    key = story.placement(desk.grid, text, RQT).key
    url = reverse("draft_line", args=[desk.slug, key])
    form = client.get(url).context["form"]
    said = {name: form[name].value() or "" for name in form.fields if name != "details"}
    said |= {"text": words} | ({"scope": "here"} if "scope" in form.fields else {})
    assert client.post(url, {form.add_prefix(name): said[name] for name in said}).status_code == 302
    return story.line(desk.grid, words).derived_from


def test_the_schools_copy_says_what_the_trust_says_with_its_note(trust, school):
    assert school.framework.follows == trust.framework
    assert school.grid == story.now(trust.framework)
    assert story.placement(school.grid, story.SAFEGUARDING, story.NQT).note == "Book with the trust"


def test_a_line_reworded_here_names_the_trusts_key_also_the_second_time(
    client, trust, school, lancashire
):
    theirs = story.line(story.now(trust.framework), TRUSTS_PORTFOLIO)
    assert theirs.derived_from == story.line(story.now(lancashire), story.PORTFOLIO).key

    once = reword_here(client, school, TRUSTS_PORTFOLIO, "Keep the portfolio of Elm")
    twice = reword_here(client, school, "Keep the portfolio of Elm", "Keep ours")

    assert (once, twice) == (theirs.key, theirs.key)


def test_nothing_reaches_the_school_before_the_trust_publishes_it(trust, ready, lancashire, admin):
    story.next_edition(lancashire, admin, "2027", *story.NEXT_EDITION)
    trust.take_in()

    assert waiting(ready.framework) is None
    assert "the newest edition of Oak: the 2026 edition" in why_nothing_waits(ready.framework)


def test_the_school_is_asked_only_where_it_and_the_trust_changed_the_same(updated):
    plan = updated.plan

    told = {kind: {one.what for one in plan.plan.of(kind)} for kind in Kind}
    visit, meetings = plan.undecided
    grid = store.read(plan.waiting.ours.grid)
    assert (visit.kind, meetings.kind) == (Kind.NEEDS_YOU, Kind.WITHDREW)
    assert [grid.stage_by_key[stage].slug for stage, _ in visit.places] == [story.NQT]
    assert meetings.keys == (story.placement(grid, MEETINGS, story.NQT).key,)
    assert merge.What.WITHDREW in told[Kind.APPLIES]  # what the trust hid, and the school left
    assert told[Kind.HIDDEN] == set()


def test_the_school_sees_and_takes_in_what_the_trust_did(client, updated):
    client.force_login(updated.person)
    page = html.unescape(client.get(f"/desk/{updated.slug}/update/").content.decode())
    for said in ("Theirs now, 2027", "Book with the trust", "Mentor a new teacher"):
        assert said in page
    for group in UpdatePage(updated.plan).groups:
        for shown in group.shown:
            if shown.form and shown.state == "open":
                values = {name: shown.form[name].value() for name in ("seen", "version")}
                values["answer"] = "keep" if group.group.kind is Kind.WITHDREW else "ours"
                sent = {shown.form.add_prefix(name): value for name, value in values.items()}
                assert client.post(shown.form.helper.form_action, sent).status_code == 302

    response = client.post(
        f"/desk/{updated.slug}/update/apply/", {"seen": updated.plan.seal}, follow=True
    )

    assert "What came in with the 2027 edition of Oak" in response.content.decode()
    school = story.texts(updated.grid, story.NQT, story.SCHOOL)
    assert READING not in school
    assert MEETINGS in school
    assert story.texts(updated.grid, story.NQT, story.NETWORK)[0] == OURS
    assert story.texts(updated.grid, RQT, story.NETWORK)[0] == "Visit three schools of our trust"
    line = story.placement(updated.grid, story.SAFEGUARDING, story.NQT)
    assert line.note == "Book with the trust, on line"
    assert story.texts(updated.grid, "mentors", story.SCHOOL) == ["Mentor a new teacher"]
    assert story.line(updated.grid, OURS).derived_from in {
        row.key for row in story.now(updated.framework.follows).opportunities
    }


def test_the_next_edition_of_the_trust_asks_nothing_twice(trust, updated):
    updated.take_in()
    updated.publish("Elm 2")

    trust.next_edition("2028", story.reword(story.PORTFOLIO, "Keep a portfolio"))

    assert updated.plan.summary == "1 change, nothing needs you"
    updated.take_in()
    assert story.texts(updated.grid, story.NQT, story.NETWORK)[0] == OURS
    assert story.line(updated.grid, "Keep a portfolio")


def test_a_trust_that_stops_following_still_has_its_schools(trust, updated, lancashire, admin):
    updated.take_in()
    updated.publish("Elm 2")
    copies.stop_following(framework=trust.framework, by=trust.person)
    story.next_edition(lancashire, admin, "2028", story.reword(story.HOSTS, "Host a trainee"))

    assert waiting(trust.framework) is None
    assert "follows no other" in why_nothing_waits(trust.framework)
    trust.next_edition("2028", story.add(story.NQT, story.SCHOOL, "Join the choir of the trust"))
    assert updated.plan.summary == "1 change, nothing needs you"

    copies.follow_again(framework=trust.framework, by=trust.person)
    assert trust.plan.summary == "1 change, nothing needs you"
    trust.take_in()
    assert story.line(trust.grid, "Visit three schools of our trust")
    assert story.line(trust.grid, "Host a trainee")
