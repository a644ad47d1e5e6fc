"""Finding a comment of ours again among the comments below a post. Pure.

Where in doubt a comment counts as ours: one that is wrongly found is missing once, one that is
wrongly absent is out twice.
"""

import html
import re
from collections.abc import Sequence

from platforms.adapters.types import Absent, CommentReading, CommentRequest, Found, Lookup, Unknown
from platforms.models import Connection

# Adapters read no further; a longer list may hide ours.
MOST_READ = 500
# Networks replace links by their own, and make spaces, quotes and dashes typographic.
LINK, SIGNS = re.compile(r"https?://\S+"), re.compile(r"\W+")


def find_among(
    comments: Sequence[CommentReading], request: CommentRequest, connection: Connection
) -> Lookup:
    """The comment of `request` among `comments`; Absent only when they are all there are."""
    wanted = words_of(request.text)
    for comment in comments:
        if words_of(comment.text) == wanted and may_be_ours(comment, connection):
            return Found(comment.comment_id, "")
    if len(comments) >= MOST_READ:
        return Unknown("There are too many comments to read them all.")
    return Absent()


def words_of(text: str) -> str:
    """What is left of a text that no network changes: its words, else (none at all) its signs."""
    plain = html.unescape(text)
    words = " ".join(SIGNS.sub(" ", LINK.sub(" ", plain)).split()).casefold()
    return words or "".join(plain.split())


def may_be_ours(comment: CommentReading, connection: Connection) -> bool:
    """False only when the network names another account by its id; handles may be renamed."""
    return not comment.author_id or comment.author_id == connection.platform_user_id
