"""What a first visit costs: bytes, requests, and whether anything moves under the reader's eyes.

Measured against the site as `make run` serves it, compressed and with hashed names.
"""

import pytest

from tests.benchmarks.server import running

LANCASHIRE = "/frameworks/lancashire/"
ICON = "link[rel=icon][type='image/svg+xml']"

WATCH = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'cpd.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
        "DEBUG": "0",
    }
    with running(**settings) as server:
        yield server.address


@pytest.fixture
def loaded(page):
    """Everything that the page asks for: its address and its bytes, as they come over the wire."""
    addresses: dict[str, str] = {}
    loaded: dict[str, float] = {}
    wire = page.context.new_cdp_session(page)
    wire.on(
        "Network.requestWillBeSent",
        lambda e: addresses.update({e["requestId"]: e["request"]["url"]}),
    )
    wire.on(
        "Network.loadingFinished",
        lambda e: loaded.update({addresses[e["requestId"]]: e["encodedDataLength"]}),
    )
    wire.send("Network.enable")
    return loaded


def test_a_first_visit_is_five_requests_and_sixty_two_kilobytes(page, address, loaded):
    page.goto(address + LANCASHIRE, wait_until="networkidle")
    icon = page.locator(ICON).evaluate("link => link.href")
    if icon not in loaded:  # without a window there is no tab to show it in
        loaded[icon] = len(page.request.get(icon).body())

    kinds = sorted(one.split("?")[0].rpartition(".")[2].strip("/") for one in loaded)
    assert len(loaded) == 5, kinds
    assert {"css", "js", "svg", "woff2"} < set(kinds)
    assert sum(loaded.values()) <= 62_000, loaded
    assert loaded[address + LANCASHIRE] <= 15_000


def test_nothing_but_the_style_sheet_holds_up_the_first_paint(page, address):
    page.goto(address + LANCASHIRE, wait_until="networkidle")

    blocking = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.renderBlockingStatus === 'blocking').map((one) => one.name)"
    )
    assert len(blocking) == 1
    assert ".css" in blocking[0]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("slow", [False, True], ids=["at once", "slowly"])
def test_nothing_moves_while_the_page_loads(page, address, width, slow):
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    if slow:
        wire = page.context.new_cdp_session(page)
        conditions = {"offline": False, "latency": 150, "uploadThroughput": 50_000}
        wire.send("Network.emulateNetworkConditions", conditions | {"downloadThroughput": 50_000})
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 8})
    page.goto(address + LANCASHIRE, wait_until="networkidle")
    page.wait_for_timeout(300)

    assert page.evaluate("window.shifts") == 0
