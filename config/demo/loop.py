"""The loop itself, stage by stage, driven by the same services that the workers call.

Only the clock is ours: each stage is given the moment of the next thing that is due, and the
Sandbox's clock is moved there, so that seven days of checkpoints take seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Min

from analysis.services.analyse import analyse_due
from coaching.services import coach_due
from config.first_run import ensure_first_team
from media_assets.exceptions import MediaRejected
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.ingest import ingest_file
from metrics.models import MetricsCheckpoint
from metrics.services.checkpoints import collect_due
from platforms.sandbox.control import SandboxControl
from platforms.services.connections import connect_sandbox_account
from publishing.tick import tick
from scheduling.models import PostingSchedule
from scheduling.services.plan import PlanResult, plan_team
from teams.models import Team

OWNER = "demo"
SOUND_PLATFORM = "podcast"  # beside the first accounts, which take videos and pictures
LAST_DAY = timedelta(days=75)
BATCH = 50


@dataclass
class Entry:
    """What became of one file of the folder."""

    filename: str
    asset: MediaAsset | None = None
    reason: str = ""


@dataclass
class Demo:
    """One run."""

    team: Team
    sandbox: SandboxControl
    now: datetime
    entries: list[Entry] = field(default_factory=list)
    plan: PlanResult | None = None


def start_demo(sandbox: SandboxControl, now: datetime) -> Demo:
    """A team with accounts on the Sandbox, at the moment `now`."""
    ensure_first_team()
    team = Team.objects.get()
    connect_sandbox_account(team, SOUND_PLATFORM, "demo")
    return Demo(team, sandbox, now)


def ingest(demo: Demo, files: list[Path]) -> Iterator[Entry]:
    """Take each file in; a file that is not media is an entry with the reason."""
    for path in files:
        entry = Entry(path.name)
        try:
            result = ingest_file(demo.team, path, filename=path.name, now=demo.now)
            entry.asset = result.asset
            if not result.created:
                entry.reason = f"Same bytes as “{result.asset.filename}”."
        except MediaRejected as refusal:
            entry.reason = str(refusal)
        demo.entries.append(entry)
        yield entry


def analyse(demo: Demo) -> Iterator[int]:
    """Analyse everything that is due; yields how many are left after each."""
    while analyse_due(demo.now, limit=1, owner=OWNER):
        yield ProcessingJob.objects.in_team(demo.team).due(demo.now).count()


def plan(demo: Demo) -> int:
    """Plan the posts; returns how many there are."""
    demo.plan = plan_team(demo.team, now=demo.now)
    return PostingSchedule.objects.in_team(demo.team).count()


def next_due(demo: Demo) -> datetime | None:
    """The next moment at which a post or a checkpoint must be looked at."""
    posts = PostingSchedule.objects.in_team(demo.team).filter(status__in=PostingSchedule.OPEN)
    checkpoints = MetricsCheckpoint.objects.in_team(demo.team).filter(
        status__in=["pending", "taking"]
    )
    moments = (rows.aggregate(at=Min("due_at"))["at"] for rows in (posts, checkpoints))
    return min((m for m in moments if m), default=None)


def play(demo: Demo) -> Iterator[datetime]:
    """Move from one due moment to the next until nothing is left; yields each moment."""
    end = demo.now + LAST_DAY
    while (moment := next_due(demo)) and moment < end:
        demo.now = max(demo.now, moment) + timedelta(seconds=1)
        demo.sandbox.set_clock(demo.now)
        tick(demo.now, OWNER)
        collect_due(demo.now, limit=BATCH, owner=OWNER)
        coach_due(demo.now, limit=BATCH)
        yield demo.now


def done_so_far(demo: Demo) -> int:
    """Posts that are out and readings taken: seven to a post."""
    posts = PostingSchedule.objects.in_team(demo.team).filter(status="posted").count()
    taken = MetricsCheckpoint.objects.in_team(demo.team).filter(status="taken").count()
    return posts + taken
