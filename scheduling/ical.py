"""Posts as an iCalendar file (RFC 5545), the same bytes for the same posts. Pure but for rows.

DTSTAMP and LAST-MODIFIED are the post's own last change, so that an unchanged plan is an unchanged
file. SEQUENCE is the post's fence, which rises with every change, also of its time.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from scheduling.models import CalendarFeed, PostingSchedule

LENGTH = timedelta(minutes=15)
REFRESH = timedelta(hours=1)
SUMMARY_MAX = 80
MOST_SEQUENCE = 2**31 - 1  # RFC 5545 §3.3.8
S, R, Shows = PostingSchedule.Status, PostingSchedule.ReviewStatus, CalendarFeed.Shows
STATES = {
    S.DRAFT: ("Draft", "TENTATIVE"),
    S.POSTED: ("Posted", "CONFIRMED"),
    S.FAILED: ("Failed", "CANCELLED"),
    S.CANCELED: ("Canceled", "CANCELLED"),
    S.UNCONFIRMED: ("To be confirmed", "TENTATIVE"),
    S.PUBLISHING: ("Being published", "CONFIRMED"),
}


def is_cleared(post: PostingSchedule) -> bool:
    """Whether somebody let these words out, or nobody had to."""
    return post.review_status in (R.APPROVED, R.NOT_REQUIRED) and post.status != S.DRAFT


def state_of(post: PostingSchedule) -> tuple[str, str]:
    """(our word, RFC 5545's STATUS)."""
    if post.status == S.PENDING:
        return ("Planned", "CONFIRMED") if is_cleared(post) else ("Awaits approval", "TENTATIVE")
    return STATES[S(post.status)]


def shows_words(post: PostingSchedule, shows: str) -> bool:
    return shows == Shows.ALL or (shows == Shows.APPROVED and is_cleared(post))


def calendar_of(
    posts: Iterable[PostingSchedule], *, name: str, zone: str, shows: str, base_url: str
) -> bytes:
    """The whole file. Times are UTC; `zone` is a hint for programs that show one."""
    calendar = Calendar()
    calendar.add("prodid", "-//Reelay//Posts//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)  # RFC 7986
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for post in posts:
        calendar.add_component(event_of(post, shows=shows, base_url=base_url))
    return calendar.to_ical()


def event_of(post: PostingSchedule, *, shows: str, base_url: str) -> Event:
    """One post. Its UID is its id, wherever the server's address moves."""
    word, status = state_of(post)
    account = f"{post.get_platform_display()} · {post.connection.platform_username}".rstrip(" ·")
    caption = " ".join((post.title or post.body).split()) if shows_words(post, shows) else ""
    event = Event()
    event.add("uid", f"{post.pk}@reelay")
    event.add("dtstamp", utc(post.updated_at))
    event.add("created", utc(post.created_at))
    event.add("last-modified", utc(post.updated_at))
    event.add("dtstart", utc(post.published_at or post.scheduled_at))
    event.add("duration", LENGTH)
    event.add("summary", shortened(": ".join(filter(None, [account, caption]))))
    event.add("description", description_of(post, word, shows))
    event.add("status", status)
    event.add("sequence", min(post.fence, MOST_SEQUENCE))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [word])
    event.add("url", f"{base_url}/posts/{post.pk}/")
    return event


def description_of(post: PostingSchedule, word: str, shows: str) -> str:
    lines = [word + (" (simulation)" if post.connection.is_simulated else "")]
    if shows_words(post, shows):
        lines += ["", post.body, " ".join(post.hashtags)]
    if post.status == S.POSTED and post.external_post_url and shows != Shows.TIMES:
        lines += ["", post.external_post_url]
    return "\n".join(lines).strip()


def shortened(text: str) -> str:
    return text if len(text) <= SUMMARY_MAX else text[: SUMMARY_MAX - 1].rstrip() + "…"


def utc(moment: datetime) -> datetime:
    """To whole seconds: the format has no smaller parts."""
    return moment.astimezone(UTC).replace(microsecond=0)
