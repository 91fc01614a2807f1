"""The site says who runs it, or plainly that nobody is named."""

import pytest

from cpd_site.serving.contact import Contact

pytestmark = pytest.mark.django_db

PAGES = ["/accessibility/", "/privacy/"]


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
    assert "Who runs this site is not named here" in client.get(url).text

    settings.RUN_BY = "Thornshire Council"
    page = client.get(url).text
    assert "run by Thornshire Council, who have given no address or number here" in page
    assert "mailto:" not in page


def test_the_statement_says_what_the_regulations_ask_for(client):
    page = client.get("/accessibility/").text

    for part in (
        "partially compliant",
        "Non-accessible content",
        "disproportionate burden",
        "Feedback and contact",
        "Enforcement procedure",
        "Equality and Human Rights Commission",
        "Equality Advisory and Support Service",
        "This statement was prepared on",
        "The website was last tested on",
    ):
        assert part in page


def test_an_extension_is_not_dialled():
    assert Contact(phone="(01772) 123-456 ext. 12").tel == "01772123456"
    assert not Contact(name="Nobody to be reached")
