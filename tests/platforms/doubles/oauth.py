"""The sign-ins of all platforms at one address: codes, PKCE, tokens that rotate, accounts.

`agree` is the person at the platform's page: it reads the address that we sent them to, as strictly
as a platform would, and returns the query that they come back with.
"""

import base64
import hashlib
import itertools
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from platforms.oauth.providers import PROVIDERS, Provider
from tests.platforms.doubles.server import Call, Double, Refused, Reply

CLIENT_ID, CLIENT_SECRET = "our-app", "canary-app-secret-3e"
PAGES = [
    {"id": "11", "name": "Bakery", "access_token": "canary-page-11", "tasks": ["CREATE_CONTENT"],
     "instagram_business_account": {"id": "81", "username": "bakery"}},
    {"id": "12", "name": "Café", "access_token": "canary-page-12", "tasks": ["CREATE_CONTENT"],
     "instagram_business_account": {"id": "82", "username": "cafe"}},
    {"id": "13", "name": "Only reading", "access_token": "canary-page-13", "tasks": ["ANALYZE"]},
]  # fmt: skip
ME: dict[str, dict] = {
    "/v2/user/info/": {
        "data": {"user": {"open_id": "tt-1", "display_name": "Maker", "username": "maker"}},
        "error": {"code": "ok"},
    },
    "/youtube/v3/channels": {
        "items": [{"id": "UC1", "snippet": {"title": "Maker TV", "customUrl": "@maker"}}]
    },
    "/me": {"user_id": "17", "username": "maker", "name": "Maker"},
    "/v1.0/me": {"id": "18", "username": "maker", "name": "Maker"},
    "/2/users/me": {"data": {"id": "19", "username": "maker", "name": "Maker"}},
    "/v2/userinfo": {"sub": "abc", "name": "Mia Maker"},
    "/rest/organizationAcls": {"elements": [{"organization": "urn:li:organization:77"}]},
    "/rest/organizations/77": {"localizedName": "Maker GmbH", "vanityName": "maker"},
    "/v5/user_account": {"id": "20", "username": "maker"},
    "/api/v1/accounts/verify_credentials": {"id": "21", "username": "maker", "display_name": "M"},
    "/v26.0/me/accounts": {"data": PAGES},
}


class OAuthDouble(Double):
    """Answers for one provider at a time: `speak_as(key)`."""

    routes: ClassVar[tuple[tuple[str, str, str, str], ...]] = (
        ("POST", r"(/oauth|/v2/oauth|/v5/oauth|/2/oauth2)?/token/?", "token", "token"),
        ("POST", r"/oauth/v2/accessToken", "token", "token"),
        ("POST", r"/oauth/access_token", "token", "token"),
        ("GET", r"/v26\.0/oauth/access_token", "token", "token"),
        ("GET", r"/access_token", "token", "exchange"),
        ("GET", r"/refresh_access_token", "token", "exchange"),
        ("POST", r".*/revoke/?", "revoke", "revoke"),
        ("POST", r"/api/v1/apps", "apps", "register"),
        ("GET", r"(/.+)", "account", "account"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.provider: Provider = PROVIDERS["x"]
        self.rotates = True
        self.granted: str | None = None  # rights, when they differ from those asked for
        self.lifetime: Any = 7200
        self.live: set[str] = set()  # tokens that work
        self.revoked: list[str] = []
        self.token_calls = 0
        self.accounts = dict(ME)
        self._codes: dict[str, dict] = {}
        self._numbers = itertools.count(1)

    def speak_as(self, key: str) -> None:
        self.provider = PROVIDERS[key]

    # the person

    def agree(self, address: str) -> dict[str, str]:
        """Sign in at `address` and agree. Raises AssertionError as a platform would refuse."""
        parts = urlsplit(address)
        spec = self.provider.spec
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}".endswith(spec.authorize_url)
        assert query[spec.client_id_param] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["scope"] == self.provider.scope_separator.join(spec.scopes)
        assert ("code_challenge" in query) == spec.pkce
        code = f"code-{next(self._numbers)}"
        self._codes[code] = query
        return {"code": code, "state": query["state"]}

    # tokens

    def token(self, call: Call) -> Reply:
        with self.lock:
            self.token_calls += 1
        fields = call.form if call.method == "POST" else call.query
        self._check_app(call, fields)
        match fields.get("grant_type", ""):
            case "authorization_code":
                return self._for_code(fields)
            case "refresh_token":
                return self._for_refresh(fields["refresh_token"])
            case "fb_exchange_token":
                self._check_live(fields["fb_exchange_token"])
                return self._tokens()
        raise self._no("unsupported_grant_type")

    def exchange(self, call: Call) -> Reply:
        """Meta's ways: a longer-lived token for one that still works."""
        with self.lock:
            self.token_calls += 1
        assert call.query["grant_type"].endswith(("exchange_token", "refresh_token"))
        if "exchange" in call.query["grant_type"]:
            assert call.query["client_secret"] == CLIENT_SECRET
        self._check_live(call.query["access_token"])
        return self._tokens()

    def _check_app(self, call: Call, fields: dict[str, str]) -> None:
        given = (fields.get(self.provider.spec.client_id_param), fields.get("client_secret"))
        if self.provider.spec.token_auth == "basic":
            pair = base64.b64decode(call.headers["Authorization"].removeprefix("Basic ")).decode()
            given = tuple(unquote(part) for part in pair.split(":"))  # type: ignore[assignment]
        if given != (CLIENT_ID, CLIENT_SECRET):
            raise self._no("invalid_client", 401)

    def _for_code(self, fields: dict[str, str]) -> Reply:
        asked = self._codes.pop(fields["code"], None)  # a code is good for one use
        if asked is None or asked["redirect_uri"] != fields["redirect_uri"]:
            raise self._no("invalid_grant")
        if self.provider.spec.pkce:
            digest = hashlib.sha256(fields["code_verifier"].encode()).digest()
            plain = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            wanted = digest.hex() if self.provider.challenge == "hex" else plain
            if asked["code_challenge"] != wanted:
                raise self._no("invalid_grant")
        return self._tokens()

    def _for_refresh(self, token: str) -> Reply:
        self._check_live(token)
        if self.rotates:
            self.live.discard(token)
        return self._tokens()

    def _check_live(self, token: str) -> None:
        if token not in self.live:
            if self.provider.renew or self.provider.lengthen:  # Meta's shape
                error = {"message": f"bad {token}", "type": "OAuthException", "code": 190}
                raise Refused(Reply(400, {"error": error}))
            raise self._no("invalid_grant")

    def _tokens(self) -> Reply:
        n = next(self._numbers)
        answer: dict[str, Any] = {"access_token": f"canary-access-{n}", "token_type": "bearer"}
        if self.lifetime is not None:
            answer["expires_in"] = self.lifetime
        if self.granted != "":
            asked = self.provider.scope_separator.join(self.provider.spec.scopes)
            answer["scope"] = asked if self.granted is None else self.granted
        if self.provider.spec.refresh == "refresh_token":
            answer["refresh_token"] = f"canary-refresh-{n}"
            self.live.add(answer["refresh_token"])
        self.live.add(answer["access_token"])
        return Reply(200, answer)

    def _no(self, code: str, status: int = 400) -> Refused:
        """The description quotes a secret, as careless servers do."""
        words = {"error": code, "error_description": f"canary-refresh {CLIENT_SECRET}"}
        return Refused(Reply(status, words))

    # the rest

    def revoke(self, call: Call) -> Reply:
        self._check_app(call, call.form)
        self.revoked.append(call.form["token"])
        return Reply(200, {})

    def register(self, call: Call) -> Reply:
        assert call.form["scopes"] == "read write:statuses write:media"
        return Reply(200, {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})

    def account(self, call: Call) -> Reply:
        if call.headers["Authorization"].removeprefix("Bearer ") not in self.live:
            raise self._no("invalid_token", 401)
        return Reply(200, self.accounts[call.parts[0]])
