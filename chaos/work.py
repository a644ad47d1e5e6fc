"""What a sender's child is told to do, by name. Its database is chosen already."""

import time
from datetime import datetime, timedelta
from functools import partial
from unittest import mock

from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from chaos.rows import build_days, build_rows, build_sign_in
from chaos.timing import GAVE_UP_SECONDS, LATE_SECONDS
from config.clock import run_round
from config.schedules import PERIODIC
from metrics.services.checkpoints import collect_due
from platforms.adapters import http
from platforms.models import Connection
from platforms.sandbox.control import SandboxControl
from platforms.services.refresh import refresh_connection
from publishing.models import FirstComment
from publishing.services.claim import claim_next
from publishing.tasks import PUBLISH_ONE, publish_schedule_task
from publishing.tick import tick
from scheduling.models import PostingSchedule

FINAL = ("posted", "failed", "canceled")
STEPS = 4000
POSTS_A_ROUND = 8  # few: sweeps and look-ups are to come in between


def migrate() -> None:
    call_command("migrate", verbosity=0)


def build(
    *, posts: int, accounts: int, at: str, spacing: float = 0.0, first_comment: str = ""
) -> None:
    moment = datetime.fromisoformat(at)
    build_rows(posts=posts, accounts=accounts, at=moment, spacing=spacing, comment=first_comment)


def one_tick(*, now: str, owner: str = "first", limit: int = 20) -> None:
    tick(datetime.fromisoformat(now), owner, limit=limit)


def next_due() -> datetime | None:
    """When the first post, or first comment, that is not final must be looked at."""
    posts = PostingSchedule.objects.exclude(status__in=FINAL).order_by("due_at")
    comments = FirstComment.objects.filter(status__in=FirstComment.OPEN).order_by("due_at")
    due = [rows.values_list("due_at", flat=True).first() for rows in (posts, comments)]
    return min((at for at in due if at is not None), default=None)


def recover(*, now: str, owner: str = "second", clock_of: str = "") -> None:
    """Tick on, jumping to the next due time, until every post is final.

    After a round in which a call was given up it waits until that call has landed for real.
    `clock_of`: the Sandbox whose clock moves along.
    """
    moment = datetime.fromisoformat(now)
    for _ in range(STEPS):
        due_at = next_due()
        if due_at is None:
            return
        moment = max(moment, due_at) + timedelta(milliseconds=1)
        if clock_of:
            SandboxControl(clock_of).set_clock(moment)
        started = time.monotonic()
        tick(moment, owner)
        if time.monotonic() - started > GAVE_UP_SECONDS:
            time.sleep(LATE_SECONDS)


def serve(*, owner: str) -> None:
    """Tick in real time until killed, as the clock does: a lost database ends a round only."""

    def publish(now: datetime, owner: str) -> None:
        tick(now, owner, limit=POSTS_A_ROUND)

    while True:
        run_round(publish, owner)
        time.sleep(0.02)


def claim_all(*, now: str, owner: str) -> None:
    """Claim until nothing is left; what was claimed is in the event log."""
    while claim_next(datetime.fromisoformat(now), owner=owner):
        pass


def live(*, now: str, until: str, owner: str, clock_of: str) -> None:
    """Live from `now` until `until` in leaps from one due time to the next."""
    moment, end = datetime.fromisoformat(now), datetime.fromisoformat(until)
    sandbox = SandboxControl(clock_of)
    asked_to_wait = http.retry_at
    while (due_at := next_due()) is not None:
        moment = max(moment, due_at) + timedelta(seconds=30)
        if moment >= end:
            return
        sandbox.set_clock(moment)
        # adapters read the clock on the wall; “wait 30 seconds” must mean 30 of these
        with mock.patch.object(http, "retry_at", partial(asked_to_wait, now=moment)):
            tick(moment, owner, limit=100)


def deliver(*, owner: str) -> None:
    """Carry out every task, again and again, until every post is final."""
    keys = list(PostingSchedule.objects.values_list("pk", flat=True))
    while next_due() is not None:
        for key in keys:
            publish_schedule_task(str(key))
        for periodic in PERIODIC:
            import_string(periodic.func)()


def collect(*, now: str, owner: str) -> None:
    """Take the readings that are due at `now`, until none is."""
    while collect_due(datetime.fromisoformat(now), limit=20, owner=owner):
        pass


def renew(*, at: float) -> None:
    """Read the one account, wait for the moment `at`, and renew its token."""
    connection = Connection.objects.select_related("team").get()
    time.sleep(max(0.0, at - time.time()))
    refresh_connection(connection, now=timezone.now())


def nudge(*, until: str) -> None:
    """Give the clusters a task for each post that is due before `until`, at its time."""
    rows = PostingSchedule.objects.filter(due_at__lt=datetime.fromisoformat(until))
    for key, due_at in rows.order_by("scheduled_at").values_list("pk", "scheduled_at"):
        time.sleep(max(0.0, (due_at - timezone.now()).total_seconds()))
        async_task(PUBLISH_ONE, str(key))


def replan(*, count: int, until: str, apart: float = 1.0) -> None:
    """Plan the last `count` posts anew: `apart` seconds between two, the last one at `until`."""
    last = PostingSchedule.objects.order_by("-scheduled_at")[:count]
    for number, schedule in enumerate(list(last)):
        moment = datetime.fromisoformat(until) - timedelta(seconds=number * apart)
        PostingSchedule.objects.filter(pk=schedule.pk).update(due_at=moment, scheduled_at=moment)


COMMANDS = {
    "migrate": migrate,
    "build": build,
    "build_days": build_days,
    "build_sign_in": build_sign_in,
    "tick": one_tick,
    "recover": recover,
    "serve": serve,
    "claim_all": claim_all,
    "live": live,
    "deliver": deliver,
    "collect": collect,
    "renew": renew,
    "nudge": nudge,
    "replan": replan,
}
