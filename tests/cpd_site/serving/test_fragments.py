import pytest
from django.template import TemplateDoesNotExist

from cpd_site.serving import caches
from cpd_site.serving.fragments import BESIDES, FRAGMENTS, get_or_render

UNKNOWN = "cpd/unknown_names.html"


@pytest.fixture(autouse=True)
def empty():
    caches.clear()
    yield
    caches.clear()


def rendered(key, said="Take it away"):
    return get_or_render(key, UNKNOWN, {"errors": [said]})


def test_a_fragment_is_rendered_once_for_each_key():
    first = rendered("a")

    assert "Take it away" in first
    assert rendered("a", "Another") is first
    assert "Another" in rendered("b", "Another")


def test_without_a_key_it_is_rendered_each_time():
    assert "Take it away" in rendered(None)
    assert "Another" in rendered(None, "Another")
    assert len(FRAGMENTS) == 0


def test_one_key_names_a_fragment_of_each_template():
    assert rendered("a") != get_or_render("a", "cpd/_errors.html", {"field": None})


def test_while_templates_are_worked_on_nothing_is_kept(settings):
    settings.DEBUG = True

    rendered("a")

    assert len(FRAGMENTS) == 0


def test_what_it_takes_is_counted():
    assert FRAGMENTS.size == 0
    fragment = rendered("a")
    assert FRAGMENTS.size == len(fragment) + BESIDES


def test_what_cannot_be_rendered_is_not_kept():
    with pytest.raises(TemplateDoesNotExist):
        get_or_render("a", "no/such.html", {})

    assert len(FRAGMENTS) == 0


def test_values_are_escaped():
    assert "&lt;b&gt;" in rendered("a", "<b>")
