"""The codes by which a file calls its rows find them again next year, whatever the words are."""

import json
from uuid import uuid4

import pytest

from frameworks.actions import imports, next_editions
from frameworks.queries.next_editions import news_of
from opportunities import store
from opportunities.comparing.matching import PairKind
from opportunities.exchange.reading.formats import any_json, delimited
from tests.frameworks.imports.files import all_said, proposal_of

pytestmark = pytest.mark.django_db

HEADINGS = "parentidnumber,idnumber,shortname"
THIS_YEAR = (",S1,Early career", "S1,A,Mentor meeting", "S1,B,Induction day")
NEXT_YEAR = (
    ",S1,Early career",
    "S1,B,Induction day",
    "S1,A,Talk with somebody senior",
    "S1,C,Walk",
)
AFTER_THAT = (",S1,Early career", "S1,C,Go out at noon", "S1,A,Speak to Ann", "S1,B,Induction day")


def tree(*rows):
    return delimited.read("\n".join([HEADINGS, *rows]).encode())


def case(*lines):
    """A package of CASE with one stage; each line with the identifiers of it and of its place."""
    stage = {"identifier": STAGE, "fullStatement": "Early career"}
    items = [{"identifier": line, "fullStatement": words} for line, _, words in lines]
    places = [
        {
            "identifier": place,
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": line},
            "destinationNodeURI": {"identifier": STAGE},
            "sequenceNumber": number,
        }
        for number, (line, place, _) in enumerate(lines)
    ]
    document = {"identifier": str(uuid4()), "title": "Pathway"}
    package = {"CFDocument": document, "CFItems": [stage, *items], "CFAssociations": places}
    return any_json.read(json.dumps(package).encode())


STAGE, ONE, TWO, AT_ONE, AT_TWO = (str(uuid4()) for _ in range(5))


@pytest.fixture
def bring(organisation, editor):
    """Starts an import with all said that only people know."""

    def bring(contents, framework=None):
        begun = imports.start(
            organisation=organisation, by=editor, name="x", contents=contents, framework=framework
        )
        change = lambda now: all_said(proposal_of(begun), now)  # noqa: E731
        return imports.answer(of=begun, by=editor, change=change, seen=1)

    return bring


def keys(framework):
    grid = store.read(framework.editions.get().grid)
    words = {row.key: row.text for row in grid.opportunities}
    return {words[row.opportunity]: row.key for row in grid.placements}


def test_a_line_is_known_by_its_code_and_what_is_new_is_known_the_year_after(bring, editor):
    framework = imports.make_draft(of=bring(tree(*THIS_YEAR)), by=editor).framework
    before = keys(framework)

    of = bring(tree(*NEXT_YEAR), framework)
    news = news_of(of)
    assert news.found.counts == {PairKind.SAME: 1, PairKind.REWORDED: 1, PairKind.NEW: 1}
    next_editions.bring_in(of=of, by=editor, seen=news.fingerprint)
    assert keys(framework)["Talk with somebody senior"] == before["Mentor meeting"]

    news = news_of(bring(tree(*AFTER_THAT), framework))
    assert news.found.counts == {PairKind.SAME: 1, PairKind.REWORDED: 2}


def test_the_identifiers_of_case_are_kept_as_codes(bring, editor):
    first = case((ONE, AT_ONE, "Mentor meeting"), (TWO, AT_TWO, "Induction day"))
    framework = imports.make_draft(of=bring(first), by=editor).framework
    codes = framework.import_answers.answers["codes"]
    assert {*codes["lines"]} == {AT_ONE, AT_TWO}

    then = case((TWO, AT_TWO, "Walk the site"), (ONE, AT_ONE, "Speak to Ann"))
    news = news_of(bring(then, framework))

    assert news.found.counts == {PairKind.REWORDED: 2}
    assert not news.found.questions
    assert {key: words for words, key in keys(framework).items()}.keys() == {
        row.key for row in news.result.placements
    }


def test_a_code_of_several_boxes_is_that_of_its_own_box(bring, editor):
    rows = "Ref,Opportunity,Provider,ECT,Heads\nA1,{},Council,x,x\nB2,Walk,Council,x,\n"
    first, then = (delimited.read(rows.format(words).encode()) for words in ("Talk", "Go at noon"))
    framework = imports.make_draft(of=bring(first), by=editor).framework

    news = news_of(bring(then, framework))

    assert news.found.counts == {PairKind.SAME: 1, PairKind.REWORDED: 2}
