"""Listings, comments and figures of the Graph API, which Instagram, Pages and Threads share.

Sources: developers.facebook.com “Graph API: paginated results”, “Instagram media insights”.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from platforms.adapters.meta import GraphClient, Meaning
from platforms.adapters.types import Absent, CommentReading, Found, Lookup, Unknown
from platforms.exceptions import Rejected, StepFailed

CLOCK_SLACK = timedelta(minutes=2)  # our clock against the platform's
PAGE_SIZE = 50
MAX_PAGES = 20
MOST_COMMENTS = 500


# listings


def posts_since(
    graph: GraphClient,
    path: str,
    fields: str,
    *,
    since: datetime,
    time_field: str,
    **params: str,
) -> list[dict]:
    """All items of a listing (newest first) that are not older than `since`.

    Raises StepFailed when it cannot be read so far back, KeyError, TypeError or ValueError when
    it has an unknown shape.
    """
    found: list[dict] = []
    cursor: dict[str, str] = {}
    for _ in range(MAX_PAGES):
        page = graph.get(path, {**params, "fields": fields, "limit": str(PAGE_SIZE), **cursor})
        times = [moment(item[time_field]) for item in page["data"]]
        found += [item for item, at in zip(page["data"], times, strict=True) if at >= since]
        paging = page.get("paging") or {}
        if not paging.get("next") or (times and min(times) < since):
            return found
        cursor = {"after": str(paging["cursors"]["after"])}
    raise StepFailed(f"The listing of {graph.label} does not reach back far enough.")


def judge_listing(
    items: list[dict],
    text: str,
    *,
    is_live: bool,
    label: str,
    text_field: str,
    url_field: str = "permalink",
) -> Lookup:
    """Which of the posts since the try (newest first) is ours: the oldest with our words.

    `is_live`: the platform says by another way that ours is out. A post without words cannot be
    told from others without words: it is ours only when it is the only one.
    """
    same = [item for item in items if same_text(text, item.get(text_field))]
    is_certain = bool(text.strip()) or (is_live and len(same) == 1)
    if same and is_certain:
        return Found(str(same[-1]["id"]), str(same[-1].get(url_field) or ""), raw=same[-1])
    if is_live:
        return Unknown(f"{label} says that it is live, but the listing does not show which it is.")
    return Unknown(f"Which post of {label} this is cannot be told.") if same else Absent()


def newest_first(comments: list[CommentReading]) -> list[CommentReading]:
    """In the order of the contract, and no more than anybody reads."""
    earliest = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(comments, key=lambda c: (c.posted_at or earliest, c.comment_id), reverse=True)
    return ordered[:MOST_COMMENTS]


def listed(graph: GraphClient, path: str, params: Mapping[str, str]) -> Iterator[dict]:
    """The items of a listing, page by page, up to MOST_COMMENTS.

    Raises StepFailed for an unknown shape.
    """
    count, cursor = 0, {}
    while count < MOST_COMMENTS:
        page = graph.get(path, {**params, "limit": str(PAGE_SIZE), **cursor})
        try:
            items = [dict(item) for item in page["data"]]
            goes_on = bool((page.get("paging") or {}).get("next"))
            cursor = {"after": str(page["paging"]["cursors"]["after"])} if goes_on else {}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StepFailed(f"{graph.label} sent a list in an unknown shape.") from error
        yield from items
        count += len(items)
        if not goes_on or not items:
            return


def moment(value: object) -> datetime:
    """A time of the Graph API: “2026-11-20T10:00:00+0000”, or seconds. Raises ValueError."""
    if isinstance(value, int) or (isinstance(value, str) and value.isdigit()):
        return datetime.fromtimestamp(int(value), UTC)
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def same_text(ours: str, theirs: object) -> bool:
    """Whether two texts are the same but for white space, which platforms trim."""
    return ours.split() == str(theirs or "").split()


# figures


def read_insights(graph: GraphClient, path: str, names: Iterable[str], **params: str) -> dict:
    """Name → value of those figures that the platform has; missing ones are not in it.

    One unknown name makes the whole call fail, so the names are then asked for one by one. Code
    10 is “not enough viewers” here, which says nothing about our permission.
    """
    reading, wanted = graph.with_codes({(10, None): Meaning.REJECTED}), tuple(names)
    try:
        return _values(reading.get(path, {"metric": ",".join(wanted), **params}))
    except Rejected:
        found: dict = {}
        for name in wanted if len(wanted) > 1 else ():
            found |= read_insights(graph, path, [name], **params)
        return found


def _values(answer: dict) -> dict:
    try:
        return {item["name"]: _value_of(item) for item in answer["data"]}
    except (KeyError, TypeError, AttributeError) as error:
        raise StepFailed("The platform sent figures in an unknown shape.", raw=answer) from error


def _value_of(item: dict) -> object:
    """`total_value` or the latest of `values`; None when there is neither."""
    if "total_value" in item:
        return item["total_value"].get("value")
    values = item.get("values") or [{}]
    return values[-1].get("value")


def counted(value: object) -> int | None:
    """A figure as a whole number; a table of parts is added up; anything else is None."""
    if isinstance(value, dict):
        parts = [counted(part) for part in value.values()]
        return sum(part for part in parts if part is not None)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value)


def seconds_of(milliseconds: object) -> int | None:
    """Milliseconds as whole seconds; missing stays None."""
    value = counted(milliseconds)
    return None if value is None else round(value / 1000)
