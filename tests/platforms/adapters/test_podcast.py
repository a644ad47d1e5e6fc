"""A podcast: an episode is entered once, and the feed shows what is out, to whoever may listen."""

import hashlib
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.podcast.addresses import feed_url, new_feed_secret
from platforms.adapters.podcast.feed import Episode, podcast_guid, render_feed
from platforms.adapters.podcast.record import PUBLISHED
from platforms.adapters.podcast.show import show_of
from platforms.adapters.types import Absent, Found, Operation, PostState
from platforms.exceptions import Rejected
from platforms.models import Connection
from publishing.request import build_request
from publishing.services.publish import publish_due
from publishing.services.reconciliation import reconcile_due
from publishing.services.sweep import sweep_due
from teams.models import EventLog
from tests.factories import make_asset, make_attempt, make_connection, make_schedule

pytestmark = pytest.mark.django_db

SOUND = b"forty minutes of talk about coffee"
NAMES = {"itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd"}
ITUNES = f"{{{NAMES['itunes']}}}"
SHOW = {
    "show_title": "Coffee & Co",
    "description": "Two people and a pot.",
    "category": "Arts > Food",
    "image_url": "https://coffee.example/cover.jpg",
    "author": "Olga Owner",
    "owner_email": "olga@coffee.example",
}


def make_podcast(team, **metadata) -> Connection:
    return make_connection(
        team,
        platform="podcast",
        route=Connection.Route.DIRECT,
        metadata={**SHOW, "feed_secret": new_feed_secret(), **metadata},
    )


@pytest.fixture
def connection(team):
    return make_podcast(team)


@pytest.fixture
def adapter(connection):
    return get_adapter(connection)


@pytest.fixture
def post(connection, now):
    path = default_storage.save("talk.m4a", ContentFile(SOUND))
    asset = make_asset(
        connection.team,
        storage_path=path,
        media_type="audio",
        mime_type="audio/mp4",
        file_size_bytes=len(SOUND),
        sha256=hashlib.sha256(SOUND).hexdigest(),
        duration_sec=2400.4,
        width=None,
        height=None,
    )
    return make_schedule(connection, asset, scheduled_at=now, title="Beans", hashtags=[])


@pytest.fixture
def request_(post):
    return build_request(post, f"{post.pk.hex}-1")


@pytest.fixture
def publish(adapter, request_):
    def run():
        handles = adapter.prepare(request_, {})
        return adapter.publish(request_, handles, timeout_seconds=5)

    return run


@pytest.fixture
def read(client, connection):
    """The feed as a player reads it."""

    def run(**headers):
        return client.get(path_of(feed_url(connection)), headers=headers)

    return run


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def items_of(answer) -> list[ET.Element]:
    return ET.fromstring(answer.content).findall("channel/item")


def publish_through_the_machine(post, now):
    publish_due(now, owner="test")
    post.refresh_from_db()
    assert post.status == "posted", post.error_message


# the adapter


def test_a_published_episode_has_the_guid_of_its_post(publish, post):
    result = publish()
    assert (result.state, result.post_id) == (PostState.LIVE, post.pk.hex)
    assert result.url.endswith(f"/{post.pk.hex}.m4a")


def test_publishing_twice_enters_one_episode(publish, connection):
    assert publish().post_id == publish().post_id
    events = EventLog.objects.filter(event_type=PUBLISHED, subject_id=str(connection.pk))
    assert events.count() == 1


def test_a_later_try_of_the_same_post_is_the_same_episode(adapter, publish, post):
    first = publish()
    again = adapter.publish(build_request(post, f"{post.pk.hex}-2"), {}, timeout_seconds=5)
    assert (again.post_id, again.url) == (first.post_id, first.url)


def test_a_lost_answer_is_found_in_the_record(adapter, publish, request_):
    operation = Operation(request_.op_key, request_, {}, datetime.now(UTC))
    assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()
    result = publish()
    found = adapter.lookup(operation, now=datetime.now(UTC))
    assert isinstance(found, Found)
    assert (found.post_id, found.url) == (result.post_id, result.url)


def test_a_worker_that_died_after_the_entry_leaves_one_episode(publish, post, now, read):
    """The entry is there, the post's row does not know: the look-up carries it through."""
    publish()
    ended = {"status": "publishing", "due_at": now, "lease_owner": "dead"}
    type(post).objects.filter(pk=post.pk).update(**ended)
    make_attempt(post, op_key=f"{post.pk.hex}-1", sent_at=now, outcome="sending")
    sweep_due(now + timedelta(minutes=3))
    assert items_of(read()) == []
    reconcile_due(now + timedelta(hours=1), owner="test")
    assert [item.findtext("guid") for item in items_of(read())] == [post.pk.hex]


def test_a_damaged_file_is_not_published(adapter, request_):
    default_storage.delete(request_.media[0].storage_path)
    default_storage.save(request_.media[0].storage_path, ContentFile(b"noise"))
    with pytest.raises(Rejected, match="damaged"):
        adapter.prepare(request_, {})


@pytest.mark.parametrize("missing", ["description", "category", "image_url"])
def test_a_show_that_directories_would_refuse_is_not_published(team, request_, missing):
    adapter = get_adapter(make_podcast(team, **{missing: ""}))
    [problem] = adapter.validate(request_)
    assert problem.startswith("The podcast needs a ")


def test_a_guessable_feed_address_is_not_used(team, request_, client):
    adapter = get_adapter(make_podcast(team, feed_secret="coffee"))
    assert "The podcast has no feed address yet. Connect it again." in adapter.validate(request_)
    assert client.get("/podcasts/coffee/feed.xml").status_code == 404


# the feed


def test_the_feed_says_what_directories_ask_for(adapter, post, now, read, connection):
    publish_through_the_machine(post, now)
    answer = read()
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ET.fromstring(answer.content).find("channel")
    assert channel.findtext("title") == "Coffee & Co"
    assert channel.findtext("itunes:explicit", namespaces=NAMES) == "false"
    assert channel.find("itunes:category/itunes:category", NAMES).get("text") == "Food"
    assert channel.find("itunes:image", NAMES).get("href") == SHOW["image_url"]
    assert channel.findtext("itunes:owner/itunes:email", namespaces=NAMES) == SHOW["owner_email"]
    guid = channel.findtext("{https://podcastindex.org/namespace/1.0}guid")
    assert guid == podcast_guid(feed_url(connection))


def test_an_item_has_a_stable_guid_and_the_size_in_bytes(post, now, read):
    publish_through_the_machine(post, now)
    [item] = items_of(read())
    enclosure = item.find("enclosure")
    assert (item.findtext("title"), item.findtext("guid")) == ("Beans", post.pk.hex)
    assert item.find("guid").get("isPermaLink") == "false"
    assert (enclosure.get("length"), enclosure.get("type")) == (str(len(SOUND)), "audio/x-m4a")
    assert item.findtext(f"{ITUNES}duration") == "2400"
    assert item.findtext("pubDate").startswith("Mon, 02 Mar 2026 12:00:")


def test_only_published_episodes_are_in_the_feed(post, read):
    assert post.status == "pending"
    assert items_of(read()) == []


def test_a_player_that_has_the_feed_is_told_so(post, now, read):
    publish_through_the_machine(post, now)
    first = read()
    assert first["Last-Modified"]
    assert read(if_none_match=first["ETag"]).status_code == 304


def test_the_file_comes_in_parts_and_without_a_session(post, now, read, client):
    publish_through_the_machine(post, now)
    path = path_of(items_of(read())[0].find("enclosure").get("url"))
    part = client.get(path, headers={"range": "bytes=0-4"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, SOUND[:5])
    head = client.head(path)
    assert (head["Content-Length"], head["Accept-Ranges"]) == (str(len(SOUND)), "bytes")


@pytest.mark.parametrize("ending", ["mp3", "exe"])
def test_a_file_has_one_address(post, now, read, client, ending):
    publish_through_the_machine(post, now)
    path = path_of(items_of(read())[0].find("enclosure").get("url"))
    assert client.get(path.replace(".m4a", f".{ending}")).status_code == 404


def test_an_unpublished_file_is_not_served(connection, post, client):
    home = path_of(feed_url(connection)).removesuffix("feed.xml")
    assert client.get(f"{home}{post.pk.hex}.m4a").status_code == 404


def test_a_feed_shows_no_other_podcast(team, post, now, client):
    publish_through_the_machine(post, now)
    assert items_of(client.get(path_of(feed_url(make_podcast(team))))) == []


def test_a_wrong_address_is_not_found(client, connection):
    for secret in (new_feed_secret(), "%00" * 30, "ü" * 30):
        assert client.get(f"/podcasts/{secret}/feed.xml").status_code == 404


# changes


def test_new_words_are_shown_in_the_feed(adapter, post, now, read, request_):
    publish_through_the_machine(post, now)
    tag = read()["ETag"]
    adapter.update(post.external_post_id, build_changed(request_))
    answer = read(if_none_match=tag)
    assert answer.status_code == 200
    [item] = items_of(answer)
    assert (item.findtext("title"), item.findtext("description")) == ("Tea", "Tea first.")


def build_changed(request_):
    return type(request_)(**{**request_.__dict__, "title": "Tea", "text": "Tea first."})


def test_a_withdrawn_episode_is_gone_for_good(adapter, post, now, read, client, publish):
    publish_through_the_machine(post, now)
    path = path_of(post.external_post_url)
    adapter.delete(post.external_post_id)
    assert items_of(read()) == []
    assert client.get(path).status_code == 404
    with pytest.raises(Rejected, match="Make a new post"):
        publish()


def test_what_was_never_there_cannot_be_changed(adapter, request_):
    with pytest.raises(Rejected, match="not in the feed"):
        adapter.delete("nothing")
    with pytest.raises(Rejected, match="not in the feed"):
        adapter.update("nothing", request_)


# the document


def test_characters_that_xml_cannot_write_are_left_out(connection):
    episode = Episode(
        "g", "a\x00b<&\ud800", "\x0bwords ☕", datetime(2026, 3, 2, tzinfo=UTC), "https://x/g.mp3",
        "audio/mpeg", 1,
    )  # fmt: skip
    body = render_feed(show_of(connection), [episode], address="https://x", at=datetime.now(UTC))
    [item] = ET.fromstring(body).findall("channel/item")
    assert (item.findtext("title"), item.findtext("description")) == ("ab<&", "words ☕")


def test_season_and_number_come_from_the_posts_options(connection):
    options = {"season": 2, "episode": 7, "episode_type": "trailer", "explicit": True}
    at = datetime(2026, 3, 2, tzinfo=UTC)
    episode = Episode("g", "t", "", at, "https://x/g.mp3", "audio/mpeg", 1, options=options)
    body = render_feed(show_of(connection), [episode], address="https://x", at=at)
    [item] = ET.fromstring(body).findall("channel/item")
    said = [item.findtext(f"{ITUNES}{tag}") for tag in ("season", "episode", "episodeType")]
    assert [*said, item.findtext(f"{ITUNES}explicit")] == ["2", "7", "trailer", "true"]


def test_the_name_of_a_show_is_podcastings_own():
    """The example of the namespace's documents."""
    expected = "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert podcast_guid("https://podnews.net/rss/") == expected
    assert podcast_guid("podnews.net/rss") != podcast_guid(
        "https://mp3s.nashownotes.com/pc20rss.xml"
    )
