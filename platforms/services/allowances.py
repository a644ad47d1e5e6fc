"""An account's allowance at its platform: until when posts, or readings, have to wait."""

from datetime import datetime

from django.db.models import Q

from platforms.adapters.rates import RateWatch
from platforms.models import Connection

POSTS_WAIT = "{who} has used up what the network allows for now; it goes out when there is more."
READS_WAIT = "Little is left of the network’s allowance of calls; it is kept for posts."


def note_rates(connection: Connection, rates: RateWatch, *, now: datetime) -> None:
    """Remember what an adapter's answers said is left; no query when it is enough."""
    for column, until in (
        ("posts_wait_until", rates.posts_wait_until(now)),
        ("reads_wait_until", rates.reads_wait_until(now)),
    ):
        if until is not None:
            ask_to_wait(connection, column, until)


def ask_to_wait(connection: Connection, column: str, until: datetime) -> bool:
    """Put off the account's posts or readings, never to an earlier time than another worker did."""
    sooner = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lt": until})
    if not Connection.objects.filter(sooner, pk=connection.pk).update(**{column: until}):
        return False
    setattr(connection, column, until)
    return True
