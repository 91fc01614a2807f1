import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.grid.web_address import href
from opportunities.text.links import fault_of_link


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://Example.org/",
        "https://en.wikipedia.org/wiki/Coaching_(sport)",
        "https://käse.example/straße",
    ],
)
def test_a_web_address_leads_there(link):
    assert href(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/",
        "www.example.org",
        "https://",
        "https://[x",
        "https://[insert link]",
        "https://exa℀mple.org",
        "https://-example.org",
        "https:example.org",
        "https://example.org/ a",
        "https://example.org/\na",
        "https://example.org/\x00",
        'https://example.org/"onmouseover="alert(1)',
        "https://example.org/<b>",
        " https://example.org",
        "ftp://example.org/",
    ],
)
def test_what_is_no_web_address_leads_nowhere(link):
    assert href(link) == ""


@given(st.text() | st.text().map("https://{}".format) | st.text().map("https://a.org/{}".format))
def test_any_link_leads_there_or_nowhere_and_the_checks_say_so(link):
    led_to = href(link)

    assert led_to in (link, "")
    assert not led_to or led_to.lower().startswith(("http://", "https://"))
    assert ("is no web address" in fault_of_link(link)) == (not led_to)
