import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.writing.markdown_tree import Block, Run, tree


def paragraph(*runs: Run | str) -> Block:
    return Block("paragraph", tuple(Run(run) if isinstance(run, str) else run for run in runs))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("One\ntwo", (paragraph("One", " ", "two"),)),
        ("One  \ntwo", (paragraph("One", "\n", "two"),)),
        ("# Why", (Block("heading", (Run("Why"),), level=1),)),
        ("---", (Block("rule"),)),
        ("> a", (Block("quote", blocks=(paragraph("a"),)),)),
        ("    a *b*\n", (Block("code", (Run("a *b*", code=True),)),)),
        ("- a\n- b", (Block("bullets", items=((paragraph("a"),), (paragraph("b"),))),)),
        ("3. a", (Block("numbers", items=((paragraph("a"),),), start=3),)),
        (
            "- a\n  - b",
            (
                Block(
                    "bullets",
                    items=((paragraph("a"), Block("bullets", items=((paragraph("b"),),))),),
                ),
            ),
        ),
        (
            "**a *b*** `c`",
            (
                paragraph(
                    Run("a ", strong=True),
                    Run("b", strong=True, emphasis=True),
                    " ",
                    Run("c", code=True),
                ),
            ),
        ),
        (
            "[**a**](https://example.org/x)",
            (paragraph(Run("a", strong=True, href="https://example.org/x")),),
        ),
        ("[a](ftp://example.org)", (paragraph("a"),)),
        ("[a](javascript:b)", (paragraph("[a](javascript:b)"),)),
        ("<b>a</b> ![c](d)", (paragraph("<b>a</b> !", "c"),)),
        ("a &amp; \\*b\\*", (paragraph("a & *b*"),)),
    ],
)
def test_blocks_of_a_text(text, blocks):
    assert tree(text) == blocks


@given(st.text(alphabet="ab *_#>-1.`[]()<&!\\\n\t", max_size=40) | st.text(max_size=40))
def test_any_text_has_a_tree(text):
    tree(text)
