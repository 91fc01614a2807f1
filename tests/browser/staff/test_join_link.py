"""A head makes a join link and its poster; a teacher joins by it on a phone; it is taken back."""

import html
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from cpd_site.accounts.qr_code import qr_code
from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.mails import code_in

pytestmark = pytest.mark.usefixtures("frameworks_committed")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_poster_to_the_desk_on_a_phone(live_server, new_context, head, javascript):
    page = signed_in(new_context(java_script_enabled=javascript), live_server.url, head)
    page.goto(f"{live_server.url}/desk/organisations/thornbeck/people/")
    page.get_by_role("link", name="by a link, a poster").click()
    page.get_by_label("Where it will be").fill("Staff room")
    page.get_by_role("button", name="Make the link").click()
    address = page.locator(".cpd-poster__address").inner_text()
    expect(page.get_by_role("img", name="QR code")).to_have_attribute("src", qr_code(address))

    phone = new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=javascript
    ).new_page()
    phone.goto(address)
    phone.get_by_label("Your name").fill("Ann Ant")
    email = f"ann-{javascript}@example.org".lower()  # each is sent one code in three minutes
    phone.get_by_label("E-mail address").fill(email)
    phone.get_by_role("button", name="Create account").click()
    phone.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    phone.get_by_role("button", name="Confirm").click()
    phone.get_by_role("button", name="Join Thornbeck").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your desk")
    expect(phone.get_by_role("heading", name="Thornbeck School")).to_be_visible()

    page.get_by_role("link", name="See who came, or take it back").click()
    page.get_by_label("Those I tick below leave").check()
    page.get_by_label(f"Ann Ant, {email}").check()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("One person was removed.")
    phone.goto(address)
    expect(phone.get_by_text("This link does not work, or not any more.")).to_be_visible()


def test_axe_finds_nothing_and_it_works_by_keyboard(live_server, context, new_context, head):
    page = signed_in(context, live_server.url, head)
    page.goto(f"{live_server.url}/desk/organisations/thornbeck/people/ways-in/")
    found = faults(page, "ways in")
    page.get_by_label("Where it will be").focus()
    page.keyboard.type("Staff room")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    found |= faults(page, "poster")
    address = page.locator(".cpd-poster__address").inner_text()
    page.get_by_role("link", name="See who came, or take it back").press("Enter")
    expect(page.get_by_role("heading", name="Take it back")).to_be_visible()
    found |= faults(page, "link")
    back = page.get_by_role("button", name="Take it back")
    expect(back).to_have_css("background-color", "rgb(156, 34, 48)")  # red, as all that is final
    visitor = new_context().new_page()
    visitor.goto(address)
    found |= faults(visitor, "join")
    assert re.search(r'action="[^"]*next=', html.unescape(visitor.content()))

    assert found == {}
