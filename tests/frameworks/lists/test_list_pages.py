"""The page of a list, which is what its address says, and the pages that add to it."""

import html
import re
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from cpd_site.serving.page_cache import MARK
from opportunities.grid.short_keys import of_place, short
from opportunities.models import Opportunity
from tests.builders import grid, key, published
from tests.frameworks.reading.test_html import check
from tests.sealing.elm import WORD, founded
from tests.two_editions import published_twice

pytestmark = pytest.mark.django_db

LINES = [f"Line {number}" for number in range(45)]


@pytest.fixture
def read(client):
    def read(url: str) -> str:
        response = client.get(url)
        assert response.status_code == 200
        check(response.content.decode())
        return html.unescape(response.content.decode())

    return read


def listed(*keys: UUID | str, more: str = "") -> str:
    written = [one if isinstance(one, str) else short(one) for one in keys]
    return f"{reverse('my_list')}?{'&'.join(f'k={one}' for one in written)}{more}"


def words_on(page: str) -> list[str]:
    found = re.findall(r'<p class="cpd-mylist__words">(.*?)</p>', page, re.DOTALL)
    return [re.sub("<.*?>", "", words) for words in found]


def test_a_list_without_lines_says_how_to_get_some(read):
    page = read(reverse("my_list"))

    assert "Nothing is on this list yet." in page
    assert "Press “Add” beside any line" in page


def test_a_list_says_each_line_with_where_it_comes_from(read):
    published(grid({("NQT", "School"): ["Join in", "Lead"]}, details={"Lead": ("By half term",)}))

    page = read(listed(key("Lead"), key("Join in")))

    assert "A list of two lines" in page
    assert words_on(page) == ["Lead", "Join in"]
    assert "By half term" in page
    assert "2026 edition" in page
    assert f'href="/opportunities/{key("Lead")}/"' in page


def test_a_line_is_taken_off_and_the_others_stay(client):
    published(grid({("NQT", "School"): ["Join in", "Lead"]}))
    both = listed(key("Lead"), key("Join in"))

    response = client.get(f"{both}&without={short(key('Lead'))}")
    assert response.url == listed(key("Join in"))
    assert client.get(f"{response.url}&without={short(key('Join in'))}").url == reverse("my_list")
    assert client.get(f"{both}&without={short(uuid4())}").status_code == 200
    assert client.get(f"{both}&without=nonsense").status_code == 200


def test_what_is_no_key_and_what_is_unknown_is_told_and_counted(read):
    published(grid({("NQT", "School"): ["Join in"]}))

    page = read(listed(key("Join in"), uuid4(), uuid4(), "cut-off", "<script>alert(1)</script>"))

    assert "A list of three lines" in page
    assert words_on(page) == ["Join in", "A line that is not here", "A line that is not here"]
    assert "2 parts of this address name no line" in page
    assert "Two of the 3 lines on this list are not here" in page
    assert "alert(1)" not in page


def test_ten_thousand_keys_are_bounded_with_a_sentence(read, django_assert_max_num_queries):
    published(grid({("NQT", "School"): LINES}))
    keys = [*map(key, LINES), *(uuid4() for _ in range(10_000 - len(LINES)))]

    with django_assert_max_num_queries(8):
        page = read(listed(*keys))

    assert words_on(page) == LINES[:40]
    assert "A list holds 40 lines at most. This address names 9,960 more" in page
    assert "Add more lines" not in page


def test_a_key_that_is_named_twice_is_one_line(read):
    published(grid({("NQT", "School"): ["Join in"]}))

    assert words_on(read(listed(key("Join in"), key("Join in")))) == ["Join in"]


def test_what_the_newest_edition_has_no_more_is_told(read):
    published_twice()

    page = read(listed(key("Apply for an international placement")))

    assert "lists this no longer. These are the words of the 2025 edition." in page


def test_a_line_of_a_school_is_its_own_to_others(read, client):
    elm = founded()
    address = listed(key("own line"))

    page = read(address)
    assert words_on(page) == ["A line of a school’s own"]
    assert WORD not in page
    assert "sign in" in page

    client.force_login(elm.leader)
    assert words_on(read(address)) == [f"Line {WORD}"]


def test_a_list_of_one_line_that_is_not_here_says_so_of_the_line(read):
    assert "The line on this list is not here" in read(listed(uuid4()))
    assert "Two of the 2 lines on this list are" in read(listed(uuid4(), uuid4()))


def test_words_that_look_like_markup_stay_words(client):
    hostile = '<script>alert("x")</script> & {{ 1 }}'
    published(grid({("NQT", "School"): [hostile]}))

    for url in (listed(key(hostile)), "/list/more/thornshire/nqt/", "/list/more/?q=alert"):
        page = client.get(url).content.decode()
        assert "<script>alert(" not in page
        assert "&lt;script&gt;" in page


def test_nobody_keeps_a_list_and_no_search_engine_lists_it(client):
    response = client.get(listed(uuid4()))

    assert MARK not in response.headers
    assert response["Cache-Control"] == "private, no-cache"
    assert "noindex" in response["X-Robots-Tag"]
    assert response.cookies == {}
    assert client.post(reverse("my_list")).status_code == 405


def test_a_list_that_did_not_change_is_not_sent_again(client):
    address = listed(uuid4())
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_the_stage_at_which_a_line_was_chosen_goes_along_everywhere(read, client):
    published(grid({("NQT", "School"): ["Join in"], ("RQT", "School"): ["Join in", "Coach"]}))
    place = of_place(key("Join in"), key("RQT"))
    stage = read("/frameworks/thornshire/stages/rqt/")
    assert f'href="/list/?k={place}"' in stage
    line = read(f"/opportunities/{key('Join in')}/?stage=rqt")
    assert f'href="/list/?k={place}"' in line

    page = read(listed(place, key("Coach")))

    assert "chosen at <a" in page
    assert f'href="/opportunities/{key("Join in")}/?stage=rqt"' in page
    assert page.count(f'name="k" value="{place}"') == 2, "for a sheet, and to look for more"
    assert f"/plans/add/?k={place}&k={short(key('Coach'))}" in page
    more = read(f"/list/more/thornshire/rqt/?k={place}")
    assert f'type="hidden" name="k" value="{place}"' in more
    assert f'name="k" value="{of_place(key("Coach"), key("RQT"))}">' in more
    left = client.get(listed(place, key("Coach"), more=f"&without={short(key('Coach'))}"))
    assert left.url == listed(place)
    sheet = read(f"/list/sheet/?k={place}&line={short(key('Join in'))}")
    assert ", RQT</span>" in sheet
    assert f'name="k" value="{place}"' in sheet
    file = client.get(f"/list/file/?k={place}").content.decode()
    assert f'data-key="{place}"' in file


def test_a_stage_that_is_none_is_no_matter(read):
    published(grid({("NQT", "School"): ["Join in"]}))

    for stage in ("x", short(uuid4())):
        assert words_on(read(listed(f"{short(key('Join in'))}.{stage}"))) == ["Join in"]


def test_lines_of_a_stage_are_added_to_the_list_in_the_address(read):
    published(grid({("NQT", "School"): ["Join in", "Lead"], ("RQT", "School"): ["Coach"]}))

    page = read(listed(key("Join in")))
    (url,) = re.findall(r'href="(/list/more/thornshire/nqt/[^"]*)"', page)
    more = read(url)

    assert re.findall(r'<label for="add-[^"]*">(.*?)</label>', more) == ["Join in", "Lead"]
    assert f'name="k" value="{of_place(key("Join in"), key("NQT"))}" checked disabled' in more
    assert f'<input type="hidden" name="k" value="{short(key("Join in"))}">' in more
    assert f'name="k" value="{of_place(key("Lead"), key("NQT"))}">' in more
    assert "Coach" not in more


def test_lines_that_words_find_are_added_to_the_list_in_the_address(read):
    portfolio = Opportunity.objects.filter(text="Maintain a portfolio").order_by("pk")[0].key

    more = read(f"/list/more/?q=portfolio&k={short(key('Lead'))}")

    assert f'id="add-{short(portfolio)}"' in more
    assert "Torbay, 2 stages" in more
    assert f'<input type="hidden" name="k" value="{short(key("Lead"))}">' in more


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("", "Look for lines to add"),
        ("zyxwv", "Nothing here says “zyxwv”"),
        ("a" * 201, "Use at most 200 characters"),
        ("coaching", "opportunities. One more word finds fewer."),
    ],
)
def test_words_that_find_nothing_or_too_much_are_told(read, q, said):
    assert said in read(f"/list/more/?q={q}")


def test_a_stage_that_is_not_there_is_told(client):
    response = client.get("/list/more/torbay/nowhere/")

    assert response.status_code == 404
    assert "has no stage called “nowhere”" in html.unescape(response.content.decode())


@pytest.mark.parametrize(
    "url",
    [
        "/frameworks/torbay/stages/excellent-teacher/",
        "/opportunities/?q=portfolio",
        "/opportunities/f1703cd4-2733-5fb3-8522-cb5070c5ae82/",
    ],
)
def test_each_line_of_a_page_can_be_added(read, url):
    page = read(url)

    keys = re.findall(
        r'class="cpd-add[^>]*href="/list/\?k=([\w-]{22}(?:\.[\w-]{22})?)"><span>Add', page
    )
    assert keys
    assert "A line that is not here" not in read(listed(*dict.fromkeys(keys)))


@pytest.mark.parametrize(
    "address",
    [
        "/list/?k=%00&k=%ff&k&&=",
        "/list/?k=%ED%A0%80&without=%00",
        "/list/more/?q=%00",
        "/list/more/torbay/excellent-teacher/?k=%00",
        "/list/sheet/?use=%00&line=%00",
        "/list/sheet/?blank=%ff",
        "/list/file/?k=%00",
    ],
)
def test_whatever_an_address_says_there_is_a_page(read, address):
    assert "\x00" not in read(address)


def test_of_a_line_at_several_stages_one_can_be_chosen_and_another_later(read, client):
    words = ["Join in"]
    several = grid({("NQT", "School"): words, ("Head", "School"): [*words, "Lead"]})
    published(several)
    nqt, head = (of_place(key("Join in"), stage.key) for stage in several.stages)

    page = read(listed(key("Lead"), key("Join in")))

    assert page.count("At which stage?") == 1
    assert re.findall(r'name="at" value="(.*?)"', page) == [nqt, head]
    chosen = client.get(listed(key("Lead"), key("Join in"), more=f"&at={head}")).url
    assert chosen == listed(key("Lead"), head)
    page = read(chosen)
    assert "chosen at <a" in page
    assert "Another stage" in page
    assert re.findall(r'name="at" value="(.*?)"', page) == [nqt]
    assert client.get(f"{chosen}&at={nqt}").url == listed(key("Lead"), nqt)


@pytest.mark.parametrize("at", ["", "nonsense", short(key("Lead")), f"{short(key('Lead'))}.x"])
def test_a_stage_for_a_line_that_is_not_on_the_list_changes_nothing(read, at):
    published(grid({("NQT", "School"): ["Join in", "Lead"]}))

    assert words_on(read(listed(key("Join in"), more=f"&at={at}"))) == ["Join in"]


def test_what_a_search_finds_at_one_stage_is_added_with_it(read):
    several = grid({("NQT", "School"): ["Kayaking", "Sailing"], ("Head", "School"): ["Sailing"]})
    published(several)

    page = read(f"{reverse('list_more')}?q=kayaking")
    assert f'value="{of_place(key("Kayaking"), several.stages[0].key)}"' in page
    assert f'value="{short(key("Sailing"))}"' in read(f"{reverse('list_more')}?q=sailing")
