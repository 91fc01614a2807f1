"""What a draft changes, as those see it who may edit it."""

import re
from functools import partial

import pytest
from django.test import Client

from cpd_site.models import Membership
from frameworks.actions import drafts, editing
from frameworks.models import Edition, Framework
from opportunities.editing import lines
from opportunities.grid.snapshot import Wording
from tests.builders import key
from tests.factories import member
from tests.opportunities.exchange.writing.test_writers import rows

pytestmark = pytest.mark.django_db

URL = "/desk/thornshire/draft/changes/"
CSV = "/desk/thornshire/draft/changes.csv"


@pytest.fixture
def at_desk(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def reword(draft, editor):
    """Gives a line of the draft another wording, everywhere."""

    def reword(line, text):
        do = partial(lines.reword, key=key(line), wording=Wording(text))
        editing.change(edition=draft, by=editor, do=do)

    return reword


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_fresh_draft_changes_nothing(at_desk, draft):
    page = at_desk.get(URL)

    assert "Nothing changed" in words(page)
    assert "The draft says the same as the 2026 edition, word for word" in words(page)


def test_what_was_edited_is_told(at_desk, reword):
    reword("Read", "Read widely <script>")

    page = at_desk.get(URL)

    assert "1 reworded." in words(page)
    assert "inserted: widely &lt;script&gt;" in words(page)
    assert "Since the 2026 edition In 1 place At 1 of 2 stages" in words(page)
    assert "<script>" not in page.content.decode()


def test_what_was_edited_downloads(at_desk, reword):
    reword("Visit", "Visit others")

    (row,) = rows(at_desk.get(CSV).content)

    assert (row["From"], row["To"]) == ("2026", "draft")
    assert (row["Change"], row["Before"], row["After"]) == ("Reworded", "Visit", "Visit others")


def test_all_of_a_first_edition_is_new(at_desk, framework, editor):
    first = drafts.start_framework(
        organisation=framework.organisation, by=editor, title="Another", like=framework
    )

    page = at_desk.get(f"/desk/{first.framework.slug}/draft/changes/")

    assert "Nothing is published yet, so all of it is new" in words(page)
    assert "2 new stages, 2 new columns." in words(page)


@pytest.mark.parametrize("url", [URL, CSV])
def test_who_may_not_edit_the_draft_does_not_see_it(url, draft, framework, outsider):
    reader = member(framework.organisation, Membership.Role.READER)
    answers = {}
    for name, person in (("nobody", None), ("outsider", outsider), ("reader", reader)):
        client = Client()
        if person:
            client.force_login(person)
        answers[name] = client.get(url)

    assert answers["nobody"].status_code == 302
    assert answers["nobody"]["Location"].startswith("/accounts/login/")
    assert answers["outsider"].status_code == 403
    assert answers["reader"].status_code == 403
    assert "you are a reader there" in answers["reader"].content.decode()


def test_the_draft_of_a_framework_that_one_may_not_see_is_not_there(draft, framework, outsider):
    Framework.objects.filter(pk=framework.pk).update(visibility=Framework.Visibility.MEMBERS)
    client = Client()
    client.force_login(outsider)

    assert client.get(URL).status_code == 404
    assert "Join in" not in client.get(URL).content.decode()


def test_without_a_draft_the_page_says_so(at_desk, framework):
    page = at_desk.get(URL)

    assert page.status_code == 404
    assert "has no draft" in words(page)


def test_a_discarded_draft_is_no_draft(at_desk, draft, editor):
    drafts.discard(edition=draft, by=editor)

    assert at_desk.get(URL).status_code == 404
    assert Edition.objects.drafts().count() == 0


@pytest.mark.parametrize("url", [URL, CSV])
def test_the_page_is_only_for_reading_and_never_kept(at_desk, draft, url):
    assert at_desk.post(url).status_code == 405
    assert "no-store" in at_desk.get(url)["Cache-Control"]


def test_the_page_takes_as_many_queries_for_three_changes_as_for_one(
    at_desk, reword, django_assert_num_queries, django_assert_max_num_queries
):
    reword("Read", "Read widely")
    with django_assert_max_num_queries(16) as one:
        at_desk.get(URL)
    reword("Visit", "Visit others")
    reword("Join in", "Join up")
    with django_assert_num_queries(len(one)):
        at_desk.get(URL)
