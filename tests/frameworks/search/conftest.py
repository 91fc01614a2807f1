import html

import pytest


@pytest.fixture
def page(client):
    def page(url: str) -> str:
        return html.unescape(client.get(url).content.decode())

    return page
