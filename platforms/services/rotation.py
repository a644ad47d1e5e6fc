"""Sealing everything anew with the newest key, so that an old one can be thrown away."""

from collections.abc import Iterator

from django.db import models

from platforms.models import Connection, OAuthApp, SignIn
from platforms.vault import VaultError, is_newest, reseal
from teams.models import WebhookEndpoint

BROKEN = "broken"
SEALED: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Connection, ("access_token", "refresh_token", "parked_credentials")),
    (WebhookEndpoint, ("secret", "old_secret")),
    (OAuthApp, ("client_secret",)),
    (SignIn, ("verifier", "found")),
)


def rotate_keys() -> Iterator[tuple[models.Model, str]]:
    """Seal each value anew that is not under the newest key; yields (row, result) for each row.

    Results: "resealed", "current", "changed" (somebody wrote it meanwhile: it has the newest key
    then), BROKEN (no key opens it). Every row is a step of its own and a value that is current is
    left alone, so it may be stopped at any point and run again.
    """
    for model, names in SEALED:
        for pk in list(model._default_manager.order_by("pk").values_list("pk", flat=True)):
            row = model._default_manager.filter(pk=pk).first()
            if row is not None:
                yield row, _rotate_row(row, names)


def _rotate_row(row: models.Model, names: tuple[str, ...]) -> str:
    """One conditional update of all the row's values: never one new and one lost."""
    old = {name: getattr(row, name) for name in names}
    stale = {name: value for name, value in old.items() if value and not is_newest(value)}
    if not stale:
        return "current"
    try:
        fresh = {name: reseal(value, bound_to=row.pk) for name, value in stale.items()}
    except VaultError:
        return BROKEN
    changed = type(row)._default_manager.filter(pk=row.pk, **old).update(**fresh)
    return "resealed" if changed else "changed"
