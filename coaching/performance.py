"""How a post did against the account's median, in one or two sentences. Pure."""

from briefs.evidence import ComparisonFact, Evidence, PostFacts
from briefs.phrases import count, listed

# Of the counters that say nearly the same, the first that is known speaks for them.
GROUPS = (
    ("views", "impressions", "reach"),
    ("watch_time_sec",),
    ("engagement_rate",),
    ("shares",),
    ("saves",),
    ("clicks",),
)
NAMES = {
    "watch_time_sec": "watch time",
    "engagement_rate": "engagement rate",
    "comments_count": "comments",
}
NOTICEABLE = 5.0  # per cent; closer to the median is “at” it
FEW = 3  # other posts; a median of fewer is hardly one
SIMULATED = "These figures come from the Sandbox: a simulation, not real people."


def named(counter: str) -> str:
    """The counter as people call it."""
    return NAMES.get(counter, counter)


def telling(post: PostFacts) -> list[ComparisonFact]:
    """One comparison for each group of counters, those with a difference only."""
    found = []
    for group in GROUPS:
        known = (c for name in group if (c := post.comparison(name)))
        first = next((c for c in known if c.difference_pct is not None), None)
        if first:
            found.append(first)
    return found


def performance_summary(evidence: Evidence) -> str:
    """“Above your channel median by 45% views and 70% watch time.”; why not, when unknown."""
    post = evidence.post
    if post is None:
        return "Not posted yet, so there is nothing to compare; see the score before posting."
    if not post.checkpoint:
        return f"Posted on {post.platform_label}, but no reading has been taken yet."
    sentences = [_against_median(post), _caution(post)]
    if post.is_simulated:
        sentences.append(SIMULATED)
    return " ".join(sentence for sentence in sentences if sentence)


def _caution(post: PostFacts) -> str:
    """How little the comparison rests on, when it is little."""
    least = min((c.n for c in telling(post)), default=FEW)
    return "" if least >= FEW else f"That is against {count(least, 'other post')} only."


def _against_median(post: PostFacts) -> str:
    compared = telling(post)
    above = [c for c in compared if (c.difference_pct or 0) >= NOTICEABLE]
    below = [c for c in compared if (c.difference_pct or 0) <= -NOTICEABLE]
    if not compared:
        return f"{_plainly(post)} {post.score_sentence}".strip()
    if above and below:
        return f"Above your channel median by {_by(above)}, but below it by {_by(below)}."
    if above or below:
        return f"{'Above' if above else 'Below'} your channel median by {_by(above or below)}."
    others = count(compared[0].n, "other post")
    return f"At your channel median ({named(compared[0].counter)}, against {others})."


def _by(compared: list[ComparisonFact]) -> str:
    return listed([f"{abs(c.difference_pct or 0):.0f}% {named(c.counter)}" for c in compared[:3]])


def _plainly(post: PostFacts) -> str:
    """The bare figures, when there is nothing to hold them against."""
    shown = [
        f"{post.figures[name]:,.0f} {named(name).replace('_', ' ')}"
        for name in ("views", "likes", "comments_count", "shares")
        if name in post.figures
    ]
    if not shown:
        return f"{post.platform_label} reports no figures for this post."
    return f"{listed(shown)} after {age(post)}."


def age(post: PostFacts) -> str:
    """“24 hours”, “15 minutes”, “7 days”: the true age of the reading."""
    hours = post.age_hours or 0.0
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    if hours < 72:
        return f"{hours:.0f} hour{'' if round(hours) == 1 else 's'}"
    return f"{hours / 24:.0f} days"
