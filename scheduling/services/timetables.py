"""The timetables of a team's accounts, from its rules, slots, closed days and learned hours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from platforms.models import Connection, PlatformPattern
from platforms.specs import get_spec
from scheduling.models import BlackoutDates, CalendarSlot, PlanningRules
from scheduling.timetable import Closure, GoodHours, SlotTime, Timetable
from teams.models import Team

DAY = timedelta(days=1)


def rules_of(team: Team) -> PlanningRules:
    """The team's rules; unsaved defaults when it never set any."""
    return PlanningRules.objects.in_team(team).first() or PlanningRules(team=team)


def timetables_of(
    team: Team,
    connections: Sequence[Connection],
    *,
    rules: PlanningRules,
    first: datetime,
    last: datetime,
) -> dict[UUID, Timetable]:
    """{account: its timetable between two moments}, in three queries however many accounts."""
    quiet = _quiet(rules)
    closures = _closures(team, first)
    slots = slot_times(connections, first=first, last=last)
    hours = _good_hours(connections) if rules.use_good_hours else {}
    flat = GoodHours(weights={})
    return {
        connection.pk: Timetable(
            zone=team.zone,
            good_hours=hours.get(connection.pk, GoodHours() if rules.use_good_hours else flat),
            quiet=quiet,
            closures=[*closures[None], *closures[connection.pk]],
            slots=slots[connection.pk],
            **_limits(connection),
        )
        for connection in connections
    }


def _quiet(rules: PlanningRules) -> tuple[time, time] | None:
    if rules.quiet_from is None or rules.quiet_until is None:
        return None
    return rules.quiet_from, rules.quiet_until


def _limits(connection: Connection) -> dict[str, int | None]:
    """Posts an hour and a day: the account's own limits, else its network's."""
    spec = get_spec(connection.platform)
    own_hour, own_day = connection.posts_per_hour, connection.posts_per_day
    return {
        "per_hour": spec.posts_per_hour if own_hour is None else own_hour,
        "per_day": spec.posts_per_day if own_day is None else own_day,
    }


def _closures(team: Team, first: datetime) -> dict[UUID | None, list[Closure]]:
    today = first.astimezone(team.zone).date()
    found: dict[UUID | None, list[Closure]] = defaultdict(list)
    for row in BlackoutDates.objects.in_team(team).filter(last_day__gte=today):
        found[row.connection_id].append(Closure(row.first_day, row.last_day, row.reason))
    return found


def slot_times(
    connections: Iterable[Connection], *, first: datetime, last: datetime
) -> dict[UUID, list[SlotTime]]:
    """Every occurrence of every slot of these accounts between two moments, soonest first."""
    found: dict[UUID, list[SlotTime]] = defaultdict(list)
    rows = CalendarSlot.objects.filter(connection__in=connections, date__lte=last.date() + DAY)
    ahead = ~Q(recurring_pattern="") | Q(date__gte=first.date() - DAY)  # zones are a day apart
    for slot in rows.filter(ahead).order_by("date", "time_slot"):
        found[slot.connection_id] += _times_of(slot, first, last)
    return defaultdict(list, {pk: sorted(t, key=lambda s: s.at) for pk, t in found.items()})


def _times_of(slot: CalendarSlot, first: datetime, last: datetime) -> list[SlotTime]:
    moments = slot.occurrences(first, last)
    return [SlotTime(m.at, slot.slot_type, slot.is_locked, m.note) for m in moments]


def _good_hours(connections: Iterable[Connection]) -> dict[UUID, GoodHours]:
    """Learned hours; simulated ones only for accounts on the Sandbox."""
    simulated = {connection.pk: connection.is_simulated for connection in connections}
    rows = PlatformPattern.objects.filter(
        connection__in=simulated, pattern_type=PlatformPattern.PatternType.TIMING
    )
    return {
        row.connection_id: GoodHours(
            {(day, hour): weight for day, hour, weight in row.pattern_template["weights"]},
            row.evidence_count,
        )
        for row in rows
        if row.connection_id and row.is_simulated == simulated[row.connection_id]
    }
