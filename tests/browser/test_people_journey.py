"""Someone new joins by invitation, signs in with a code, adds a passkey and signs in with it.

And axe finds nothing on the desk, among the people and on the pages of an account.
"""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import expect

from cpd_site.accounts.actions import invitations
from cpd_site.models import Membership, Organisation
from tests import story
from tests.browser.faults import faults
from tests.mails import code_in

Role = Membership.Role

SIGNED_OUT = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
]
SIGNED_IN = [
    "/desk/",
    "/desk/organisations/thornbeck/people/",
    "/accounts/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/activate/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


@pytest.fixture
def place(server, demonstration_committed):
    """The address of the site, by a name: passkeys belong to one. With demonstration accounts."""
    return server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def school(place):
    return Organisation.objects.get(slug="thornbeck")


def invite(school, email, site):
    head = school.memberships.get(role=Role.MANAGER).user
    invitations.invite(organisation=school, email=email, role=Role.EDITOR, by=head)
    return site + urlsplit(code_in(mail.outbox[-1])).path


def sign_in(page, place, who):
    page.goto(f"{place}/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{who}@demonstration.example")
    page.get_by_label("Password", exact=True).fill(story.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")


def test_someone_new_joins_and_comes_back_with_a_code_and_a_passkey(page, place, school):
    page.goto(invite(school, "ann@example.org", place))
    assert faults(page, "invitation") == {}
    page.get_by_role("button", name="Join Thornbeck").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Your name").fill("Ann Ant")
    page.get_by_role("button", name="Join Thornbeck").click()
    expect(page.get_by_role("status")).to_have_text(
        "You have joined Thornbeck Primary School. You are an editor there."
    )

    sign_out(page)
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Send me a code by e-mail").click()
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    assert faults(page, "code") == {}
    page.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")

    with_authenticator(page)
    page.get_by_role("link", name="Ann Ant").click()
    page.get_by_role("link", name="Passkeys and second step").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("button", name="Use a passkey").click()  # from now on it is asked for
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert faults(page, "recovery codes") == {}
    page.goto(f"{place}/accounts/2fa/webauthn/")
    expect(page.get_by_text("Signs you in alone.")).to_be_visible()
    assert faults(page, "passkeys") == {}

    sign_out(page)
    page.goto(f"{place}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
    expect(page.get_by_role("link", name="Ann Ant")).to_be_visible()


def test_a_passkey_that_is_refused_is_said_on_the_page(page, place):
    with_authenticator(page, isUserVerified=False)

    page.goto(f"{place}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")


def test_without_javascript_passkeys_are_not_offered(new_context, place):
    page = new_context(java_script_enabled=False).new_page()

    page.goto(f"{place}/accounts/login/")

    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    sign_in(page, place, "teacher")


def test_axe_finds_nothing_on_the_way_in_and_on_the_desk(page, place, school):
    invite(school, "bea@example.org", place)
    found = {}
    for url in SIGNED_OUT:
        page.goto(place + url)
        found |= faults(page, url)
    sign_in(page, place, "head")
    for url in SIGNED_IN:
        page.goto(place + url)
        found |= faults(page, url)

    assert found == {}


def test_a_manager_looks_after_people_by_keyboard(page, place, school):
    sign_in(page, place, "head")
    page.goto(f"{place}/desk/organisations/thornbeck/people/")

    page.get_by_label("Role of Tess Teal").select_option("Editor")
    page.get_by_label("Role of Tess Teal").press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Tess Teal is an editor now.")
    assert school.memberships.get(user__name="Tess Teal").role == Role.EDITOR


def test_the_administration_works_under_the_policy(page, place):
    sign_in(page, place, "staff")

    page.goto(f"{place}/admin/cpd_site/membership/add/")
    page.locator(".field-user .select2-selection").click()
    page.locator(".select2-search__field").fill("tess")
    expect(page.locator(".select2-results__option").first).to_contain_text("Tess Teal")


def sign_out(page):
    page.get_by_role("banner").get_by_role("link", name="Sign out").click()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You have signed out.")


def with_authenticator(page, **options):
    """Gives the browser a device that holds passkeys, and a finger on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device | options})
