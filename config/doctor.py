"""What is configured, reachable, late or broken: `manage.py doctor`."""

import platform
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import django
import httpx
from django.conf import settings
from django.utils import timezone
from django_q.models import Schedule

from ai.health import check_catalogue
from ai.providers import describe_providers
from ai.providers.openai.health import check_openai_models
from ai.speech_health import check_speech
from config.env import PRODUCTION
from config.health import Finding, probe_disk, ready_probes
from config.schedules import PERIODIC
from media_assets.ffmpeg import ffmpeg_version, missing_guards
from media_assets.models import MediaAsset, ProcessingJob
from metrics.models import MetricsCheckpoint
from platforms.models import Connection
from publishing.clocks import is_frozen
from publishing.instance import read_instance
from publishing.models import Breaker, FirstComment, PresenceCheck, PublisherState, RemoteAudit
from publishing.services.comment_rows import comments_due
from scheduling.models import PostingSchedule
from teams.letters import NOT_CONFIGURED, is_mail_configured
from teams.models import DataRequest, Notification
from teams.privacy.erased import come_back

# A row that is due for longer than this has been forgotten by its worker.
OVERDUE = timedelta(minutes=10)


def probe_versions() -> Finding:
    """What this runs on."""
    return Finding(
        "versions", True, f"Python {platform.python_version()}, Django {django.__version__}"
    )


def probe_mode() -> Finding:
    """Production hides errors and refuses made-up secrets; local does neither."""
    return Finding(
        "mode", not (PRODUCTION and settings.DEBUG), "production" if PRODUCTION else "local"
    )


def probe_ffmpeg() -> Finding:
    """The ffmpeg program starts."""
    version = ffmpeg_version()
    return Finding("ffmpeg", bool(version), version or "does not start", "Set FFMPEG_PATH.")


def probe_guards() -> Finding:
    """The programs that hold ffmpeg's memory and rights; without them only time is limited."""
    missing = missing_guards()
    detail = f"missing: {', '.join(missing)}" if missing else "memory, time and rights"
    return Finding("limits of ffmpeg", not missing, detail, "Install util-linux.")


def probe_models() -> list[Finding]:
    """The configured models exist and do not end soon; asks the vendor, when one is set."""
    today = timezone.localdate()
    found = [*check_openai_models(), *check_speech(today), *check_catalogue(today)]
    troubles = dict.fromkeys(found)
    return [Finding("AI: models", False, sentence, sentence) for sentence in troubles]


def probe_faces() -> Finding:
    """OpenCV has its face cascades (versions from 5 on do not)."""
    folder = Path(cv2.__file__).parent / "data"
    found = (folder / "haarcascade_frontalface_alt2.xml").exists()
    return Finding("face detection", found, f"OpenCV {cv2.__version__}", "Install OpenCV below 5.")


def probe_providers() -> list[Finding]:
    """Which AI each ability uses; a missing one is a choice, not a fault."""
    return [Finding(f"AI: {name}", True, detail) for name, detail in describe_providers().items()]


def probe_sandbox() -> Finding:
    """The Sandbox answers, when an account uses it."""
    used = Connection.objects.filter(route=Connection.Route.SANDBOX, is_active=True).count()
    if not used:
        return Finding("sandbox", True, "not used")
    try:
        httpx.get(f"{settings.SANDBOX_URL}/healthz", timeout=5, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        return Finding("sandbox", False, str(error), "Start it: `manage.py sandbox`.")
    return Finding("sandbox", True, f"answers; {used} accounts post to this simulation")


def probe_outbox() -> Finding:
    """The watched folder exists."""
    folder = settings.MEDIA_OUTBOX
    return Finding("outbox", folder.is_dir(), str(folder), "Create it or set MEDIA_OUTBOX.")


def probe_schedules() -> Finding:
    """The rows of django-q2 are those of config/schedules.py."""
    rows = set(Schedule.objects.values_list("name", "func"))
    ok = rows == {(p.name, p.func) for p in PERIODIC}
    return Finding("periodic tasks", ok, f"{len(rows)} of {len(PERIODIC)}", "Run setup_schedules.")


def probe_overdue(now: datetime) -> list[Finding]:
    """Rows whose time has long come."""
    late = now - OVERDUE
    questions = {
        "analysis jobs": ProcessingJob.objects.due(late),
        "posts": PostingSchedule.objects.due(late).exclude(needs_person=True),
        "first comments": comments_due(late, *FirstComment.OPEN).exclude(status="needs_person"),
        "checkpoints": MetricsCheckpoint.objects.due(late),
    }
    findings = []
    for name, rows in questions.items():
        count = rows.count()
        detail = f"{count} overdue" if count else "none overdue"
        findings.append(Finding(name, not count, detail, "Is the worker alive? See above."))
    return findings


def probe_data_requests(now: datetime) -> Finding:
    """Exports and erasures that no worker takes up, or that cannot begin."""
    late = DataRequest.objects.due(now - OVERDUE).count()
    held_up = DataRequest.objects.open().exclude(error="").count()
    detail = f"{late} overdue, {held_up} held up"
    advice = "Is the worker of the cluster “media” alive? The admin’s data requests say why."
    return Finding("exports and erasures", not late and not held_up, detail, advice)


def probe_erased() -> Finding:
    """A copy of the database that was put back brings erased teams and people with it."""
    commands = come_back()
    detail = f"back again: {len(commands)}" if commands else "none is back"
    return Finding("erased", not commands, detail, "; ".join(f"manage.py {c}" for c in commands))


def probe_people_needed() -> Finding:
    """Posts whose outcome only a person can find out, and media that failed."""
    posts = PostingSchedule.objects.filter(needs_person=True, status="unconfirmed").count()
    comments = FirstComment.objects.filter(status=FirstComment.Status.NEEDS_PERSON).count()
    failed = MediaAsset.objects.filter(status=MediaAsset.Status.FAILED).count()
    detail = f"{posts} posts and {comments} first comments to confirm, {failed} failed media"
    ok = not posts and not comments
    return Finding("waiting for a person", ok, detail, "Open the posts page.")


def probe_connections() -> Finding:
    """Accounts that lost their connection; one that a person gave up is no fault."""
    broken = Connection.objects.filter(is_active=True, status="expired")
    names = ", ".join(str(c) for c in broken[:5])
    return Finding("accounts", not names, names or "none lost", "Connect them again.")


def probe_instance() -> Finding:
    """The database belongs to this installation: else nothing is published."""
    state = PublisherState.objects.first()
    if state is None:
        return Finding("instance", True, "not started yet")
    ok = read_instance() == state.instance_id
    detail = str(state.instance_id) if ok else "the database belongs to another installation"
    return Finding("instance", ok, detail, "Read about `manage.py adopt_instance` first.")


def probe_wall_clock() -> Finding:
    """Nobody moved the time lately; after a step leases and absences are not trusted."""
    detail = "was moved: leases do not end for a few minutes" if is_frozen() else "steady"
    return Finding("wall clock", detail == "steady", detail, "Check the time service (NTP).")


def probe_mail() -> list[Finding]:
    """Mail about notifications goes out, and none was given up lately."""
    if not is_mail_configured():
        return [Finding("mail", True, f"not configured: {NOT_CONFIGURED}")]
    failed = Notification.objects.filter(mail_status=Notification.MailStatus.FAILED)
    last = failed.order_by("-created_at").first()
    detail = f"{failed.count()} given up; the last: {last.mail_error}" if last else "configured"
    return [
        Finding("mail", last is None, detail, "Check EMAIL_URL, then `manage.py sendtestemail`.")
    ]


def probe_breakers() -> Finding:
    """Accounts and platforms that are given a rest because they do not answer."""
    resting = Breaker.objects.exclude(state=Breaker.State.CLOSED).select_related("connection")
    names = ", ".join(f"{breaker} ({breaker.reason})" for breaker in resting[:5])
    return Finding("breakers", not names, names or "all closed", "They are asked by themselves.")


def probe_vanished() -> Finding:
    """Posts that went out and are not there any more."""
    count = PresenceCheck.objects.filter(state=PresenceCheck.State.VANISHED).count()
    detail = f"{count} posts are not there any more" if count else "all posts are where they were"
    return Finding("vanished posts", not count, detail, "Look at the accounts.")


def probe_remote_audit() -> Finding:
    """When accounts were last compared with what we think is on them, and what was found."""
    rows = RemoteAudit.objects.exclude(compared_at=None)
    last = rows.order_by("-compared_at").first()
    doubles = sum(rows.values_list("doubles", flat=True))
    if last is None:
        return Finding("nightly comparison", True, "no account was compared yet")
    detail = f"{rows.count()} accounts, the last at {last.compared_at:%Y-%m-%d %H:%M} UTC; "
    advice = "See Remote audits in the admin, and the post’s history."
    return Finding("nightly comparison", not doubles, f"{detail}{doubles} doubles", advice)


def examine(now: datetime) -> list[Finding]:
    """Every probe, in the order in which a person would ask."""
    one_each: list[Callable[[], Finding]] = [
        probe_versions,
        probe_mode,
        *ready_probes(now),
        probe_disk,
        probe_outbox,
        probe_schedules,
        probe_ffmpeg,
        probe_guards,
        probe_faces,
        probe_sandbox,
        probe_connections,
        probe_instance,
        probe_wall_clock,
        probe_breakers,
        probe_vanished,
        probe_remote_audit,
        probe_people_needed,
        probe_erased,
    ]
    more = [
        probe_data_requests(now),
        *probe_mail(),
        *probe_providers(),
        *probe_models(),
        *probe_overdue(now),
    ]
    return [*(probe() for probe in one_each), *more]
