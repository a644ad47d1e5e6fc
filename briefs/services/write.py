"""Writing briefs: by the text model when there is one, else by rules; and showing them."""

from dataclasses import asdict

from django.db import transaction

from ai.account import charged_to
from ai.protocols import ProviderError
from ai.providers import get_text_model
from briefs.by_model import ask_for_brief
from briefs.by_rules import BriefText, compose_brief
from briefs.evidence import Evidence
from briefs.exceptions import BriefProblem
from briefs.models import CreativeBrief
from briefs.prompted import brief_from_prompt
from scheduling.models import PostingSchedule
from teams.models import Team, User
from teams.services.events import record_event

RULES = "rules"
MAX_PROMPT = 2000
SourceType = CreativeBrief.SourceType


def write_brief_for_post(schedule: PostingSchedule, evidence: Evidence) -> CreativeBrief:
    """The brief after a top post of one's own; a second call gives the first one's brief.

    A text model is asked outside of any transaction; without one, or when it will not keep to
    the figures, the rules write it.
    """
    known = CreativeBrief.objects.filter(
        source_schedule=schedule, source_type=SourceType.OWN_TOP_POST
    ).first()
    if known:
        return known
    with charged_to(schedule.team, purpose="brief", asset_id=schedule.media_id):
        text, author = _compose(evidence)
    with transaction.atomic():
        brief, is_new = CreativeBrief.objects.get_or_create(
            source_schedule=schedule,
            source_type=SourceType.OWN_TOP_POST,
            defaults={
                "team": schedule.team,
                "source_reference": _reference(schedule, evidence),
                "is_simulated": evidence.is_simulated,
                "ready_for_use": True,
                "written_by": author,
                **asdict(text),
            },
        )
        if is_new:
            record_event(schedule.team, "brief_written", brief, brief.angle_name)
    return brief


def _reference(schedule: PostingSchedule, evidence: Evidence) -> dict:
    post = evidence.post
    return {
        "schedule_id": str(schedule.pk),
        "media_id": str(schedule.media_id),
        "checkpoint": post.checkpoint if post else "",
        "post_social_score": evidence.score,
        "figures": post.figures if post else {},
    }


def _compose(evidence: Evidence) -> tuple[BriefText, str]:
    by_rules = compose_brief(evidence)
    try:
        model = get_text_model()
        return ask_for_brief(model, evidence.as_snapshot(), by_rules.posting_guidance)
    except ProviderError:
        return by_rules, RULES


def write_brief_from_prompt(
    team: Team, prompt: str, *, by: User | None = None, platform: str = ""
) -> CreativeBrief:
    """A brief from a sentence. Raises BriefProblem when there is nothing to go by."""
    prompt = prompt.replace("\x00", "").strip()
    if len(prompt) < 3:
        raise BriefProblem("Say in a sentence what the piece should be about.")
    if len(prompt) > MAX_PROMPT:
        raise BriefProblem(f"The prompt has {len(prompt)} characters; {MAX_PROMPT} is the most.")
    with charged_to(team, purpose="brief"):
        text, author = _compose_from_prompt(prompt, platform)
    with transaction.atomic():
        brief = CreativeBrief.objects.create(
            team=team,
            source_type=SourceType.PROMPT_ONLY,
            source_reference={"prompt": prompt, "platform": platform},
            written_by=author,
            **asdict(text),
        )
        record_event(team, "brief_written", brief, brief.angle_name, by=by)
    return brief


def _compose_from_prompt(prompt: str, platform: str) -> tuple[BriefText, str]:
    by_rules = brief_from_prompt(prompt, platform_label=platform)
    try:
        data = {"prompt": prompt, "platform": platform}
        return ask_for_brief(get_text_model(), data, by_rules.posting_guidance)
    except ProviderError:
        return by_rules, RULES


def brief_as_dict(brief: CreativeBrief) -> dict:
    """One brief in exactly the shape that seed 000 §5 shows."""
    return {
        "id": str(brief.pk),
        "angle_name": brief.angle_name,
        "target_audience": brief.target_audience,
        "core_promise": brief.core_promise,
        "hook_ideas": brief.hook_ideas,
        "script_outline": brief.script_outline,
        "visual_directions": brief.visual_directions,
        "posting_guidance": brief.posting_guidance,
    }
