"""A brief from evidence, without any model: built from the clip's own lines and figures. Pure."""

from dataclasses import dataclass, field

from briefs.evidence import ClipFacts, CommentFacts, Evidence
from briefs.phrases import as_title, count, inner, listed, percent, quoted, seconds

HOOKS = 4


@dataclass(frozen=True)
class BriefText:
    """The words of a brief, in the shapes of seed 000 §5."""

    angle_name: str
    target_audience: str
    core_promise: str
    hook_ideas: list[str] = field(default_factory=list)
    script_outline: dict[str, list[str]] = field(default_factory=dict)
    visual_directions: dict[str, list[str]] = field(default_factory=dict)
    posting_guidance: dict = field(default_factory=dict)


def compose_brief(evidence: Evidence) -> BriefText:
    """The brief for the next piece after a post that did well."""
    return BriefText(
        angle_name=angle_name(evidence),
        target_audience=target_audience(evidence),
        core_promise=core_promise(evidence),
        hook_ideas=hook_ideas(evidence),
        script_outline={
            "intro": intro(evidence),
            "body": body(evidence),
            "cta": call_to_action(evidence),
        },
        visual_directions={"broll": broll(evidence.clip), "face_cam": face_cam(evidence.clip)},
        posting_guidance=posting_guidance(evidence),
    )


def angle_name(evidence: Evidence) -> str:
    """What the next piece is, in one line."""
    clip, said = evidence.clip, evidence.comments
    if said.question:
        return f"The answer to {quoted(said.question)}"
    if said.is_split:
        return f"{as_title(clip.topic)}: both sides of the comments"
    if clip.opening_line:
        return f"{quoted(clip.opening_line)}, and what happened next"
    if clip.screen_text:
        return f"The story behind {quoted(clip.screen_text)}"
    moment = f" from the moment at {seconds(clip.best_frame_sec)}" if clip.best_frame_sec else ""
    return f"{as_title(clip.topic)}, told{moment} on"


def target_audience(evidence: Evidence) -> str:
    """Whoever watched and wrote, as far as it is known."""
    clip, post, said = evidence.clip, evidence.post, evidence.comments
    where = f"People on {post.platform_label}" if post else "People"
    who = f"{where} who stop for {listed(list(clip.topics[:2]) or [clip.topic])}"
    if said.themes:
        themes = [f"{quoted(tag)} ({n})" for tag, n in said.themes[:2]]
        return f"{who}; in the comments they write about {listed(themes)}."
    return f"{who}." + (f" The clip speaks “{clip.language}”." if clip.language else "")


def core_promise(evidence: Evidence) -> str:
    """What the viewer gets for staying."""
    clip = evidence.clip
    long = f"In {seconds(round(clip.duration_sec))}" if clip.duration_sec else "At one glance"
    if len(clip.lines) > 1:
        step = quoted(clip.lines[1])
        return f"{long} they get from {quoted(clip.opening_line)} to the step that helps: {step}."
    if evidence.comments.question:
        return f"{long} they get the answer that the first clip left open."
    shown = clip.screen_text or clip.opening_line
    if shown:
        return f"{long} they see {quoted(shown)} happen instead of only reading it."
    return f"{long} they see {clip.topic} closer than in the first clip."


def hook_ideas(evidence: Evidence) -> list[str]:
    """Opening lines, the surest first."""
    clip, post, said = evidence.clip, evidence.post, evidence.comments
    topic = clip.topic
    ideas = []
    if clip.opening_line:
        ideas.append(f"{quoted(clip.opening_line)} (the line that opened the first clip)")
    if said.question:
        ideas.append(f"“You asked: {said.question.strip(' “”')}”")
    if said.complaint:
        ideas.append(f"“Somebody wrote {inner(said.complaint)}. Fair. Watch this.”")
    if clip.closing_line:
        ideas.append(f"Start with the ending: {quoted(clip.closing_line)}")
    if clip.screen_text:
        ideas.append(f"Only the text {quoted(clip.screen_text)} for one second, then the picture.")
    views = post.figures.get("views") if post else None
    if views:
        ideas.append(f"“{views:,.0f} of you watched {topic}. This is the part I left out.”")
    if clip.best_frame_sec is not None:
        at = seconds(clip.best_frame_sec)
        ideas.append(f"No words: open on the frame at {at}, and name {topic} only at second two.")
    return ideas[:HOOKS] or [f"“This is {topic}, and here is what you cannot see from outside.”"]


def intro(evidence: Evidence) -> list[str]:
    """The first three seconds."""
    clip = evidence.clip
    lines = []
    if clip.best_frame_sec is not None:
        lines.append(
            f"Open on the picture at {seconds(clip.best_frame_sec)} of the first clip: it was the "
            "clearest frame."
        )
    if clip.opening_line:
        lines.append(f"Line: {quoted(clip.opening_line)}")
    elif clip.screen_text:
        lines.append(f"On screen at once: {quoted(clip.screen_text)}")
    hook = next((part for part in clip.components if part.name == "hook"), None)
    if hook and hook.advice:
        lines.append(f"This time {hook.advice}: worth up to {hook.gain:g} points of the forecast.")
    return lines or [f"Show {clip.topic} before anything is explained."]


def body(evidence: Evidence) -> list[str]:
    """The beats in between."""
    clip, said = evidence.clip, evidence.comments
    beats = [f"Say again, shorter: {quoted(line)}" for line in clip.lines[:2]]
    if not beats:
        texts = clip.screen_texts[1:3]
        beats = [f"Show what {quoted(text)} looks like in practice." for text in texts]
    if said.themes:
        tag, n = said.themes[0]
        beats.append(f"Give {quoted(tag)} a shot of its own: it came up in {count(n, 'comment')}.")
    if clip.mean_shot_sec:
        pace = f"about {seconds(clip.mean_shot_sec)} a shot"
        beats.append(
            f"Cut faster than the first clip ({pace})." if clip.mean_shot_sec > 5
            else f"Keep the pace of the first clip: {pace}."
        )  # fmt: skip
    return beats or [f"One close shot of {clip.topic}, then one with its surroundings."]


def call_to_action(evidence: Evidence) -> list[str]:
    """What to ask the viewer for."""
    said, clip = evidence.comments, evidence.clip
    if said.themes:
        tag, n = said.themes[0]
        return [f"“{n} of you wrote about {inner(tag)}. Which part of it should I show next?”"]
    if said.question:
        return ["“What should I answer next? The comment with most likes gets its own clip.”"]
    return [f"“What would you want to know about {clip.topic}?”"]


def broll(clip: ClipFacts) -> list[str]:
    """What to film besides the face."""
    notes = [f"Close shots of {topic}." for topic in clip.topics[:2]]
    if clip.screen_text:
        notes.append(f"Overlay text: {quoted(clip.screen_text)}")
    clarity = next((part for part in clip.components if part.name == "clarity"), None)
    if clarity and clarity.advice:
        notes.append(f"{as_title(clarity.advice)} ({clarity.points:g} of {clarity.most:g} points).")
    return notes or [f"The footage of “{clip.filename}”, re-cut from its best frame on."]


def face_cam(clip: ClipFacts) -> list[str]:
    """How to film the face."""
    if clip.face_share is None:
        return ["Vertical, close up; faces were not looked for in the first clip."]
    share = percent(clip.face_share)
    if clip.has_face:
        notes = [f"Vertical, as close as before: the face was in {share} of the frames."]
    else:
        notes = [f"Be seen this time: the face was in {share} of the frames."]
    if clip.speech_onset_sec is not None and clip.speech_onset_sec > 0.5:
        notes.append(f"Start talking at once; the first word came at {clip.speech_onset_sec:g} s.")
    if clip.opening_line:
        notes.append("Captions in step with the first line.")
    return notes


def posting_guidance(evidence: Evidence) -> dict:
    """Where, how often and when, by what is known of the account."""
    post = evidence.post
    if post is None:
        return {"platform_priority": [], "frequency": "once", "time_window_hint": NO_WINDOW}
    return {
        "platform_priority": [post.platform],
        "frequency": _frequency(post.planned_next_7_days),
        "time_window_hint": _window(evidence),
    }


NO_WINDOW = "No post has been measured yet; take the next free slot."


def _frequency(planned: int | None) -> str:
    if planned is None:
        return "one follow-up, in the next free slot"
    queue = count(planned, "other post") if planned else "nothing else"
    return f"one follow-up within 7 days ({queue} planned on this account in that time)"


def _window(evidence: Evidence) -> str:
    post = evidence.post
    if post is None:
        return NO_WINDOW
    if evidence.score is None:
        return f"This went out on {post.published}; too little is measured to prefer it."
    others = count(post.sample_size, "other post")
    return (
        f"This went out on {post.published} and scored {evidence.score:.0f} against {others}; "
        "one post proves no window, so try the same hour once more."
    )


def comment_mood(said: CommentFacts) -> str:
    """“12 of 15 comments are positive”; empty when none could be judged."""
    if not said.judged:
        return ""
    return f"{said.positive} of {count(said.judged, 'comment')} that could be read are positive"
