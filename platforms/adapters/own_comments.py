"""Finding a comment of ours again among the comments below a post. Pure.

Where in doubt a comment counts as ours: one that is wrongly found is missing once, one that is
wrongly absent is out twice.
"""

import re
from collections.abc import Sequence

from platforms.adapters.types import Absent, CommentReading, CommentRequest, Found, Lookup, Unknown
from platforms.models import Connection

# Adapters read no further; a longer list may hide ours.
MOST_READ = 500
# Networks replace links by their own and change spaces.
CHANGED = re.compile(r"https?://\S+|\s+")


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
    """The words without links and spaces."""
    return " ".join(CHANGED.sub(" ", text).split()).casefold()


def may_be_ours(comment: CommentReading, connection: Connection) -> bool:
    """False only when the network names somebody else as the author."""
    if comment.author_id and connection.platform_user_id:
        return comment.author_id == connection.platform_user_id
    known = {connection.platform_username, connection.account_name, connection.platform_user_id}
    names = {name.lstrip("@").casefold() for name in known if name}
    author = comment.author_handle.lstrip("@").casefold()
    return not author or not names or author in names
