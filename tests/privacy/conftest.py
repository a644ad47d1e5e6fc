"""A team with a row of every kind, real files, a line in the journal; and one beside it."""

from datetime import datetime
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from media_assets.models import MediaAsset
from publishing.journal import Event, Line, append
from publishing.models import PublishAttempt
from scheduling.models import PostingSchedule
from teams.models import DataRequest, Team
from teams.privacy.work import carry_out
from tests.api.everything import Everything, make_everything
from tests.factories import make_team, make_user

WORD, OTHER_WORD = "canary7f3a", "sparrow51bd"


def settled(everything: Everything) -> Everything:
    """Nothing is on its way: the post is out, its try is over."""
    post = everything[PostingSchedule]
    PostingSchedule.objects.filter(pk=post.pk).exclude(status="posted").update(status="pending")
    PublishAttempt.objects.filter(schedule=post).update(outcome="accepted")
    return everything


def with_files(everything: Everything, word: str) -> Everything:
    """Files in storage, one that no row names, and what the journal knows of the post."""
    asset = everything[MediaAsset]
    folder = f"teams/{everything.team.pk}/{asset.pk}/"
    for name in ("original.mp4", "frames/0001.webp", "stray.bin"):
        default_storage.save(folder + name, ContentFile(f"bytes of {word}".encode()))
    post = everything[PostingSchedule]
    for event in (Event.INTENT, Event.ACCEPTED):
        append(Line(event, f"op-{word}", 1, str(post.pk), timezone.now(), f"id-{word}"))
    return everything


@pytest.fixture
def full(team, owner) -> Everything:
    return with_files(settled(make_everything(team, owner, WORD)), WORD)


@pytest.fixture
def other(db) -> Everything:
    """Another team, of another person, as full."""
    person = make_user(email="other@example.com", name="Otto Other")
    there = make_team(person, name=f"Elsewhere {OTHER_WORD}")
    return with_files(settled(make_everything(there, person, OTHER_WORD)), OTHER_WORD)


def done(request: DataRequest, at: datetime | None = None) -> DataRequest:
    """Carry a request out at `at`, its due time by default, and read it anew."""
    when = at or request.due_at
    carry_out(request.pk, clock=lambda: when)
    return DataRequest.objects.get(pk=request.pk)


def contents(request: DataRequest) -> dict[str, bytes]:
    """Every file of a finished export."""
    with default_storage.open(request.file_path) as file, ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def gone(team: Team) -> bool:
    return not Team.objects.filter(pk=team.pk).exists()
