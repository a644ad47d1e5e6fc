"""What a demo ends with: one row per file, as a table or as JSON."""

from dataclasses import asdict, dataclass, field

from rich.table import Table

from briefs.models import DerivativeMediaPlan
from coaching.models import AICoachInsight
from config.demo.loop import Demo, Entry
from metrics.models import CheckpointName, PostingMetrics
from scheduling.models import PostingSchedule


@dataclass
class Row:
    """One file: what was found, where it went, how it did. All figures are simulated."""

    asset: str
    reason: str = ""
    media_type: str = ""
    score: float | None = None
    caption: str = ""
    platform: str = ""
    slot: str = ""
    post_url: str = ""
    views: dict[str, int | None] = field(default_factory=dict)
    post_score: float | None = None
    coach: str = ""
    derivative_plan: str = ""
    other_posts: list[str] = field(default_factory=list)


def build_rows(demo: Demo) -> list[Row]:
    """A row per file of the folder, in its order."""
    return [_row(demo, entry) for entry in demo.entries]


def _row(demo: Demo, entry: Entry) -> Row:
    row = Row(entry.filename, reason=entry.reason)
    if entry.asset is None:
        return row
    asset = entry.asset
    asset.refresh_from_db()
    row.media_type = asset.media_type
    analysis = asset.analyses.filter(is_current=True).first()
    if analysis is None:
        row.reason = row.reason or asset.error_message
        return row
    row.score = analysis.pre_social_score
    posts = list(asset.schedules.order_by("scheduled_at"))
    if not posts:
        row.reason = row.reason or _why_not_planned(demo, asset)
        return row
    _fill_post(row, posts[0])
    row.other_posts = [p.external_post_url for p in posts[1:] if p.external_post_url]
    derivative = (
        DerivativeMediaPlan.objects.filter(source_media=asset).order_by("created_at").first()
    )
    if derivative:
        row.derivative_plan = f"{derivative.get_format_type_display()}: {derivative.instructions}"
    return row


def _fill_post(row: Row, post: PostingSchedule) -> None:
    row.caption = post.body
    row.platform = post.platform
    row.slot = post.scheduled_at.isoformat(timespec="minutes")
    row.post_url = post.external_post_url or ""
    row.reason = row.reason or post.error_message
    row.post_score = post.post_social_score
    taken = dict(PostingMetrics.objects.filter(schedule=post).values_list("checkpoint", "views"))
    row.views = {name: taken.get(name) for name in CheckpointName.values}
    insight = AICoachInsight.objects.filter(schedule=post).order_by("-created_at").first()
    row.coach = first_sentence(insight.summary) if insight else ""


def _why_not_planned(demo: Demo, asset) -> str:
    reasons = demo.plan.reasons_for(asset) if demo.plan else []
    return " ".join(reasons) or "Nothing was planned for it."


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    head, dot, _ = text.partition(". ")
    return head + dot.strip()


def as_json(rows: list[Row]) -> dict:
    """The same as the table, for programs."""
    return {"simulated": True, "files": [asdict(row) for row in rows]}


def as_table(rows: list[Row]) -> Table:
    """The closing table."""
    table = Table(title="The whole loop (posts and figures are a simulation)", show_lines=True)
    for name in ("asset", "score", "caption", "slot", "post URL"):
        table.add_column(name, overflow="fold")
    for name in CheckpointName.values:
        table.add_column(name, justify="right")
    for name in ("post score", "coach", "derivative plan"):
        table.add_column(name, overflow="fold")
    for row in rows:
        views = [_figure(row.views.get(name)) for name in CheckpointName.values]
        url = row.post_url or row.reason
        table.add_row(
            row.asset,
            _figure(row.score),
            row.caption,
            row.slot,
            url,
            *views,
            _figure(row.post_score),
            row.coach,
            row.derivative_plan,
        )
    return table


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
