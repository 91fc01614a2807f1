"""A person at a page, whose clicks are counted; typing does not count."""

import re

from playwright.sync_api import Locator, Page


class Clicks:
    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, role: str, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        """Click the first element with this role and name."""
        self.at(self.page.get_by_role(role, name=name, exact=exact).first)  # type: ignore[arg-type]

    def at(self, target: Locator) -> None:
        target.click()
        self.count += 1

    def go(self, address: str) -> None:
        """Open an address from elsewhere, such as a mail."""
        self.page.goto(address)
        self.count += 1
