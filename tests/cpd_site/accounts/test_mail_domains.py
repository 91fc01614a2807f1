"""Mail domains: which may be claimed, how they are proved, whom they let in; taking them back."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import html5lib
import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cpd_site.accounts.actions import joining, mail_domains, people
from cpd_site.accounts.shared_domains import listed, why_shared
from cpd_site.models import MailDomain, Membership, Organisation, OrganisationEvent, User
from tests.factories import OrganisationFactory, UserFactory, member
from tests.mails import code_in

Role = Membership.Role

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/organisations/thornbeck/people/"
OFFICE = "office@thornbeck.example"

NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
    }
}


@pytest.fixture
def ask(school, head, django_capture_on_commit_callbacks):
    def ask(email=OFFICE, **more) -> MailDomain:
        with django_capture_on_commit_callbacks(execute=True):
            return mail_domains.request_domain(
                **{"organisation": school, "email": email, "by": head} | more
            )

    return ask


@pytest.fixture
def domain(ask, head) -> MailDomain:
    domain = ask()
    mail_domains.prove(domain=domain, code=code_in(mail.outbox[-1]), by=head)
    return domain


def text(response) -> str:
    page = response.content.decode()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []
    return re.sub(r"\s+", " ", html.unescape(page))


def with_address(email, **user) -> User:
    """Somebody who has proved that address."""
    person = UserFactory.create(email=email, **user)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def came(domain, email="ann@thornbeck.example", **user) -> User:
    person = with_address(email, **user)
    assert mail_domains.add_reader_by_address(person)
    return person


# --- Which may be claimed ---


SHARED = [
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.co.uk", "yahoo.co.uk", "me.com"),
    *("btinternet.com", "hwbcymru.net", "glow.sch.uk", "c2ken.net", "lgflmail.org", "nhs.net"),
    *("mail.yahoo.com", "mailinator.com", "privaterelay.appleid.com", "sch.uk", "lancs.sch.uk"),
    *("co.uk", "gov.uk", "uk", "localhost"),
]


@pytest.mark.parametrize("domain", SHARED)
def test_a_domain_that_many_share_is_refused_before_any_mail(client, head, domain):
    client.force_login(head)

    page = text(client.post(f"{PEOPLE}domains/", {"email": f"office@{domain}"}))

    assert "Error:" in page
    assert "Use a join link instead." in page or "Enter a whole address" in page
    assert f'value="office@{domain}"' in page
    assert not MailDomain.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "domain", ["thornbeck.lancs.sch.uk", "thornbeck.org.uk", "thornbeck.example", "notgmail.com"]
)
def test_a_schools_own_domain_is_not(domain):
    assert why_shared(domain, of_a_school=True) == ""


def test_a_council_may_claim_its_own_and_the_list_is_kept_in_order():
    assert why_shared("lancashire.gov.uk", of_a_school=False) == ""
    assert "belongs to a council" in why_shared("lancashire.gov.uk", of_a_school=True)
    assert all(each == each.lower().strip() and "." in each for each in listed())
    assert len(listed()) > 100


# --- Proving ---


def test_a_code_goes_to_the_address_and_lets_the_domain_in(client, school, head, ask):
    domain = ask("Office@Thornbeck.example")
    (letter,) = mail.outbox
    assert letter.to == [OFFICE]
    assert "Thornbeck School keeps for its members" in letter.body
    assert mail_domains.add_reader_by_address(with_address("ann@thornbeck.example")) is None
    client.force_login(head)

    code = code_in(letter).lower()
    url = f"{PEOPLE}domains/{domain.pk}/"
    page = text(client.post(f"{url}code/", {"code": f" {code[:3]} {code[3:]} "}, follow=True))

    assert "Whoever proves an address at thornbeck.example can read now." in page
    domain.refresh_from_db()
    assert domain.proved_by == head
    assert domain.sent_to == ""  # it was needed for the code alone
    assert OrganisationEvent.objects.get().what == "proved the mail domain"


def test_a_wrong_code_is_said_and_five_are_the_end(client, head, ask):
    domain = ask()
    right = code_in(mail.outbox[-1])
    client.force_login(head)
    url = f"{PEOPLE}domains/{domain.pk}/code/"

    for _ in range(4):
        assert "This is not the code that we sent." in text(client.post(url, {"code": "XXXXXX"}))
    assert "no longer good" in text(client.post(url, {"code": "XXXXXX"}))
    assert "no longer good" in text(client.post(url, {"code": right}))
    domain.refresh_from_db()
    assert domain.proved_at is None

    ask()
    client.post(url, {"code": code_in(mail.outbox[-1])})
    domain.refresh_from_db()
    assert domain.proved_at


def test_a_code_is_good_for_a_day(ask, head):
    domain = ask()
    MailDomain.objects.update(sent_at=timezone.now() - timedelta(days=1))

    with pytest.raises(mail_domains.WrongCode, match="no longer good"):
        mail_domains.prove(domain=domain, code=code_in(mail.outbox[-1]), by=head)


def test_who_reads_the_database_learns_no_code(ask):
    ask()

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {MailDomain._meta.db_table}")
        assert code_in(mail.outbox[-1]) not in str(cursor.fetchall())


def test_with_the_mail_server_away_it_says_so_and_nothing_counts(client, head, ask, settings):
    mailers, settings.MAILERS = settings.MAILERS, NO_SERVER
    for _ in range(mail_domains.PROOFS_TO.most + 1):
        domain = ask()
    client.force_login(head)

    page = text(client.get(f"{PEOPLE}domains/{domain.pk}/"))
    assert "Our mail server does not answer, so no code went to office@thornbeck.example" in page
    assert "Send another code" in page

    settings.MAILERS = mailers
    ask()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("limit", ["PROOFS_FROM", "PROOFS_TO"])
def test_so_many_codes_are_sent_in_a_day(ask, monkeypatch, limit):
    monkeypatch.setattr(mail_domains, limit, replace(getattr(mail_domains, limit), most=1))
    ask()

    with pytest.raises(joining.TooManyJoin, match="within a day"):
        ask()
    assert len(mail.outbox) == 1


def test_a_domain_that_another_organisation_has_proved_is_told_after_the_code(ask, domain):
    trust = OrganisationFactory.create(kind=Organisation.Kind.TRUST)
    manager = member(trust, Role.MANAGER)
    theirs = ask(organisation=trust, by=manager)

    with pytest.raises(mail_domains.DomainTaken, match="Another organisation here has proved"):
        mail_domains.prove(domain=theirs, code=code_in(mail.outbox[-1]), by=manager)

    theirs.refresh_from_db()
    assert theirs.proved_at is None
    assert MailDomain.objects.at(OFFICE) == domain


def test_a_domain_that_was_taken_back_can_be_proved_by_another(ask, domain, head):
    mail_domains.revoke(domain=domain, by=head)
    trust = OrganisationFactory.create()
    manager = member(trust, Role.MANAGER)

    theirs = ask(organisation=trust, by=manager)
    mail_domains.prove(domain=theirs, code=code_in(mail.outbox[-1]), by=manager)

    assert MailDomain.objects.at(OFFICE) == theirs


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.PUBLISHER])
def test_only_managers_ask_prove_and_take_back(client, school, ask, role):
    domain = ask()
    person = member(school, role)
    client.force_login(person)

    assert client.get(f"{PEOPLE}domains/{domain.pk}/").status_code == 403
    for act in (
        lambda: ask(by=person),
        lambda: mail_domains.prove(domain=domain, code="x", by=person),
        lambda: mail_domains.revoke(domain=domain, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_another_organisation_reaches_no_domain_of_ours(client, domain):
    client.force_login(member(OrganisationFactory.create(slug="other"), Role.MANAGER))
    url = f"/desk/organisations/other/people/domains/{domain.pk}/"

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert client.post(f"{url}code/", {"code": "x"}).status_code == 404


# --- Whom it lets in ---


def test_somebody_new_reads_after_confirming_their_address(client, school, domain):
    form = {"name": "Ann Ant", "email": "Ann@Thornbeck.example", "password1": ""}
    client.post(reverse("account_signup"), form)
    assert not Membership.objects.filter(user__name="Ann Ant").exists()
    url = reverse("account_email_verification_sent")
    page = text(client.post(url, {"code": code_in(mail.outbox[-1])}, follow=True))

    assert "Your address is at thornbeck.example, so you are a reader of Thornbeck School" in page
    membership = Membership.objects.get(user__name="Ann Ant")
    assert (membership.role, membership.mail_domain) == (Role.READER, domain)
    event = OrganisationEvent.objects.first()
    assert event.after == {"role": "reader", "domain": "thornbeck.example"}


def test_somebody_who_has_an_account_reads_from_the_next_time_they_sign_in(client, domain):
    ann = with_address("ann@thornbeck.example")
    ann.set_password("acorn-saffron-yarrow")
    ann.save()

    client.post(reverse("account_login"), {"login": ann.email, "password": "acorn-saffron-yarrow"})

    assert ann.memberships.get().mail_domain == domain


def test_somebody_signed_in_reads_once_another_address_is_proved(client, domain):
    ann = with_address("ann@elsewhere.example")
    ann.set_password("acorn-saffron-yarrow")
    ann.save()
    client.post(reverse("account_login"), {"login": ann.email, "password": "acorn-saffron-yarrow"})
    client.post(reverse("account_reauthenticate"), {"password": "acorn-saffron-yarrow"})
    form = {"email": "ann@thornbeck.example", "action_add": ""}
    client.post(reverse("account_email"), form)
    assert not ann.memberships.exists()

    url = reverse("account_email_verification_sent")
    client.post(url, {"code": code_in(mail.outbox[-1])})

    ann.refresh_from_db()
    assert ann.email == "ann@thornbeck.example"
    assert ann.memberships.get().mail_domain == domain


@pytest.mark.parametrize(
    "email",
    ["ann@elsewhere.example", "ann@mail.thornbeck.example", "ann@thornbeck.example.evil.example"],
)
def test_an_address_elsewhere_lets_nobody_in(domain, email):
    assert mail_domains.add_reader_by_address(with_address(email)) is None


def test_an_address_that_is_not_proved_lets_nobody_in(domain):
    ann = UserFactory.create(email="ann@thornbeck.example")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=False, primary=True)

    assert mail_domains.add_reader_by_address(ann) is None


@pytest.mark.parametrize("removed", [True, False])
def test_who_left_or_was_removed_is_not_let_in_again(domain, head, removed):
    ann = came(domain)
    people.remove(membership=ann.memberships.get(), by=head if removed else ann)

    assert mail_domains.add_reader_by_address(ann) is None
    assert not ann.memberships.exists()


def test_a_member_keeps_their_role(domain, school):
    ann = with_address("ann@thornbeck.example")
    Membership.objects.create(user=ann, organisation=school, role=Role.EDITOR)

    assert mail_domains.add_reader_by_address(ann) is None
    assert ann.memberships.get().role == Role.EDITOR


# --- Taking it back ---


def test_who_came_is_listed(client, domain, head):
    came(domain, name="Ann Ant")
    client.force_login(head)

    assert "Ann Ant" in text(client.get(f"{PEOPLE}domains/{domain.pk}/"))
    assert "came by an address at thornbeck.example on" in text(client.get(PEOPLE))
    assert "Has let people in since" in text(client.get(f"{PEOPLE}ways-in/"))


@pytest.mark.parametrize(
    ("who", "stays"), [("stay", {"Ann", "Bea"}), ("ticked", {"Bea"}), ("all", set())]
)
def test_with_the_domain_people_leave_or_stay_by_choice(client, domain, head, who, stays):
    ann = came(domain, name="Ann")
    bea = came(domain, "bea@thornbeck.example", name="Bea")
    client.force_login(head)
    form = {"who": who, "leaving": [ann.memberships.get().pk]}

    page = text(client.post(f"{PEOPLE}domains/{domain.pk}/", form, follow=True))

    assert "thornbeck.example is taken back." in page
    assert {user.name for user in (ann, bea) if user.memberships.exists()} == stays
    assert mail_domains.add_reader_by_address(with_address("cat@thornbeck.example")) is None


@pytest.mark.parametrize("many", [1, 40])
def test_the_page_takes_as_many_queries_for_many(
    client, domain, school, head, many, django_assert_num_queries
):
    for person in UserFactory.create_batch(many):
        Membership.objects.create(organisation=school, user=person, mail_domain=domain)
    client.force_login(head)

    with django_assert_num_queries(8):
        client.get(f"{PEOPLE}domains/{domain.pk}/")
