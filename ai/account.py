"""Who a provider's call is charged to.

    with charged_to(team, purpose="captions", asset_id=asset.pk):
        get_text_model().compose(…)

A call outside of such a block raises NobodyToCharge: it could be neither counted nor limited.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from teams.models import Team


class NobodyToCharge(RuntimeError):
    """A programming error: a provider was asked outside of `charged_to`."""


@dataclass(frozen=True)
class Account:
    """A team, what the call is for, and the asset it is about.

    `afresh`: kept answers are not good enough, since a person asked for new ones.
    """

    team: Team
    purpose: str
    asset_id: UUID | None = None
    afresh: bool = False


_current: ContextVar[Account | None] = ContextVar("ai_account", default=None)


@contextmanager
def charged_to(
    team: Team, *, purpose: str, asset_id: UUID | None = None, afresh: bool = False
) -> Iterator[Account]:
    """Charge every call inside to `team`. Does not reach into threads that are started inside."""
    token = _current.set(Account(team, purpose, asset_id, afresh))
    try:
        yield _current.get()  # type: ignore[misc]
    finally:
        _current.reset(token)


@contextmanager
def for_purpose(purpose: str) -> Iterator[None]:
    """Name a part of the work more closely: the same team and asset."""
    token = _current.set(replace(current_account(), purpose=purpose))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def asked_afresh() -> Iterator[None]:
    """Inside, no kept answer is used: what was answered before was not good enough."""
    token = _current.set(replace(current_account(), afresh=True))
    try:
        yield
    finally:
        _current.reset(token)


def current_account() -> Account:
    """Who pays. Raises NobodyToCharge."""
    account = _current.get()
    if account is None:
        raise NobodyToCharge("Ask AI providers inside `charged_to(team, …)`.")
    return account
