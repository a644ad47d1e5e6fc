"""Plans to make more out of an asset that does well."""

from django.db import transaction

from briefs.evidence import Evidence
from briefs.formats import choose_formats
from briefs.models import CreativeBrief, DerivativeMediaPlan
from media_assets.models import MediaAsset
from teams.services.events import record_event


def plan_derivatives(
    asset: MediaAsset, evidence: Evidence, *, brief: CreativeBrief | None = None
) -> list[DerivativeMediaPlan]:
    """One to three plans, one for each format that fits; a format planned before stays as it is."""
    taken = set(
        DerivativeMediaPlan.objects.filter(source_media=asset).values_list("format_type", flat=True)
    )
    ideas = [idea for idea in choose_formats(evidence) if idea.format not in taken]
    if not ideas:
        return []
    plans = [
        DerivativeMediaPlan(
            team=asset.team,
            brief=brief,
            source_media=asset,
            format_type=idea.format,
            instructions=idea.instructions,
            target_platform=evidence.post.platform if evidence.post else "",
            estimated_length_sec=idea.length_sec,
            reason=why(idea.reason, evidence),
        )
        for idea in ideas
    ]
    with transaction.atomic():
        DerivativeMediaPlan.objects.bulk_create(plans, ignore_conflicts=True)
        record_event(
            asset.team, "derivatives_planned", asset, ", ".join(p.format_type for p in plans)
        )
    return plans


def why(reason: str, evidence: Evidence) -> str:
    """The figures that led to the plan: those of the format, and those of the post."""
    post = evidence.post
    if post is None:
        return reason
    parts = [reason, post.score_sentence]
    if evidence.is_simulated:
        parts.append("These figures are a simulation.")
    return " ".join(part for part in parts if part)
