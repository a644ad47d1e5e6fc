"""Asks every address that the resolver knows, with a team's ids and with random ones."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote
from uuid import UUID, uuid4

from django.apps import apps
from django.core import serializers
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework import serializers as fields

from teams.models import Team
from teams.pace import Pace
from teams.throttling import (
    AIRateThrottle,
    SharedAnonRateThrottle,
    SharedUserRateThrottle,
    UploadRateThrottle,
)
from tests.api.everything import CANARY, SECRET, Everything

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
ADMIN_MODEL = re.compile(r"admin/(\w+)/(\w+)/")
SEARCH = "q=canary7&search=canary7&source=canary7"
QUERIES = {
    "admin/search/": "s=canary7&extended=1",
    "admin/autocomplete/": "term=canary7&app_label=briefs&model_name=derivativemediaplan"
    "&field_name=source_media",
}

# Addresses that are not about a team's rows, each with the reason.
LEFT_OUT = {
    "accounts/": "sign-in: allauth's own pages, about the person who asks",
    "admin/jsi18n/": "a catalogue of words",
    "admin/logout/": "ends the session that asks",
    "admin/password_change/": "about the person who asks",
    "readyz": "says 503 by design while no worker runs, and nothing of a team",
    "team/switch/": "chooses where the session works next: tested with the team's pages",
}


THROTTLES = (SharedUserRateThrottle, SharedAnonRateThrottle, UploadRateThrottle, AIRateThrottle)


@contextmanager
def no_rate_limits() -> Iterator[None]:
    """Thousands of questions a minute, each answered for itself."""
    with ExitStack() as stack:
        for throttle in THROTTLES:
            stack.enter_context(patch.object(throttle, "allow_request", lambda *_: True))
        stack.enter_context(patch.object(Pace, "lets_pass", lambda *_: True))
        yield


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver, flattened: `admin/<app>/<model>/<path:object_id>/change/`."""

    pattern: str
    view: Any

    @property
    def takes_id(self) -> bool:
        return bool(PARAMETER.search(self.pattern))

    @property
    def is_api(self) -> bool:
        return hasattr(self.view, "cls")

    @property
    def methods(self) -> tuple[str, ...]:
        """All of them for the API; the admin and the pages treat the rest as GET or not at all."""
        if self.is_api:
            return ("get", "post", "put", "patch", "delete", "options")
        return ("get", "post") if self.pattern.startswith("admin/") else ("get", "post", "delete")

    def address(self, values: dict[str, str], method: str = "get") -> str:
        def fill(match: re.Match) -> str:
            return values.get(match[1] or match[2], values["pk"])

        path = "/" + PARAMETER.sub(fill, self.pattern)
        return f"{path}?{QUERIES.get(self.pattern, SEARCH)}" if method == "get" else path

    def rows(self, everything: Everything) -> list[Model]:
        """The rows that may stand behind its id: of its model, else of the view's app, else all."""
        if match := ADMIN_MODEL.match(self.pattern):
            model = apps.get_model(match[1], match[2])
        else:
            model = getattr(
                getattr(getattr(self.view, "cls", None), "queryset", None), "model", None
            )
        if model is not None:
            return [everything.rows[model]] if model in everything.rows else []
        app = self.view.__module__.split(".")[0]
        fitting = [row for row in everything.rows.values() if self._takes(row)]
        return [row for row in fitting if row._meta.app_label == app] or fitting

    def _takes(self, row: Model) -> bool:
        """Whether the pattern could hold the row's id at all."""
        if "<uuid:" in self.pattern:
            return isinstance(row.pk, UUID)
        return "<slug:" not in self.pattern or "." not in str(row.pk)


def all_routes(patterns=None, prefix: str = "") -> Iterator[Route]:
    """Every pattern below the root, with the anchors of regular expressions taken off."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        text = prefix + str(entry.pattern).removeprefix("^").replace("\\Z", "").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from all_routes(entry.url_patterns, text)
        elif isinstance(entry, URLPattern):
            yield Route(text.replace("\\.", "."), entry.callback)


def swept_routes() -> list[Route]:
    routes = [route for route in all_routes() if not route.pattern.startswith(tuple(LEFT_OUT))]
    return sorted(routes, key=lambda route: route.pattern)


def ids_of(row: Model, everything: Everything) -> dict[str, str]:
    path = next(r.thumbnail_url for r in everything.rows.values() if hasattr(r, "thumbnail_url"))
    prefix = next(r.prefix for r in everything.rows.values() if hasattr(r, "hashed_key"))
    return {"pk": str(row.pk), "path": path, "prefix": prefix}


def random_ids() -> dict[str, str]:
    pk = str(uuid4())
    return {"pk": pk, "path": f"teams/{uuid4()}/{pk}.webp", "prefix": "Abcdefgh"}


WORDS = {
    "note": "n",
    "version": 1,
    "body": "b",
    "at": "2031-01-01T10:00",
    "url": "https://example.com/p",
    "action": "approve",
}


def body_for(route: Route, pk: str) -> dict:
    """What a real request would send: the fields of the API's serializer, or a form's guesses."""
    if not route.is_api:
        names = ("asset", "media", "post", "schedule", "connection", "folder", "_selected_action")
        return {**dict.fromkeys(names, pk), **WORDS}
    given = route.view.initkwargs.get("serializer_class")
    serializer_class = given or getattr(route.view.cls, "serializer_class", None)
    if serializer_class is None:
        return {}
    writable = serializer_class().fields.items()
    return {name: value_for(field, pk) for name, field in writable if not field.read_only}


VALUES = (
    (fields.URLField, "https://example.com/p"),
    (fields.CharField, "words"),
    (fields.IntegerField, 1),
    (fields.FloatField, 1.0),
    (fields.BooleanField, False),
    (fields.DateTimeField, "2031-01-01T10:00:00Z"),
    (fields.JSONField, {}),
    (fields.ListField, []),
)


def value_for(field: fields.Field, pk: str) -> Any:
    if isinstance(field, fields.PrimaryKeyRelatedField):
        return pk
    if isinstance(field, fields.ChoiceField):
        return next(iter(field.choices))
    return next((value for kind, value in VALUES if isinstance(field, kind)), None)


def ask(client: Client, route: Route, method: str, ids: dict[str, str], **headers):
    address = route.address(ids, method)
    if method in ("get", "options"):
        return getattr(client, method)(address, headers=headers)
    body = body_for(route, ids["pk"])
    if route.is_api or method != "post":
        send = getattr(client, method)
        return send(address, body, content_type="application/json", headers=headers)
    return client.post(address, body, headers=headers)


def text_of(answer) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode("latin-1")
    return answer.content.decode("utf-8", "replace")


def shape_of(answer, ids: dict[str, str]) -> tuple:
    """Status, kind, target and, but for pages, text; what echoes the question is taken out."""
    kind = answer.headers.get("Content-Type", "")
    text = "" if "text/html" in kind else text_of(answer)
    target, _, _ = unquote(answer.headers.get("Location", "")).partition("?")
    steps = ["#" if step in ids.values() else step for step in target.split("/")]
    for value in sorted((v for v in ids.values() if len(v) > 3), key=len, reverse=True):
        text = text.replace(value, "#")  # a frame's id is a number such as 1: not in every 401
    return answer.status_code, kind, text, steps


def faults_of(answer, what: str) -> list[str]:
    """Words of the team in the answer, or an answer that says that we broke."""
    text = text_of(answer) + str({**answer.headers, "Location": ""})
    faults = [f"{what} shows {word}" for word in (CANARY, SECRET) if word in text]
    return faults + ([f"{what} answers {answer.status_code}"] if answer.status_code >= 500 else [])


def sweep(
    client: Client, everything: Everything, *, only_api: bool = False, **headers
) -> tuple[list[str], int]:
    """Ask everything with the team's ids and with random ones: what is wrong; how many asked."""
    wrong, asked = [], 0
    for route in swept_routes():
        if only_api and not route.is_api:
            continue
        for method in route.methods:
            random = random_ids()
            answer = ask(client, route, method, random, **headers)
            wrong += faults_of(answer, f"{method} {route.pattern}")
            expected = shape_of(answer, random)
            for row in route.rows(everything) if route.takes_id else ():
                mine, asked = ids_of(row, everything), asked + 1
                answer = ask(client, route, method, mine, **headers)
                what = f"{method} {route.pattern} of {row._meta.label}"
                wrong += faults_of(answer, what)
                if shape_of(answer, mine) != expected:
                    wrong.append(f"{what} differs: {shape_of(answer, mine)} from {expected}")
    return wrong, asked


def rows_of(everything: Everything) -> dict[str, str]:
    """All rows of the team as text, by table: equal before and after means nothing changed."""
    tables = {}
    for model in apps.get_models():
        has_team = any(field.name == "team" for field in model._meta.fields)
        if has_team:
            rows = model._default_manager.filter(team=everything.team)
        elif model is Team:
            rows = model._default_manager.filter(pk=everything.team.pk)
        elif model in everything.rows:
            rows = model._default_manager.filter(pk=everything.rows[model].pk)
        else:
            continue
        tables[model._meta.label] = serializers.serialize("json", rows.order_by("pk"))
    return tables
