"""Tokens at rest: bound to their row, readable after a key rotation, closed otherwise."""

import pytest

from platforms.vault import VaultError, seal, unseal

OLD, NEW = "an old key", "a new key"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]


def test_token_opens_for_its_own_row():
    sealed = seal("secret\ntoken", bound_to="row-1")
    assert "secret" not in sealed
    assert unseal(sealed, bound_to="row-1") == "secret\ntoken"


def test_token_moved_to_another_row_does_not_open():
    with pytest.raises(VaultError, match="another connection"):
        unseal(seal("secret", bound_to="row-1"), bound_to="row-2")


def test_old_token_opens_after_a_new_key_was_put_first(settings):
    sealed = seal("secret", bound_to="row-1")
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    assert unseal(sealed, bound_to="row-1") == "secret"


def test_new_tokens_use_the_first_key(settings):
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    sealed = seal("secret", bound_to="row-1")
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    assert unseal(sealed, bound_to="row-1") == "secret"


def test_token_does_not_open_once_its_key_is_gone(settings):
    sealed = seal("secret", bound_to="row-1")
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    with pytest.raises(VaultError, match="configured keys"):
        unseal(sealed, bound_to="row-1")


@pytest.mark.parametrize("damaged", ["nonsense", "gAAAAABk", "é"])
def test_damaged_token_does_not_open(damaged):
    with pytest.raises(VaultError):
        unseal(damaged, bound_to="row-1")


def test_nothing_stays_nothing():
    assert seal("", bound_to="row-1") == ""
    assert unseal("", bound_to="row-1") == ""
