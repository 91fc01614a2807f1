"""Read which school succeeds which from the national register's list of links.

It is in the same archive as the list of schools: links_edubasealldata….csv, with a row for each
direction between two schools. We read the types “Successor” and “Predecessor”, whatever follows
(“Successor - amalgamated”), and ignore others. No Django here.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import BinaryIO

from cpd_site.accounts.register import URN, BadRow, rows
from cpd_site.accounts.register_text import NoRegister, encoding_of

NEEDED = ("URN", "LinkURN", "LinkType")


@dataclass(slots=True)
class Links:
    """The URNs of the successors of each school, by URN; and unusable rows."""

    successors: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    faults: list[BadRow] = field(default_factory=list)


def read_links(file: BinaryIO) -> Links:
    """Read the links. Raises NoRegister if the file has no usable heading."""
    encoding = encoding_of(file)
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    found = rows(text)
    heading = next(found, None)
    names = [name.strip() for name in heading[1]] if isinstance(heading, tuple) else []
    if missing := [name for name in NEEDED if name not in names]:
        raise NoRegister(
            f"The file has no column {', '.join(missing)}. Its first line has to be the heading of "
            "the national register’s list of links, as CSV."
        )
    places = [names.index(name) for name in NEEDED]
    links = Links()
    for row in found:
        if isinstance(row, BadRow):
            links.faults.append(row)
            continue
        line, fields = row
        school, other, kind = (fields[place].strip() for place in places)
        is_after = kind.startswith("Successor")
        if not is_after and not kind.startswith("Predecessor"):
            continue
        if not (URN.fullmatch(school) and URN.fullmatch(other)) or school == other:
            links.faults.append(BadRow(line, "It does not name two schools by their URN."))
            continue
        before, after = (school, other) if is_after else (other, school)
        links.successors[int(before)].add(int(after))
    text.detach()
    return links
