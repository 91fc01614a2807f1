"""What became of what a line names, as pages say it; and leaving out what has ended."""

import pytest

from opportunities.grid.vocabulary import ContinuationWord
from tests.builders import grid, published

pytestmark = pytest.mark.django_db

WIGAN = "/frameworks/wigan/"
NQT = f"{WIGAN}stages/newly-qualified/"
ENDED_2011 = '<details class="cpd-fate is-ended"><summary>Ended 2011</summary>'
SOURCE = (
    "<p>It was last broadcast on 31 August 2010, and its website closed on 29 April 2011.</p>"
    '<p class="cpd-meta">Source: Wikipedia; press. '
    '<a href="/glossary/#teachers-tv">teachers.tv in the glossary</a></p>'
)
IN_WORDS = '<span class="cpd-fate is-ended">Ended 2011</span>'


@pytest.fixture
def read(client):
    return lambda url: client.get(url).content.decode()


def test_a_stage_says_it_with_the_source_and_says_once_what_its_own_name_is(read):
    page = read(NQT)

    assert ENDED_2011 in page
    assert SOURCE in page
    assert "Access teachers.tv" in page
    assert "NQT courses" in page
    assert page.count("They have been called early career teachers (ECTs)") == 1
    assert "Now: early career" not in page
    assert "<summary>Now: Teachers’ Standards</summary>" in page


@pytest.mark.parametrize(
    "url", ["/opportunities/?q=teachers.tv", "/stages/early-career/?framework=wigan&open=all"]
)
def test_search_and_comparison_say_it_with_the_source(read, url):
    page = read(url)

    assert ENDED_2011 in page
    assert SOURCE in page


def test_a_comparison_says_once_what_the_name_of_a_stage_is(read):
    page = read("/stages/early-career/?framework=wigan&open=all")

    assert page.count("<summary>Now: early career teacher (ECT)</summary>") == 1


def test_the_matrix_says_it_in_words_alone(read):
    page = read(f"{WIGAN}?open=all")

    assert IN_WORDS in page
    assert '<span class="cpd-fate">Now: early career teacher (ECT)</span>' in page
    assert "<summary>Ended" not in page
    assert "31 August 2010" not in page


def test_only_search_and_a_line_of_its_own_page_say_what_is_still_offered(read):
    search = read("/opportunities/?q=NPQH+lancashire")
    stage = "/frameworks/lancashire/stages/deputy-and-assistant-headteacher/"

    assert "<summary>Still offered</summary>" in search
    assert "Participate in <abbr" in read(stage)
    assert "Still offered" not in read(stage)


def test_the_page_of_an_opportunity_tells_all_of_it(read):
    edition = published(grid({("Heads", "School"): ["NPQH (NCSL)"]}))
    line = edition.grid.opportunity_set.get()

    page = read(f"/opportunities/{line.key}/")

    assert '<div class="cpd-note cpd-note--warn">' in page
    assert ">NCSL ended 2013</h3>" in page
    assert ">NPQH: still offered</h3>" in page
    assert "It is still offered, with new content since 2021." in page


def test_the_matrix_leaves_out_what_has_ended_and_counts_follow(read):
    assert "1</strong> of 2" not in read("/frameworks/thornshire/")
    published(grid({("NQT", "School"): ["Use teachers.tv", "Read"], ("Heads", "School"): ["GTCE"]}))

    whole, left = read("/frameworks/thornshire/"), read("/frameworks/thornshire/?ended=hide")

    assert 'ended=hide">Leave out what has ended</a> <span class="cpd-meta">(2)</span>' in whole
    assert '<input type="hidden" name="ended" value="hide"' in left
    assert "teachers.tv" not in left
    assert "GTCE" not in left
    assert "Read" in left
    assert "Remove filter: </span>Leave out what has ended</span>" in left
    assert "<strong>1</strong>" in left
    assert ".docx?ended=hide" in left


def test_where_nothing_has_ended_there_is_no_switch_but_its_address_holds(read):
    assert "Leave out what has ended" not in read("/frameworks/lancashire/")
    hidden = read("/frameworks/lancashire/?ended=hide")
    assert "Remove filter: </span>Leave out what has ended</span>" in hidden
    assert "“x” is not one of the choices here" in read("/frameworks/lancashire/?ended=x")


def test_a_stage_leaves_out_what_has_ended_and_so_do_its_files(client, read):
    published(
        grid(
            {("NQT", "School"): ["GTCE", "Read"], ("Heads", "School"): ["NCSL"]},
            continues={("Heads", "School"): ContinuationWord.PLUS},
        )
    )
    url = "/frameworks/thornshire/stages/heads/"

    whole, left = read(url), read(f"{url}?ended=hide")

    assert '<a href="?ended=hide">Leave out what has ended</a>' in whole
    assert "what has ended</a> (2)" in whole
    assert "NCSL" in whole
    assert "GTCE" in whole
    assert "Read" in whole
    assert "NCSL" not in left
    assert "GTCE" not in left
    assert "Read" in left
    assert "<strong>2</strong> left out" in left
    assert "heads.docx?ended=hide" in left
    assert "heads.docx?ended=hide&amp;plus=written-out" in left
    file = client.get("/frameworks/thornshire/stages/heads.csv?ended=hide").content.decode()
    assert "NCSL" not in file
    assert "NCSL" in client.get("/frameworks/thornshire/stages/heads.csv").content.decode()


def test_files_of_a_matrix_leave_it_out_too_and_are_named_for_it(client):
    file = client.get("/frameworks/wigan.csv?ended=hide")

    assert "teachers.tv" not in file.content.decode()
    assert "leave-out-what-has-ended" in file["Content-Disposition"]


def test_the_ladder_and_a_stage_say_todays_role_where_that_says_something(read):
    ladder = read("/frameworks/lancashire/ladder/")
    premises = read("/frameworks/lancashire/stages/premises-staff/")

    assert 'Today: <a href="/stages/early-career/">Early career teacher<span' in ladder
    assert 'Today: <a href="/stages/support-staff/' not in ladder
    assert '"><a href="/stages/middle-leader/">Middle leader<span' in ladder
    assert "nearest role: Early career teacher." in read(NQT)
    assert "nearest role" not in premises
