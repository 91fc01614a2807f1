"""A year of a school with a copy, lived by the actions that people's requests call.

The school takes the authority's next edition, edits 40 times and publishes. Its people join by a
link, are signed in, and half of them have a plan of twelve lines; two of its lines are offered to
the authority, and one person asks for a role. What is left for housekeeping comes beside it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from cpd_site.accounts.actions import joining, role_requests
from cpd_site.models import Letter, Membership, RoleRequest, User
from cpd_site.serving.sending import send_letter
from frameworks.actions import plans, publishing, suggestions, updates
from frameworks.models import Event, Framework, Plan
from frameworks.queries.plans import OfferedLine
from frameworks.queries.reading import find
from frameworks.queries.suggestions import compared
from opportunities.editing.lines import CannotEdit
from opportunities.merge import Answer, DecisionKind
from tests.benchmarks import national_schools
from tests.benchmarks.copies_in_use import draft_of_next
from tests.benchmarks.multiplying import MAILS_A_DAY

PEOPLE = 40
PLANNERS = 20
LINES_OF_A_PLAN = 12
OFFERED = 2
A_YEAR = timedelta(days=400)
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


def of_all(models: Sequence[Sequence[Framework]]) -> None:
    """All that was done so far was a year ago; since then each of these copies, authority by
    authority, lived a year."""
    _it_was_a_year_ago()
    for number, copies in enumerate(models):
        followed = copies[0].follows
        assert followed
        authority = publish_next(followed)
        for copy in copies:
            live(copy, authority, by_hand=number == 0)
            leave_for_housekeeping(copy)


def _it_was_a_year_ago() -> None:
    Event.objects.update(at=F("at") - A_YEAR)


def publish_next(framework: Framework) -> User:
    """The next edition of an authority's framework, and who published it."""
    code = framework.organisation.la_code
    admin = User.objects.create(email=f"admin-{code}@authority.example", is_superuser=True)
    Membership.objects.create(
        user=admin, organisation=framework.organisation, role=Membership.Role.MANAGER
    )
    draft = draft_of_next(framework, admin, 0)
    publishing.publish(edition=draft, by=admin, label="2026")
    return admin


def live(copy: Framework, authority: User, *, by_hand: bool = True) -> None:
    """A year of this copy and its school. `by_hand`: edit after edit, not at once."""
    by = User.objects.get(pk=copy.editions.published().values("published_by")[:1])
    _publish(copy, by, by_hand=by_hand)
    copy.refresh_from_db()
    bring_people(copy, by, authority)


def bring_people(copy: Framework, by: User, authority: User) -> None:
    """What else people do within a year."""
    people = _join(copy, by)
    sign_in(people)
    _plan(copy, people[:PLANNERS])
    _offer(copy, by, authority)
    asked = role_requests.ask(
        organisation=copy.organisation,
        role=Membership.Role.EDITOR,
        why="I lead professional development from September.",
        by=people[-1],
    )
    role_requests.accept(request=asked, by=authority)


def _publish(copy: Framework, by: User, *, by_hand: bool) -> None:
    draft = updates.begin(framework=copy, by=by)
    for kind, said in ((DecisionKind.NEEDS_YOU, Answer.OURS), (DecisionKind.WITHDREW, Answer.KEEP)):
        seen = updates.open_fingerprint(updates.plan_for(draft), kind)
        updates.choose_all(draft=draft, by=by, kind=kind, given=said, seen=seen)
    updates.apply(draft=draft, by=by)
    draft.refresh_from_db()
    edits = national_schools.edits(Random(copy.pk))
    national_schools.edit_and_publish(draft, by, edits, label="2026", by_hand=by_hand)


def _join(copy: Framework, by: User) -> list[User]:
    """By a link that a manager makes."""
    role = by.memberships.filter(organisation=copy.organisation)
    role.update(role=Membership.Role.MANAGER)
    people = User.objects.bulk_create(
        User(
            email=f"person-{number}@{copy.organisation.slug}.example",
            name=f"Alexandra Whitfield {number}",
            password=make_password(None),
        )
        for number in range(PEOPLE)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people
    )
    link = joining.make_link(
        organisation=copy.organisation,
        name="Staff meeting",
        ends_on=localdate() + timedelta(days=30),
        most=PEOPLE,
        by=by,
    )
    role.update(role=Membership.Role.PUBLISHER)
    for person in people:
        joining.join_by_link(link=link, by=person)
    return people


def sign_in(people: Iterable[User], *, ends: timedelta = timedelta(days=14)) -> None:
    """Each on one device, by a code sent by mail: the rows that allauth and Django write."""
    store = SessionStore()
    sessions, where = [], []
    for number, person in enumerate(people):
        said = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            "account_authentication_methods": [
                {"method": "code", "at": timezone.now().timestamp(), "email": person.email}
            ],
        }
        key = store._get_new_session_key()  # type: ignore[attr-defined]
        sessions.append(
            Session(
                session_key=key,
                session_data=store.encode(said),
                expire_date=timezone.now() + ends,
            )
        )
        where.append(
            UserSession(user=person, session_key=key, ip=f"192.0.2.{number}", user_agent=BROWSER)
        )
    Session.objects.bulk_create(sessions)
    UserSession.objects.bulk_create(where)


def _plan(copy: Framework, people: Sequence[User]) -> None:
    chance = Random(copy.pk)
    reading = find(copy.slug, reader=people[0])
    lines = {(each.opportunity, each.stage): each for each in reading.grid.placements}
    for person in people:
        placements = chance.sample([*lines.values()], min(LINES_OF_A_PLAN, len(lines)))
        plan: Plan = plans.create(by=person, title="2026 to 2027")
        plans.add_lines(plan=plan, by=person, lines=[OfferedLine(reading, at) for at in placements])


def _offer(copy: Framework, by: User, authority: User) -> None:
    """Lines of ours to the authority, which declines the first."""
    edition = suggestions.current_of(copy)
    assert edition
    made = []
    for key in compared(edition).lines:
        try:
            made.append(
                suggestions.offer_published(copy=copy, by=by, key=key, why="It worked with us.")
            )
        except (CannotEdit, suggestions.SuggestionRefused):
            continue
        if len(made) == OFFERED:
            break
    suggestions.decline(suggestion=made[0], by=authority, reason="Every school does it already.")


def leave_for_housekeeping(copy: Framework) -> None:
    """What has ended: a second device of each person, a request, a mail that was given up, and
    the tasks of yesterday's mails."""
    people = User.objects.filter(memberships__organisation=copy.organisation)
    sign_in(people.filter(memberships__role=Membership.Role.READER), ends=timedelta(days=-1))
    long_ago = timezone.now() - timedelta(days=100)
    RoleRequest.objects.filter(organisation=copy.organisation).update(answered_at=long_ago)
    letter = EmailMessage(
        "CPD Framework: a new edition",
        "Hello,\n\na new edition was published. " + "See what is new in it. " * 30,
        to=[f"person-0@{copy.organisation.slug}.example"],
    )
    Letter.objects.write(letter)
    Letter.objects.filter(to=letter.to[0]).update(written_at=long_ago, failed="SMTPDataError 550")
    DBTaskResult.objects.bulk_create(
        DBTaskResult(
            status="SUCCESSFUL",
            enqueued_at=long_ago,
            started_at=long_ago,
            finished_at=long_ago,
            args_kwargs={"args": [copy.pk], "kwargs": {}},
            task_path=send_letter.module_path,
            worker_ids=["worker-1"],
            queue_name=send_letter.queue_name,
            backend_name="default",
            run_after=long_ago,
            return_value=None,
        )
        for _ in range(MAILS_A_DAY)
    )
