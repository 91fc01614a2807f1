"""Every function that reads texts, with the texts that take it longest.

The benchmark prints the times; tests only require that it ends: in quadratic time, a hundred
thousand characters would take an hour.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cpd_site import plain_text
from cpd_site import words as names
from cpd_site.accounts import pasted_addresses
from frameworks.checks import findings, labels
from opportunities.comparing import word_diff
from opportunities.comparing.similarity import folded
from opportunities.editing import lines, rows_and_columns
from opportunities.editing.doubts import doubts_of
from opportunities.editing.finding import Wanted
from opportunities.editing.replacing import Replacing
from opportunities.exchange.writing import grid_yaml, sheet
from opportunities.grid import web_address
from opportunities.text import annotate, glossary, links, markdown, similarity, stems, terms

MARKER = stems.Marker(stems.query("mentor* network CPD"), ["a-a", "[", "school’s"])


@dataclass(frozen=True)
class Worst:
    """A function, and texts made of a repeated beginning and an end."""

    read: Callable[[str], object]
    texts: tuple[tuple[str, str], ...]
    long: int = 100_000
    """Characters enough to be sure."""

    def of_length(self, characters: int) -> list[str]:
        return [
            (again * (characters // len(again) + 1))[: characters - len(end)] + end
            for again, end in self.texts
        ]


def _halves(text: str) -> tuple[str, str]:
    """Return the text, and another made of the same."""
    middle = len(text) // 2
    return text, f"{text[middle:]} x {text[: middle - 1][::-1]}"


CAPITALS = (("A", ""), ("A", "é"), ("NQT", "s"), ("A1", "_"))
ADDRESSES = (("a-", ""), ("a", "://"), ("www.", ")"), ("https://x", "]"), ("https://[", ""))
MARKS = (("a\u0301\u0316", ""), ("\u0301", "\u0316" * 500), ("\u0316\u0301", ""))
FEW_WORDS = (("a b ", ""), (".,", "."), ("a ", "b"), ("x", " "))

REPLACING = Replacing(Wanted("a", by_case=False), "b")

WORST: dict[str, Worst] = {
    "words to replace, and what speaks against it": Worst(
        lambda text: [*doubts_of(REPLACING.runs(text))], ADDRESSES + CAPITALS + MARKS + FEW_WORDS
    ),
    "a line, taken apart": Worst(
        lambda text: annotate.annotate(text, None, set()), ADDRESSES + CAPITALS
    ),
    "the same, with words looked for": Worst(
        lambda text: annotate.annotate(text, MARKER, set()), ADDRESSES + CAPITALS
    ),
    "addresses, and their faults": Worst(
        lambda text: [links.fault_of_address(found) for found in links.written_links(text)],
        ADDRESSES,
    ),
    "addresses of people, pasted": Worst(
        pasted_addresses.read_pasted,
        (("a", ""), ("a@", ""), ("a,", "@"), ("a\t", ""), ("a.", "@"), ("<", "a@b")),
    ),
    "a line’s own link": Worst(
        lambda text: (
            links.fault_of_link(text),
            web_address.href(text),
            web_address.href(f"https://{text}"),
        ),
        (("https://a.", ""), ("a-", "."), *ADDRESSES),
    ),
    "abbreviations nobody explains": Worst(
        lambda text: list(terms.unexplained(f"{text} a")),
        (*CAPITALS, *ADDRESSES, ("x@", ""), ("“", ""), ("AB1 ", ""), ("AB (", "")),
    ),
    "abbreviations in the glossary": Worst(
        lambda text: (glossary.abbreviations(text), glossary.forms_in(text)), CAPITALS
    ),
    "Markdown": Worst(
        markdown.to_html,
        (
            *(("[", ""), ("[](", ""), ("[[a]", ""), ("![", ""), ("[", "](x)")),
            *(("[x]: y\n\n[[x]", ""), ("*a_", ""), ("> ", ""), ("- a\n", ""), ("`", "")),
        ),
        long=50_000,
    ),
    "two texts, word by word": Worst(
        lambda text: (
            word_diff.compare(*_halves(text)),
            word_diff.compare_lines(*(half.split(".") for half in _halves(text))),
            word_diff.compare(text, f"{text} "),
            word_diff.only_spacing(*_halves(text)),
        ),
        FEW_WORDS,
        long=50_000,
    ),
    "lines nearly the same": Worst(
        lambda text: list(similarity.nearly_the_same([*_halves(text), *_in_lines(text)])),
        (*FEW_WORDS, ("join in with a", ""), *CAPITALS),
        long=50_000,
    ),
    "lines the same": Worst(folded, (*MARKS, (" .", ""), ("ﷺ", ""))),
    "words of search": Worst(
        lambda text: (stems.query(text), stems.stems(text), stems.synonym_stems(text)),
        (
            *CAPITALS,
            *MARKS,
            ("head-", ""),
            ("a’", ""),
            ("e.g", ""),
            ("continuing professional ", ""),
        ),
    ),
    "names of schools": Worst(
        lambda text: (names.findable(text), names.search_words(text)), (*MARKS, ("c of ", ""))
    ),
    "labels and addresses of stages": Worst(
        lambda text: (labels.address(text), rows_and_columns.address(text, ())),
        (*MARKS, ("-", ""), ("’", "")),
    ),
    "what is typed, tidied up": Worst(
        lambda text: (
            lines.cleaned(text),
            plain_text.one_line(text),
            plain_text.several_lines(text),
        ),
        ((" ", ""), ("\u202e", ""), ("\n", "x"), ("\0", "")),
    ),
    "a year in a title": Worst(findings.YEAR.search, (("20", ""), ("1", ""))),
    "a name in YAML": Worst(
        lambda text: grid_yaml.dump({text: [text]}),
        ((" ", ""), ("\n", "x"), (": ", ""), ("\x85", ""), ("ﷺ", "")),
        long=50_000,
    ),
    "a cell of a spreadsheet": Worst(
        lambda text: sheet.write(["A"], [[text]]), (("=", ""), ('"', ""), ("\n", ""))
    ),
}


def _in_lines(text: str) -> list[str]:
    """Split into lines of a length that is compared."""
    at_once = similarity.LONGEST - 1
    return [text[start : start + at_once] for start in range(0, len(text), at_once)]
