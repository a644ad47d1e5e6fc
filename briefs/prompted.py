"""A brief from a person's sentence alone: no clip, no figures, and it says so. Pure."""

from ai.local.keywords import keywords_of
from briefs.by_rules import NO_WINDOW, BriefText
from briefs.phrases import as_title, listed, quoted


def brief_from_prompt(prompt: str, *, platform_label: str = "") -> BriefText:
    """The prompt taken apart into an outline; nothing is claimed that it does not say."""
    topics = keywords_of([prompt], limit=3) or [prompt.strip()[:60]]
    topic = topics[0]
    where = f" on {platform_label}" if platform_label else ""
    return BriefText(
        angle_name=as_title(prompt.strip().partition("\n")[0][:120]),
        target_audience=f"People{where} who care about {listed(topics)}.",
        core_promise=f"They leave with one thing about {topic} that they did not know before.",
        hook_ideas=[
            f"“I believed the same about {topic}, until this.”",
            f"Show the result of {topic} first, and only then how it came about.",
        ],
        script_outline={
            "intro": [f"Show {topic} within the first second, then say {quoted(prompt[:100])}."],
            "body": [f"One shot about {other}." for other in topics[1:]]
            or [f"The one step of {topic} that most people get wrong."],
            "cta": [f"“What is your way with {topic}?”"],
        },
        visual_directions={
            "broll": [f"Close shots of {one}." for one in topics],
            "face_cam": ["Vertical, close up, captions in step with the first line."],
        },
        posting_guidance={
            "platform_priority": [],
            "frequency": "once; nothing of this kind has been measured yet",
            "time_window_hint": NO_WINDOW,
        },
    )
