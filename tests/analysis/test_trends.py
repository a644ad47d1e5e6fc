"""Trends are read only when asked, once each, fade, and are compared with what media says."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from analysis.models import TrendSignal, TrendSource
from analysis.services.trends import (
    collect_due,
    collect_source,
    current_topics,
    merge_trends,
    overlap_of,
)
from analysis.trends.feeds import FeedUnreadable, FoundTrend, read_feed
from analysis.trends.overlap import Exemplar, Topic, compare
from tests.factories import make_analysis, make_asset, make_team

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GOOGLE = b"""<?xml version="1.0"?><rss version="2.0" xmlns:ht="https://trends.google.com/trending/rss">
<channel><title>Daily</title>
<item><title>sourdough  starter</title><ht:approx_traffic>200K+</ht:approx_traffic>
<link>javascript:alert(1)</link></item>
<item><title>Coffee recipes</title><ht:approx_traffic>1,000+</ht:approx_traffic>
<link>https://example.org/a</link><category>food</category></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>#DeskTour</title>
<link href="https://example.org/x"/></entry></feed>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def feed(settings):
    """A local server whose answers a test sets: {path: (status, body)}."""
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True

    class Handler(BaseHTTPRequestHandler):
        answers = {"/rss": (200, GOOGLE)}
        asked: list[str] = []

        def do_GET(self):
            Handler.asked.append(self.path)
            status, body = Handler.answers[self.path]
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Handler
    server.shutdown()
    server.server_close()


def make_source(team, url, **fields) -> TrendSource:
    values = {"kind": "google_trends", "name": "Google", "due_at": NOW, "is_active": True}
    return TrendSource.objects.create(team=team, url=url, **{**values, **fields})


def test_a_google_feed_gives_topics_with_their_weight():
    first, second = read_feed(GOOGLE)
    assert (first.topic, first.details["traffic"]) == ("sourdough starter", 200_000)
    assert first.score > second.score > 0.4
    assert "link" not in first.details
    assert second.details["related_tags"] == ["food"]


def test_an_atom_feed_is_read_too():
    (trend,) = read_feed(ATOM)
    assert (trend.topic, trend.details) == ("#DeskTour", {"link": "https://example.org/x"})


@pytest.mark.parametrize("body", [BOMB, b"<html><p>Hello", b"", b"\xff\xfe\x00", b"{}"])
def test_what_is_no_feed_is_refused_with_a_sentence(body):
    with pytest.raises(FeedUnreadable):
        read_feed(body)


def test_only_feeds_that_are_switched_on_and_due_are_read(team, feed):
    make_source(team, f"{feed.url}/rss")
    make_source(team, f"{feed.url}/off", is_active=False)
    make_source(team, f"{feed.url}/later", due_at=NOW + timedelta(hours=1))
    assert collect_due(NOW) == 1
    assert feed.asked == ["/rss"]
    assert TrendSignal.objects.in_team(team).count() == 2
    assert collect_due(NOW) == 0
    feed.asked.clear()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(500, b"", "error 500"), (302, b"", "another address"), (200, b"<p>no", "no RSS or Atom feed"),
     (200, BOMB, "entities")],
)  # fmt: skip
def test_a_failed_reading_stands_on_the_feed_and_loses_nothing(team, feed, status, body, said):
    source = make_source(team, f"{feed.url}/rss")
    collect_source(source, NOW)
    feed.answers["/rss"] = (status, body)
    TrendSource.objects.update(due_at=NOW)
    source.refresh_from_db()
    collect_source(source, NOW + timedelta(hours=6))
    assert said in source.last_error
    assert source.last_collected_at == NOW
    assert source.due_at > NOW + timedelta(hours=6)
    assert TrendSignal.objects.count() == 2
    feed.answers["/rss"] = (200, GOOGLE)


def test_a_private_address_is_never_asked(team, feed, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
    source = make_source(team, f"{feed.url}/rss")
    feed.asked.clear()
    collect_source(source, NOW)
    assert "not a public one" in source.last_error
    assert feed.asked == []


def test_two_workers_read_a_feed_once(team, feed):
    source = make_source(team, f"{feed.url}/rss")
    twin = TrendSource.objects.get(pk=source.pk)
    assert collect_source(source, NOW)
    assert not collect_source(twin, NOW)


def test_a_topic_seen_again_is_the_same_row(team):
    merge_trends(team, [FoundTrend("Desk Tour", 0.4)], NOW, origin="news")
    later = NOW + timedelta(hours=1)
    merge_trends(team, [FoundTrend("#desk  tour", 0.9)], later, origin="news")
    row = TrendSignal.objects.get()
    assert (row.times_seen, row.score, row.collected_at) == (2, 0.9, later)


def test_a_trend_halves_in_three_days_and_then_is_gone(team):
    merge_trends(team, [FoundTrend("desk tour", 0.8)], NOW, origin="manual")
    (topic,) = current_topics(team, NOW + timedelta(days=3))
    assert topic.strength == pytest.approx(0.4)
    assert current_topics(team, NOW + timedelta(days=14)) == []


def test_overlap_says_which_words_matched():
    text = "My sourdough starter doubled. Three recipes for coffee."
    overlap = compare(
        text,
        "en",
        21.0,
        [Topic("Sourdough Starter", 0.8, "News"), Topic("election results", 1.0, "News")],
        [Exemplar("This starter doubled overnight", "bread", 20.0, " (900 views)")],
    )
    (trend,), (exemplar,) = overlap.trends, overlap.exemplars
    assert trend.words == ("sourdough", "starter")
    assert "“sourdough”, “starter”" in trend.sentence
    assert "about as long (20 s)" in exemplar.sentence
    assert overlap.asked == (2, 1)


@pytest.fixture
def analysis(team):
    return make_analysis(make_asset(team), transcript="My sourdough starter doubled.")


def test_without_trends_or_words_there_is_nothing_to_compare(team, analysis):
    assert overlap_of(analysis, NOW) is None
    merge_trends(team, [FoundTrend("sourdough starter", 0.8)], NOW, origin="news")
    assert overlap_of(analysis, NOW).trends[0].words == ("sourdough", "starter")
    analysis.transcript, analysis.on_screen_text = "", []
    assert overlap_of(analysis, NOW) is None


def test_the_asset_page_says_what_is_shared_and_with_how_many(client, team, analysis):
    client.force_login(team.owner)
    address = reverse("asset", args=[analysis.media_id])
    assert "Trends and exemplars</h2>" not in client.get(address).content.decode()
    merge_trends(team, [FoundTrend("sourdough", 0.8)], timezone.now(), origin="news")
    page = client.get(address).content.decode()
    assert "“sourdough” is trending (News); it shares “sourdough”." in page
    merge_trends(make_team(), [FoundTrend("starter", 0.8)], timezone.now(), origin="news")
    assert "“starter” is trending" not in client.get(address).content.decode()


def test_a_feed_that_is_off_is_not_read_even_by_hand(client, team, feed):
    source = make_source(team, f"{feed.url}/rss", is_active=False)
    feed.asked.clear()
    client.force_login(team.owner)
    client.post(reverse("trend-source-read", args=[source.pk]))
    assert feed.asked == []
    client.post(reverse("trend-source-switch", args=[source.pk]))
    client.post(reverse("trend-source-read", args=[source.pk]))
    assert feed.asked == ["/rss"]


def test_a_feed_removed_while_it_is_read_leaves_nothing(team, monkeypatch):
    source = make_source(team, "https://example.org/rss")

    def fetch(url):
        TrendSource.objects.all().delete()
        return GOOGLE

    monkeypatch.setattr("analysis.services.trends.fetch", fetch)
    assert not collect_source(source, NOW)
    assert not TrendSignal.objects.exists()


def test_a_feed_is_added_switched_on_and_removed_by_its_team_only(client, team):
    client.force_login(team.owner)
    values = {"name": "News", "kind": "news", "url": "https://example.org/rss"}
    client.post(reverse("trend-source-add"), values)
    source = TrendSource.objects.get()
    assert (source.team, source.is_active) == (team, False)
    client.post(reverse("trend-source-switch", args=[source.pk]))
    source.refresh_from_db()
    assert source.is_active
    client.force_login(make_team().owner)
    assert client.post(reverse("trend-source-remove", args=[source.pk])).status_code == 404
    client.force_login(team.owner)
    client.post(reverse("trend-source-remove", args=[source.pk]))
    assert not TrendSource.objects.exists()


@pytest.mark.parametrize("url", ["http://example.org/rss", "https://me:pw@example.org/", "ftp://x"])
def test_an_address_that_is_not_plain_https_is_refused(client, team, url):
    client.force_login(team.owner)
    answer = client.post(reverse("trend-source-add"), {"name": "x", "kind": "news", "url": url})
    assert answer.status_code == 422
    assert not TrendSource.objects.exists()


def test_topics_come_from_a_csv_and_bad_rows_are_named(client, team):
    client.force_login(team.owner)
    file = SimpleUploadedFile("t.csv", b"topic,score\nDesk tour,80%\nBad,lots\nPlain,\n")
    said = client.post(reverse("trend-import"), {"file": file}, follow=True).content.decode()
    assert "2 topics were imported. Row 3: “lots” is no number." in said
    rows = TrendSignal.objects.in_team(team).order_by("topic").values_list("topic", "score")
    assert list(rows) == [("Desk tour", 0.8), ("Plain", 0.6)]
