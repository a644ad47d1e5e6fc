"""What went well, each finding with its figure. Pure."""

from collections.abc import Callable, Iterator

from briefs.evidence import ComponentFact, Evidence
from briefs.phrases import as_title, count, listed, percent, quoted, seconds
from coaching.performance import age, named, telling

AT_MOST = 4
STRONG = 0.6  # of a component's points
Rule = Callable[[Evidence], Iterator[str]]


def what_worked(evidence: Evidence) -> list[str]:
    """At most four findings, results before causes."""
    return [sentence for rule in RULES for sentence in rule(evidence)][:AT_MOST]


def results(evidence: Evidence) -> Iterator[str]:
    """Counters above the median of the account."""
    post = evidence.post
    best = max(
        (c for c in telling(post) if (c.difference_pct or 0) >= 10) if post else (),
        key=lambda c: c.difference_pct or 0,
        default=None,
    )
    if post is None or best is None:
        return
    rate = best.counter == "engagement_rate"
    value = percent(best.value) if rate else f"{best.value:,.0f}"
    usual = percent(best.median) if rate else f"{best.median:,.0f}"
    noun = "of viewers reacted" if rate else named(best.counter).replace("_", " ")
    unit = " s of watch time" if best.counter == "watch_time_sec" else f" {noun}"
    yield (
        f"{value}{unit} after {age(post)}, where {usual} is usual for this account "
        f"({count(best.n, 'other post')}): {best.difference_pct:.0f}% more."
    )


def comments(evidence: Evidence) -> Iterator[str]:
    """Glad comments, and what they are about."""
    said = evidence.comments
    if said.judged < 2 or said.positive <= said.judged / 2:
        return
    glad = f"{said.positive} of {said.judged} comments that could be read are positive"
    if said.themes:
        tag, n = said.themes[0]
        yield f"{glad}; {quoted(tag)} comes up {n} times, so that is what stuck."
    else:
        yield f"{glad}."


def opening(evidence: Evidence) -> Iterator[str]:
    """The first words or the first text, when they come early."""
    clip = evidence.clip
    if evidence.did_poorly:
        return
    onset = clip.speech_onset_sec if clip.speech_onset_sec is not None else clip.opening_at_sec
    if clip.opening_line and onset is not None and onset <= 1.0:
        line = quoted(clip.opening_line)
        yield f"It says {line} at {seconds(onset)}, before a thumb can move on."
    elif clip.screen_text and (clip.screen_text_at_sec or 0) <= 1.5:
        at = seconds(clip.screen_text_at_sec or 0.0)
        text = quoted(clip.screen_text)
        yield f"The text {text} stands on screen from {at}: readable without sound."


def strengths(evidence: Evidence) -> Iterator[str]:
    """The parts of the clip that scored best, in the analysis' own findings."""
    strong = sorted(
        (c for c in evidence.clip.components if c.value >= STRONG and c.found),
        key=lambda c: (-c.points, c.name),
    )
    for place, part in enumerate(strong[:2]):
        yield _strength(part, evidence, is_first=place == 0)


def _strength(part: ComponentFact, evidence: Evidence, *, is_first: bool) -> str:
    found = as_title(listed(list(part.found[:2])))
    points = f"{part.points:.0f} of {part.most:.0f} points for {part.label.lower()}"
    if evidence.did_poorly:
        lead = "On paper this was good, so keep it" if is_first else "Not to blame either"
        return f"{lead}: {part.found[0]} ({points})."
    return f"{found} ({points})."


def pace_of_views(evidence: Evidence) -> Iterator[str]:
    """Whether it still grows after its first day."""
    post = evidence.post
    if post is None or post.checkpoint not in ("72h", "7d"):
        return
    now, early = post.figures.get("views"), post.views_by_age.get("24h")
    if now and early and now >= 1.5 * early:
        yield (
            f"It keeps being shown: {early:,.0f} views after 24 hours have become {now:,.0f} "
            f"after {age(post)}."
        )


def forecast(evidence: Evidence) -> Iterator[str]:
    """Better than foreseen."""
    post, pre = evidence.post, evidence.clip.pre_social_score
    if post and pre is not None and post.difference_from_pre and post.difference_from_pre >= 8:
        yield (
            f"It beat its own forecast: {evidence.score:.0f} after {age(post)} against "
            f"{pre:.0f} before posting."
        )


RULES: tuple[Rule, ...] = (results, comments, opening, strengths, forecast, pace_of_views)
