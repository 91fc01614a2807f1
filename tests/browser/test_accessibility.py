"""axe finds nothing on any page, on a phone and on a desk, with filters open and closed."""

import pytest

from tests.browser.faults import faults

PAGES = [
    "/",
    "/?framework=wigan",
    "/frameworks/",
    "/frameworks/cambridgeshire/",
    "/frameworks/hampshire/?open=all",
    "/frameworks/torbay/?group=leaders&q=network",
    "/frameworks/torbay/?stage=king",
    "/frameworks/torbay/?q=zebra",
    "/frameworks/torbay/?by=tier",
    "/frameworks/lancashire/about/",
    "/frameworks/cambridgeshire/stages/b-specific-responsibility/",
    "/frameworks/lancashire/ladder/",
    "/frameworks/wigan/ladder/",
    "/frameworks/lancashire/coverage/",
    "/frameworks/torbay/coverage/?kind=course&stage=king",
    "/frameworks/torbay/stages/excellent-teacher/",
    "/frameworks/lancashire/stages/premises-staff/next/?to=king",
    "/frameworks/wigan/stages/newly-qualified/?ended=hide",
    "/frameworks/torbay/editions/",
    "/frameworks/torbay/editions/undated/",
    "/frameworks/lancashire/mistake/",
    "/frameworks/nowhere/",
    "/desk/wigan/draft/undo/",  # takes what a form sends
    "/opportunities/",
    "/opportunities/?q=SENCO&group=leaders",
    "/opportunities/?q=dyslexia+coaching",
    "/opportunities/?q=zebra",
    "/opportunities/?q=safegaurding",
    "/opportunities/f1703cd4-2733-5fb3-8522-cb5070c5ae82/",
    "/opportunities/1d0b7552-a065-57e0-b974-209045ac92dd/",  # at twelve stages, which it offers
    "/stages/middle-leader/",
    "/stages/lead-practitioner/?framework=torbay",
    "/stages/lead-practitioner/?framework=atlantis&open=all",
    "/stages/support-staff/?framework=wigan",
    "/glossary/",
    "/accessibility/",
    "/privacy/",
]

WITH_FOLDS = [
    "/stages/lead-practitioner/",
    "/frameworks/lancashire/?family=new-headteacher",
    "/frameworks/torbay/",
    "/frameworks/wigan/stages/newly-qualified/",
    "/frameworks/lancashire/stages/teaching-assistants/next/",
    "/opportunities/?tier=self",
    "/opportunities/?q=NPQH",
]


@pytest.fixture
def page(context):
    """Without the watch on the console: a page that is not there is among these."""
    return context.new_page()


IN_THE_DARK = [
    *("/", "/frameworks/", "/frameworks/torbay/?group=leaders&q=network&stage=king"),
    *("/frameworks/lancashire/stages/newly-qualified-teachers/", "/frameworks/wigan/ladder/"),
    *("/frameworks/torbay/coverage/", "/frameworks/wigan/coverage/?kind=course&q=lead"),
    *("/opportunities/?q=safegaurding", "/opportunities/?q=mentor&tier=school", "/glossary/"),
    *("/frameworks/wigan/?open=all", "/frameworks/wigan/stages/newly-qualified/"),
    *(
        "/stages/middle-leader/",
        "/accounts/login/",
        "/gallery/",
        "/frameworks/nowhere/",
        "/desk/wigan/draft/undo/",
        "/privacy/",
    ),
]


def test_axe_finds_nothing_in_the_dark_either(page, site):
    page.emulate_media(color_scheme="dark")
    found = {}
    for url in IN_THE_DARK:
        page.goto(site + url)
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        )
        found |= faults(page, url)

    assert found == {}


def test_paper_is_never_dark(page, site):
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{site}/frameworks/torbay/")

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_axe_finds_nothing(page, site):
    found = {}
    for url in PAGES:
        page.goto(site + url)
        found |= faults(page, url)

    assert found == {}


def test_axe_finds_nothing_when_everything_is_open(page, site):
    found = {}
    for url in WITH_FOLDS:
        page.goto(site + url)
        for summary in page.locator("main summary:visible").all():
            summary.click()
        found |= faults(page, url)

    assert found == {}


@pytest.mark.parametrize("url", ["/?framework=wigan", "/frameworks/lancashire/?stage=king&q=%00"])
def test_every_reference_inside_a_page_leads_somewhere(page, site, url):
    page.goto(site + url)

    assert (
        page.evaluate(
            """['href', 'for', 'aria-describedby', 'aria-labelledby'].flatMap(name =>
              [...document.querySelectorAll(name === 'href' ? 'a[href^="#"]' : `[${name}]`)]
              .flatMap(node => node.getAttribute(name).replace(/^#/, '').split(' '))
              .filter(id => !document.getElementById(id)))"""
        )
        == []
    )
