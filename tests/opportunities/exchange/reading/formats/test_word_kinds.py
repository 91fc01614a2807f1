"""Word files of the shapes that people make, from the bytes to what is proposed of them."""

from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.reading import files
from opportunities.exchange.reading.formats.word import reader as word
from opportunities.exchange.reading.formats.word.content import TOO_DEEP
from opportunities.exchange.reading.formats.word.parts import NO_WORD
from opportunities.exchange.reading.proposing.proposal import Proposal
from opportunities.exchange.reading.proposing.propose import propose
from opportunities.exchange.reading.tables import CannotRead
from opportunities.exchange.writing import grid_docx
from opportunities.grid.vocabulary import ContinuationWord
from tests.opportunities.exchange.reading.frameworks import document_of
from tests.opportunities.exchange.reading.proposing.made_up import said
from tests.opportunities.exchange.reading.word_files import MERGE, MERGED, docx, p, tbl, tc, tr


def proposed(*content: str) -> Proposal:
    return propose(files.read(docx(*content), "Framework.docx"))


def heading(text: str) -> str:
    return p(text, style="Own")


ACROSS = tr("In school", "Through the council")


def test_a_stage_that_goes_on_after_a_page_break_is_one() -> None:
    proposal = proposed(
        heading("New headteachers"),
        tbl(ACROSS, tr("Coach", "Meet")),
        p('<w:r><w:br w:type="page"/></w:r>'),
        heading("New headteachers (continued)"),
        tbl(ACROSS, tr("Lead", "Visit")),
        heading("NQTs"),
        tbl(ACROSS, tr("Watch", "Join")),
    )

    assert said(proposal) == {
        "New headteachers / In school": [("Coach",), ("Lead",)],
        "New headteachers / Through the council": [("Meet",), ("Visit",)],
        "NQTs / In school": [("Watch",)],
        "NQTs / Through the council": [("Join",)],
    }


def test_headings_typed_again_on_a_new_page_are_no_stage() -> None:
    head = tr("Career stage", "In school", "National")
    proposal = proposed(
        tbl(head, tr("NQT", "Coach", "Meet"), head, tr("Headteachers", "Lead", "Visit"))
    )

    assert [stage.name for stage in proposal.stages] == ["NQT", "Headteachers"]


def test_bullets_of_all_sorts_in_one_box() -> None:
    box = tc(
        p("Visits", listed="1.0"),
        p("near", listed="1.1"),
        p("E.g. next door", listed="1.0"),
        p("• Leadership days"),
        p("o\theads"),
        p("Coaching\n(three a year)"),
    )
    proposal = proposed(tbl(tr("Stage", "In school"), tr("NQT", box)))

    assert said(proposal)["NQT / In school"] == [
        ("Visits", "near", "E.g. next door"),
        ("Leadership days", "heads"),
        ("Coaching (three a year)",),
    ]


def test_a_stage_over_two_rows_and_words_for_what_stands_above() -> None:
    proposal = proposed(
        tbl(
            tr("Stage", "In school", "National"),
            tr("NQT", "Coach", "Meet"),
            tr(tc("Middle leaders", properties=MERGE), tc(p("PLUS"), p("Lead")), "As above"),
            tr(tc(properties=MERGED), "Chair", "–"),
        )
    )

    assert [stage.name for stage in proposal.stages] == ["NQT", "Middle leaders"]
    assert said(proposal)["Middle leaders / In school"] == [("Lead",), ("Chair",)]
    assert [cell.word for cell in proposal.cells][2:] == [
        ContinuationWord.PLUS,
        ContinuationWord.AS_ABOVE,
    ]


OUR_FILE = grid_docx.write(document_of("hampshire"))
ELEMENTS = ["p", "r", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "hyperlink", "pPr", "numPr"]


def refusal_of(content: bytes) -> str:
    """What is said of a file that is not read; nothing of one that is."""
    try:
        word.read(content)
    except CannotRead as refusal:
        return str(refusal)
    return ""


@given(st.data())
def test_a_file_with_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(OUR_FILE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert refusal_of(bytes(content)) in ("", word.DAMAGED, NO_WORD, word.EMPTY)


def element(name: str, inside: list[str]) -> str:
    return f"<w:{name} w:val='1'><w:t>x</w:t>{''.join(inside)}</w:{name}>"


def elements(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(element, st.sampled_from(ELEMENTS), st.lists(inside, max_size=4))


@given(st.recursive(elements(st.just("")), elements, max_leaves=20))
def test_elements_where_none_belong_are_read_or_refused(content: str) -> None:
    assert refusal_of(docx(content)) in ("", word.EMPTY, TOO_DEEP)
