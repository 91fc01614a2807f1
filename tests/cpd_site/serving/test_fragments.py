import pytest
from django.template import Context, Template

from cpd_site.serving.fragments import BESIDES, Drawings, Stencil, hole


class Drawer:
    """Draws parts of a hundred bytes, and says in `drawn` which it drew, in which order."""

    def __init__(self, *most_bytes: int) -> None:
        self.drawings = Drawings(*most_bytes)
        self.drawn = ""

    def part(self, name: str) -> bytes:
        def draw() -> bytes:
            self.drawn += name
            return name.encode() * 100

        return self.drawings.recall(name, draw)


def test_a_part_is_drawn_once_for_each_key():
    drawer = Drawer()

    assert [drawer.part(name)[:1] for name in "aba"] == [b"a", b"b", b"a"]
    assert drawer.drawn == "ab"


def test_what_was_not_asked_for_longest_goes_first():
    drawer = Drawer(2 * (100 + BESIDES))

    for name in "abacaba":
        drawer.part(name)

    assert drawer.drawn == "abcb"
    assert drawer.drawings.size == 2 * (100 + BESIDES)


@pytest.mark.parametrize("most_bytes", [0, BESIDES])
def test_without_room_everything_is_drawn_each_time(most_bytes):
    drawer = Drawer(most_bytes)

    for _ in range(2):
        assert drawer.part("a") == b"a" * 100

    assert drawer.drawn == "aa"
    assert drawer.drawings.size == 0


def test_a_part_that_cannot_be_drawn_is_not_remembered():
    drawings = Drawings()

    def fail() -> bytes:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        drawings.recall("a", fail)

    assert drawings.recall("a", lambda: b"a") == b"a"


def test_a_stencil_is_filled_where_the_template_left_holes():
    html = Template("<b>{{ one }}</b>’ {{ two }}{{ one }}").render(
        Context({"one": hole("one"), "two": hole("two")})
    )

    stencil = Stencil.cut(html)

    assert stencil.fill({"one": b"1", "two": b"2"}).decode() == "<b>1</b>’ 21"


def cut(text: str) -> Stencil:
    """A stencil with a hole wherever a capital letter stands."""
    return Stencil.cut("".join(hole(one.lower()) if one.isupper() else one for one in text))


def test_a_part_brings_its_holes_along_and_others_stay_open():
    whole = cut("(A|B)").with_parts({"a": cut("<C>")})

    assert whole == cut("(<C>|B)")
    assert whole.fill({"b": b"2", "c": b"3"}) == b"(<3>|2)"


def test_an_empty_part_fills_its_hole_too():
    assert cut("(A)").with_parts({"a": cut("")}) == cut("()")


def test_parts_are_joined_with_their_holes():
    assert Stencil.joined([cut("1A"), cut(""), cut("2"), cut("B3")]) == cut("1A2B3")
    assert Stencil.joined([]) == cut("")


def test_nobody_can_write_a_hole_into_a_text():
    assert Stencil.cut("a-form- {{ form }} <!--form-->").holes == ()
    assert len(hole("form")) > 32


def test_a_hole_that_is_forgotten_is_noticed():
    with pytest.raises(KeyError):
        Stencil.cut(hole("form")).fill({})
