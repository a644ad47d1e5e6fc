"""What to do differently, each with the figure that says so. Pure."""

from collections.abc import Callable, Iterator

from ai.local.keywords import keywords_of
from ai.local.sentences import words_of
from briefs.evidence import ClipFacts, Evidence
from briefs.phrases import as_title, count, percent, quoted, seconds
from coaching.performance import age, named, telling

AT_MOST = 4
# words with which an English clip asks for something; “like” and “try” are too often plain words
ASKS = frozenset({"comment", "comments", "follow", "subscribe", "share", "link", "bio", "click"})
Rule = Callable[[Evidence], Iterator[str]]


def what_to_change(evidence: Evidence) -> list[str]:
    """At most four findings, the costliest first."""
    return [sentence for rule in RULES for sentence in rule(evidence)][:AT_MOST]


def results(evidence: Evidence) -> Iterator[str]:
    """The counter that lags most behind the account's median."""
    post = evidence.post
    worst = min(
        (c for c in telling(post) if (c.difference_pct or 0) <= -10) if post else (),
        key=lambda c: c.difference_pct or 0,
        default=None,
    )
    if post is None or worst is None:
        return
    rate = worst.counter == "engagement_rate"
    value = percent(worst.value) if rate else f"{worst.value:,.0f}"
    usual = percent(worst.median) if rate else f"{worst.median:,.0f}"
    cure = CURES.get(worst.counter, "the first two seconds are the place to start")
    lag = f"{abs(worst.difference_pct or 0):.0f}%"
    yield (
        f"{as_title(named(worst.counter))}: {value} after {age(post)}, {lag} "
        f"under the usual {usual} ({count(worst.n, 'other post')}); {cure}."
    )


CURES = {
    "engagement_rate": "ask for one small answer while the picture is still moving",
    "watch_time_sec": "cut the slowest third and let the point come sooner",
    "shares": "say who should see it (“send this to …”)",
    "saves": "end on something worth keeping: a list, a number, a recipe",
    "clicks": "name the link in the first line of the caption",
}


def late_voice(evidence: Evidence) -> Iterator[str]:
    """Words that come after the decision to swipe."""
    clip = evidence.clip
    onset = clip.speech_onset_sec
    if onset is None or onset <= 1.0:
        return
    line = f" ({quoted(clip.opening_line)})" if clip.opening_line else ""
    yield (
        f"The first word{line} comes at {seconds(onset)}; trim the start so that it falls within "
        "the first half second."
    )


def weakest_parts(evidence: Evidence) -> Iterator[str]:
    """The advice of the analysis with the most points to gain, with what it rests on."""
    said_already = "speech" if any(True for _ in late_voice(evidence)) else ""
    open_parts = sorted(
        (c for c in evidence.clip.components if c.advice and c.gain >= 1),
        key=lambda c: (-c.gain, c.name),
    )
    for part in open_parts[:2]:
        if said_already and "speak" in part.advice:
            continue
        lost = part.sentence.partition("but ")[2] or part.sentence.partition(": ")[2]
        found = as_title(lost.rstrip(".")) if lost else part.label
        yield f"{found}: {part.advice} (up to {part.gain:.0f} points for {part.label.lower()})."


def late_ask(evidence: Evidence) -> Iterator[str]:
    """A call to action in the last seconds, or none at all."""
    clip = evidence.clip
    if not clip.opening_line or not clip.duration_sec or clip.language[:2] not in ("", "en"):
        return
    if _asks(clip.closing_line) and clip.closing_at_sec and not any(map(_asks, clip.lines[:-1])):
        share = clip.closing_at_sec / clip.duration_sec
        if share >= 0.6:
            yield (
                f"The call to action {quoted(clip.closing_line)} appears only at "
                f"{seconds(clip.closing_at_sec)} of {seconds(round(clip.duration_sec, 1))}; "
                f"say it once by {_early(clip)} s too."
            )
    elif not any(map(_asks, (clip.opening_line, *clip.lines, clip.closing_line))):
        yield (
            f"Nothing in {seconds(round(clip.duration_sec, 1))} of speech asks the viewer for "
            f"anything; ask about {clip.topic} by {_early(clip)} s."
        )


def _early(clip: ClipFacts) -> int:
    return min(5, max(2, round((clip.duration_sec or 0) / 4)))


def _asks(line: str) -> bool:
    return bool(ASKS & {word.lower() for word in words_of(line)})


def caption(evidence: Evidence) -> Iterator[str]:
    """A caption that does not mirror the line that opens the clip."""
    clip, post = evidence.clip, evidence.post
    if post is None or not clip.opening_line:
        return
    hook = {word for key in keywords_of([clip.opening_line], 5) for word in key.split()}
    said = {word.lower() for word in words_of(post.caption)}
    if not hook or hook & said:
        return
    if not post.caption:
        start = quoted(clip.opening_line)
        yield f"It went out with 0 words of caption; start with the hook {start}."
        return
    shown = " ".join(post.caption.split()[:8])
    yield (
        f"The caption ({quoted(shown)}) shares 0 of {count(len(hook), 'key word')} with the hook "
        f"{quoted(clip.opening_line)}; let its first line repeat the hook."
    )


def complaints(evidence: Evidence) -> Iterator[str]:
    """What people did not like."""
    said = evidence.comments
    if said.complaint and said.negative >= max(2, said.judged / 10):
        of = count(said.judged, "comment")
        yield (
            f"{said.negative} of {of} that could be read are negative; the hardest says "
            f"{quoted(said.complaint)}: answer it in the next clip."
        )


def silence(evidence: Evidence) -> Iterator[str]:
    """Long stretches without any sound."""
    share = evidence.clip.silent_share
    if any(part.name == "sound" and part.advice for part in evidence.clip.components):
        return  # the analysis advises on it already
    if share is not None and share >= 0.35 and evidence.clip.media_type == "video":
        yield f"{percent(share)} of it is silent; lay music or the room’s own sound under it."


def forecast(evidence: Evidence) -> Iterator[str]:
    """Worse than foreseen."""
    post, pre = evidence.post, evidence.clip.pre_social_score
    if post and pre is not None and (post.difference_from_pre or 0) <= -8:
        yield (
            f"The forecast of {pre:.0f} was too hopeful ({evidence.score:.0f} after {age(post)}): "
            f"test the same {evidence.clip.media_type} with another first line before making "
            "more of the kind."
        )


RULES: tuple[Rule, ...] = (
    results,
    late_voice,
    forecast,
    weakest_parts,
    complaints,
    late_ask,
    caption,
    silence,
)
