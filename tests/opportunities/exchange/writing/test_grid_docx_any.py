"""Any grid and any text is a Word document that holds together."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.writing import grid_docx
from opportunities.exchange.writing.document import GridDocument, GridSource
from opportunities.grid.snapshot import Section
from tests.builders import grid, key
from tests.opportunities.exchange.writing.docx_reading import Docx, out_of_order
from tests.strategies import any_grid, dices


def source(text: str) -> GridSource:
    """Everything it says of itself is this text."""
    return GridSource(
        text, text, text, text, text, text, title=text, credit=text, opportunities=text
    )


@given(dices(), st.booleans(), st.booleans())
def test_any_grid_is_a_document(dice, written_out, is_alone):
    any_one = any_grid(dice, hides=False)
    stage = any_one.stages[0] if is_alone and any_one.stages else None
    document = GridDocument(any_one, source("Thornshire"), written_out=written_out, stage=stage)
    file = Docx(grid_docx.write(document))

    found = [each.text for each in file.all_paragraphs if each.style == "ListBullet"]
    assert found == [line.opportunity.text for _, line in document.lines()]
    assert out_of_order(file) == []


PIECES = (
    *("]]>", "&amp;", "<w:t>", "\0", "\x0b", "\ud800", "\uffff", "\r\n", "\t", "🎉", "שלום", "#"),
    *("https://a.example/%zz|#a#b", "https://[", "[a](javascript:x)", "\n\n1. ", "\n- ", "**"),
)
ANY_TEXT = st.lists(st.characters() | st.sampled_from(PIECES), max_size=12).map("".join)


@given(ANY_TEXT)
def test_any_text_can_be_written(text):
    small = grid({("NQT", "School"): ["Join in"]})
    line = replace(small.opportunities[0], text=text, details=(text,), link=text)
    snapshot = replace(
        small,
        opportunities=(line,),
        stages=(replace(small.stages[0], name=text, roles=(text,), summary=text),),
        columns=(replace(small.columns[0], heading=text),),
        placements=(replace(small.placements[0], note=text),),
        sections=(Section(key("How"), text, text),),
    )
    document = GridDocument(snapshot, source(text), filters=(text,), stages_left=None)
    file = Docx(grid_docx.write(document))

    [found] = [each for each in file.all_paragraphs if each.style == "ListBullet"]
    kept = "".join(letter for letter in text if letter.isalnum())
    assert "".join(letter for letter in found.text if letter.isalnum()) == kept
    assert out_of_order(file) == []
