"""Whatever somebody types can be drawn, checked, compared, searched and written."""

import csv
import io
import json
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils.feedgenerator import Atom1Feed
from hypothesis import given
from hypothesis import strategies as st

from cpd_site.models import Organisation, User
from cpd_site.plain_text import one_line, printable, several_lines
from frameworks.checks import findings
from frameworks.mails import texts as letters
from frameworks.models import Edition, Framework
from opportunities.comparing.changes import lay_out
from opportunities.comparing.diff import diff
from opportunities.comparing.word_diff import compare, compare_lines
from opportunities.editing import lines
from opportunities.exchange.writing import changes_csv, grid_csv, grid_json, grid_yaml
from opportunities.grid import web_address
from opportunities.grid.snapshot import GridSnapshot
from opportunities.layout import matrix
from opportunities.layout import stage as stage_page
from opportunities.text import annotate, glossary, links, similarity, terms
from opportunities.text.markdown import to_html
from opportunities.text.stems import Marker, is_name, query, stems, synonym_stems
from tests.builders import document, grid
from tests.laws import times
from tests.worst_texts import WORST

PIECES = (
    *("[", "]", "](", ":", "/", "//", "://", "(", ")", "<", ">", '"', "*", "_", "`", "&", "\\"),
    *(
        "https://",
        "http://[",
        "HTTPS://[insert link]",
        "www.",
        "javascript:",
        "data:",
        "@",
        ".",
        "-",
    ),
    *("exa℀mple.com", "example.org", "[::1]", "%5B", "xn--", ":99999", "：", "／", "。"),
    *("NQT", "NQTs", "CPD", "AB", "A", "a", "b2", "e.g.", "head teacher", "school’s", "don't"),
    *("\0", "\x1b", "\x85", "\u202e", "\u2066", "\u200b", "\u0301", "\ud800", "\udfff", "\ufffe"),
    *(" ", " ", "\n", "\r", "\t", "\u2028", "=", "+", ",", ";", "ﷺ", "🎉", "ß", "İ", "שלום"),
)
LONGEST = lines.LONGEST_LINE


@st.composite
def _texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12))
    times = draw(st.sampled_from([*[1] * 12, 3, 100, LONGEST]))
    return ("".join(pieces) * times)[:LONGEST]


TEXTS = _texts()
MANY = times(10)
IN_TENS = times(1)
"""Each time with ten texts, where what is drawn takes longer."""
TEN = st.lists(TEXTS, min_size=10, max_size=10)

MARKER = Marker(query("mentor* NQT example"), ["a", "[", "don’t"])


def a_grid(texts: list[str]) -> GridSnapshot:
    """A grid that says these wherever it says anything."""
    name, roles, heading, text, link, note, *more = texts
    made = grid(
        {("NQT", "School"): ["0", "1", "2"], ("RQT", "School"): ["3"]}, sections=[("0", "1")]
    )
    return replace(
        made,
        stages=tuple(
            replace(stage, name=name, roles=(roles, text), standards=(more[0],), summary=more[1])
            for stage in made.stages
        ),
        columns=tuple(replace(column, heading=heading) for column in made.columns),
        opportunities=tuple(
            replace(line, text=said, details=(more[2], text), link=link)
            for line, said in zip(made.opportunities, [text, *more], strict=False)
        ),
        placements=tuple(replace(line, note=note) for line in made.placements),
        sections=tuple(replace(section, heading=heading, body=text) for section in made.sections),
    )


@MANY
@given(TEXTS)
def test_any_line_can_be_taken_apart_and_says_the_same(text):
    for marker in (None, MARKER):
        for explained in (None, set()):
            runs = annotate.annotate_or_raise(text, marker, explained)
            assert "".join(run.href or run.text for run in runs) in ("", text)


@MANY
@given(TEXTS)
def test_any_text_can_be_checked_and_looked_for(text):
    for address in links.written_links(text):
        assert isinstance(links.fault_of_address(address), str)
    links.fault_of_link(text)
    assert web_address.href(text) in ("", text)
    list(terms.unexplained(text))
    glossary.forms_in(text)
    to_html(text)
    stems(text), synonym_stems(text), query(text), is_name(text), Marker(query(text), [text])
    assert list(similarity.nearly_the_same([text, text, f"{text} a", text[::-1]])) is not None


@MANY
@given(TEXTS, TEXTS)
def test_any_two_texts_can_be_compared(one, other):
    for before, after in pairwise([one, other, one + other, f"{one} {other}"]):
        runs = compare(before, after)
        assert "".join(run.kept + run.removed for run in runs) == before
        assert "".join(run.kept + run.added for run in runs) == after
    compare_lines(one.split("\n"), other.split("\n"))


@MANY
@given(TEXTS)
def test_what_is_kept_of_any_text_can_be_stored_and_drawn(text):
    kept = [lines.cleaned(text), one_line(text), several_lines(text), printable(text)]

    for said in kept:
        said.encode()
        assert "\0" not in said
        assert _letters(said) == _letters(text)


@IN_TENS
@given(TEN)
def test_a_grid_of_any_texts_can_be_laid_out_and_checked(texts):
    made = a_grid(texts)

    for layout in (matrix.MatrixOptions(marker=MARKER), matrix.MatrixOptions(by_tier=True)):
        for group in matrix.lay_out(made, layout).groups:
            for row in group.rows:
                assert row.cells
    for stage in made.stages:
        stage_page.lay_out(made, stage)
    findings.findings(findings.Draft(made, label=texts[0], title=texts[1], title_before=texts[1]))


@IN_TENS
@given(TEN, TEN)
def test_what_changed_from_any_texts_to_any_others_can_be_told_and_written(before, after):
    groups = lay_out(diff(a_grid(before), a_grid(after)))

    written = changes_csv.write(groups, about={"Framework": before[0]})

    assert len(list(_rows(written))) == sum(len(group.entries) for group in groups)


@IN_TENS
@given(TEN)
def test_any_texts_can_be_written_to_files(texts):
    made = a_grid(texts)
    written = document(made)
    written = replace(written, source=replace(written.source, framework=texts[0]))

    rows = list(_rows(grid_csv.write(written)))
    content = json.loads(printable(grid_json.write(written).decode()))

    assert len(rows) >= len(made.placements)
    assert grid_yaml.write(made).encode(errors="replace")
    assert len(content["cells"]) == len(made.stages)


@IN_TENS
@given(TEN)
def test_any_texts_can_stand_in_a_feed(texts):
    """Its addresses are never anybody’s words."""
    title, description, author, *_ = map(printable, texts)
    feed = Atom1Feed(title, "https://example.org/", description)
    feed.add_item(title, "https://example.org/a/", description, author_name=author)

    ElementTree.fromstring(feed.writeString("utf-8"))


@IN_TENS
@given(TEN)
def test_any_texts_can_be_sent(texts):
    label, name, title, reason, *_ = texts
    organisation = Organisation(name=name, short_name=name)
    framework = Framework(organisation=organisation, slug="a", title=title)
    draft = Edition(framework=framework, label=label, title=title)

    mail = letters.not_published(draft, User(email="a@example.org", name=name), reason)

    assert mail.message().as_bytes()


@pytest.mark.parametrize("name", WORST)
def test_no_text_takes_longer_than_its_length_lets_expect(name):
    """Nothing is timed: in more time than grows with the length, this would never end."""
    for text in WORST[name].of_length(WORST[name].long):
        WORST[name].read(text)


def _letters(text: str) -> str:
    """All of the text that anybody can see."""
    return "".join(lines.cleaned(printable(text)).split())


def _rows(content: bytes):
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
