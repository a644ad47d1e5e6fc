"""The file of a post: looked at, prepared where it does not fit, asked about where it loses.

What loses nothing (codec, size, bars, bytes) is queued by itself. A cut or a crop is proposed and
waits for a person's yes, which counts for that one recipe only. Approval freezes the checksum of
what is sent (`payload.py`), so a copy that is made anew and differs asks for approval again.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, RestrictedError

from analysis.models import FrameSample, MediaAnalysis
from media_assets.models import MediaVariant
from media_assets.services.variants import request_variant
from platforms.specs import get_spec, media_problems
from scheduling.exceptions import PostProblem
from scheduling.files import file_of
from scheduling.fitting import Choices, Plan, plan_rendering, source_of
from scheduling.fitting.source import CENTRE
from scheduling.fitting.types import Aspect
from scheduling.models import PostingSchedule
from scheduling.nudges import nudge_publisher
from scheduling.rights import require_editor, review_status_for
from scheduling.services.changes import change_post, require_status
from teams.models import User
from teams.services.events import record_event

Status = PostingSchedule.Status
State = PostingSchedule.FileState
UNSENT = (Status.DRAFT, Status.PENDING)
UNUSED_FOR = timedelta(days=7)
CHANGED = "The proposal is another one by now. Look at it again, then say yes."


def choices_of(schedule: PostingSchedule) -> Choices:
    """What a person chose for the file of this post."""
    chosen = schedule.file_choices
    return Choices(Aspect(chosen.get("aspect", Aspect.BLUR)), float(chosen.get("start_sec", 0)))


def plan_for(schedule: PostingSchedule, choices: Choices | None = None) -> Plan:
    """What must change so that the original fits this post's placement."""
    choices = choices or choices_of(schedule)
    analysis = schedule.analysis
    crops = choices.aspect == Aspect.CROP
    source = source_of(
        schedule.media,
        focus=focus_of(analysis) if crops else CENTRE,
        loudness_lufs=loudness_of(analysis),
    )
    return plan_rendering(get_spec(schedule.platform), source, choices)


def focus_of(analysis: MediaAnalysis | None) -> tuple[float, float]:
    """Where the faces are, as shares of width and height; the middle without any."""
    if analysis is None:
        return CENTRE
    rows = FrameSample.objects.filter(analysis=analysis).values_list("faces", flat=True)
    faces = [face for frame in rows for face in frame]
    if not faces:
        return CENTRE
    return (
        round(median(x + width / 2 for x, _, width, _ in faces), 3),
        round(median(y + height / 2 for _, y, _, height in faces), 3),
    )


def loudness_of(analysis: MediaAnalysis | None) -> float | None:
    """Integrated loudness in LUFS as measured; None when it was not."""
    sound = (analysis.virality_features.get("sound") if analysis else None) or {}
    return sound.get("loudness_lufs")


def file_values(schedule: PostingSchedule, *, now: datetime) -> dict:
    """The columns that say what becomes of the file; queues a copy where nothing is lost."""
    plan = plan_for(schedule)
    if plan.problems:
        return _values(State.UNFIT, " ".join(plan.problems))
    if plan.recipe is None:
        return _values(State.AS_IS)
    if plan.asks and schedule.file_choices.get("agreed") != plan.recipe.hash:
        return _values(State.PROPOSED, "; ".join(plan.asks))
    note = "; ".join(plan.changes)
    variant = request_variant(schedule.media, plan.recipe, description=note, now=now)
    return _values(*state_with(schedule.platform, variant), variant)


def _values(state: str, note: str = "", variant: MediaVariant | None = None) -> dict:
    return {"file_state": state, "file_note": note, "variant": variant}


def state_with(platform: str, variant: MediaVariant) -> tuple[str, str]:
    """The state of a post that sends this copy, and its note. The copy is checked too."""
    if variant.status == MediaVariant.Status.PREPARING:
        return State.PREPARING, variant.description
    if variant.status == MediaVariant.Status.FAILED:
        return State.UNFIT, f"The file could not be prepared. {variant.error}"
    shape = file_of(PostingSchedule(variant=variant)).media
    if problems := media_problems(get_spec(platform), shape):
        return State.UNFIT, f"The prepared file does not fit after all. {' '.join(problems)}"
    return State.PREPARED, variant.description


def set_file(schedule: PostingSchedule, *, now: datetime) -> None:
    """Put the values on a row that is about to be stored."""
    for name, value in file_values(schedule, now=now).items():
        setattr(schedule, name, value)


def refresh_file(schedule: PostingSchedule, *, now: datetime, by: User | None = None) -> None:
    """Look at the file again and write what is new; the specs may have moved on.

    Raises PostProblem when somebody changed the post meanwhile.
    """
    with transaction.atomic():
        values = file_values(schedule, now=now)
        if any(getattr(schedule, name) != value for name, value in values.items()):
            message = values["file_note"] or State(values["file_state"]).label
            change_post(schedule, "post_file_checked", by=by, message=message, **values)


def check_files_due(now: datetime, *, limit: int = 500) -> int:
    """Look at the files of posts that the planner placed without; how many were looked at.

    Also where a copy was finished in the very moment in which a post asked for it.
    """
    overtaken = Q(file_state=State.PREPARING) & ~Q(variant__status="preparing")
    waiting = Q(file_state=State.CHECKING) | overtaken
    rows = PostingSchedule.objects.filter(waiting, status__in=UNSENT)
    found = rows.select_related("team", "media__team", "connection", "analysis", "variant")
    checked = 0
    for schedule in found.order_by("due_at", "pk")[:limit]:
        with suppress(PostProblem):  # a colleague was first
            refresh_file(schedule, now=now)
            checked += 1
    return checked


def agree(
    schedule: PostingSchedule, *, recipe_hash: str, by: User | None, now: datetime
) -> PostingSchedule:
    """A person's yes to what the proposal loses. Raises PostProblem when it is another by now."""
    require_editor(schedule.team, by)
    require_status(schedule, *UNSENT)
    plan = plan_for(schedule)
    if plan.recipe is None or plan.recipe.hash != recipe_hash:
        raise PostProblem(CHANGED)
    choices = {**schedule.file_choices, "agreed": recipe_hash}
    return _choose(schedule, choices, "post_file_agreed", "; ".join(plan.asks), by=by, now=now)


def choose_file(
    schedule: PostingSchedule,
    *,
    by: User | None,
    now: datetime,
    aspect: str | None = None,
    start_sec: float | None = None,
) -> PostingSchedule:
    """Choose bars or a crop, and where a cut begins (seconds). Raises PostProblem."""
    require_editor(schedule.team, by)
    require_status(schedule, *UNSENT)
    if aspect is not None and aspect not in list(Aspect):
        raise PostProblem(f"Choose {', '.join(Aspect)}, not “{aspect}”.")
    if start_sec is not None and not 0 <= start_sec <= (schedule.media.duration_sec or 0):
        raise PostProblem("The cut must begin inside the film.")
    given = {"aspect": aspect, "start_sec": start_sec}
    choices = schedule.file_choices | {k: v for k, v in given.items() if v is not None}
    return _choose(schedule, choices, "post_file_chosen", "", by=by, now=now)


def _choose(
    schedule: PostingSchedule,
    choices: dict,
    event: str,
    message: str,
    *,
    by: User | None,
    now: datetime,
) -> PostingSchedule:
    """Another file is another post: an approved one asks for approval again."""
    before = schedule.file_choices
    schedule.file_choices = choices
    try:
        with transaction.atomic():
            values = file_values(schedule, now=now)
            change_post(
                schedule,
                event,
                by=by,
                message=message or values["file_note"],
                version=schedule.version + 1,
                review_status=review_status_for(schedule.team),
                payload_hash="",
                approved_by=None,
                approved_at=None,
                edited_by=by,
                file_choices=choices,
                **values,
            )
    except PostProblem:
        schedule.file_choices = before
        raise
    return schedule


def forget_unused(now: datetime) -> int:
    """Delete copies that no post sends any more, a week after their last change; how many.

    What was posted keeps its copy: a podcast's episodes are served from it.
    """
    users = PostingSchedule.objects.filter(variant=OuterRef("pk")).exclude(status=Status.CANCELED)
    old = MediaVariant.objects.filter(updated_at__lt=now - UNUSED_FOR)
    forgotten = 0
    for variant in old.exclude(status="preparing").filter(~Exists(users)):
        with suppress(RestrictedError), transaction.atomic():  # a post may just have asked for it
            canceled = PostingSchedule.objects.filter(variant=variant, status=Status.CANCELED)
            canceled.update(variant=None, file_state=State.AS_IS)
            variant.delete()
            forgotten += 1
    return forgotten


def follow_variant(sender, variant: MediaVariant, **kwargs) -> None:
    """A copy is ready, or failed, or is made again: every unsent post that sends it is told.

    Runs in the transaction of the variant, so none is left waiting.
    """
    rows = PostingSchedule.objects.filter(variant=variant, status__in=UNSENT)
    for schedule in rows.select_related("team").select_for_update(of=("self",)):
        state, note = state_with(schedule.platform, variant)
        same = PostingSchedule.objects.filter(pk=schedule.pk, status__in=UNSENT)
        # the end of the work raises the fence: whoever still saw it unfinished writes nothing
        raised = {} if state == State.PREPARING else {"fence": F("fence") + 1}
        if same.update(file_state=state, file_note=note, **raised):
            record_event(schedule.team, f"post_file_{state}", schedule, note)
            nudge_publisher(schedule)
