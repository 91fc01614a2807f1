"""A rung of the ladder across the authorities: who is shown, what is missing, how to go on."""

import csv
import io
import re

import openpyxl
import pytest

from frameworks.models import Framework
from frameworks.queries.public import with_family
from opportunities.exchange.writing.document import short_reference
from opportunities.grid.vocabulary import ROLES, ContinuationWord, StageFamily
from opportunities.layout.comparison import ACROSS
from tests.builders import grid, key, published

pytestmark = pytest.mark.django_db

EARLY = "/stages/early-career/"


@pytest.fixture
def only_ours():
    """None of the five frameworks; for tests that count."""
    Framework.objects.update(visibility=Framework.Visibility.MEMBERS)


def many(number):
    for each in range(number):
        published(grid({("NQT", "School"): [f"Line {each}"]}), slug=f"shire-{each:02}")
    return [rung.slug for rung in with_family(StageFamily.EARLY_CAREER)]


def columns(page):
    """The authorities along the top."""
    (head,) = re.findall(r"<thead>(.*?)</thead>", page, re.DOTALL)
    return re.findall(r'<th scope="col">([^<]+)</th>', head)[1:]


def part(pattern, page):
    """The first stretch of the page that is like this, or its group."""
    found = re.search(pattern, page, re.DOTALL)
    assert found, pattern
    return found[found.re.groups]


def text(client, url):
    return client.get(url).content.decode()


def test_the_authorities_stand_side_by_side_by_tier(client):
    page = text(client, EARLY)

    assert columns(page) == ["Cambridgeshire", "Hampshire", "Lancashire", "Torbay", "Wigan"]
    assert re.findall(r'<tr class="is-([a-z-]+)">', page) == [
        "self",
        "school",
        "local-network",
        "local-authority",
        "national",
    ]
    assert "<strong>104</strong> opportunities in <strong>five</strong> frameworks" in page
    assert 'href="/frameworks/torbay/stages/nqt/"' in page


def test_each_line_leads_on_with_the_stage_it_stands_at(client):
    words = ["Join in"]
    two = {"NQT": StageFamily.EARLY_CAREER, "ECT": StageFamily.EARLY_CAREER}
    published(grid({("NQT", "School"): words, ("ECT", "School"): words}, families=two))

    page = text(client, f"{EARLY}?framework=thornshire")

    address = rf"/opportunities/{key('Join in')}/\?stage=([\w-]+)"
    assert re.findall(f'href="{address}"', page) == ["nqt", "ect"]


def test_a_gap_is_said_in_words(client):
    page = text(client, EARLY)

    row = part(r'<tr class="is-self">.*?</tr>', page)
    assert row.count("Nothing listed") == 3
    assert "15 opportunities, in 2 of 5" in row


def test_several_stages_of_a_framework_stand_under_their_names(client):
    page = text(client, "/stages/middle-leader/")

    row = part(r'<tr class="is-school">.*?</tr>', page)
    assert re.findall(r'cpd-compare__stage">([^<]+)<', row) == [
        "Experienced Middle Leaders",
        "New Middle Leaders",
    ]


def test_what_plus_carries_on_opens_in_its_cell(client):
    snapshot = grid(
        {("NQT", "Own"): ["Start"], ("RQT", "Own"): []},
        continues={("RQT", "Own"): ContinuationWord.PLUS},
    )
    published(snapshot, slug="plus")
    page = text(client, "/stages/recently-qualified/?framework=plus")

    assert re.search(
        r"PLUS<span[^>]*> 1 line from earlier stages.*From NQT.*Start", page, re.DOTALL
    )


def test_a_role_of_support_staff_is_no_step_but_for_teaching_assistants(client):
    site, assistant = text(client, "/stages/site/"), text(client, "/stages/teaching-assistant/")

    assert columns(site) == ["Lancashire"]
    assert 'href="/frameworks/lancashire/stages/premises-staff/"' in site
    assert "on the ladder" not in site
    assert re.findall(r"on the ladder</span> <strong>([^<]+)<", assistant) == [
        "Higher level teaching assistant"
    ]
    assert "Next on the ladder" not in text(client, "/stages/executive-leader/")


def test_support_staff_of_any_role_are_led_to_their_roles(client):
    page = text(client, "/stages/support-staff/")

    assert "Support staff have roles, each with stages of its own" in page
    roles = part(r'<h2 id="roles">.*?</section>', page)
    assert re.findall(r'href="/stages/([^/]+)/"', roles) == [role.value for role in ROLES]
    unknown = text(client, "/stages/support-staff/?framework=atlantis")
    assert "“atlantis” is not one of the choices" in unknown
    assert "/stages/support-staff/" not in part(r"<aside.*?</aside>", text(client, "/stages/site/"))


def test_only_the_authorities_asked_for_are_shown(client):
    page = text(client, f"{EARLY}?framework=wigan&framework=torbay")

    assert columns(page) == ["Torbay", "Wigan"]
    assert re.findall(r'value="(\w+)" id="[^"]*" checked', page) == ["torbay", "wigan"]
    assert "Show all five" in page
    assert not re.search(r'rel="(prev|next)">(Previous|Next): ', page)  # all five fit


def test_home_and_the_comparison_count_alike(client):
    home = text(client, "/")
    counted = re.findall(r'href="(/stages/[\w-]+/)".*?(\d+) opportunit', home, re.DOTALL)
    pages = [text(client, url) for url, _ in counted]

    assert len(counted) > 10
    assert [count for _, count in counted] == [
        part(r"<strong>(\d+)</strong> opportunit", page) for page in pages
    ]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("/stages/executive-leader/?framework=torbay", "Torbay’s framework has no stage for this"),
        (f"{EARLY}?framework=atlantis", "“atlantis” is not one of the choices here"),
        (f"{EARLY}?framework=%00<b>", "“&lt;b&gt;” is not one of the choices here"),
        ("/stages/site/?framework=atlantis", "“atlantis” is not one of the choices"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_others_are_shown(client, url, sentence):
    page = text(client, url)

    assert sentence in page
    assert columns(page) == columns(text(client, url.partition("?")[0]))


def test_an_authority_that_is_asked_for_and_one_that_lacks_the_stage(client):
    page = text(client, "/stages/lead-practitioner/?framework=lancashire&framework=wigan")

    assert "Lancashire’s framework has no stage for this" in page
    assert columns(page) == ["Wigan"]


def test_six_stand_side_by_side_and_the_others_are_one_click_away(client, only_ours):
    slugs = many(ACROSS * 2 + 1)
    seen, url = [], EARLY
    while url:
        page = text(client, url)
        seen.append(len(columns(page)))
        following = re.search(r'href="([^"]*)" rel="next">Next: Thornshire', page)
        url = EARLY + following[1].replace("&amp;", "&") if following else ""

    assert seen == [6, 6, 1]
    assert 'rel="prev">Previous: Thornshire' in page
    assert "From the first" in page
    assert all(f'value="{slug}"' in page for slug in slugs)


def test_more_than_six_asked_for_are_parted_and_named(client, only_ours):
    slugs = many(8)
    page = text(client, f"{EARLY}?{'&'.join(f'framework={slug}' for slug in slugs)}")

    assert len(columns(page)) == 6
    assert "Not shown, since six fit side by side" in page
    assert f'href="?framework={slugs[6]}&amp;framework={slugs[7]}" rel="next"' in page


def test_open_cells_stay_open_from_page_to_page(client, only_ours):
    many(7)
    page = text(client, f"{EARLY}?open=all")

    assert re.search(r'href="\?framework=[^"]*&amp;open=all" rel="next"', page)
    assert '<input type="hidden" name="open" value="all"' in page
    assert "Fold long boxes" in page


@pytest.mark.parametrize("asked", ["", "?framework=shire-00", "?framework=atlantis"])
def test_three_frameworks_take_as_many_queries_as_one(
    client, django_assert_num_queries, django_assert_max_num_queries, only_ours, asked
):
    many(1)
    with django_assert_max_num_queries(8) as one:
        client.get(EARLY + asked)
    many(3)
    with django_assert_num_queries(len(one)):
        client.get(EARLY + asked)


def test_the_stage_page_leads_here(client):
    page = text(client, "/frameworks/torbay/stages/nqt/")

    assert f'href="{EARLY}">Compare them side by side' in page


def test_the_ladder_of_a_framework_is_a_picture_with_the_same_facts_as_text(client):
    page = text(client, "/frameworks/lancashire/ladder/")

    assert page.count('aria-hidden="true" focusable="false"><g class="is-school">') == 16
    assert 'href="/frameworks/lancashire/stages/newly-qualified-teachers/"' in page
    numbers = part(r"<dt>Newly Qualified Teachers</dt>(.*?)</div>", page)
    assert re.findall(r"<strong>(\d+)</strong>", numbers) == ["29", "15", "5", "5", "4"]
    assert 'href="/stages/early-career/"' in page


def test_a_framework_leads_to_its_ladder_and_an_edition_to_its_own(client):
    assert 'href="/frameworks/torbay/ladder/"' in text(client, "/frameworks/torbay/")
    address = "/frameworks/lancashire/editions/2019/"
    assert f'href="{address}ladder/"' in text(client, address)
    assert f'href="{address}stages/teachers/"' in text(client, f"{address}ladder/")


def table(response) -> list[dict[str, str]]:
    content = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.mark.usefixtures("only_ours")
def test_the_comparison_is_a_table_of_all_its_lines(client):
    carried = grid(
        {("NQT", "School"): ["Join in"]},
        continues={("NQT", "Outside"): ContinuationWord.PLUS},
    )
    edition = published(carried, slug="shire")
    many(ACROSS + 1)

    response = client.get("/stages/early-career.csv")
    rows = table(response)

    assert response["Content-Disposition"] == 'attachment; filename="stage-early-career.csv"'
    assert len({row["Authority"] for row in rows}) == ACROSS + 2
    first, second = (row for row in rows if row["Reference"] == reference_of(edition))
    assert (first["Stage"], first["Column"], first["Opportunity"]) == ("NQT", "School", "Join in")
    assert first["On the site"] == f"http://testserver/opportunities/{key('Join in')}/"
    assert (second["Column"], second["Continues"], second["Opportunity"]) == ("Outside", "PLUS", "")
    assert first["Address"] == "http://testserver/stages/early-career/"


def reference_of(edition):
    return short_reference(edition.grid.fingerprint)


def test_the_table_holds_who_is_asked_for_and_is_linked(client):
    page = text(client, f"{EARLY}?framework=wigan&open=all")
    assert 'href="/stages/early-career.xlsx?framework=wigan"' in page

    rows = table(client.get("/stages/early-career.csv?framework=wigan"))
    assert {row["Authority"] for row in rows} == {"Wigan"}
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/stages/early-career.xlsx?framework=wigan").content)
    )
    assert book["Rows"].max_row == len(rows) + 1


def lines_and_kinds(client, query=""):
    """The lines of the table, each with its kinds of activity."""
    rows = table(client.get(f"/stages/early-career.csv{query}"))
    return [(row["Opportunity"], row["Kinds of activity"]) for row in rows if row["Opportunity"]]


def test_the_comparison_and_its_table_can_be_narrowed_to_kinds_of_activity(client):
    everything = lines_and_kinds(client)
    courses = [row for row in everything if "Course" in row[1]]
    unmarked = [row for row in everything if not row[1]]

    page = text(client, f"{EARLY}?kind=course&open=all")

    assert 0 < len(courses) < len(everything)
    assert f"<strong>{len(courses)}</strong> opportunities in" in page
    assert f'id="n-kind-not-marked" data-n="{len(unmarked)}"' in page
    assert f'id="n-kind-course" data-n="{len(courses)}"' in page
    assert 'href="/stages/early-career.csv?kind=course"' in page
    assert "Nothing of this kind listed" in page
    assert lines_and_kinds(client, "?kind=course") == courses
    assert lines_and_kinds(client, "?kind=course&kind=not-marked") == [
        row for row in everything if row in courses or row in unmarked
    ]


def test_a_kind_stays_from_page_to_page_and_can_be_taken_away(client):
    many(ACROSS + 1)
    page = text(client, f"{EARLY}?kind=course&kind=reading")

    assert 'class="cpd-chip" href="?kind=reading"' in page
    assert re.search(r'href="\?framework=[^"]+&amp;kind=course&amp;kind=reading" rel="next"', page)


@pytest.mark.parametrize("query", ["framework=atlantis", "unheard=of", "kind=king"])
def test_no_table_is_made_of_what_was_not_asked_for(client, query):
    assert client.get(f"/stages/early-career.csv?{query}").status_code == 400


def test_a_table_that_is_not_there_names_those_that_are(client):
    response = client.get("/stages/early-career.docx")

    assert response.status_code == 404
    assert 'href="/stages/early-career.xlsx"' in response.content.decode()
    assert client.get("/stages/moon.csv").status_code == 404


@pytest.mark.usefixtures("only_ours")
@pytest.mark.parametrize("number", [1, 3])
def test_a_table_takes_as_many_queries_whatever_there_is(client, number, django_assert_num_queries):
    many(number)
    client.get("/stages/early-career.csv")

    with django_assert_num_queries(QUERIES_OF_A_TABLE):
        client.get("/stages/early-career.csv")


QUERIES_OF_A_TABLE = 7
