"""Starting and stopping an experiment. Its posts are made, reviewed and sent like all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db import transaction

from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.exceptions import PostProblem
from scheduling.models import Experiment, ExperimentArm, ExperimentPost, PostingSchedule
from scheduling.planner import is_near_another
from scheduling.rights import require_editor
from scheduling.services.posts import cancel, create_post
from scheduling.services.slots import times_by_account
from scheduling.services.timetables import rules_of, timetables_of
from scheduling.variants import NoRoom, Turn, gap_for, lay_out
from teams.models import User
from teams.services.events import record_event
from teams.services.notify import told_together

Kind = Experiment.Kind
Status = PostingSchedule.Status
ARMS, ROUNDS, MOST_POSTS = (2, 4), (1, 12), 72
LETTERS = "ABCD"
FIELD = {Kind.CAPTION: "body", Kind.THUMBNAIL: "thumbnail_path", Kind.TIME: "time"}
AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Wish:
    """What a person asks for. `values` has one entry per variant, the control first: a caption,
    the path of a cover, or a time of day. `clock` is the time of day where that does not vary."""

    name: str
    kind: str
    values: Sequence[str | time]
    accounts: Sequence[Connection]
    rounds: int
    first_day: date
    clock: time = time(18)
    measure: str = Experiment.Measure.ENGAGEMENT_RATE
    checkpoint: str = Experiment.Checkpoint.H24

    @property
    def posts(self) -> int:
        return len(self.values) * len(self.accounts) * self.rounds


def start_experiment(asset: MediaAsset, wish: Wish, *, by: User, now: datetime) -> Experiment:
    """Make the experiment with all its posts. Raises PostProblem, and then made nothing."""
    require_editor(asset.team, by)
    _check(asset, wish)
    with told_together(), transaction.atomic():
        experiment = _experiment(asset, wish, by)
        arms = _arms(experiment, wish)
        for turn in _turns(experiment, wish, now):
            _add_post(experiment, arms[turn.arm], wish, turn, by=by, now=now)
        message = f"{len(arms)} variants, {wish.posts} posts."
        record_event(asset.team, "experiment_started", experiment, message, by=by)
    return experiment


def _check(asset: MediaAsset, wish: Wish) -> None:
    count = len(wish.values)
    if not ARMS[0] <= count <= ARMS[1]:
        raise PostProblem(f"An experiment has {ARMS[0]} to {ARMS[1]} variants.")
    if len(set(wish.values)) < count:
        raise PostProblem("Two variants are the same. Change one of them.")
    if not wish.accounts:
        raise PostProblem("Choose at least one account.")
    if any(account.team_id != asset.team_id for account in wish.accounts):
        raise PostProblem("An account belongs to another team.")
    if len({account.is_simulated for account in wish.accounts}) > 1:
        raise PostProblem(
            "Accounts of the Sandbox and real ones cannot be compared. Choose one kind."
        )
    if not ROUNDS[0] <= wish.rounds <= ROUNDS[1]:
        raise PostProblem(f"{ROUNDS[0]} to {ROUNDS[1]} rounds, please.")
    if wish.posts > MOST_POSTS:
        raise PostProblem(f"That would be {wish.posts} posts of one file; {MOST_POSTS} at most.")


def _experiment(asset: MediaAsset, wish: Wish, by: User) -> Experiment:
    pk = uuid4()
    return Experiment.objects.create(
        id=pk,
        team=asset.team,
        media=asset,
        name=wish.name,
        kind=wish.kind,
        measure=wish.measure,
        checkpoint=wish.checkpoint,
        variant_group=f"experiment-{pk.hex}",
        rounds=wish.rounds,
        gap_days=gap_for(rules_of(asset.team).twins_apart_days),
        created_by=by,
    )


def _arms(experiment: Experiment, wish: Wish) -> list[ExperimentArm]:
    rows = [
        ExperimentArm(
            team=experiment.team,
            experiment=experiment,
            position=n,
            name=f"{LETTERS[n]} (control)" if n == 0 else LETTERS[n],
            is_control=n == 0,
            values={FIELD[Kind(wish.kind)]: _stored(value)},
        )
        for n, value in enumerate(wish.values)
    ]
    return ExperimentArm.objects.bulk_create(rows)


def _stored(value: str | time) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _turns(experiment: Experiment, wish: Wish, now: datetime) -> list[Turn]:
    times = [value if isinstance(value, time) else wish.clock for value in wish.values]
    try:
        return lay_out(
            accounts=len(wish.accounts),
            rounds=wish.rounds,
            clocks=times,
            first_day=wish.first_day,
            gap_days=experiment.gap_days,
            zone=experiment.team.zone,
            seed=str(experiment.pk),
            is_free=_free_times(experiment, wish, now),
        )
    except NoRoom as error:
        raise PostProblem(
            "There is no free time for it within half a year: closed days, quiet hours or other "
            "posts are in the way. Choose another time of day or fewer rounds."
        ) from error


def _free_times(experiment: Experiment, wish: Wish, now: datetime):
    """Whether a post may stand at a moment on one of the accounts: the rules that planners keep."""
    rules = rules_of(experiment.team)
    tables = timetables_of(experiment.team, wish.accounts, rules=rules, first=now, last=now + AHEAD)
    taken = times_by_account(wish.accounts, now=now)
    same = PostingSchedule.objects.live().filter(
        media=experiment.media, connection__in=wish.accounts
    )
    twins = list(same.values_list("connection_id", "scheduled_at"))
    apart = timedelta(days=rules.twins_apart_days)

    def is_free(place: int, at: datetime) -> bool:
        pk = wish.accounts[place].pk
        near = taken[pk]
        if at <= now or is_near_another(at, near):
            return False
        if any(account == pk and abs(other - at) < apart for account, other in twins):
            return False
        return not tables[pk].why_closed(at) and not tables[pk].is_full(at, near)

    return is_free


def _add_post(
    experiment: Experiment,
    arm: ExperimentArm,
    wish: Wish,
    turn: Turn,
    *,
    by: User,
    now: datetime,
) -> None:
    words = {name: value for name, value in arm.values.items() if name != "time"}
    account = wish.accounts[turn.account]
    post = create_post(experiment.media, account, at=turn.at, by=by, now=now, **words)
    reason = f"Experiment “{experiment.name}”: variant {arm.name}, block {turn.block + 1}."
    PostingSchedule.objects.filter(pk=post.pk).update(
        variant_group=experiment.variant_group, is_control=arm.is_control, slot_reason=reason[:300]
    )
    ExperimentPost.objects.create(
        team=experiment.team,
        experiment=experiment,
        arm=arm,
        schedule=post,
        block=turn.block,
        position=turn.position,
    )


def stop_experiment(experiment: Experiment, *, by: User, now: datetime) -> int:
    """Cancel what is not out yet; how many posts. Raises PostProblem when it was stopped before."""
    require_editor(experiment.team, by)
    unsent = PostingSchedule.objects.filter(
        experiment_post__experiment=experiment, status__in=[Status.DRAFT, Status.PENDING]
    )
    with transaction.atomic():
        running = Experiment.objects.filter(pk=experiment.pk, status=Experiment.Status.RUNNING)
        if not running.update(status=Experiment.Status.STOPPED, stopped_at=now):
            raise PostProblem("It was stopped already.")
        posts = list(unsent.select_related("team", "connection"))
        for post in posts:
            cancel(post, by=by, reason="The experiment was stopped.")
        record_event(
            experiment.team,
            "experiment_stopped",
            experiment,
            f"{len(posts)} posts canceled.",
            by=by,
        )
    experiment.refresh_from_db()
    return len(posts)
