"""What search finds, on whichever database the tests run."""

from collections.abc import Iterable

import pytest

from opportunities.grid.snapshot import Wording
from opportunities.models import Grid, Opportunity, SearchEntry, SearchWord
from opportunities.search import entries, find, index
from opportunities.search.catalogue import Catalogue, CatalogueLine
from opportunities.search.similar import similar_lines
from opportunities.text.stems import query
from tests.builders import grid, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """Only what the test puts up itself is there to be found."""
    SearchEntry.objects.all().delete()

    def found(words: str) -> list[str]:
        catalogue = everything()
        levels = catalogue.matching(query(words))
        return texts(catalogue.page(levels, catalogue.everything, 0, 100))

    return found


def everything() -> Catalogue:
    return Catalogue(list(entries.read(list(Grid.objects.values_list("pk", flat=True)))))


def texts(lines: Iterable[CatalogueLine]) -> list[str]:
    by_pk = Opportunity.objects.in_bulk([line.pk for line in lines])
    return [by_pk[line.pk].text for line in lines]


def test_every_word_has_to_match_in_whatever_order_and_form(found):
    published(grid({("Heads", "School"): ["Visit other schools", "Visiting", "A school visit"]}))

    assert found("schools visits") == ["A school visit", "Visit other schools"]


def test_lines_with_the_words_themselves_come_before_those_of_their_stage(found):
    published(
        grid({("Mentors", "School"): ["Lead"], ("Heads", "School"): ["Lead as a mentor every day"]})
    )

    assert found("mentor lead") == ["Lead as a mentor every day", "Lead"]


@pytest.mark.parametrize("typed", ["coach*", "coaching*", "coaches*"])
def test_the_beginning_of_a_word_finds_its_other_endings(found, typed):
    published(grid({("Heads", "School"): ["Coach others", "Coaching", "Hire a coachman"]}))

    assert {"Coach others", "Coaching"} <= set(found(typed))


@pytest.mark.parametrize("typed", ["head teacher", "headteachers", "head-teacher", "head"])
def test_however_it_is_written_it_is_found(found, typed):
    published(grid({("Leaders", "School"): ["Shadow a headteacher", "E.g. teach e.g. choirs"]}))

    assert found(typed) == ["Shadow a headteacher"]


def test_sub_points_are_found(found):
    published(grid({("Heads", "School"): ["Take part"]}, details={"Take part": ("E.g. choir",)}))

    assert found("choirs") == ["Take part"]


def test_the_authority_is_found(found):
    published(grid({("Heads", "School"): ["Lead"]}), slug="thornshire")
    authority = Opportunity.objects.get(text="Lead", search_entry__isnull=False)

    assert found(authority.grid.edition.framework.organisation.short_name) == ["Lead"]


@pytest.mark.parametrize(
    "typed", ['"', "NEAR(a b)", "a OR b", "x:y", "{a}", "a'b", "a\\b", "ab*", "^a", "-a", "é\u202e"]
)
def test_nothing_that_is_typed_is_an_operator(found, typed):
    if query(typed):
        assert found(typed) == []


def test_a_newer_edition_takes_the_place_of_the_one_before(found):
    published(grid({("Heads", "School"): ["Ride a penny-farthing"]}), label="1")
    published(grid({("Heads", "School"): ["Ride a tandem"]}), label="2")

    assert found("ride") == ["Ride a tandem"]


def test_putting_a_grid_in_again_changes_nothing(found):
    published(grid({("Heads", "School"): ["Ride a tandem"]}))
    (entry,) = SearchEntry.objects.values()

    index.put(Grid.objects.get(pk=Opportunity.objects.get(text="Ride a tandem").grid_id), whose="X")

    assert found("tandem") == ["Ride a tandem"]
    (again,) = SearchEntry.objects.values()
    assert {name: again[name] for name in ("words", "length")} == {
        name: entry[name] for name in ("words", "length")
    }


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("safegaurding", "safeguarding"),
        ("netwrok meeting", "network meeting"),
        ("safeguarding", ""),
        ("xyzzyx", ""),
        ("networking abroad", ""),
        ("cochng", "coaching"),
        ("apprasial", "appraisal"),
        ("saftey", "safety"),
        ("behavoiur", "behaviour"),
        ("free training", ""),
        ("police", ""),
        ("silence", ""),
        ("phonics", ""),
    ],
)
def test_the_right_spelling_is_offered(typed, offered):
    assert find.right_spelling(query(typed)) == offered


def test_alike_are_lines_of_others_that_share_nearly_all_words(found):
    ours = grid({("Heads", "School"): ["Maintain a portfolio", "Maintain a portfolio."]})
    grid_of_ours = published(ours).grid
    published(
        grid(
            {
                ("Heads", "School"): [
                    "Maintain a professional portfolio",
                    "Maintain a portfolio",
                    "Maintain the boiler",
                    "Maintain a portfolio of houses and yachts and much else besides",
                ]
            }
        ),
        slug="elsewhere",
    )
    catalogue = everything()
    line = catalogue.line(Opportunity.objects.get(grid=grid_of_ours, position=0).pk)

    assert line is not None
    elsewhere = catalogue.everything & ~catalogue.in_entries([line.entry])
    assert texts(similar_lines(catalogue, ours.opportunities[0], elsewhere)) == [
        "Maintain a portfolio",
        "Maintain a professional portfolio",
    ]


def test_a_line_of_very_many_words_is_alike_to_none(found, django_assert_num_queries):
    long = " ".join(f"word{number}" for number in range(2_000))
    published(grid({("Heads", "School"): [long]}), slug="elsewhere")
    catalogue = everything()

    with django_assert_num_queries(0):
        assert similar_lines(catalogue, Wording(long), catalogue.everything) == []


def test_what_is_too_long_for_a_word_is_not_indexed(found):
    published(grid({("Heads", "School"): ["x" * 9_990 + " coaching"]}))

    entry = SearchEntry.objects.get(opportunity__text__startswith="xxxx")
    assert entry.words == "coach"
    assert not SearchWord.objects.filter(word__startswith="xxxx").exists()


def test_indexing_takes_a_fixed_number_of_queries(django_assert_num_queries, nothing_remembered):
    small, large = (
        published(grid({("Heads", "School"): [f"{slug} {n}" for n in range(size)]}), slug=slug).grid
        for slug, size in (("small", 1), ("large", 50))
    )
    with django_assert_num_queries(6) as first:
        index.put(small, whose="Small")
    with django_assert_num_queries(len(first)):
        index.put(large, whose="Large")
