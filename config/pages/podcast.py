"""The podcast feeds of teams and their episodes' files: no session, only a secret address."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from media_assets.serving import send_stored
from platforms.adapters.podcast.addresses import episode_url, feed_url, podcast_with
from platforms.adapters.podcast.feed import Episode, render_feed
from platforms.adapters.podcast.record import Entry, entries_of
from platforms.adapters.podcast.show import show_of
from platforms.models import Connection
from platforms.specs.text import compose_for
from scheduling.files import file_of
from scheduling.models import PostingSchedule

NO_FEED = "There is no such podcast."
MOST_EPISODES = 500  # the newest; players read the whole feed each time
FIVE_MINUTES, A_DAY = "public, max-age=300", "public, max-age=86400"


@require_safe
def podcast_feed(request, secret: str) -> HttpResponseBase:
    """The feed; 304 for a player that has these very bytes already.

    Last-Modified is only told, not compared: an episode may appear a while after its entry.
    """
    connection = _podcast(secret)
    entries = entries_of(connection)
    body = render_feed(
        show_of(connection),
        _episodes(connection, entries),
        address=feed_url(connection),
        at=(changed_at := _changed_at(connection, entries)),
    )
    etag, modified = quote_etag(hashlib.sha256(body).hexdigest()), int(changed_at.timestamp())
    answer = get_conditional_response(request, etag=etag) or HttpResponse(
        body, content_type="application/rss+xml; charset=utf-8"
    )
    answer["ETag"], answer["Last-Modified"] = etag, http_date(modified)
    answer["Cache-Control"], answer["X-Content-Type-Options"] = FIVE_MINUTES, "nosniff"
    return answer


@require_safe
def podcast_episode(request, secret: str, guid: str, extension: str) -> HttpResponseBase:
    """The file of a published episode, whole or in part."""
    connection = _podcast(secret)
    entries = entries_of(connection, guid)
    post = _posts(connection, entries).first()
    if post is None:
        raise Http404(NO_FEED)
    file = file_of(post)
    if not episode_url(connection, guid, file.media.mime_type).endswith(f"/{guid}.{extension}"):
        raise Http404(NO_FEED)
    return send_stored(
        request,
        file.storage_path,
        mime_type=file.media.mime_type,
        etag=file.sha256,
        cache=A_DAY,
        filename=f"{guid}.{extension}",
        as_attachment=False,
    )


def _podcast(secret: str) -> Connection:
    connection = podcast_with(secret)
    if connection is None:
        raise Http404(NO_FEED)
    return connection


def _posts(connection: Connection, entries: dict[str, Entry]):
    """The posts that are out and were not withdrawn, newest first."""
    listed = [guid for guid, entry in entries.items() if not entry.is_withdrawn]
    rows = PostingSchedule.objects.in_team(connection.team).filter(
        connection=connection,
        status=PostingSchedule.Status.POSTED,
        published_at__isnull=False,
        external_post_id__in=listed,
    )
    return rows.select_related("media", "variant").order_by("-published_at", "pk")


def _episodes(connection: Connection, entries: dict[str, Entry]) -> Iterator[Episode]:
    for post in _posts(connection, entries)[:MOST_EPISODES]:
        yield _episode(connection, post, entries[post.external_post_id].words)


def _episode(connection: Connection, post: PostingSchedule, words: dict[str, str]) -> Episode:
    """A post as an episode, with the words of its latest change."""
    guid, file = post.external_post_id or "", file_of(post)
    return Episode(
        guid=guid,
        title=words.get("title", post.title),
        text=words.get("text", compose_for(post.platform, post.body, post.hashtags)),
        published_at=post.published_at or post.scheduled_at,
        url=episode_url(connection, guid, file.media.mime_type),
        mime_type=file.media.mime_type,
        size_bytes=file.size_bytes,
        seconds=file.media.duration_sec,
        link=words.get("link_url", post.link_url),
        options=post.platform_specific,
    )


def _changed_at(connection: Connection, entries: dict[str, Entry]) -> datetime:
    return max((entry.changed_at for entry in entries.values()), default=connection.created_at)
