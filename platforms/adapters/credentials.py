"""The secrets of a connection, opened for the moment of a call."""

from platforms.exceptions import ReconnectNeeded
from platforms.models import Connection
from platforms.vault import VaultError, unseal


def access_token_of(connection: Connection) -> str:
    """The token in plain text. Raises ReconnectNeeded when there is none, or it does not open."""
    try:
        token = unseal(connection.access_token, bound_to=connection.pk)
    except VaultError as error:
        raise ReconnectNeeded(f"{error} Connect the account again.") from error
    if not token:
        raise ReconnectNeeded(f"{connection} has no sign-in. Connect the account again.")
    return token
