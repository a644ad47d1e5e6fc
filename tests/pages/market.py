"""Trends, feeds in each state, and exemplars of a team's market."""

from datetime import datetime, timedelta

from analysis.models import TrendSource
from analysis.services.trends import merge_trends, store_exemplars
from analysis.trends.exports import read_export
from analysis.trends.feeds import FoundTrend
from teams.models import Team, User

EXPORT = """Video Description,Duration,Revenue($),Product Title,Product Category,Views,Price($)
Three mistakes everybody makes with pasta. Here is the fix,34s,$18.2K,Pasta pot,Kitchen,1.2M,$24-$39
Is your knife blunt? Try this,1m 4s,"$7,410",Whetstone,Kitchen,"310,000",$19
"""


def add_market(team: Team, owner: User, now: datetime) -> None:
    """Two feeds (one on, one that failed), topics of several ages, two exemplars."""
    feed = TrendSource.objects.create(
        team=team, kind="google_trends", name="Google Trends, US", is_active=True,
        url="https://trends.google.com/trending/rss?geo=US", due_at=now + timedelta(hours=5),
        last_collected_at=now - timedelta(hours=1), last_count=2,
    )  # fmt: skip
    TrendSource.objects.create(
        team=team, kind="news", name="Kitchen news", url="https://example.org/rss", due_at=now,
        last_error="The answer is no RSS or Atom feed.",
    )  # fmt: skip
    found = [FoundTrend("Mistakes", 0.9), FoundTrend("sourdough starter", 0.6)]
    merge_trends(team, found, now, origin=feed.kind, feed=feed)
    old = now - timedelta(days=5)
    merge_trends(team, [FoundTrend("#desktour", 0.6)], old, origin="manual", platform_hint="tiktok")
    store_exemplars(team, read_export("videos.csv", EXPORT.encode()), now, by=owner)
