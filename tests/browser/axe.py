"""What axe says of a page."""

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # not each node that passes
}


def faults(page, where: str) -> dict[str, list[tuple[str, str]]]:
    """The faults of the page as it stands, once it is there, with the first place of each.

    After a click that leads on, expect something of the next page first: axe would look at
    this one.
    """
    page.wait_for_load_state()
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    first = [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in violations]
    return {where: first} if first else {}
