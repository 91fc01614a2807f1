"""Find and replace the web addresses of a line."""

from dataclasses import replace
from uuid import UUID

from opportunities.editing.lines import CannotEdit, Edit, line_of, reword
from opportunities.grid.snapshot import GridSnapshot, Wording
from opportunities.grid.web_address import WEB_ADDRESS, has_host, href


def addresses_of(line: Wording) -> list[str]:
    """Return the addresses of a line without repeats: its link first, then those in its text."""
    written = WEB_ADDRESS.findall(line.full_text)
    found = [line.href, *filter(has_host, written)]
    return list(dict.fromkeys(filter(None, found)))


def replace_address(grid: GridSnapshot, key: UUID, *, before: str, after: str) -> Edit:
    """Replace one address by another in the line, everywhere it is placed."""
    line = line_of(grid, key)
    if before not in addresses_of(line):
        raise CannotEdit("That address is not in this line any more.")
    if not href(after):
        raise CannotEdit("The new address is no web address.")

    def led(text: str) -> str:
        return WEB_ADDRESS.sub(lambda found: after if found[0] == before else found[0], text)

    wording = replace(
        line.wording,
        text=led(line.text),
        details=tuple(map(led, line.details)),
        link=after if line.link == before else line.link,
    )
    return reword(grid, key, wording)
