"""The coach without a model: rules over evidence, every claim with its figure. Pure."""

from briefs.evidence import Evidence
from briefs.formats import choose_formats
from briefs.phrases import percent, quoted
from coaching.advice import Advice
from coaching.performance import SIMULATED, age, performance_summary
from coaching.what_to_change import what_to_change
from coaching.what_worked import what_worked


def advise(evidence: Evidence) -> Advice:
    """What the coach says about a clip, and about one post of it where there is one."""
    return Advice(
        summary=summary(evidence),
        what_worked=what_worked(evidence),
        what_to_change=what_to_change(evidence),
        next_actions=next_actions(evidence),
    )


def summary(evidence: Evidence) -> str:
    """A headline, what carries it, and what it rests on."""
    sentences = [_headline(evidence), performance_summary(evidence).replace(SIMULATED, "").strip()]
    post = evidence.post
    if post and post.post_social_score is not None:
        sentences.append(post.score_sentence)
    if evidence.is_simulated:
        sentences.append(SIMULATED)
    return " ".join(dict.fromkeys(s for s in sentences if s))


def _headline(evidence: Evidence) -> str:
    """One sentence that nobody could have written about another clip."""
    clip, post = evidence.clip, evidence.post
    shown = clip.opening_line or clip.screen_text
    about = quoted(shown or (clip.topics[0] if clip.topics else clip.filename))
    if post is None or not post.checkpoint:
        score = clip.pre_social_score
        rated = (
            f"is rated {score:.0f} of 100 before posting" if score is not None else "has no score"
        )
        return f"{about} {rated}."
    views = post.figures.get("views")
    seen = f"{views:,.0f} views" if views is not None else "an unknown number of views"
    rate = post.figures.get("engagement_rate")
    reacted = f", and {percent(rate)} of viewers reacted" if rate is not None else ""
    return f"{about} had {seen} on {post.platform_label} after {age(post)}{reacted}."


def next_actions(evidence: Evidence) -> list[dict]:
    """Structured steps: formats to make, and the one change worth most."""
    actions: list[dict] = [
        {
            "type": "format",
            "format": idea.format,
            "description": idea.instructions,
            "reason": idea.reason,
        }
        for idea in choose_formats(evidence)
    ]
    if evidence.comments.question:
        description = f"Reply under the post to {quoted(evidence.comments.question)}"
        reason = f"It is one of {evidence.comments.count} comments; answers bring people back."
        actions.append({"type": "reply", "description": description, "reason": reason})
    best = max(evidence.clip.components, key=lambda c: c.gain, default=None)
    if best and best.advice:
        reason = f"Up to {best.gain:.0f} points for {best.label.lower()} before posting."
        actions.append({"type": "edit", "description": best.advice, "reason": reason})
    return actions
