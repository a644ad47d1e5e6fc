"""What the planner decides for one account: its free times, and which media take them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from platforms.models import Connection
from scheduling.assignment import Pairing, Piece, Standing, assign
from scheduling.best_times import place_times
from scheduling.models import PlanningRules, PostingSchedule
from scheduling.planner import HORIZON
from scheduling.services.campaigns_of_media import Bounds, campaign_bounds
from scheduling.services.candidates import (
    Analysed,
    Choice,
    Skipped,
    choices_for,
    main_topics,
    media_on_accounts,
    unplanned_media,
)
from scheduling.services.evergreen import Again, evergreen_media
from scheduling.services.plan_rows import Slot
from scheduling.services.slots import times_by_account
from scheduling.services.timetables import rules_of, timetables_of
from scheduling.timetable import Timetable
from teams.models import Team


@dataclass(frozen=True)
class Situation:
    """All that the planner looks at, read in a constant number of queries."""

    now: datetime
    rules: PlanningRules
    media: Sequence[Analysed]
    on_accounts: dict[UUID, set[UUID]]
    taken: dict[UUID, list[datetime]]
    standing: dict[UUID, list[Standing]]
    timetables: dict[UUID, Timetable]
    bounds: dict[UUID, Bounds]
    again: dict[UUID, list[Again]]

    @property
    def twins_apart(self) -> timedelta:
        return timedelta(days=self.rules.twins_apart_days)


def read_situation(team: Team, connections: Sequence[Connection], *, now: datetime) -> Situation:
    rules = rules_of(team)
    return Situation(
        now=now,
        rules=rules,
        media=unplanned_media(team),
        on_accounts=media_on_accounts(team),
        taken=times_by_account(connections, now=now),
        standing=standing_posts(connections, since=now - timedelta(days=rules.twins_apart_days)),
        timetables=timetables_of(team, connections, rules=rules, first=now, last=now + HORIZON),
        bounds=campaign_bounds(team),
        again=evergreen_media(team, after_days=rules.evergreen_after_days),
    )


def standing_posts(
    connections: Sequence[Connection], *, since: datetime, without: Sequence[UUID] = ()
) -> dict[UUID, list[Standing]]:
    """{account: its live posts since a moment}, with what they look like and are about."""
    rows = (
        PostingSchedule.objects.live()
        .filter(connection__in=connections)
        .filter(Q(scheduled_at__gte=since) | Q(published_at__gte=since))
        .exclude(pk__in=without)
    )
    found: dict[UUID, list[Standing]] = defaultdict(list)
    columns = ("connection", "scheduled_at", "media__phash", "analysis__topics")
    for pk, at, phash, topics in rows.values_list(*columns):
        found[pk].append(Standing(at, phash, frozenset(main_topics(topics))))
    return found


def plan_account(
    situation: Situation, connection: Connection
) -> tuple[list[Slot], list[Skipped], int]:
    """(new posts, media it cannot take, how many found no free time)."""
    there = situation.on_accounts.get(connection.pk, set())
    choices, refused = choices_for(connection, situation.media, there)
    choices = [c for c in choices if _campaign_takes(situation, c, connection)]
    fresh = len(choices)
    choices += _again(situation, connection, fresh)
    times = place_times(
        len(choices),
        now=situation.now,
        taken=situation.taken[connection.pk],
        timetable=situation.timetables[connection.pk],
    )
    pairings = assign(
        [_piece(situation, connection, choice) for choice in choices],
        times,
        standing=situation.standing[connection.pk],
        twins_apart=situation.twins_apart,
    )
    slots = _slots(situation, connection, choices, pairings)
    placed = sum(slot.choice.repeat == 1 for slot in slots)
    return slots, refused, fresh - placed


def _campaign_takes(situation: Situation, choice: Choice, connection: Connection) -> bool:
    bounds = situation.bounds.get(choice.asset.pk)
    return bounds is None or bounds.takes(connection.platform) or bounds.takes(choice.platform)


def _again(situation: Situation, connection: Connection, fresh: int) -> list[Choice]:
    """Evergreen media, as far as fresh ones leave one post a day free."""
    upcoming = sum(at >= situation.now for at in situation.taken[connection.pk])
    room = HORIZON.days - fresh - upcoming
    repeats = {
        again.media.asset.pk: again.repeat for again in situation.again.get(connection.pk, [])
    }
    media = [again.media for again in situation.again.get(connection.pk, [])]
    choices, _ = choices_for(connection, media[: max(0, room)], set())
    return [replace(c, repeat=repeats[c.asset.pk]) for c in choices]


def _piece(situation: Situation, connection: Connection, choice: Choice) -> Piece:
    bounds = situation.bounds.get(choice.asset.pk)
    rested = {a.media.asset.pk: a.not_before for a in situation.again.get(connection.pk, [])}
    return Piece(
        pk=choice.asset.pk,
        score=choice.score or 0.0,
        topics=frozenset(choice.topics if situation.rules.rotate_topics else ()),
        phash=choice.asset.phash if choice.repeat == 1 else "",
        not_before=bounds.first if bounds else rested.get(choice.asset.pk),
        not_after=bounds.last if bounds else None,
    )


def _slots(
    situation: Situation,
    connection: Connection,
    choices: Sequence[Choice],
    pairings: Sequence[Pairing],
) -> list[Slot]:
    ranks = {choice.asset.pk: (rank, choice) for rank, choice in enumerate(choices, 1)}
    slots = []
    for pairing in pairings:
        rank, choice = ranks[pairing.piece.pk]
        bounds = situation.bounds.get(pairing.piece.pk)
        slots.append(
            Slot(
                connection,
                choice,
                pairing.time.at,
                rank,
                len(choices),
                why=" ".join([pairing.time.why, *pairing.notes]),
                campaign=bounds.campaign if bounds else None,
            )
        )
    return slots
