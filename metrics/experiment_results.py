"""What an experiment has shown so far: its posts, the blocks that count, the effects."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from metrics.cadence import CADENCE
from metrics.counters import rates
from metrics.effects import Effect, measure_effect, needed_blocks
from metrics.models import PostingMetrics
from metrics.scoring import is_comparable
from scheduling.models import Experiment, ExperimentArm, ExperimentPost, PostingSchedule

S = PostingSchedule.Status
Measure = Experiment.Measure
MOVED = timedelta(minutes=30)
WAITING, USED = "waits", "counts"
COUNTERS = ("views", "impressions", "reach", "engagements", "clicks", "watch_time_sec")


@dataclass(frozen=True)
class Entry:
    """One post of the experiment. `why` says why it does not count, or what it waits for."""

    post: ExperimentPost
    value: float | None
    state: str
    why: str
    as_of: datetime | None
    is_simulated: bool


@dataclass(frozen=True)
class ArmResult:
    """One variant: its own mean over the posts that count, and its effect against the control."""

    arm: ExperimentArm
    posts: int
    mean: float | None
    effect: Effect | None
    verdict: str
    sentence: str


@dataclass(frozen=True)
class Result:
    """Everything that the page shows. `is_complete`: no post can still be measured."""

    experiment: Experiment
    entries: list[Entry]
    arms: list[ArmResult]
    blocks: int
    finished_blocks: int
    needed: int
    is_complete: bool
    is_simulated: bool
    as_of: datetime | None

    @property
    def is_rate(self) -> bool:
        return self.experiment.measure == Measure.ENGAGEMENT_RATE

    @property
    def is_relative(self) -> bool:
        """Whether an effect is a share of the control (views), not a difference."""
        return self.experiment.measure == Measure.VIEWS


class Value(NamedTuple):
    figure: float
    scale: float  # what differences are taken of: the logarithm of views, else the figure itself


def read_result(experiment: Experiment, now: datetime) -> Result:
    """The state of an experiment at `now`, in three queries."""
    arms = list(experiment.arms.order_by("position"))
    posts = experiment.posts.select_related("schedule__connection", "schedule__team", "arm")
    readings = {
        row.schedule_id: row
        for row in PostingMetrics.objects.filter(
            schedule__experiment_post__experiment=experiment, checkpoint=experiment.checkpoint
        )
    }
    entries, scales = [], defaultdict(dict)
    for post in posts.order_by("block", "position"):
        entry, value = judge(experiment, post, readings.get(post.schedule_id), now)
        entries.append(entry)
        if value is not None:
            scales[post.block][post.arm_id] = value.scale
    complete = all(entry.state != WAITING for entry in entries)
    rivals = max(1, len(arms) - 1)
    blocks = {entry.post.block for entry in entries}
    finished = [block for block in blocks if len(scales[block]) == len(arms)]
    return Result(
        experiment=experiment,
        entries=entries,
        arms=[_arm_result(experiment, arm, arms[0], entries, scales, rivals, complete)
              for arm in arms],
        blocks=len(blocks),
        finished_blocks=len(finished),
        needed=needed_blocks(rivals),
        is_complete=complete,
        is_simulated=any(entry.is_simulated for entry in entries),
        as_of=max((entry.as_of for entry in entries if entry.as_of), default=None),
    )  # fmt: skip


def judge(
    experiment: Experiment, post: ExperimentPost, reading: PostingMetrics | None, now: datetime
) -> tuple[Entry, Value | None]:
    """Whether a post counts, with its value. What a person changed is left out."""
    schedule = post.schedule
    simulated = reading.is_simulated if reading else schedule.connection.is_simulated
    as_of = reading.check_time if reading else None

    def entry(state: str, why: str, figure: float | None = None) -> Entry:
        return Entry(post, figure, state, why, as_of, simulated)

    if why := not_out(schedule):
        state = WAITING if schedule.status in (S.DRAFT, *PostingSchedule.OPEN) else "lost"
        return entry(state, why), None
    if why := changed(experiment, post):
        return entry("lost", why), None
    if reading is None:
        return _unread(experiment, schedule, now, entry), None
    if not is_comparable(CADENCE[experiment.checkpoint].total_seconds(), reading.age_sec):
        return entry("lost", "Read too late to be compared."), None
    value = value_of(experiment.measure, reading)
    if value is None:
        return entry("lost", "The network does not report this figure."), None
    return entry(USED, "", value.figure), value


def not_out(schedule: PostingSchedule) -> str:
    if schedule.status == S.POSTED and schedule.published_at is not None:
        return ""
    return {
        S.FAILED: "It failed.",
        S.CANCELED: "It was canceled.",
        S.UNCONFIRMED: "It is not certain whether it is out.",
    }.get(S(schedule.status), "It is not out yet.")


def changed(experiment: Experiment, post: ExperimentPost) -> str:
    """Why a post is no longer the variant that it stands for; empty when it is."""
    values, schedule = post.arm.values, post.schedule
    for name in ("body", "thumbnail_path"):
        if name in values and getattr(schedule, name) != values[name]:
            return "Its words or cover were changed by hand, so it is another variant."
    if "time" in values and schedule.published_at is not None:
        local = schedule.published_at.astimezone(schedule.team.zone)
        hour, minute = (int(part) for part in values["time"].split(":"))
        meant = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if abs(local - meant) > MOVED:
            return f"It went out at {local:%H:%M}, not at {values['time']}."
    return ""


def _unread(experiment: Experiment, schedule: PostingSchedule, now: datetime, entry) -> Entry:
    out = schedule.published_at or now
    age = CADENCE[experiment.checkpoint]
    if now <= out + 2 * age:
        return entry(WAITING, f"Read {experiment.get_checkpoint_display()} after it went out.")
    return entry("lost", "It could not be read at that age.")


def value_of(measure: str, reading: PostingMetrics) -> Value | None:
    """The figure that is compared; None when the network does not report it."""
    if measure == Measure.VIEWS:
        views = reading.views
        return None if views is None else Value(views, math.log1p(views))
    if measure == Measure.SCORE:
        score = reading.post_social_score
        return None if score is None else Value(score, score)
    counted = {name: getattr(reading, name) for name in COUNTERS}
    rate = rates(counted)["engagement_rate"]
    return None if rate is None else Value(rate, rate)


def differences(scales: Iterable[dict], arm: ExperimentArm, control: ExperimentArm) -> list[float]:
    """Variant minus control in every block that has both."""
    return [
        block[arm.pk] - block[control.pk]
        for block in scales
        if arm.pk in block and control.pk in block
    ]


def _arm_result(
    experiment: Experiment,
    arm: ExperimentArm,
    control: ExperimentArm,
    entries: Sequence[Entry],
    scales: dict,
    rivals: int,
    complete: bool,
) -> ArmResult:
    figures = [e.value for e in entries if e.post.arm_id == arm.pk and e.value is not None]
    mean = sum(figures) / len(figures) if figures else None
    if arm.pk == control.pk:
        return ArmResult(arm, len(figures), mean, None, "control", "The others are compared to it.")
    found = differences(scales.values(), arm, control)
    effect = measure_effect(found, comparisons=rivals)
    shown = as_shown(effect) if experiment.measure == Measure.VIEWS else effect
    stopped = experiment.status == Experiment.Status.STOPPED
    verdict = verdict_of(effect, complete=complete, stopped=stopped)
    return ArmResult(arm, len(figures), mean, shown, verdict, SENTENCES[verdict])


def as_shown(effect: Effect) -> Effect:
    """An effect on the logarithm of views as a share of the control: 0.1 is a tenth more."""
    mean, low, high = (
        None if value is None else math.expm1(value)
        for value in (effect.mean, effect.low, effect.high)
    )
    return Effect(effect.blocks, effect.needed, mean, low, high, effect.p_value, effect.alpha)


SENTENCES = {
    "running": "Too early to tell: the posts are not all out and read. Looking at it every day and "
    "stopping when it looks good would find differences that are not there.",
    "stopped": "It was stopped before the end, so nothing is concluded from it.",
    "too_few": "Not enough to tell: too few blocks could be measured.",
    "unclear": "Not enough to tell: chance alone makes a difference as large as this one.",
    "better": "Better than the control.",
    "worse": "Worse than the control.",
}


def verdict_of(effect: Effect, *, complete: bool, stopped: bool = False) -> str:
    """What may be said. Nothing before the end: each look would be another chance to be wrong."""
    if stopped:
        return "stopped"
    if not complete:
        return "running"
    if not effect.is_enough:
        return "too_few"
    if not effect.is_clear or effect.mean is None:
        return "unclear"
    return "better" if effect.mean > 0 else "worse"
