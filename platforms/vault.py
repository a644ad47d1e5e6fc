"""Tokens at rest: sealed with rotating keys, and bound to the row they belong to."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class VaultError(Exception):
    """A sealed value does not open: another key, another row, or damaged."""


def _fernets() -> list[Fernet]:
    """One for each key, newest first."""
    derived = (hashlib.sha256(k.strip().encode()).digest() for k in settings.TOKEN_ENCRYPTION_KEYS)
    return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]


def _keys() -> MultiFernet:
    return MultiFernet(_fernets())


def seal(plaintext: str, *, bound_to: object) -> str:
    """Encrypt `plaintext` for the row whose primary key is `bound_to`; empty stays empty."""
    if not plaintext:
        return ""
    return _keys().encrypt(f"{bound_to}\n{plaintext}".encode()).decode()


def unseal(sealed: str, *, bound_to: object) -> str:
    """Decrypt. Raises VaultError when it was sealed for another row or with an unknown key."""
    if not sealed:
        return ""
    try:
        owner, _, plaintext = _keys().decrypt(sealed.encode()).decode().partition("\n")
    except InvalidToken as error:
        raise VaultError("The stored token does not open with the configured keys.") from error
    if owner != str(bound_to):
        raise VaultError("The stored token belongs to another connection.")
    return plaintext


def is_newest(sealed: str) -> bool:
    """Whether a value opens with the newest key."""
    try:
        _fernets()[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def reseal(sealed: str, *, bound_to: object) -> str:
    """The same secret under the newest key. Raises VaultError when it does not open."""
    return seal(unseal(sealed, bound_to=bound_to), bound_to=bound_to)
