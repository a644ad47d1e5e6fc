"""A server as it is deployed: Django's own check, its headers, its cookies, what it refuses."""

import os
import subprocess
import sys

import httpx

from audit.people import make_world
from audit.result import Row
from audit.run import Run
from audit.server import ROOT, Server, running

LETTERS = "k3J9-audit-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH"
HOST = "reelay.example.com"
PRODUCTION = {
    "REELAY_ENV": "production",
    "SECRET_KEY": LETTERS,
    "TOKEN_ENCRYPTION_KEYS": LETTERS[::-1],
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
    "LOG_LEVEL": "INFO",
}
PAGES = (
    "/accounts/login/",
    "/",
    "/admin/",
    "/api/docs/",
    "/api/posts",
    "/nothing-here",
    "/healthz",
)
DIRECTIVES = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
SECURE = {"X-Forwarded-Proto": "https", "Host": HOST}


def ask(run: Run, row: Row) -> None:
    """Everything that a browser or a passer-by can see of it is as it should be."""
    world = make_world()
    checked = manage("check", "--deploy", "--fail-level", "WARNING")
    row.require(checked.returncode == 0, f"check --deploy: {checked.stderr[-400:]}")
    made = manage("collectstatic", "--no-input", "--verbosity", "0")
    row.require(made.returncode == 0, f"collectstatic: {made.stderr[-400:]}")
    with running(run.folder, PRODUCTION) as server:
        for page in PAGES:
            headers_of(get(server, page), page, row)
        cookies(server, row)
        refusals(server, row)
        errors_say_little(server, world, row)
        static_files(server, row)
    row.figures = f"{len(PAGES)} pages in production mode"


def manage(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *words]
    environment = {**os.environ, **PRODUCTION}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the tests set it for their browser
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def get(server: Server, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=20) as client:
        return client.request(method, path, headers={**SECURE, **headers})


def headers_of(answer: httpx.Response, page: str, row: Row) -> None:
    """What a browser is told to enforce."""
    told = answer.headers
    row.require(answer.status_code < 500, f"{page} answers {answer.status_code}")
    hsts = told.get("strict-transport-security", "")
    row.require("max-age=31536000" in hsts, f"{page}: HSTS is {hsts!r}")
    row.require(told.get("x-content-type-options") == "nosniff", f"{page} lacks nosniff")
    row.require(told.get("referrer-policy") == "same-origin", f"{page} lacks Referrer-Policy")
    row.require(told.get("x-frame-options") == "DENY", f"{page} may be framed")
    opener = told.get("cross-origin-opener-policy")
    row.require(opener == "same-origin", f"{page}: Cross-Origin-Opener-Policy is {opener}")
    policy = told.get("content-security-policy", "")
    for directive in DIRECTIVES:
        row.require(directive in policy, f"{page}: the policy lacks {directive}")
    scripts = next((p for p in policy.split(";") if "script-src" in p), "")
    row.require("'unsafe-inline'" not in scripts, f"{page} allows inline scripts")
    row.require("django" not in str(told).lower(), f"{page} names what it runs on")


def cookies(server: Server, row: Row) -> None:
    """Bound to the host, out of reach of scripts, over TLS only."""
    found = get(server, "/accounts/login/").headers.get_list("set-cookie")
    row.require(found, "the sign-in page sets no cookie")
    for cookie in found:
        name = cookie.partition("=")[0]
        row.require(name.startswith("__Host-"), f"the cookie {name} is not bound to its host")
        row.require("Secure" in cookie, f"the cookie {name} travels without TLS")
        row.require("SameSite=" in cookie, f"the cookie {name} travels from other sites")


def refusals(server: Server, row: Row) -> None:
    """Plain http is redirected; other hosts, odd methods and forged posts are refused."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=20) as client:
        plain = client.get("/", headers={"Host": HOST})
        row.require(
            plain.status_code == 301 and plain.headers["location"].startswith("https://"),
            f"plain http answers {plain.status_code}",
        )
    other = get(server, "/", Host="evil.example.net")
    row.require(other.status_code == 400, f"another host is answered with {other.status_code}")
    for method in ("TRACE", "CONNECT", "PROPFIND"):
        answer = get(server, "/accounts/login/", method)
        row.require(answer.status_code in (400, 403, 405, 501), f"{method}: {answer.status_code}")
    forged = get(server, "/accounts/login/", "POST", Origin="https://evil.example.net")
    row.require(forged.status_code == 403, f"a foreign POST is answered with {forged.status_code}")
    for path in ("/static/../manage.py", "/static/%2e%2e/manage.py", "/media/public/%2e%2e/x:y:z"):
        answer = get(server, path)
        row.require(answer.status_code in (400, 403, 404), f"{path}: {answer.status_code}")
    for path in ("/.env", "/.git/config", "/var/secret_key", "/admin/r/1/1/"):
        row.require(get(server, path).status_code == 404, f"{path} is there")


def errors_say_little(server: Server, world, row: Row) -> None:
    """An error names no file, no setting and no query."""
    key = {"Authorization": f"Bearer {world.everything.key}"}
    answers = [
        get(server, "/nothing-here"),
        get(server, "/", Host="evil.example.net"),
        get(server, "/api/nothing"),
        get(server, "/api/posts/not-an-id", **key),
        get(server, "/api/posts?ordering=secret", **key),
    ]
    for answer in answers:
        said = answer.text
        for word in ("Traceback", "DEBUG", "site-packages", "SELECT ", "config.settings", LETTERS):
            row.require(word not in said, f"{answer.url} says {word!r}")


def static_files(server: Server, row: Row) -> None:
    """The pages' own files are served, compressed names and all."""
    page = get(server, "/accounts/login/").text
    places = {part.split('"')[0] for part in page.split('"/static/')[1:]}
    row.require(places, "the sign-in page uses no static files")
    for place in places:
        answer = get(server, f"/static/{place}")
        row.require(answer.status_code == 200, f"/static/{place}: {answer.status_code}")
