"""One asset to several accounts, as a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.cross_post import DEFAULT_STAGGER, Strategy, group_times
from scheduling.exceptions import PostProblem
from scheduling.first_comments import why_no_comment
from scheduling.models import CrossPostGroup, PostingSchedule
from scheduling.rights import require_editor
from scheduling.services.posts import create_post
from scheduling.services.slots import times_by_account
from teams.models import User
from teams.services.events import record_event


@dataclass(frozen=True)
class CrossPosted:
    """The group with its posts, and why an account got none (a sentence for each)."""

    group: CrossPostGroup
    posts: list[PostingSchedule]
    problems: dict[Connection, str]


@transaction.atomic
def cross_post(
    asset: MediaAsset,
    connections: Sequence[Connection],
    *,
    at: datetime,
    by: User | None,
    now: datetime,
    strategy: str = Strategy.SIMULTANEOUS,
    stagger: timedelta = DEFAULT_STAGGER,
    **words,
) -> CrossPosted:
    """A post of `asset` on each account; an account that cannot take it does not stop the others.

    `words` are those of `create_post`. Raises PostProblem when no account can take it.
    """
    require_editor(asset.team, by)
    group = _new_group(asset, strategy, stagger)
    taken = times_by_account(connections, now=now)
    times = group_times(strategy, [taken[c.pk] for c in connections], at=at, stagger=stagger)
    posts, problems = [], {}
    for connection, moment in zip(connections, times, strict=True):
        try:
            with transaction.atomic():
                own = words_for_account(connection, words)
                post = create_post(asset, connection, at=moment, by=by, now=now, group=group, **own)
            posts.append(post)
        except PostProblem as problem:
            problems[connection] = problem.sentence
    if not posts:
        raise PostProblem(" ".join(problems.values()) or "Choose at least one account.")
    said = " ".join([f"{len(posts)} posts.", *_left_out(posts, words)])
    record_event(asset.team, "cross_post_created", group, said, by=by)
    return CrossPosted(group, posts, problems)


def words_for_account(connection: Connection, words: dict) -> dict:
    """The words without a first comment where none can be sent below a post."""
    if why_no_comment(connection, connection.platform):
        return {name: value for name, value in words.items() if name != "first_comment"}
    return words


def _left_out(posts: Sequence[PostingSchedule], words: dict) -> list[str]:
    """A sentence for each post that goes without the first comment that was wished."""
    if not words.get("first_comment"):
        return []
    return [
        f"Without the first comment on {post.connection}."
        for post in posts
        if not post.first_comment
    ]


def _new_group(asset: MediaAsset, strategy: str, stagger: timedelta) -> CrossPostGroup:
    minutes = int(stagger / timedelta(minutes=1)) if strategy == Strategy.STAGGERED else None
    return CrossPostGroup.objects.create(
        team=asset.team,
        name=asset.filename[:120],
        source_content=asset,
        timing_strategy=strategy,
        stagger_minutes=minutes,
    )
