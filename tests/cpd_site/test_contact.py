"""The site says who runs it, or plainly that nobody is named."""

import re
from pathlib import Path

import pytest

from cpd_site.serving.contact import Contact
from frameworks.queries import remembered

pytestmark = pytest.mark.django_db

PAGES = ["/accessibility/", "/privacy/"]
HEADING = r"<h(\d)[^>]*>([^<]+)</h"


@pytest.mark.parametrize("url", PAGES)
def test_who_runs_the_site_is_told_with_an_address_and_a_number(client, settings, url):
    settings.RUN_BY = "Thornshire Council"
    settings.CONTACT_EMAIL, settings.CONTACT_PHONE = "help@site.example", "+44 1772 123456"

    page = client.get(url).text

    assert "Thornshire Council" in page
    assert '<a href="mailto:help@site.example">help@site.example</a>' in page
    assert '<a href="tel:+441772123456">+44 1772 123456</a>' in page


@pytest.mark.parametrize("url", PAGES)
def test_where_nobody_is_named_the_pages_say_whom_to_ask_instead(client, settings, url):
    assert "Those who run this site have not given a name" in client.get(url).text

    settings.RUN_BY = "Thornshire Council"
    page = client.get(url).text
    assert "run by Thornshire Council, who have given no address or number here" in page
    assert "mailto:" not in page


STATEMENT = """
    Accessibility statement for CPD Frameworks
        How accessible this website is
        Feedback and contact
        Reporting a problem with accessibility
        Enforcement procedure
        Technical information about this website’s accessibility
            Compliance status
            Non-accessible content
                Non-compliance with the accessibility regulations
                Disproportionate burden
                Content that is not within the scope of the accessibility regulations
            What else does not work
            What we do to improve accessibility
        Preparation of this statement
"""
"""The headings of the public sector's model statement, each below its own, and one of ours."""


def test_the_statement_has_the_parts_of_the_model_in_their_order(client):
    page = client.get("/accessibility/").text

    told = [line for line in STATEMENT.splitlines() if line.strip()]
    expected = [((len(line) - len(line.lstrip())) // 4, line.strip()) for line in told]
    main = page[page.index("<main") : page.index("</main>")]
    assert [(int(number), said) for number, said in re.findall(HEADING, main)] == expected


@pytest.mark.parametrize(
    "said",
    [
        "This accessibility statement applies to http",
        "Thornshire Council is committed to making it accessible, in accordance with the Public",
        "(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018, where these",
        "partially compliant with the <a",
        "due to the non-compliances and exemptions listed below",
        "The Equality and Human Rights Commission (EHRC) is responsible for enforcing",
        "https://www.equalityadvisoryservice.com/",
        "In Northern Ireland the Equality Commission for Northern Ireland (ECNI) is responsible",
        "https://www.equalityni.org/",
        "This statement was prepared on",
        "It was last reviewed on",
        "The website was last tested on",
    ],
)
def test_the_statement_says_what_the_regulations_ask_for(client, settings, said):
    settings.RUN_BY = "Thornshire Council"

    assert said in client.get("/accessibility/").text


@pytest.mark.parametrize(
    "said",
    [
        "Thornshire Council runs this site and is the controller",
        "UK GDPR and the Data Protection Act 2018",
        "Lawful basis: consent.",
        "Lawful basis: public task, or legitimate interest.",
        "To see what is kept of you",
        "To have it put right",
        "To have it deleted",
        "To end what you agreed to",
        "To object",
        "https://ico.org.uk/make-a-complaint/",
        "data protection officer",
        "No decision about you is made by a program.",
    ],
)
def test_the_page_about_privacy_says_what_people_are_to_be_told(client, settings, said):
    settings.RUN_BY = "Thornshire Council"

    assert said in client.get("/privacy/").text


def test_the_page_about_privacy_names_each_cookie_and_what_a_browser_keeps(client, settings):
    page = client.get("/privacy/").text
    script = Path("static/js/list.js").read_text()

    cookies = {remembered.COOKIE, "messages", settings.SESSION_COOKIE_NAME}
    for name in (
        *cookies,
        settings.CSRF_COOKIE_NAME,
        *re.findall(r'= "(cpd-(?:list|sheet))"', script),
    ):
        assert f"<code>{name}</code>" in page


def test_an_extension_is_not_dialled():
    assert Contact(phone="(01772) 123-456 ext. 12").tel == "01772123456"
    assert not Contact(name="Nobody to be reached")
