"""What takes long to write is there before anybody asks for it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from frameworks.actions.write_files import TRIED_FOR
from frameworks.models import Framework
from opportunities.exchange.writing import child_process
from opportunities.exchange.writing.formats import formats
from tests.builders import grid, published

pytestmark = pytest.mark.django_db

SLOW = [name for name, form in formats().items() if form.is_slow]


@pytest.fixture
def kept(settings, tmp_path):
    """Where files are kept."""
    settings.SITE_ADDRESS = "http://testserver"
    settings.CACHES = settings.CACHES | {
        "files": settings.CACHES["files"] | {"LOCATION": str(tmp_path)}
    }
    return tmp_path


def publish(*, ago=timedelta(), **framework):
    published(grid({("NQT", "School"): ["Join in"]}), slug="elm", at=timezone.now() - ago)
    Framework.objects.update(**framework)


def test_slow_files_of_a_new_edition_are_there_before_anybody_asks(client, kept, monkeypatch):
    publish()
    call_command("publish_due")
    assert len([*kept.iterdir()]) == len(SLOW) > 0

    monkeypatch.setattr(child_process, "write", None)  # nothing more is written
    for name in SLOW:
        assert client.get(f"/frameworks/elm.{name}").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "what", [{"visibility": "link"}, {"visibility": "members"}, {"ago": TRIED_FOR * 2}]
)
def test_what_is_not_new_or_not_for_everybody_is_not_written(kept, what):
    publish(**what)

    call_command("publish_due")

    assert [*kept.iterdir()] == []


def test_what_cannot_be_written_is_logged_and_the_others_are(kept, monkeypatch, caplog):
    publish()
    write = child_process.write

    def too_slow(writer, made):
        is_first = writer == formats()[SLOW[0]].write
        return write(writer, made, seconds=0.001 if is_first else 20)

    monkeypatch.setattr(child_process, "write", too_slow)

    call_command("publish_due")

    assert "could not be written" in caplog.text
    assert len([*kept.iterdir()]) == len(SLOW) - 1
