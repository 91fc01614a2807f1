"""A made-up file like the national register's, of any size.

    python -m tests.register_file FILE 50000

It has the headings that the import reads, among as many others as the real one. The same number of
rows always makes the same file.
"""

import csv
import io
import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

READ = (
    *("URN", "LA (code)", "LA (name)", "EstablishmentName", "EstablishmentStatus (name)"),
    *("PhaseOfEducation (name)", "Postcode", "Trusts (code)", "Trusts (name)"),
)
OTHERS = tuple(f"Other{number} (name)" for number in range(126))
HEADINGS = (*READ[:4], *OTHERS[:10], *READ[4:7], *OTHERS[10:70], *READ[7:], *OTHERS[70:])

AUTHORITIES = {
    "880": "Torbay",
    "359": "Wigan",
    "888": "Lancashire",
    "873": "Cambridgeshire",
    "850": "Hampshire",
} | {
    str(number): f"Thorn{end}shire"
    for number, end in enumerate(
        [
            f"{one}{two}"
            for one in (
                "ash",
                "beck",
                "cliff",
                "dale",
                "elm",
                "field",
                "gate",
                "holm",
                "ing",
                "keld",
                "ley",
                "mere",
            )
            for two in (
                "",
                "ham",
                "ton",
                "wick",
                "by",
                "ford",
                "worth",
                "stead",
                "thorpe",
                "wold",
                "hurst",
                "den",
            )
        ],
        900,
    )
}

NAMES = (
    *("St Mary’s", "St. John's", "All Saints", "Holy Trinity", "Our Lady & St Joseph", "Park"),
    *("Abbey", "Priory", "Oak Tree", "Hillside", "Riverside", "Manor", "Victoria", "Cæsar’s"),
    *("King Edward VI", "Queen Elizabeth's", "The Grove", "Meadow", "Ysgol Dŵr", "Church Lane"),
)
PLACES = ("", " Thornbeck", " Ashworth", " Millfield", " Nether Wallop", " Kirkby", " Eastleigh")
TYPES = (
    *("Primary School", "Infant School", "Junior School", "CofE Primary School", "High School"),
    *("Church of England Voluntary Aided Primary School", "Catholic Primary School", "Nursery"),
    *("RC School", "Academy", "Community College", "C of E School", "Sixth Form College"),
)
PHASES = ("Primary",) * 6 + ("Secondary", "Nursery", "16 plus", "All-through", "Not applicable")
STATUSES = ("Open",) * 10 + ("Closed",) * 9 + ("Open, but proposed to close", "Proposed to open")

ONE = {
    "URN": "119500",
    "LA (code)": "888",
    "LA (name)": "Lancashire",
    "EstablishmentName": "Thornbeck Primary School",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "Postcode": "PR1 8RJ",
    "Trusts (code)": "",
    "Trusts (name)": "",
}


def row(**values: str) -> dict[str, str]:
    """Return a row about a school of Lancashire, with these values by the first words of headings.

    `row(URN="100001", Trusts_code="5000")`: the underscore stands for the bracket.
    """
    short = {name.replace(" (", "_").rstrip(")"): name for name in READ}
    return ONE | {short[name]: value for name, value in values.items()}


def rows(count: int) -> Iterator[dict[str, str]]:
    chance = random.Random(count)
    codes = list(AUTHORITIES)
    for number in range(count):
        code = chance.choice(codes)
        trust = chance.randrange(2500) if chance.random() < 0.4 else None
        name = f"{chance.choice(NAMES)}{chance.choice(PLACES)} {chance.choice(TYPES)}"
        yield {
            "URN": str(100000 + number),
            "LA (code)": code,
            "LA (name)": AUTHORITIES[code],
            "EstablishmentName": name.replace("ŵ", "w"),
            "EstablishmentStatus (name)": chance.choice(STATUSES),
            "PhaseOfEducation (name)": chance.choice(PHASES),
            "Postcode": f"{chance.choice(('PR', 'TQ', 'WN', 'SO', 'B'))}{chance.randrange(1, 30)} "
            f"{chance.randrange(10)}{chance.choice('ABDEFGH')}{chance.choice('JLNPQRS')}",
            "Trusts (code)": "" if trust is None else str(2000 + trust),
            "Trusts (name)": "" if trust is None else f"THE LEARNING TRUST OF {trust}",
        }


def text(rows: Iterable[Mapping[str, str]], headings: Iterable[str] = HEADINGS) -> str:
    """Return the CSV as the register writes it: every field in quotation marks, CR LF."""
    written = io.StringIO()
    writer = csv.DictWriter(
        written,
        list(headings),
        restval="None",
        extrasaction="ignore",
        quoting=csv.QUOTE_ALL,
    )
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def write(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    headings: Iterable[str] = HEADINGS,
    encoding: str = "cp1252",
) -> Path:
    path.write_bytes(text(rows, headings).encode(encoding))
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]), rows(int(sys.argv[2])))
