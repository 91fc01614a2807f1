"""Sections are Markdown, in which brackets are mostly brackets."""

from opportunities.exchange import markdown as reading
from opportunities.exchange.markdown import LONGEST_LABEL, MOST_TRIED
from opportunities.text import markdown
from opportunities.text.markdown import to_html


def test_links_are_links():
    assert to_html("[a](https://e.org) [b") == '<p><a href="https://e.org">a</a> [b</p>\n'
    assert to_html("[a][x], [x]\n\n[x]: /y") == '<p><a href="/y">a</a>, <a href="/y">x</a></p>\n'


def test_the_end_of_a_link_is_looked_for_in_sight_only():
    assert "<a" in to_html(f"[{'a' * (LONGEST_LABEL - 10)}](/y)")
    assert "<a" not in to_html(f"[{'a' * LONGEST_LABEL}](/y)")


def test_a_bracket_is_tried_a_limited_number_of_times(monkeypatch):
    tried = []
    monkeypatch.setattr(reading, "link", lambda state, silent: tried.append(state.pos))

    html = to_html("[](" * 30_000)

    assert len(tried) <= MOST_TRIED
    assert html.count("[") == 30_000


def test_a_section_that_fails_is_drawn_as_its_bare_text_and_logged(monkeypatch, caplog):
    def fails(text):
        raise ValueError("no such text")

    monkeypatch.setattr(markdown, "render", fails)

    assert to_html("<b> & *more*") == "<p>&lt;b&gt; &amp; *more*</p>"
    assert "<b> & *more*" in caplog.text
