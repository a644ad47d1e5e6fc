"""Writing insights after the checkpoints that matter, and what follows from them."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from ai.account import charged_to
from ai.protocols import ProviderError, ProviderUnavailable
from ai.providers import get_text_model
from briefs.evidence import Evidence
from briefs.services import plan_derivatives, write_brief_for_post
from briefs.services.gather import gather_post
from coaching.advice import Advice
from coaching.by_model import ask_for_advice
from coaching.models import AICoachInsight
from coaching.performance import SIMULATED
from coaching.rules import advise
from metrics.models import PostingMetrics
from scheduling.models import PostingSchedule
from teams.services.events import record_event

log = logging.getLogger(__name__)

COACHED = ("24h", "7d")  # seed 000 §1: after +24h and +7d
ON_DEMAND = "on_demand"
RULES = "rules"
WITH = ("schedule__connection", "schedule__media", "schedule__team")


def coach_due(now: datetime, *, limit: int = 20) -> int:
    """Coach every reading at +24h and +7d that has no insight yet; returns how many.

    One post that cannot be coached must not keep the others waiting.
    """
    written = AICoachInsight.objects.filter(
        schedule=OuterRef("schedule"), checkpoint=OuterRef("checkpoint")
    )
    due = PostingMetrics.objects.filter(~Exists(written), checkpoint__in=COACHED)
    count = 0
    for reading in due.select_related(*WITH).order_by("check_time", "pk")[:limit]:
        try:
            write_insight(reading.schedule, reading.checkpoint, now=now)
            count += 1
        except Exception:
            log.exception("coaching post %s failed", reading.schedule_id)
    return count


def write_insight(
    schedule: PostingSchedule, checkpoint: str, *, now: datetime
) -> AICoachInsight | None:
    """What the coach says about a post at a checkpoint; None while there is no reading of it.

    For +24h and +7d a second call gives the first one's insight. `on_demand` looks at the newest
    reading and writes a new insight each time. A brief and derivative plans follow a post that
    did well. A text model is asked outside of any transaction.
    """
    if checkpoint != ON_DEMAND and (known := _known(schedule, checkpoint)):
        return known
    reading = _reading(schedule, checkpoint)
    if reading is None:
        return None
    evidence = gather_post(schedule, reading)
    with charged_to(schedule.team, purpose="coach", asset_id=schedule.media_id):
        advice, author, note = _compose(evidence)
    insight = _store(schedule, checkpoint, evidence, advice, author=author, note=note)
    _follow_up(schedule, evidence)
    return insight


def _known(schedule: PostingSchedule, checkpoint: str) -> AICoachInsight | None:
    return AICoachInsight.objects.filter(schedule=schedule, checkpoint=checkpoint).first()


def _reading(schedule: PostingSchedule, checkpoint: str) -> PostingMetrics | None:
    rows = PostingMetrics.objects.filter(schedule=schedule)
    if checkpoint != ON_DEMAND:
        rows = rows.filter(checkpoint=checkpoint)
    return rows.order_by("-check_time", "-age_sec").first()


def _compose(evidence: Evidence) -> tuple[Advice, str, str]:
    """The advice, who wrote it, and a note when the model was asked in vain."""
    try:
        advice, model = ask_for_advice(get_text_model(), evidence.as_snapshot())
    except ProviderUnavailable as error:
        return advise(evidence), RULES, str(error)
    except ProviderError as error:
        return advise(evidence), RULES, f"The text model’s answer was not used: {error}"
    return _labelled(advice, evidence), model, ""


def _labelled(advice: Advice, evidence: Evidence) -> Advice:
    """The model's advice, with the simulation named even if it forgot to."""
    if not evidence.is_simulated or "simulat" in advice.summary.lower():
        return advice
    summary = f"{advice.summary} {SIMULATED}"
    return Advice(summary, advice.what_worked, advice.what_to_change, advice.next_actions)


def _store(
    schedule: PostingSchedule,
    checkpoint: str,
    evidence: Evidence,
    advice: Advice,
    *,
    author: str,
    note: str,
) -> AICoachInsight:
    values = {
        "team": schedule.team,
        "media": schedule.media,
        "input_snapshot": {**evidence.as_snapshot(), "note": note},
        "summary": advice.summary,
        "what_worked": "\n".join(advice.what_worked),
        "what_to_change": "\n".join(advice.what_to_change),
        "next_actions": advice.next_actions,
        "written_by": author,
        "is_simulated": evidence.is_simulated,
    }
    with transaction.atomic():
        if checkpoint == ON_DEMAND:
            rows = AICoachInsight.objects
            insight = rows.create(schedule=schedule, checkpoint=checkpoint, **values)
            is_new = True
        else:
            insight, is_new = AICoachInsight.objects.get_or_create(
                schedule=schedule, checkpoint=checkpoint, defaults=values
            )
        if is_new:
            record_event(schedule.team, "insight_written", insight, insight.summary[:200])
    return insight


def _follow_up(schedule: PostingSchedule, evidence: Evidence) -> None:
    """A brief for a top post; plans for what did well, or promises to."""
    brief = write_brief_for_post(schedule, evidence) if evidence.did_well else None
    if brief or evidence.is_promising:
        plan_derivatives(schedule.media, evidence, brief=brief)
