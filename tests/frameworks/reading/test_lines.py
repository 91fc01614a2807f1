"""What templates ask of a line."""

import pytest

from frameworks.pages.lines import breakable


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("locally/regionally", "locally/<wbr>regionally"),
        ("<b>/nationally/<i>", "<b>/nationally/<i>"),
        ("lead <local/national> & more", "lead &lt;local/<wbr>national&gt; &amp; more"),
        ("and/or", "and/or"),
        ("Plain <words>", "Plain <words>"),
    ],
)
def test_a_long_compound_can_break_behind_its_strokes(text, drawn):
    """What has no such place stays as it was, for the template to escape."""
    assert breakable(text) == drawn
    assert hasattr(breakable(text), "__html__") is ("<wbr>" in drawn)
