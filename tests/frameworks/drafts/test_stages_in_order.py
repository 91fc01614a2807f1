"""Stages and columns of a draft: added before or after any other, and moved in one step."""

import re

import pytest

from frameworks.actions import editing
from opportunities.editing import rows_and_columns
from tests.builders import grid, key, published
from tests.frameworks.drafts.pages import BASE, content
from tests.frameworks.drafts.test_draft_changes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft")]

NEW = {"name": "New", "group": "teachers", "family": "early-career"}


@pytest.fixture
def edition(db):
    cells = {(stage, "a"): [f"Read {stage}"] for stage in "1234"}
    return published(grid(cells | {("1", column): [column] for column in "bcd"}))


def stages(draft):
    return "".join(stage.name[0] for stage in content(draft).stages)


def columns(draft):
    return "".join(column.heading for column in content(draft).columns)


def chosen(page, name="after"):
    """What the select of this name says."""
    (select,) = re.findall(rf'<select name="{name}".*?</select>', page.content.decode(), re.S)
    return re.findall(r"selected>(.*?)<", select)[0]


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("", "4"),
        (f"?after={key('2')}", "2"),
        (f"?before={key('2')}", "1"),
        (f"?before={key('1')}", "Nothing: it is the first"),
        ("?after=x&before=y", "4"),
    ],
)
def test_a_new_stage_is_offered_where_it_was_asked_for(signed_in, where, says):
    assert chosen(signed_in.get(f"{BASE}stages/add/{where}")) == says


def test_an_added_stage_is_where_it_was_put_and_the_list_leads_to_it(signed_in, draft):
    response = signed_in.post(f"{BASE}stages/add/", NEW | {"after": key("2")})

    (new,) = [stage for stage in content(draft).stages if stage.name == "New"]
    assert stages(draft) == "12N34"
    assert response["Location"] == f"{BASE}stages/#r-{new.key}"
    assert f'id="r-{new.key}"' in signed_in.get(f"{BASE}stages/").content.decode()


def test_a_column_is_added_before_another(signed_in, draft):
    page = signed_in.get(f"{BASE}columns/add/?before={key('c')}")
    assert chosen(page) == "b"

    signed_in.post(f"{BASE}columns/add/", {"heading": "x", "tier": "", "after": key("b")})

    assert columns(draft) == "abxcd"


@pytest.mark.parametrize(
    ("path", "order"),
    [
        (f"stages/{key('4')}/top/", ("4123", "abcd")),
        (f"stages/{key('1')}/end/", ("2341", "abcd")),
        (f"columns/{key('d')}/top/", ("1234", "dabc")),
        (f"columns/{key('a')}/end/", ("1234", "bcda")),
    ],
)
def test_one_press_moves_from_end_to_end_and_one_undo_moves_it_back(signed_in, draft, path, order):
    response = signed_in.post(BASE + path)

    assert (stages(draft), columns(draft)) == order
    kind, row, _ = path.split("/", 2)
    assert response["Location"] == f"{BASE}{kind}/#r-{row}"
    signed_in.post(f"{BASE}undo/")
    assert (stages(draft), columns(draft)) == ("1234", "abcd")


def form_of(page):
    html = page.content.decode()
    return re.findall(r'name="initial-after" value="(.*?)"', html)[0]


def test_its_page_moves_a_stage_anywhere_with_what_else_changes_in_one_step(signed_in, draft):
    path = f"{BASE}stages/{key('4')}/"
    seen = form_of(signed_in.get(path))
    assert seen == str(key("3"))
    sent = NEW | {"version": 1, "initial-after": seen, "after": key("1")}

    page = signed_in.post(path, sent, follow=True)

    assert stages(draft) == "1N23"
    assert "Saved: renamed stage 4, now New." in words(page)
    signed_in.post(f"{BASE}undo/")
    assert stages(draft) == "1234"


def test_what_a_colleague_moved_meanwhile_stays_unless_it_is_moved_here(
    signed_in, draft, colleague
):
    path = f"{BASE}columns/{key('d')}/"
    seen = form_of(signed_in.get(path))
    editing.change(
        edition=draft,
        by=colleague,
        do=lambda before: rows_and_columns.move_column(before, key("d"), "top"),
    )

    signed_in.post(
        path, {"heading": "x", "tier": "", "version": 1, "initial-after": seen, "after": seen}
    )

    assert columns(draft) == "xabc"


def test_where_the_one_before_it_was_removed_meanwhile_the_rest_is_saved(
    signed_in, draft, colleague
):
    path = f"{BASE}stages/{key('3')}/"
    seen = form_of(signed_in.get(path))
    editing.change(
        edition=draft,
        by=colleague,
        do=lambda before: rows_and_columns.remove_stage(before, key("2")),
    )

    signed_in.post(path, NEW | {"version": 1, "initial-after": seen, "after": seen})

    assert stages(draft) == "1N4"


def test_what_it_was_to_stand_after_is_gone_and_the_words_are_kept(signed_in, draft, colleague):
    editing.change(
        edition=draft,
        by=colleague,
        do=lambda before: rows_and_columns.remove_stage(before, key("2")),
    )

    page = signed_in.post(f"{BASE}stages/add/", NEW | {"after": key("2")})

    assert "What it is to stand after is not in this draft any more. Choose again." in words(page)
    assert 'value="New"' in page.content.decode()
    assert stages(draft) == "134"


def test_the_page_of_a_stage_leads_to_a_new_one_before_and_after_it(signed_in):
    html = signed_in.get(f"{BASE}stages/{key('2')}/").content.decode()

    for then in ("before", "after"):
        assert f'form="row" name="then" value="{then}"' in html
