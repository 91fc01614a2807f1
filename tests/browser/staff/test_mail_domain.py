"""A head lets people in by their address; a teacher reads once hers is proved, by keyboard."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.browser.faults import faults
from tests.browser.signing_in import signed_in
from tests.mails import code_in

pytestmark = pytest.mark.usefixtures("frameworks_committed")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_office_to_a_teacher(live_server, new_context, head, javascript):
    domain = f"thornbeck-{javascript}.example".lower()
    page = signed_in(new_context(java_script_enabled=javascript), live_server.url, head)
    page.goto(f"{live_server.url}/desk/organisations/thornbeck/people/ways-in/")
    page.get_by_label("An address at your domain that you can read").focus()
    page.keyboard.type(f"office@{domain}")
    page.keyboard.press("Enter")
    page.get_by_label("Code").focus()
    page.keyboard.type(code_in(mail.outbox[-1]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"an address at {domain} can read now")

    phone = new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=javascript
    ).new_page()
    phone.goto(f"{live_server.url}/accounts/signup/")
    phone.get_by_label("Your name").fill("Ann Ant")
    phone.get_by_label("E-mail address").fill(f"ann@{domain}")
    phone.get_by_role("button", name="Create account").click()
    phone.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_text("so you are a reader of Thornbeck School now")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Ann Ant")).to_be_visible()


def test_axe_finds_nothing(live_server, context, head):
    page = signed_in(context, live_server.url, head)
    page.goto(f"{live_server.url}/desk/organisations/thornbeck/people/ways-in/")
    page.get_by_label("An address at your domain that you can read").fill("head@gmail.com")
    page.get_by_role("button", name="Send a code").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    found = faults(page, "refused")
    page.get_by_label("An address at your domain that you can read").fill("a@axe.example")
    page.get_by_role("button", name="Send a code").click()
    expect(page.get_by_label("Code")).to_be_visible()
    found |= faults(page, "code")
    page.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    page.get_by_role("button", name="Let them in").click()
    expect(page.get_by_role("heading", name="Who came by it")).to_be_visible()
    found |= faults(page, "proved")

    assert found == {}
