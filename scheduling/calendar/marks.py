"""What is wrong with a calendar: posts too close, the same post twice, days without one. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from scheduling.assignment import SAME_BITS
from scheduling.planner import MAX_GAP, MIN_GAP
from scheduling.wall_clock import STEP

SAME_HOUR = timedelta(hours=1)


class Standing(NamedTuple):
    """One live post, as far as rules look at it.

    `words` is a fingerprint of its caption (empty: no caption); `phash` 64 bits in hex.
    """

    pk: UUID
    account: UUID
    network: str
    at: datetime
    is_open: bool
    words: str = ""
    phash: str = ""
    group: UUID | None = None


@dataclass(frozen=True)
class Clash:
    """Why a post is marked: `kind` is close, words or picture; `other` is the post it is about."""

    kind: str
    other: Standing
    apart: timedelta


@dataclass(frozen=True)
class Gap:
    """More than 24 h without a post of one account; `at` is when one should go out at the latest.

    `since` is None on an account without any post before it, `until` where nothing follows.
    """

    account: UUID
    at: datetime
    since: datetime | None
    until: datetime | None

    @property
    def hours(self) -> int | None:
        """How long it is, in whole hours; None where it has an open end."""
        if self.since is None or self.until is None:
            return None
        return round((self.until - self.since) / timedelta(hours=1))


def find_clashes(posts: Iterable[Standing]) -> dict[UUID, list[Clash]]:
    """{post: why it is marked}; posts that are out are no news unless an open one meets them."""
    found: dict[UUID, list[Clash]] = defaultdict(list)
    standing = sorted(posts, key=lambda post: post.at)
    for one, other in _too_close(standing):
        _mark(found, "close", one, other)
    for kind, one, other in _alike(standing):
        _mark(found, kind, one, other)
    return dict(found)


def _mark(found: dict[UUID, list[Clash]], kind: str, one: Standing, other: Standing) -> None:
    apart = abs(other.at - one.at)
    for post, about in ((one, other), (other, one)):
        if post.is_open:
            found[post.pk].append(Clash(kind, about, apart))


def _too_close(standing: Sequence[Standing]):
    last: dict[UUID, Standing] = {}
    for post in standing:
        before = last.get(post.account)
        if before and post.at - before.at < MIN_GAP and (post.is_open or before.is_open):
            yield before, post
        last[post.account] = post


def _alike(standing: Sequence[Standing]):
    """Pairs on one network within an hour with the same words or nearly the same picture.

    Posts of one cross-post group are meant to be alike.
    """
    by_network: dict[str, list[Standing]] = defaultdict(list)
    for post in standing:
        by_network[post.network].append(post)
    for posts in by_network.values():
        bits = [int(post.phash, 16) if post.phash else None for post in posts]
        begin = 0
        for i, post in enumerate(posts):
            while post.at - posts[begin].at >= SAME_HOUR:
                begin += 1
            for j in range(begin, i):
                other = posts[j]
                if not (post.is_open or other.is_open):
                    continue
                if post.group is not None and post.group == other.group:
                    continue
                if post.words and post.words == other.words:
                    yield "words", other, post
                elif _look_alike(bits[j], bits[i]):
                    yield "picture", other, post


def _look_alike(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and (one ^ other).bit_count() <= SAME_BITS


def find_gaps(
    times: Mapping[UUID, Sequence[datetime]],
    accounts: Iterable[UUID],
    *,
    now: datetime,
    first: datetime,
    last: datetime,
) -> list[Gap]:
    """The gaps of `accounts` that somebody can still fill between two moments, soonest first.

    `times` are the times of live posts, sorted, from a day before `first` (or `now`) at least.
    A long gap is named once for every 24 h of it.
    """
    soonest = _next_half_hour(max(now, first))
    gaps: list[Gap] = []
    for account in accounts:
        known = [at for at in times.get(account, ()) if at < last]
        later = next((at for at in times.get(account, ()) if at >= last), None)
        ends = [*known, later]
        for since, until in pairwise([None, *ends]) if ends else ():
            gaps += _fillable(account, since, until, soonest=soonest, last=last)
    return sorted(gaps, key=lambda gap: (gap.at, str(gap.account)))


def _fillable(
    account: UUID,
    since: datetime | None,
    until: datetime | None,
    *,
    soonest: datetime,
    last: datetime,
) -> Iterable[Gap]:
    """The moments in one gap at which a post is missing: every 24 h, 2 h clear of the next one."""
    if until is not None and until - (since or soonest) <= MAX_GAP:
        return
    at = max(soonest, since + MAX_GAP) if since is not None else soonest
    limit = last if until is None else min(last, until - MIN_GAP + timedelta(microseconds=1))
    if until is not None and since is not None and at > until - MIN_GAP:
        at = max(soonest, since + MIN_GAP, until - MIN_GAP)  # a gap of 25 h has room before
    while at < limit:
        yield Gap(account, at, since, until)
        at += MAX_GAP


def _next_half_hour(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - past if past else timedelta())
