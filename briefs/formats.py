"""Which formats to make next out of a clip, by what is in it and how it did. Pure.

Each rule looks for what a format needs and answers with a fit from 0 to 1, the instructions, and
the figures that led to it; a rule that finds no reason answers None.
"""

from collections.abc import Callable
from dataclasses import dataclass

from briefs.evidence import ClipFacts, Evidence
from briefs.phrases import as_title, percent, quoted, seconds

AT_MOST = 3
WORTH_MAKING = 0.4


@dataclass(frozen=True)
class FormatIdea:
    """One format worth making. `instructions` are for whoever films it, `reason` cites figures."""

    format: str
    instructions: str
    reason: str
    fit: float
    length_sec: int | None = None


Rule = Callable[[Evidence], FormatIdea | None]


def choose_formats(evidence: Evidence) -> list[FormatIdea]:
    """The best one to three formats, best first; at least one, since every clip can be remade."""
    ideas = [idea for rule in RULES if (idea := rule(evidence))]
    ideas.sort(key=lambda idea: -idea.fit)
    return [idea for idea in ideas if idea.fit >= WORTH_MAKING][:AT_MOST] or ideas[:1]


def broll_text(evidence: Evidence) -> FormatIdea:
    """B-roll under one large line: for what is seen and read rather than said to a camera."""
    clip = evidence.clip
    line = _line(evidence)
    instructions = (
        f"Use {_footage(clip)}, with large text: "
        f"{quoted(line)}. Keep the line up for at least 2 s and let nobody speak over it."
    )
    if clip.face_share is None:
        reason = "Faces were not looked for in this clip, so text has to carry it."
    elif clip.has_face:
        reason = f"A face fills {percent(clip.face_share)} of the frames already: show the thing."
    else:
        reason = f"A face is in {percent(clip.face_share)} of the frames: the thing carries it."
    fit = 0.55 + (0.25 if not clip.has_face else 0.0) + (0.1 if clip.screen_text else 0.0)
    return FormatIdea("broll_text", instructions, reason, fit, _length(clip, 12))


def _footage(clip: ClipFacts) -> str:
    """What lies under the text, and where it starts."""
    if clip.media_type == "image":
        return f"a slow push into the picture, then shots of what is around {clip.topic}"
    footage = f"shots of {clip.topic}" if clip.topics else "the footage of the first clip"
    if clip.best_frame_sec is None:
        return footage
    return f"{footage}, starting on the frame at {seconds(clip.best_frame_sec)}"


def face_cam(evidence: Evidence) -> FormatIdea | None:
    """Face to camera, opening with the line that is known to work."""
    clip = evidence.clip
    if clip.media_type == "image" or not (clip.has_speech or clip.has_face):
        return None
    start = quoted(_line(evidence))
    late = clip.speech_onset_sec is not None and clip.speech_onset_sec > 0.5
    cue = f"say it by 0.5 s (this time the first word came at {seconds(clip.speech_onset_sec)})"
    instructions = f"Face to camera, start with: {start}" + (f"; {cue}." if late else ".")
    if clip.lines:
        instructions += f" Then go straight to {quoted(clip.lines[0])}"
    facts = []
    if clip.face_share is not None:
        facts.append(f"a face is in {percent(clip.face_share)} of the frames")
    if clip.speech_share is not None:
        facts.append(f"somebody speaks for {percent(clip.speech_share)} of it")
    if clip.face_share is not None and not clip.has_face and clip.speech_share is not None:
        reason = f"Somebody speaks for {percent(clip.speech_share)} of it unseen: show the speaker."
    else:
        reason = f"{as_title(' and '.join(facts))}." if facts else "The words carry this clip."
    fit = 0.5 + 0.25 * clip.has_face + 0.2 * bool(clip.opening_line)
    return FormatIdea("face_cam", instructions, reason, fit, _length(clip, 20))


def faces_video(evidence: Evidence) -> FormatIdea | None:
    """Two people: when two were seen, or when the comments do not agree."""
    clip, said = evidence.clip, evidence.comments
    together = clip.faces_at_once or 0
    disagree = said.is_split
    if clip.media_type == "image" or (together < 2 and not disagree):
        return None
    if disagree:
        reason = f"The comments are split: {said.positive} for, {said.negative} against."
        other = quoted(said.complaint) if said.complaint else "the other view"
        ask = f"let your guest take the part of the comment {other}"
    else:
        reason = f"{together} faces are in the picture at once, the liveliest thing to repeat."
        ask = f"ask your guest what they would do differently about {clip.topic}"
    instructions = f"You and a guest in one frame: open with {quoted(_line(evidence))}, then {ask}."
    return FormatIdea("faces_video", instructions, reason, 0.75, _length(clip, 30))


def explainer(evidence: Evidence) -> FormatIdea | None:
    """An answer at length: when people ask, or when there is more to tell than was shown."""
    clip, said = evidence.clip, evidence.comments
    if said.question:
        who = f" from {said.question_by}" if said.question_by else ""
        instructions = (
            f"Put the comment {quoted(said.question)}{who} on screen and answer it step by step, "
            f"one shot per step, the answer itself within the first 5 s."
        )
        reason = f"One of {said.count} comments asks this outright."
        return FormatIdea("explainer", instructions, reason, 0.8, _length(clip, 40))
    if len(clip.lines) < 3:
        return None
    steps = "; ".join(quoted(line) for line in clip.lines[:3])
    instructions = f"Slow down over what this clip only mentions: {steps}. One picture for each."
    reason = f"The clip makes {len(clip.lines) + 1} statements in {seconds(clip.duration_sec)}."
    return FormatIdea("explainer", instructions, reason, 0.5, _length(clip, 45))


def carousel(evidence: Evidence) -> FormatIdea | None:
    """Pictures to swipe: for images, for lists, and for what people save."""
    clip, post = evidence.clip, evidence.post
    points = clip.screen_texts if len(clip.screen_texts) >= 3 else clip.lines
    saves = post.comparison("saves") if post else None
    saved = saves is not None and (saves.difference_pct or 0) >= 10
    if clip.media_type != "image" and len(points) < 3 and not saved:
        return None
    slides = "; ".join(f"{i}. {quoted(p)}" for i, p in enumerate(points[:4], 2))
    first = quoted(_line(evidence))
    known = clip.best_frame_sec is not None
    still = f" over the frame at {seconds(clip.best_frame_sec)}" if known else ""
    instructions = f"Slide 1: {first}{still}. " + (
        f"Then one point each: {slides}." if slides else f"Then three details of {clip.topic}."
    )
    if saved and saves:
        reason = (
            f"{saves.value:,.0f} saves, {saves.difference_pct:.0f}% above the account’s median."
        )
    elif clip.media_type == "image":
        reason = "It is a picture already; a swipe costs no filming."
    else:
        reason = f"It holds {len(points)} separate points that can stand alone."
    return FormatIdea("carousel", instructions, reason, 0.7 if saved else 0.6)


RULES: tuple[Rule, ...] = (face_cam, broll_text, explainer, faces_video, carousel)


def _line(evidence: Evidence) -> str:
    """The line to open with: what was said first, else what was read, else what it is about."""
    clip, post = evidence.clip, evidence.post
    caption = (post.caption.partition("\n")[0] if post else "")[:90]
    return clip.opening_line or clip.screen_text or caption or as_title(clip.topic)


def _length(clip: ClipFacts, usual: int) -> int:
    """The clip's own length where it is short enough to be watched to the end."""
    return round(clip.duration_sec) if clip.duration_sec and 7 <= clip.duration_sec <= 60 else usual
