"""Pages begin at one edge, and call a thing by one name."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.suffix in {".html", ".txt"}
}

MARKUP = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL
)
MAIL = re.compile(r"(?<![\w-])mails?(?![\w-])(?! server| domain)", re.IGNORECASE)


def test_every_page_begins_at_the_same_edge():
    """What is narrow stands inside `cpd-wide`: on one element it would be put in the middle."""
    both = re.compile(r'class="[^"]*cpd-wide[^"]*cpd-(narrow|measure)')

    assert [name for name, text in TEMPLATES.items() if both.search(text)] == []


def test_what_comes_by_e_mail_is_called_an_e_mail():
    said = {
        name: found
        for name, text in TEMPLATES.items()
        if "/admin/" not in name and (found := MAIL.findall(MARKUP.sub("", text)))
    }

    assert said == {}


def test_an_edition_keeps_its_capitals_inside_a_sentence():
    lowered = re.compile(r"(?:name|heading)\|lower")

    assert [name for name, text in TEMPLATES.items() if lowered.search(text)] == []
