"""What a copy differs in is kept when it is published, and can be made again."""

import pytest
from django.core.management import call_command

from frameworks.actions import notify_followers
from frameworks.models import CopySummary
from tests.builders import key, published
from tests.frameworks.followers.conftest import follows
from tests.frameworks.updates.copies import BASE, OURS

pytestmark = pytest.mark.django_db


def test_publishing_a_copy_keeps_what_it_differs_in(edition):
    copy = follows(edition, "elm", OURS)

    kept = copy.current_edition.copy_summary

    assert (kept.hid, kept.changed, kept.added) == (1, 3, 0)
    assert kept.hidden == [str(key("Read the TES"))]
    assert kept.wording[str(key("Join in"))] == ["Join in with Ms Hill"]
    assert kept.reworded == sorted(kept.wording)
    assert str(key("Join in")) in kept.rows["opportunities"]


def test_what_is_no_copy_keeps_nothing(edition):
    published(OURS, label="2026")

    assert not CopySummary.objects.exists()


def test_refused_publication_keeps_nothing(edition, monkeypatch):
    monkeypatch.setattr(notify_followers, "tell_followers_of", lambda draft: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        follows(edition, "elm", OURS)

    assert not CopySummary.objects.exists()


def test_the_command_makes_what_is_missing_and_nothing_else(edition, capsys):
    copy = follows(edition, "elm", OURS)
    follows(edition, "oak", BASE)
    before = CopySummary.objects.filter(pk=copy.current_edition_id).values().get()
    CopySummary.objects.filter(pk=copy.current_edition_id).delete()

    call_command("note_differences")

    assert "Noted for 1 edition." in capsys.readouterr().out
    assert CopySummary.objects.filter(pk=copy.current_edition_id).values().get() == before
    call_command("note_differences", verbosity=2)
    assert "Noted for 0 editions." in capsys.readouterr().out
