import pytest

from cpd_site.models import Membership, Organisation
from frameworks.actions import copies, drafts, publishing
from frameworks.models import Edition, Framework
from opportunities import store
from opportunities.grid import patch
from opportunities.grid.snapshot import GridSnapshot
from tests.builders import published
from tests.factories import OrganisationFactory, member
from tests.frameworks.updates.copies import BASE

Role = Membership.Role


@pytest.fixture
def edition(db):
    """The authority's published edition."""
    return published(BASE, label="2025")


@pytest.fixture
def framework(edition):
    return edition.framework


@pytest.fixture
def editor(framework):
    """Somebody at the authority."""
    return member(framework.organisation, Role.EDITOR, name="Lena Lark")


@pytest.fixture
def at_desk(client, editor):
    client.force_login(editor)
    return client


def follows(edition: Edition, slug: str, says: GridSnapshot | None = None, **school) -> Framework:
    """Make a school with a copy of this edition, published if `says` is given."""
    organisation = OrganisationFactory.create(
        **{
            "kind": Organisation.Kind.SCHOOL,
            "slug": slug,
            "short_name": slug.title(),
            "name": f"{slug.title()} School",
        }
        | school
    )
    leader = member(organisation, Role.PUBLISHER)
    framework = Framework.objects.get(pk=edition.framework_id)
    draft = copies.make(framework=framework, organisation=organisation, by=leader)
    if says is not None:
        store.save(draft.grid, patch.between(store.read(draft.grid), says))
        publishing.publish(edition=draft, by=leader, label="Ours")
    return Framework.objects.get(pk=draft.framework_id)


def shown(framework: Framework) -> Edition:
    """Return the edition that its readers see."""
    current = Framework.objects.select_related("current_edition").get(pk=framework.pk)
    assert current.current_edition is not None
    return current.current_edition


def leader_of(copy: Framework):
    return copy.organisation.memberships.get(role=Role.PUBLISHER).user


def now_drafted(framework: Framework, by, says: GridSnapshot) -> Edition:
    """Make the authority's draft with this content."""
    held = Framework.objects.get(pk=framework.pk)
    draft = held.editions.drafts().first() or drafts.start(framework=held, by=by)
    store.save(draft.grid, patch.between(store.read(draft.grid), says))
    return Edition.objects.select_related("framework__organisation", "grid").get(pk=draft.pk)


def publish_next(framework: Framework, says: GridSnapshot, label: str, **details) -> Edition:
    """Publish the authority's next edition with this content."""
    publisher = member(framework.organisation, Role.PUBLISHER)
    draft = now_drafted(framework, publisher, says)
    return publishing.publish(edition=draft, by=publisher, label=label, **details)
