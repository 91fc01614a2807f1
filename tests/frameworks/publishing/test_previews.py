"""A draft is shown as readers will see it: to its editors, and to whoever has a link."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from cpd_site.models import Membership
from cpd_site.serving.page_cache import MARK
from frameworks import rules
from frameworks.actions import drafts, previews
from frameworks.actions.previews import TooManyLinks
from frameworks.actions.publishing import publish
from frameworks.actions.withdrawing import withdraw
from frameworks.models import Edition, Framework, Preview
from opportunities.models import Opportunity
from tests.builders import draft_of, grid, published
from tests.factories import UserFactory, member

pytestmark = pytest.mark.django_db

OLD = grid({("NQT", "School"): ["Join in"]}, sections=[("How", "With care")])
NEW = grid(
    {("NQT", "School"): ["Join in", "Lead <script>x</script>"], ("RQT", "School"): ["Go on"]},
    sections=[("How", "With more care")],
)

DESK = "/desk/thornshire/preview/"
LINKS = f"{DESK}links/"


@pytest.fixture
def draft():
    return draft_of(published(OLD), NEW)


@pytest.fixture
def editor(draft):
    return member(draft.framework.organisation, Membership.Role.EDITOR)


@pytest.fixture
def preview(draft, editor):
    return previews.share(edition=draft, by=editor, note="Heads <b>meeting</b>")


def address(preview: Preview) -> str:
    return reverse("preview_detail", args=[previews.token_of(preview)])


PAGES = ["", "?by=tier", "?stage=nqt", "about/", "ladder/", "stages/nqt/", "draft.csv"]


@pytest.mark.parametrize("below", PAGES)
@pytest.mark.parametrize("way", ["link", "desk"])
def test_every_page_shows_the_draft_and_is_kept_by_nobody(client, preview, editor, way, below):
    if way == "desk":
        client.force_login(editor)
    base = DESK if way == "desk" else address(preview)

    response = client.get(f"{base}{below}")

    html = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("private, no-store")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert MARK not in response
    if below != "draft.csv":
        assert "<script>x" not in html
        assert "<strong>Draft, not published.</strong>" in html
        assert '<meta name="robots" content="noindex">' in html
        assert "<title>Draft: " in html
        assert "not the newest" not in html
        assert "cpd-add" not in html
        assert "earlier edition" not in html
        assert 'href="/frameworks/thornshire/stages/' not in html


def test_links_inside_a_preview_stay_inside(client, preview):
    html = client.get(address(preview)).content.decode()

    assert f'href="{address(preview)}stages/rqt/"' in html
    assert client.get(f"{address(preview)}stages/rqt/").status_code == 200


def test_two_drafts_are_never_mistaken_for_each_other(client, preview, editor):
    """Neither has a fingerprint yet, by which published grids are remembered."""
    other = draft_of(published(OLD, slug="other"), grid({("NQT", "School"): ["Sing along"]}))
    their = previews.share(
        edition=other, by=member(other.framework.organisation, Membership.Role.EDITOR)
    )

    ours_html = client.get(address(preview)).content.decode()
    their_html = client.get(address(their)).content.decode()

    assert "Sing along" not in ours_html
    assert "Sing along" in their_html


def test_a_preview_shows_what_the_draft_says_now(client, preview, draft):
    client.get(address(preview))
    Opportunity.objects.filter(grid=draft.grid, text="Go on").update(text="Go further")

    assert "Go further" in client.get(address(preview)).content.decode()


def test_a_part_for_htmx_is_the_drafts_too(client, preview):
    part = client.get(
        f"{address(preview)}?stage=rqt", headers={"HX-Request": "true", "HX-Target": "results"}
    )

    assert "Go on" in part.content.decode()
    assert "<html" not in part.content.decode()


def expire(preview):
    Preview.objects.filter(pk=preview.pk).update(expires_at=timezone.now())


def revoke(preview):
    previews.revoke(preview=preview, by=preview.created_by)


def discard(preview):
    drafts.discard(edition=preview.edition, by=preview.created_by)


@pytest.mark.parametrize("close", [expire, revoke, discard])
@pytest.mark.parametrize("below", ["", "about/", "stages/nqt/", "draft.json"])
def test_a_closed_link_shows_nothing(client, preview, close, below):
    close(preview)

    response = client.get(f"{address(preview)}{below}")

    assert response.status_code == 404
    assert "does not show the draft any more" in response.content.decode()
    assert "Go on" not in response.content.decode()


def test_after_publication_the_link_leads_to_the_edition(client, preview, draft):
    publisher = member(draft.framework.organisation, Membership.Role.PUBLISHER)
    publish(edition=draft, by=publisher, label="2027")

    html = client.get(address(preview)).content.decode()

    assert "This draft is published now:" in html
    assert 'href="/frameworks/thornshire/editions/2027/"' in html


def published_since(preview, visibility=Framework.Visibility.PUBLIC):
    framework = preview.edition.framework
    publisher = member(framework.organisation, Membership.Role.PUBLISHER)
    publish(edition=preview.edition, by=publisher, label="2027")
    Framework.objects.filter(pk=framework.pk).update(visibility=visibility)
    return publisher


def withdrawn_since(preview):
    edition = Edition.objects.get(pk=preview.edition.pk)
    withdraw(edition=edition, by=published_since(preview), reason="Not “right”.")


def revoked_and_published(preview):
    revoke(preview)
    published_since(preview)


Visibility = Framework.Visibility

SAYS_NOTHING = {
    "revoked, then published": revoked_and_published,
    "for members": lambda preview: published_since(preview, Visibility.MEMBERS),
    "by link": lambda preview: published_since(preview, Visibility.LINK),
    "expired": expire,
    "revoked": revoke,
    "discarded": discard,
    "withdrawn": withdrawn_since,
}


@pytest.mark.parametrize("become", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
@pytest.mark.parametrize("below", ["", "about/", "stages/nqt/", "draft.json"])
def test_what_became_of_a_draft_is_told_to_nobody_who_may_not_find_it(
    client, preview, become, below
):
    other = draft_of(published(OLD, slug="other"), NEW)
    revoked = previews.share(
        edition=other, by=member(other.framework.organisation, Membership.Role.EDITOR)
    )
    revoke(revoked)
    become(preview)

    response = client.get(f"{address(preview)}{below}")

    of_revoked = client.get(f"{address(revoked)}{below}")
    assert (response.status_code, response.content) == (404, of_revoked.content)


@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.LINK])
def test_who_belongs_there_is_told_what_became_of_the_draft(client, preview, visibility):
    published_since(preview, visibility)
    client.force_login(preview.created_by)

    assert 'href="/frameworks/thornshire/editions/2027/"' in (
        client.get(address(preview)).content.decode()
    )


def test_a_revoked_link_says_nothing_to_anybody(client, preview):
    revoked_and_published(preview)
    client.force_login(preview.created_by)

    assert "2027" not in client.get(address(preview)).content.decode()


@pytest.mark.parametrize("token", ["1.forged", "1", "x.y", "1.", ".", "99999999999999999999.a"])
def test_a_forged_link_shows_nothing(client, preview, token):
    assert client.get(f"/preview/{token}/").status_code == 404


def test_a_link_for_another_number_needs_another_signature(client, preview):
    signature = previews.token_of(preview).partition(".")[2]

    assert client.get(f"/preview/{preview.pk + 1}.{signature}/").status_code == 404


def test_another_kind_of_signed_token_is_no_link(client, preview):
    token = signing.Signer(salt="another", sep=".").sign(str(preview.pk))

    assert client.get(f"/preview/{token}/").status_code == 404


@pytest.mark.parametrize("role", ["reader", "elsewhere", None])
def test_the_desk_shows_the_draft_to_its_editors_alone(client, draft, role):
    organisation = draft.framework.organisation
    if role == "elsewhere":
        organisation, role = published(OLD, slug="other").framework.organisation, "manager"
    client.force_login(member(organisation, role) if role else UserFactory.create())

    response = client.get(DESK)

    assert response.status_code == 403
    assert "Go on" not in response.content.decode()


def test_the_desk_sends_anonymous_people_to_sign_in(client, draft):
    response = client.get(DESK)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_without_a_draft_there_is_no_preview(client, editor, draft):
    drafts.discard(edition=draft, by=editor)
    client.force_login(editor)

    assert client.get(DESK).status_code == 404
    assert client.get(LINKS).status_code == 404


# --- The page of links ---


def test_an_editor_makes_a_link_and_revokes_it(client, draft, editor):
    client.force_login(editor)

    html = client.post(LINKS, {"note": "For <script>"}, follow=True).content.decode()

    preview = draft.previews.get()
    assert f"http://testserver{address(preview)}" in html
    assert "For &lt;script&gt;" in html
    assert preview.expires_at - timezone.now() > timedelta(days=13, hours=23)
    html = client.post(f"{LINKS}{preview.pk}/revoke/", follow=True).content.decode()
    assert "show nothing any more" in html
    assert client.get(address(preview)).status_code == 404
    assert [event.what for event in draft.events.all()] == [
        "revoked a preview link",
        "made a preview link",
    ]


@pytest.mark.parametrize("role", ["reader", "elsewhere", None])
def test_the_wrong_person_makes_and_revokes_no_link(client, draft, preview, role):
    organisation = draft.framework.organisation
    if role == "elsewhere":
        organisation, role = published(OLD, slug="other").framework.organisation, "manager"
    client.force_login(member(organisation, role) if role else UserFactory.create())

    made = client.post(LINKS, {"note": "Mine"})
    revoked = client.post(f"{LINKS}{preview.pk}/revoke/")

    assert (made.status_code, revoked.status_code) == (403, 403)
    assert draft.previews.open_at(timezone.now()).get() == preview


def test_anonymous_people_make_no_link(client, draft, preview):
    assert client.post(LINKS).status_code == 302
    assert client.post(f"{LINKS}{preview.pk}/revoke/").status_code == 302
    assert draft.previews.open_at(timezone.now()).get() == preview


def test_the_link_of_another_framework_is_not_revoked_from_here(client, preview):
    other = draft_of(published(OLD, slug="other"), NEW)
    client.force_login(member(other.framework.organisation, Membership.Role.MANAGER))

    response = client.post(f"/desk/other/preview/links/{preview.pk}/revoke/")

    assert response.status_code == 404
    preview.refresh_from_db()
    assert preview.revoked_at is None


def test_so_many_links_and_no_more(client, draft, editor):
    for _ in range(previews.MOST):
        previews.share(edition=draft, by=editor)
    client.force_login(editor)

    with pytest.raises(TooManyLinks):
        previews.share(edition=draft, by=editor)
    assert "links are open already" in client.post(LINKS).content.decode()


def test_a_link_needs_somebody_who_may_edit(draft):
    with pytest.raises(rules.Refused):
        previews.share(edition=draft, by=UserFactory.create())


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_links_takes_as_many_queries_for_one_as_for_three(
    client, draft, editor, django_assert_num_queries, count
):
    for _ in range(count):
        previews.share(edition=draft, by=editor)
        previews.revoke(preview=previews.share(edition=draft, by=editor), by=editor)
    client.force_login(editor)

    with django_assert_num_queries(10):
        client.get(LINKS)
