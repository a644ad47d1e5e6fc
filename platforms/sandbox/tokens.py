"""Tokens of the Sandbox: each names its account, and the account opens on first use."""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass

PREFIX = "sbx"


@dataclass(frozen=True)
class TokenAccount:
    """The account that a token speaks for."""

    account_id: str
    platform: str
    handle: str


def mint_token(account: TokenAccount) -> str:
    """A fresh token; as secret as any other."""
    claims = json.dumps([account.account_id, account.platform, account.handle]).encode()
    return f"{PREFIX}.{base64.urlsafe_b64encode(claims).decode()}.{secrets.token_urlsafe(18)}"


def read_token(token: str) -> TokenAccount | None:
    """The account of a token; None when it is not one of ours."""
    prefix, _, rest = token.partition(".")
    claims, _, secret = rest.partition(".")
    if prefix != PREFIX or not secret:
        return None
    try:
        account_id, platform, handle = json.loads(base64.urlsafe_b64decode(claims))
    except (ValueError, TypeError, binascii.Error):
        return None
    return TokenAccount(str(account_id), str(platform), str(handle))
