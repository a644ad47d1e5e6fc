"""What a team's posts scored before posting, and where they ended: the material of a fit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from analysis.models import MediaAnalysis
from analysis.scoring.score import WEIGHTS
from analysis.scoring.weights import Results, gather
from metrics.cadence import CADENCE
from metrics.models import PostingMetrics
from metrics.ranking import places
from metrics.scoring import is_comparable
from metrics.services.baselines import COLUMNS
from teams.models import Team

AGE = "24h"  # most of a short clip's reach has come by then, and it is read for every post
NEWEST = 600  # readings: an account of two years ago is another account
ALL = ""


@dataclass(frozen=True)
class Key:
    """What a model is fitted for. `platform` is empty for all networks together."""

    platform: str
    media_type: str
    is_simulated: bool


@dataclass
class MeasuredFile:
    """One file that was posted: its components' values and the mean place its posts reached."""

    values: dict[str, float]
    first_at: datetime
    places: list[float] = field(default_factory=list)

    @property
    def place(self) -> float:
        return sum(self.places) / len(self.places)


def list_readings(team: Team) -> list[PostingMetrics]:
    """The newest comparable readings at AGE, with their posts, in one query."""
    rows = (
        PostingMetrics.objects.in_team(team)
        .filter(checkpoint=AGE)
        .select_related("schedule__media")
        .only("age_sec", "is_simulated", "schedule__platform", "schedule__connection",
              "schedule__analysis", "schedule__published_at", "schedule__scheduled_at",
              "schedule__media__media_type", *COLUMNS)
        .order_by("-check_time")[:NEWEST]
    )  # fmt: skip
    planned = CADENCE[AGE].total_seconds()
    return [row for row in rows if is_comparable(planned, row.age_sec)]


def collect_results(team: Team) -> dict[Key, list[MeasuredFile]]:
    """The measured files of every key of the team, oldest first. Three queries."""
    readings = list_readings(team)
    values = _component_values(readings)
    files: dict[Key, dict] = defaultdict(dict)
    for row, place in _placed(readings):
        if (found := values.get(row.schedule.analysis_id or row.schedule.media_id)) is None:
            continue
        post = row.schedule
        for platform in (post.platform, ALL):
            key = Key(platform, post.media.media_type, row.is_simulated)
            at = post.published_at or post.scheduled_at
            kept = files[key].setdefault(post.media_id, MeasuredFile(found, at))
            kept.places.append(place)
            kept.first_at = min(kept.first_at, at)
    return {key: sorted(of.values(), key=lambda file: file.first_at) for key, of in files.items()}


def _placed(readings: Iterable[PostingMetrics]) -> Iterable[tuple[PostingMetrics, float]]:
    """Each reading with its place among its own account's; simulated ones apart."""
    accounts = defaultdict(list)
    for row in readings:
        accounts[row.schedule.connection_id, row.is_simulated].append(row)
    for rows in accounts.values():
        figures = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
        for row, place in zip(rows, places(figures), strict=True):
            if place is not None:
                yield row, place


def _component_values(readings: Sequence[PostingMetrics]) -> dict:
    """{analysis or media id: {component: value}}: the post's own analysis, else the current one."""
    own = {row.schedule.analysis_id for row in readings if row.schedule.analysis_id}
    others = {row.schedule.media_id for row in readings if not row.schedule.analysis_id}
    kept = MediaAnalysis.objects.filter(pk__in=own).values_list("pk", "score_components")
    current = MediaAnalysis.objects.current().filter(media__in=others)
    both = [*kept, *current.values_list("media_id", "score_components")]
    return {key: {p["name"]: p["value"] for p in parts} for key, parts in both if parts}


def as_results(files: Sequence[MeasuredFile], media_type: str) -> Results:
    """The files as arrays, one column for each component of the score."""
    return gather([(file.values, file.place) for file in files], list(WEIGHTS[media_type]))
