"""Reads for the calendar: a constant number of queries, however many posts there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper
from django.db.models.functions import Length, Substr

from platforms.models import Connection
from platforms.specs import get_spec
from scheduling.calendar.board import (
    IN_DAY_HOUR,
    IN_LIST,
    PER_DAY,
    PER_HOUR,
    Board,
    Card,
    Day,
    GapMark,
    SlotMark,
    hours_of,
    may_move,
)
from scheduling.calendar.clocks import clock_change, is_second_time
from scheduling.calendar.marks import Clash, Gap, Standing, find_clashes, find_gaps
from scheduling.calendar.query import CalendarQuery
from scheduling.calendar.spans import BY_HOUR
from scheduling.models import BlackoutDates, Campaign, PostingSchedule
from scheduling.planner import HORIZON, MAX_GAP
from scheduling.selectors import PostRow, get_steps
from scheduling.services.timetables import slot_times
from scheduling.services.unused import Unused, list_unused
from teams.models import Team, TeamMember

S = PostingSchedule.Status
ENDED = (S.FAILED, S.CANCELED)
URGENT = (S.FAILED, S.UNCONFIRMED)
FINGERPRINT = 160  # characters of a caption; with its length as good as the whole
IN_TRAY = 12


class Light(NamedTuple):
    """What is read of every post near the window; the shown ones are then read in full."""

    pk: UUID
    account: UUID
    platform: str
    at: datetime
    status: str
    begin: str
    length: int
    phash: str
    group: UUID | None
    is_shown: bool

    @property
    def is_live(self) -> bool:
        return self.status not in ENDED

    @property
    def standing(self) -> Standing:
        words = f"{self.length}:{self.begin}" if self.length else ""
        network = get_spec(self.platform).network
        is_open = self.status != S.POSTED
        return Standing(
            self.pk, self.account, network, self.at, is_open, words, self.phash, self.group
        )


def get_board(team: Team, membership: TeamMember, query: CalendarQuery, *, now: datetime) -> Board:
    """The calendar that `query` asks for."""
    zone, span = team.zone, query.span
    first, last = span.bounds(zone)
    lights = read_lights(team, query, first - MAX_GAP, last + MAX_GAP)
    accounts = {one.pk: one for one in list_accounts(team)}
    clashes = find_clashes(light.standing for light in lights if light.is_live)
    gaps = gaps_between(lights, accounts.values(), query, now=now, first=first, last=last)
    shown = [light for light in lights if light.is_shown and first <= light.at < last]
    slots = slots_between(accounts, lights, query, first=first, last=last)
    days = {day: Day(day) for day in span}
    _dress(days.values(), team, query, today=now.astimezone(zone).date())
    chosen = choose(shown, query.view, zone)
    for card in read_cards(team, membership, chosen, clashes, slots, zone):
        days[card.at.date()].cards.append(card)
    for light in shown:
        days[light.at.astimezone(zone).date()].total += 1
    _add_slots(days, accounts, slots, lights, zone, now)
    for gap in gaps:
        local = gap.at.astimezone(zone)
        days[local.date()].gaps.append(GapMark(accounts[gap.account], local, gap.hours))
    if query.view in BY_HOUR:
        _add_hours(days, shown, query.view, zone)
    return Board(
        query=query,
        days=list(days.values()),
        total=len(shown),
        clashes=sum(light.pk in clashes for light in shown),
        gaps=len(gaps),
        failed=sum(light.status == S.FAILED for light in shown),
    )


def read_lights(team: Team, query: CalendarQuery, first: datetime, last: datetime) -> list[Light]:
    """The posts of the team between two moments, soonest first: one query, few columns."""
    rows = (
        PostingSchedule.objects.in_team(team)
        .filter(scheduled_at__gte=first, scheduled_at__lt=last)
        .order_by("scheduled_at", "pk")
        .annotate(
            is_shown=ExpressionWrapper(query.shown, output_field=BooleanField()),
            begin=Substr("body", 1, FINGERPRINT),
            length=Length("body"),
        )
    )
    columns = (
        "pk", "connection_id", "platform", "scheduled_at", "status", "begin", "length",
        "media__phash", "cross_post_group_id", "is_shown",
    )  # fmt: skip
    return [Light(*row) for row in rows.values_list(*columns)]


def list_accounts(team: Team) -> list[Connection]:
    """All accounts of the team, in a fixed order."""
    rows = Connection.objects.in_team(team).order_by("platform", "platform_username", "pk")
    return list(rows.defer("access_token", "refresh_token", "parked_credentials"))


def gaps_between(
    lights: Sequence[Light],
    accounts: Iterable[Connection],
    query: CalendarQuery,
    *,
    now: datetime,
    first: datetime,
    last: datetime,
) -> list[Gap]:
    """What the accounts that the filters show still miss, up to the planner's horizon."""
    times: dict[UUID, list[datetime]] = defaultdict(list)
    for light in lights:
        if light.is_live:
            times[light.account].append(light.at)
    wanted = [one.pk for one in accounts if one.can_publish and is_asked_for(one, query)]
    end = min(last, now + HORIZON)
    return find_gaps(times, wanted, now=now, first=first, last=end)


def is_asked_for(account: Connection, query: CalendarQuery) -> bool:
    """Whether the filters by platform and account let this account through."""
    if query.account and query.account != str(account.pk):
        return False
    network = get_spec(account.platform).network
    return not query.platform or get_spec(query.platform).network == network


def slots_between(
    accounts: dict[UUID, Connection],
    lights: Sequence[Light],
    query: CalendarQuery,
    *,
    first: datetime,
    last: datetime,
) -> dict[tuple[UUID, datetime], SlotMark]:
    """Every slot that people set, by account and moment."""
    asked = [one for one in accounts.values() if is_asked_for(one, query)]
    found = slot_times(asked, first=first, last=last - timedelta(microseconds=1))
    return {
        (account.pk, slot.at): SlotMark(account, slot.at, slot.kind, slot.is_locked, slot.note)
        for account in asked
        for slot in found[account.pk]
    }


def choose(shown: Sequence[Light], view: str, zone: ZoneInfo) -> list[UUID]:
    """Which posts get a card: the first of each day or hour, what failed before all others."""
    most = {"week": PER_HOUR, "day": IN_DAY_HOUR, "list": IN_LIST}.get(view, PER_DAY)
    boxes: dict[tuple, list[Light]] = defaultdict(list)
    for light in shown:
        local = light.at.astimezone(zone)
        boxes[(local.date(), local.hour if view in BY_HOUR else 0)].append(light)
    return [
        light.pk
        for box in boxes.values()
        for light in sorted(box, key=lambda one: one.status not in URGENT)[:most]
    ]


def read_cards(
    team: Team,
    membership: TeamMember,
    pks: Sequence[UUID],
    clashes: dict[UUID, list[Clash]],
    slots: dict[tuple[UUID, datetime], SlotMark],
    zone: ZoneInfo,
) -> list[Card]:
    """The cards of some posts, soonest first; one query."""
    posts = (
        PostingSchedule.objects.in_team(team)
        .filter(pk__in=pks)
        .select_related("media", "connection", "team")
        .defer(*NOT_ON_CARDS)
        .order_by("scheduled_at", "pk")
    )
    return [_card(post, membership, clashes, slots, zone) for post in posts]


# long columns that no card shows; all others are read, whatever the steps come to look at
NOT_ON_CARDS = (
    "platform_specific", "media_urls", "error_json", "file_choices", "media__metadata",
    "connection__access_token", "connection__refresh_token", "connection__parked_credentials",
    "connection__metadata",
)  # fmt: skip


def _card(
    post: PostingSchedule,
    membership: TeamMember,
    clashes: dict[UUID, list[Clash]],
    slots: dict[tuple[UUID, datetime], SlotMark],
    zone: ZoneInfo,
) -> Card:
    row = PostRow(post, get_steps(post, membership))
    slot = slots.get((post.connection_id, post.scheduled_at))
    return Card(
        row=row,
        at=post.scheduled_at.astimezone(zone),
        slot_kind=slot.kind if slot else "",
        clashes=tuple(sentence_of(clash, zone) for clash in clashes.get(post.pk, ())),
        is_second_time=is_second_time(post.scheduled_at, zone),
        may_move=may_move(row, row.steps),
    )


def sentence_of(clash: Clash, zone: ZoneInfo) -> str:
    """What is wrong, for people."""
    when = f"{clash.other.at.astimezone(zone):%H:%M}"
    if clash.kind == "close":
        minutes = round(clash.apart / timedelta(minutes=1))
        return f"Only {minutes} minutes from the post at {when} on this account; 2 hours is least."
    what = "The same caption" if clash.kind == "words" else "Nearly the same picture"
    return f"{what} goes out at {when} on this network, within the same hour."


def _dress(days: Iterable[Day], team: Team, query: CalendarQuery, *, today: date) -> None:
    """Today, past days, changes of the clocks, closed days."""
    closures = list(BlackoutDates.objects.in_team(team).filter(connection=None))
    for day in days:
        day.is_today, day.is_past = day.date == today, day.date < today
        day.is_outside = query.view == "month" and day.date.month != query.day.month
        day.change = clock_change(day.date, team.zone)
        for closure in closures:
            if closure.first_day <= day.date <= closure.last_day:
                day.closed = closure.reason or "Nothing is planned on this day."


def _add_slots(
    days: dict[date, Day],
    accounts: dict[UUID, Connection],
    slots: dict[tuple[UUID, datetime], SlotMark],
    lights: Sequence[Light],
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """The slots to come that no post has taken."""
    taken = {(light.account, light.at) for light in lights if light.is_live}
    for key, slot in sorted(slots.items(), key=lambda item: item[0][1]):
        if key in taken or slot.at < now:
            continue
        local = slot.at.astimezone(zone)
        mark = SlotMark(slot.connection, local, slot.kind, slot.is_locked, slot.note)
        days[local.date()].slots.append(mark)


def _add_hours(days: dict[date, Day], shown: Sequence[Light], view: str, zone: ZoneInfo) -> None:
    counts: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for light in shown:
        local = light.at.astimezone(zone)
        counts[local.date()][local.hour] += 1
    most = PER_HOUR if view == "week" else IN_DAY_HOUR
    for day in days.values():
        day.hours = hours_of(day, most, counts[day.date])


def list_campaigns(team: Team) -> list[Campaign]:
    """The campaigns to filter by, the latest first."""
    return list(Campaign.objects.in_team(team).only("name").order_by("-start_date", "name")[:200])


@dataclass(frozen=True)
class Tray:
    """What waits for a time: media without a post, and drafts whose time has passed."""

    media: list[Unused]
    drafts: list[Card]
    has_more: bool
    account: Connection | None

    @property
    def count(self) -> int:
        return len(self.media) + len(self.drafts)


def get_tray(
    team: Team,
    membership: TeamMember,
    query: CalendarQuery,
    accounts: Sequence[Connection],
    *,
    now: datetime,
) -> Tray:
    """The best of what waits, on the account that is filtered for or on none at all."""
    account = next((one for one in accounts if str(one.pk) == query.account), None)
    unused = list_unused(team, on=account, most=IN_TRAY + 1)
    late = PostingSchedule.objects.in_team(team).filter(
        query.shown, status=S.DRAFT, scheduled_at__lt=now
    )
    pks = list(late.order_by("-scheduled_at").values_list("pk", flat=True)[:IN_TRAY])
    drafts = read_cards(team, membership, pks, {}, {}, team.zone)
    return Tray(unused[:IN_TRAY], drafts, len(unused) > IN_TRAY, account)
