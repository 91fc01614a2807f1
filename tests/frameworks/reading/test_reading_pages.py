"""Every page that anyone may read: what it answers, and what it says when there is nothing."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cpd_site.serving.page_cache import MARK
from frameworks.models import Framework
from opportunities.grid.vocabulary import ContinuationWord, StageFamily
from tests.builders import grid, published
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FIVE = ["cambridgeshire", "hampshire", "lancashire", "torbay", "wigan"]

PAGES = [
    "/",
    "/frameworks/",
    *(f"/frameworks/{slug}/" for slug in FIVE),
    *(f"/frameworks/{slug}/about/" for slug in FIVE),
    "/frameworks/lancashire/?by=tier",
    "/frameworks/lancashire/?open=all",
    "/frameworks/lancashire/?group=leaders&q=network",
    "/frameworks/lancashire/?q=nothinglikethis",
    *(f"/frameworks/{slug}/ladder/" for slug in FIVE),
    *(f"/frameworks/{slug}/coverage/" for slug in FIVE),
    "/frameworks/lancashire/coverage/?kind=course&tier=school&group=leaders&q=network",
    "/frameworks/torbay/stages/excellent-teacher/",
    "/frameworks/lancashire/stages/premises-staff/",
    "/frameworks/lancashire/frame/",
    "/frameworks/lancashire/your-site/",
    "/frameworks/lancashire/stages/premises-staff/frame/",
    "/frameworks/lancashire/stages/premises-staff/your-site/",
    "/frameworks/lancashire/editions/",
    "/frameworks/lancashire/editions/2019/",
    "/frameworks/lancashire/editions/2019/about/",
    "/frameworks/lancashire/editions/2019/ladder/",
    "/frameworks/lancashire/editions/2019/stages/teachers/",
    "/frameworks/lancashire/changes/2019..2019/",
    "/frameworks/lancashire/changes/2019..2019.csv",
    "/frameworks/torbay.csv",
    "/frameworks/torbay.json",
    "/frameworks/torbay/editions/undated.json",
    "/opportunities/",
    "/opportunities/?q=portfolio",
    "/opportunities.json?q=portfolio",
    "/opportunities/f1703cd4-2733-5fb3-8522-cb5070c5ae82/",
    "/opportunities/?q=nothinglikethis",
    "/opportunities/?q=nothinglikethis+coaching",
    "/stages/early-career/",
    "/stages/executive-leader/?framework=torbay",
    "/stages/lead-practitioner/?framework=torbay&framework=wigan&open=all",
    "/frameworks/lancashire/stages/teaching-assistants/next/",
    "/frameworks/lancashire/stages/premises-staff/next/",
    "/frameworks/torbay/stages/nqt/next/?to=king",
    "/stages/support-staff/?framework=atlantis",
    "/sitemap.xml",
    "/robots.txt",
    "/glossary/",
    "/accessibility/",
    "/privacy/",
    "/healthz",
]


@pytest.mark.parametrize("url", PAGES)
def test_a_page_answers_without_an_account(client, url):
    response = client.get(url)

    assert response.status_code == 200
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize(
    "page", ["", "about/", "ladder/", "coverage/", "stages/nqt/", "stages/nqt/next/"]
)
def test_a_page_of_one_edition_has_a_title_of_its_own(client, page):
    newest, pinned = (
        re.search("<title>(.*?)</title>", client.get(f"/frameworks/torbay/{part}{page}").text)
        for part in ("", "editions/undated/")
    )

    assert newest
    assert pinned
    assert newest[1] != pinned[1]
    assert pinned[1] == newest[1].replace(" – CPD", " (no year printed) – CPD")


MAILS = {
    "invitation": "codes, invitations",
    "requests_wait": "when somebody asks for a role in a school for which you answer",
    "request_answered": "a role in a school that you asked for",
    "account_closed": "when your account is closed",
    "edition_for_member": "can send its members one e-mail about a new edition",
    "mail_domain": "an address at the domain of a school gets one e-mail with a code",
    "edition_not_published": "a draft could not be published",
    "publication_date_lapsed": "the day that you set no longer holds",
    "update_waiting": "an update is waiting for your copy",
    "update_reminder": "or those who published it remind you of it",
    "line_offered": "a line is offered to you",
    "offer_answered": "your offer is answered",
    "comments_new": "once a day at most, when others commented on a draft",
    "reasons_asked": "when a school asks why a line of yours was reworded",
    "reasons_given": "when what you asked so is answered",
    "plan_shared": "share a plan with one person by their e-mail address",
    "plan_comments_new": "once a day at most, that they commented on it",
    "mistake_reported": "What you write goes by e-mail to those who edit the framework",
    "edition_published": "You can be told of new editions by e-mail",
    "follow_confirmation": "from the moment you confirm it",
}
"""Every mail but those about an account, and what the page about privacy says of it."""


def test_what_is_mailed_is_told_on_the_page_about_privacy(client):
    page = client.get("/privacy/").content.decode()

    mails = {template.stem for template in (settings.BASE_DIR / "templates/mail").glob("*.txt")}
    assert MAILS.keys() == mails
    assert [mail for mail, said in MAILS.items() if said not in page] == []


@pytest.mark.parametrize("url", [url for url in PAGES if url != "/healthz"])
def test_a_page_is_cached_for_everybody_but_not_for_who_is_signed_in(client, url):
    assert client.get(url).headers.get(MARK) == "yes"

    client.force_login(UserFactory())
    response = client.get(url)
    assert MARK not in response
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_is_only_for_reading(url, method):
    client = Client(enforce_csrf_checks=True)

    assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize("url", [url for url in PAGES if "." not in url and url != "/healthz"])
def test_a_page_has_a_title_of_its_own_and_one_main_heading(client, url):
    page = client.get(url).content.decode()

    assert re.search(r"<title>.{4,} – CPD Frameworks</title>", page)
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert "style=" not in page
    assert not re.search(r'<script(?! type="application/ld\+json">)(?![^>]* src=)', page)


@pytest.mark.parametrize(
    ("url", "sentence", "instead"),
    [
        ("/frameworks/atlantis/", "no framework called “atlantis”", "/frameworks/wigan/"),
        ("/frameworks/atlantis.json", "no framework called “atlantis”", "/frameworks/wigan/"),
        (
            "/frameworks/wigan/editions/1066/",
            "no edition called “1066”",
            "/frameworks/wigan/editions/undated/",
        ),
        (
            "/frameworks/wigan/stages/king/",
            "no stage called “king”",
            "/frameworks/wigan/stages/newly-qualified/",
        ),
        ("/stages/king/", "no career stage called “king”", "/stages/early-career/"),
        ("/nowhere/", "", "/frameworks/"),
        ("/frameworks/wigan.exe", "", "/frameworks/"),
    ],
)
def test_what_is_not_there_says_what_is(client, url, sentence, instead):
    response = client.get(url)

    assert response.status_code == 404
    page = response.content.decode()
    assert sentence in page
    assert f'href="{instead}"' in page


def test_every_family_of_the_ladder_has_a_page(client):
    for family in StageFamily:
        assert client.get(reverse("family_detail", args=[family])).status_code == 200


def test_a_framework_for_members_only_is_on_no_page(client):
    published(grid({("NQT", "School"): ["Sphinx of black quartz"]}), slug="secret")
    Framework.objects.filter(slug="secret").update(visibility=Framework.Visibility.MEMBERS)
    urls = [
        *PAGES,
        "/opportunities/?q=sphinx",
        "/frameworks/secret/",
        "/frameworks/secret.json",
        "/frameworks/secret/about/",
        "/frameworks/secret/ladder/",
        "/frameworks/secret/coverage/",
        "/stages/early-career/?framework=secret",
        "/frameworks/secret/editions/",
        "/frameworks/secret/editions/2026/",
        "/frameworks/secret/stages/nqt/",
        "/frameworks/secret/changes/2026..2026/",
        "/frameworks/secret/changes/2026..2026.csv",
    ]

    for url in urls:
        response = client.get(url)
        content = b"".join(response) if response.streaming else response.content
        assert b"Sphinx" not in content, url
        assert b"/frameworks/secret/" not in content, url
        assert response.status_code == (404 if "/frameworks/secret" in url else 200), url


def test_without_any_framework_the_pages_still_stand(client):
    Framework.objects.update(visibility=Framework.Visibility.MEMBERS)

    for url in ("/", "/frameworks/", "/opportunities/", "/stages/early-career/", "/sitemap.xml"):
        assert client.get(url).status_code == 200
    assert client.get("/frameworks/wigan/").status_code == 404


HOSTILE = "<script>alert('x')</script> {{ 7|add:7 }} \"'>"


def test_html_in_a_framework_is_shown_as_text(client):
    snapshot = grid(
        {(HOSTILE, HOSTILE): [HOSTILE, f"https://example.org/{HOSTILE}"], ("RQT", HOSTILE): []},
        details={HOSTILE: (HOSTILE,)},
        continues={("RQT", HOSTILE): ContinuationWord.PLUS},
        sections=[(HOSTILE, f"{HOSTILE} [link](javascript:alert(1)) <img src=x onerror=alert(1)>")],
    )
    snapshot = _with_slug(snapshot, "hostile")
    published(snapshot, slug="hostile", title=HOSTILE, subtitle=HOSTILE, source=HOSTILE)

    for url in (
        "/",
        "/frameworks/hostile/",
        "/frameworks/hostile/?q=script",
        "/frameworks/hostile/?by=tier&open=all",
        "/frameworks/hostile/about/",
        "/frameworks/hostile/ladder/",
        "/frameworks/hostile/coverage/?q=script",
        "/frameworks/hostile/editions/",
        "/frameworks/hostile/stages/hostile/",
        "/frameworks/hostile/stages/rqt/",
        "/frameworks/hostile/stages/nowhere/",
        "/opportunities/?q=alert",
        "/stages/early-career/",
        "/stages/early-career/?framework=hostile",
    ):
        page = client.get(url).content.decode()
        assert "<script>" not in page, url
        assert "<img" not in page, url
        assert 'href="javascript:' not in page, url
        assert "14" not in re.findall(r"x&#x27;\)&lt;/script&gt; (\S+)", page), url


def _with_slug(snapshot, slug):
    from dataclasses import replace

    return replace(snapshot, stages=(replace(snapshot.stages[0], slug=slug), *snapshot.stages[1:]))


def test_an_earlier_edition_stays_at_its_address_and_says_so(client):
    published(grid({("NQT", "School"): ["Join in"]}), label="2025")
    before = client.get("/frameworks/thornshire/editions/2025/").content.decode()
    published(grid({("NQT", "School"): ["Join up"]}), label="2026")

    newest = client.get("/frameworks/thornshire/").content.decode()
    earlier = client.get("/frameworks/thornshire/editions/2025/").content.decode()

    assert "Join up" in newest
    assert "Join in" not in newest
    assert "Join in" in before
    assert "Join in" in earlier
    assert "This is an earlier edition" in earlier
    assert "/frameworks/thornshire/editions/2025/stages/nqt/" in earlier


@pytest.mark.parametrize(
    "pages",
    [
        *("/frameworks/{}/", "/frameworks/{}/ladder/", "/frameworks/{}/coverage/"),
        "/frameworks/{}/stages/stage-0/",
    ],
)
def test_a_page_takes_as_many_queries_for_a_large_grid_as_for_a_small_one(
    client, django_assert_num_queries, django_assert_max_num_queries, nothing_remembered, pages
):
    for slug, size in (("small", 1), ("large", 3)):
        published(
            grid(
                {
                    (f"Stage {stage}", f"Column {column}"): [
                        f"{slug} {line}" for line in range(size)
                    ]
                    for stage in range(size)
                    for column in range(size)
                }
            ),
            slug=slug,
        )
    with django_assert_max_num_queries(15) as small:
        client.get(pages.format("small"))
    with django_assert_num_queries(len(small)):
        client.get(pages.format("large"))


@pytest.mark.parametrize(
    "url", ["/", "/frameworks/", "/opportunities/", "/stages/early-career/", "/sitemap.xml"]
)
def test_a_list_takes_as_many_queries_for_many_frameworks_as_for_few(
    client, django_assert_num_queries, django_assert_max_num_queries, url
):
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    for number in range(3):
        published(grid({("NQT", "School"): ["Join in"]}), slug=f"thornshire-{number}")
    with django_assert_num_queries(len(few)):
        client.get(url)


@pytest.mark.parametrize(
    ("stage", "before", "after"),
    [
        ("teaching-assistants", [], ["Higher Level Teaching Assistants"]),
        ("higher-level-teaching-assistants", ["Teaching Assistants"], []),
        ("premises-staff", [], []),
        ("established-headteachers", ["New to Headship"], []),
    ],
)
def test_a_stage_of_support_staff_leads_to_no_other_but_from_teaching_assistant(
    client, stage, before, after
):
    page = client.get(f"/frameworks/lancashire/stages/{stage}/").content.decode()

    assert re.findall(r"Previous stage</span> <strong>([^<]+)<", page) == before
    assert re.findall(r"Next stage</span> <strong>([^<]+)<", page) == after
