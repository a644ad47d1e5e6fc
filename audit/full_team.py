"""A team with everything in it, thousands of rows, files and lines; each with a word of its own."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from media_assets.models import MediaAsset
from metrics.models import Comment
from platforms.vault import seal
from publishing.journal import Event, Line, append
from publishing.models import PublishAttempt
from scheduling.models import PostingSchedule
from teams.models import Notification, Team, User
from teams.services.events import record_event
from tests.api.everything import make_everything
from tests.factories import (
    make_analysis,
    make_asset,
    make_attempt,
    make_connection,
    make_reading,
    make_schedule,
    make_team,
    make_user,
)

CHUNK = 1024 * 1024


@dataclass
class FullTeam:
    """`words` stand each in some row or file; `secrets` must stand nowhere outside."""

    owner: User
    team: Team
    words: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "teams" / str(self.team.pk)


def make_full_team(word: str, *, posts: int) -> FullTeam:
    """A team whose words all begin with `word`."""
    owner = make_user(email=f"owner-of-{word}@example.com", name=f"Olga {word}-owner")
    full = FullTeam(owner, make_team(owner, name=f"Team {word}-name"))
    everything = make_everything(full.team, owner, f"{word}-row")
    post = everything[PostingSchedule]
    PublishAttempt.objects.filter(schedule=post).update(outcome="accepted")
    full.words |= {f"{word}-row", f"{word}-name"}
    full.secrets |= {everything.key.partition(".")[2], owner.password}
    add_accounts(full, word)
    with transaction.atomic():
        for number in range(posts):
            add_post(full, f"{word}-{number:05}", everything[MediaAsset], post.connection)
    return full


def add_accounts(full: FullTeam, word: str) -> None:
    """Three that need a farewell: one that can be told, one that cannot, one simulated."""
    for platform, route, metadata in (
        ("x", "direct", {"sign_in": "x"}),
        ("wordpress", "direct", {"site": "https://example.org", "app_password": f"{word}-inside"}),
        ("tiktok", "sandbox", {}),
    ):
        account = make_connection(full.team, platform=platform, route=route, metadata=metadata)
        if route == "direct":
            account.access_token = seal(f"{word}-token", bound_to=account.pk)
            account.save()
        full.secrets.add(account.access_token)
    full.secrets |= {f"{word}-token", f"{word}-inside"}


def add_post(full: FullTeam, word: str, first: MediaAsset, connection) -> None:
    """A file with its analysis and its post, with figures, a comment, an event and a notice."""
    team = full.team
    asset = make_asset(team, filename=f"{word}.mp4", folder=first.folder)
    make_analysis(asset, transcript=word)
    post = make_schedule(connection, asset, body=word, status="posted", external_post_id=word)
    make_attempt(post, outcome="accepted", external_id=word)
    make_reading(post, notes=word)
    Comment.objects.create(team=team, schedule=post, platform_comment_id=word, text=word)
    event = record_event(team, "note", post, word, by=full.owner)
    Notification.objects.create(
        team=team, user=full.owner, type="publish_success", key=word, title=word, event=event
    )
    name = f"teams/{team.pk}/{asset.pk}/original.mp4"
    default_storage.save(name, ContentFile(f"media {word}".encode()))
    full.words.add(word)
    for kind in (Event.INTENT, Event.ACCEPTED):
        append(Line(kind, f"op-{word}", 1, str(post.pk), timezone.now(), word))


def add_large_file(full: FullTeam, megabytes: int) -> None:
    """A film: its bytes are random, so that nothing can press them together."""
    place = full.folder / "large"
    place.mkdir(parents=True)
    with (place / "original.mp4").open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(CHUNK))
