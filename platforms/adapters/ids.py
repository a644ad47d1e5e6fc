"""Ids of posts, before they become a part of an address."""

import re

from platforms.exceptions import Rejected

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def path_id(post_id: str) -> str:
    """The id, if it can stand in a path as it is. Raises Rejected for anything else."""
    if not ID.fullmatch(post_id):
        raise Rejected(f"“{post_id[:40]}” is no post’s id.")
    return post_id
