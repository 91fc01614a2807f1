"""From an empty desk to one's school, by keyboard; axe finds nothing on the way."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from cpd_site.models import Membership, Organisation
from tests.browser.test_accessibility import RULES
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.usefixtures("committed")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_teacher_finds_her_school(live_server, new_context, client, width):
    for name, status in (("Thornbeck Primary School", "open"), ("Thornbeck Infants", "closed")):
        school = OrganisationFactory.create(
            kind="school",
            name=name,
            postcode="PR1 8RJ",
            status=status,
            authority=Organisation.objects.get(slug="lancashire"),
        )
        member(school, Membership.Role.MANAGER, name="Hana Holt")
    client.force_login(UserFactory.create(email="ann@example.org"))
    context = new_context(viewport={"width": width, "height": 800})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()

    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("link", name="Find your school").click()
    faults = Axe().run(page, options=RULES).response["violations"]
    page.get_by_label("Its name, postcode or URN").press_sequentially("pr1 8rj thornb")
    page.keyboard.press("Enter")
    page.get_by_text("2 schools").wait_for()
    faults += Axe().run(page, options=RULES).response["violations"]

    assert page.get_by_role("heading", name="Thornbeck").all_inner_texts() == [
        "Thornbeck Primary School",
        "Thornbeck Infants Closed",
    ]
    assert page.get_by_text("Somebody looks after it", exact=True).count() == 1
    assert "Hana" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_label("Its name, postcode or URN").fill("!!")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Enter a word of its name").click()
    faults += Axe().run(page, options=RULES).response["violations"]

    assert page.evaluate("document.activeElement.name") == "q"
    assert faults == []
