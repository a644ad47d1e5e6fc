"""How figures, times and states look on every page."""

from datetime import datetime, timedelta

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

register = template.Library()
NOTHING = "–"

# status word → (tone, icon, what people read)
STATES = {
    "draft": ("idle", "edit_note", "Draft"),
    "pending": ("info", "schedule", "Scheduled"),
    "publishing": ("info", "sync", "Publishing"),
    "posted": ("good", "check_circle", "Posted"),
    "failed": ("bad", "error", "Failed"),
    "canceled": ("idle", "block", "Canceled"),
    "unconfirmed": ("warn", "help", "Unconfirmed"),
    "needs_person": ("warn", "person_alert", "Needs a person"),
    "not_required": ("idle", "remove_done", "No review"),
    "awaiting": ("warn", "rate_review", "Awaiting approval"),
    "approved": ("good", "verified", "Approved"),
    "changes_requested": ("warn", "undo", "Changes asked for"),
    "rejected": ("bad", "thumb_down", "Rejected"),
    "ingested": ("idle", "download_done", "Ingested"),
    "analyzing": ("info", "sync", "Analysing"),
    "analyzed": ("good", "insights", "Analysed"),
    "scheduled": ("info", "event", "Scheduled"),
    "archived": ("idle", "inventory_2", "Archived"),
    "connected": ("good", "link", "Connected"),
    "expired": ("bad", "link_off", "Expired"),
    "revoked": ("bad", "link_off", "Revoked"),
    "paused": ("idle", "pause_circle", "Switched off"),
    "taken": ("good", "check", "Taken"),
    "taking": ("info", "sync", "Being read"),
    "missed": ("idle", "event_busy", "Missed"),
    "alive": ("good", "favorite", "Alive"),
    "silent": ("bad", "heart_broken", "Silent"),
    "planned": ("idle", "event", "Planned"),
    "in_production": ("info", "movie", "In production"),
    "completed": ("good", "check_circle", "Completed"),
}

# networks whose first two letters would say little
MONOGRAMS = {
    "tiktok": "TT",
    "instagram": "IG",
    "instagram_reels": "IR",
    "youtube": "YT",
    "yt_shorts": "YS",
    "facebook": "FB",
    "x": "X",
    "linkedin": "in",
    "wordpress": "WP",
    "pinterest": "Pi",
    "email": "@",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the frame's icon font; screen readers skip it."""
    return format_html(
        '<span class="material-symbols-outlined rl-icon" aria-hidden="true">{}</span>', name
    )


@register.simple_tag
def state(word: str) -> SafeString:
    """A status as colour, icon and word (never by colour alone)."""
    tone, glyph, label = STATES.get(word, ("idle", "circle", str(word).replace("_", " ")))
    return format_html('<span class="rl-badge rl-{}">{}{}</span>', tone, icon(glyph), label)


@register.simple_tag
def simulation(is_simulated: bool) -> SafeString | str:
    """The label that every simulated figure wears."""
    if not is_simulated:
        return ""
    return format_html(
        '<span class="rl-badge rl-sim" title="From the Sandbox, no real network">{}{}</span>',
        icon("science"),
        "Simulation",
    )


@register.filter
def seconds(value: float | None) -> str:
    """A length of time as a time code: 75.2 → 1:15; nothing when unknown."""
    if value is None:
        return NOTHING
    whole = round(float(value))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


@register.filter
def timecode(value: float | None) -> str:
    """A moment in a video, to a tenth: 5.25 → 0:05.2."""
    if value is None:
        return NOTHING
    tenths = int(float(value) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


@register.filter
def figure(value: float | None, digits: int = 0) -> str:
    """A number with thousands separated; a dash, never a zero, when there is none."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 as per cent."""
    return NOTHING if share is None else f"{share * 100:.{digits}f}%"


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A point in time in the current (the team's) zone, machine-readable beside it."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    shown = date_format(local, "D j M, H:i")
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), local, shown)


@register.filter
def ago(value: datetime) -> str:
    """How long ago, in words."""
    if timezone.now() - value < timedelta(minutes=1):
        return "just now"
    return f"{timesince(value)} ago"


@register.filter
def megabytes(value: int | None) -> str:
    """Bytes as MB with one decimal, small files as kB."""
    if value is None:
        return NOTHING
    if value < 100_000:
        return f"{value / 1000:,.1f} kB"
    return f"{value / 1_000_000:,.1f} MB"


@register.filter
def score_tone(value: float | None) -> str:
    """How a 0-100 score is coloured: good from 70, fair from 40."""
    if value is None:
        return "idle"
    return "good" if value >= 70 else "warn" if value >= 40 else "bad"


@register.simple_tag(takes_context=True)
def page_query(context: dict, **changes) -> str:
    """The address bar's query with `changes`, for tabs and page links; empty values drop out."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def letters(name: str, label: str) -> str:
    """The letters on a network's tile."""
    return MONOGRAMS.get(name, label[:2])


@register.inclusion_tag("pages/_platform.html")
def platform(name: str, label: str, handle: str = "") -> dict:
    """A network as a two-letter tile and its name, with the account's handle."""
    return {
        "letters": letters(name, label),
        "name": name,
        "label": label,
        "handle": handle,
    }


# keys that read oddly with only their underscores taken out
SPOKEN = {
    "broll": "B-roll",
    "broll_text": "B-roll with text",
    "cta": "Call to action",
    "face_cam": "Face to camera",
    "faces_video": "Two faces",
}


@register.filter
def variant_letter(number: int) -> str:
    """1 → “A”: how people name what they try against each other."""
    return chr(ord("A") + (number - 1) % 26)


@register.filter
def words(name: str) -> str:
    """A key of ours as people read it: platform_priority → Platform priority."""
    return SPOKEN.get(str(name)) or str(name).replace("_", " ").strip().capitalize()


@register.filter
def is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


@register.filter
def plain(value: object) -> str:
    """A value from a JSON column as text; nested ones as “name: value” pairs."""
    if isinstance(value, dict):
        return "; ".join(f"{words(str(name))}: {plain(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(plain(one) for one in value)
    return NOTHING if value is None else str(value)


@register.filter
def unlocalised(value: float | None) -> str:
    """A number for attributes: a dot and at most three decimals, whatever the language."""
    return "" if value is None else f"{float(value):.3f}".rstrip("0").rstrip(".")


@register.filter
def milliseconds(value: int | None) -> str:
    """How long a run took, in seconds."""
    return NOTHING if value is None else f"{value / 1000:.1f} s"


@register.filter
def delta(share: float | None) -> SafeString | str:
    """A difference from the median, with an arrow: 0.25 → ▲ 25%."""
    if share is None:
        return NOTHING
    tone, arrow = ("good", "▲") if share >= 0 else ("bad", "▼")
    return format_html(
        '<span class="rl-tone-{}">{} {}%</span>', tone, arrow, round(abs(share) * 100)
    )


MOODS = {
    "very_negative": ("bad", "sentiment_very_dissatisfied"),
    "negative": ("bad", "sentiment_dissatisfied"),
    "neutral": ("idle", "sentiment_neutral"),
    "positive": ("good", "sentiment_satisfied"),
    "very_positive": ("good", "sentiment_very_satisfied"),
}


@register.simple_tag
def mood(label: str) -> SafeString:
    """The sentiment of a comment as face and word."""
    tone, glyph = MOODS.get(label, ("idle", "sentiment_neutral"))
    return format_html('<span class="rl-badge rl-{}">{}{}</span>', tone, icon(glyph), words(label))
