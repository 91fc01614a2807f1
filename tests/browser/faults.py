"""Faults of a page on a phone, on a desk, and magnified to four times its size."""

import json

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (1280, 390, 320)  # px; the last is what remains of the first at 400 %
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # without the nodes that pass
}
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}"""
UNCOVER = """() => {
  for (const bar of document.querySelectorAll(".cpd-selected")) bar.style.position = "static";
}"""
"""Takes the bar that stays at the foot of a page from what it covers there by chance: axe calls a
box to tick too small of which it sees a part.
"""

RUN = f"axe.run({json.dumps(RULES)}).then((said) => said.violations)"


def faults(page, where: str) -> dict[str, list[str]]:
    """Return what axe finds, each with its first place, where readers have to scroll sideways, and
    ids that are there twice.

    It checks the page as it is. After a click that leads on, expect something of the next page
    first, or this page is checked. All widths are tried, so that one of the ways of a journey will
    do.
    """
    before = page.viewport_size["width"]
    page.wait_for_load_state()
    page.evaluate(AXE_SCRIPT)
    page.evaluate(UNCOVER)
    found = {f"{where}, twice": ids} if (ids := page.evaluate(TWICE)) else {}
    for width in WIDTHS:
        found |= sideways_at(page, where, width)
        if width >= 390 and (violations := page.evaluate(RUN)):
            found[f"{where}, axe at {width}"] = [
                f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
                for violation in violations
            ]
    with_width(page, before)
    return found


def sideways(page, where: str, widths: tuple[int, ...] = WIDTHS) -> dict[str, list[str]]:
    """Return where the page is wider than the window."""
    found = {}
    for width in widths:
        found |= sideways_at(page, where, width)
    with_width(page, widths[0])
    return found


def sideways_at(page, where: str, width: int) -> dict[str, list[str]]:
    with_width(page, width)
    across = page.evaluate("document.documentElement.scrollWidth")
    return {f"{where}, sideways at {width}": [f"{across} px wide"]} if across > width else {}


def with_width(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


PRESSED = "main :is(a, button, summary, label, input:not([type=hidden]), select, textarea)"
CROWDED = f"""() => {{
  const shown = [...document.querySelectorAll({json.dumps(PRESSED)})].filter((node) =>
    node.checkVisibility({{visibilityProperty: true, contentVisibilityAuto: true}})
    && !node.closest('.govuk-visually-hidden'));
  const across = ([a, b]) => [...a.getClientRects()].some((one) => [...b.getClientRects()].some(
    (other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 4
      && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 8));
  return shown.flatMap((a, at) => shown.slice(at + 1).map((b) => [a, b]))
    .filter(([a, b]) => !a.contains(b) && !b.contains(a) && a.control !== b && b.control !== a)
    .filter(across)
    .map((pair) => pair.map(({{outerHTML}}) => outerHTML.slice(0, 120)).join(' and '));
}}"""


def crowded(page, where: str, widths: tuple[int, ...] = WIDTHS[1:]) -> dict[str, list[str]]:
    """Return controls that overlap other controls."""
    found = {}
    for width in widths:
        with_width(page, width)
        if pairs := page.evaluate(CROWDED):
            found[f"{where}, one over the other at {width}"] = pairs
    with_width(page, WIDTHS[0])
    return found
