"""Proving once more who one is, before something that cannot be undone."""

from teams.models import User
from teams.pace import Pace

TRIES = Pace("data-proof", most=10, seconds=600)
TOO_OFTEN = "Too many tries. Wait ten minutes."
NOT_YOURS = "This is not your password."


def what_is_wrong(user: User, password: str) -> str:
    """The sentence why this is no proof; empty when it is. At most ten tries in ten minutes."""
    if not TRIES.lets_pass(str(user.pk)):
        return TOO_OFTEN
    return "" if user.check_password(password) else NOT_YOURS
