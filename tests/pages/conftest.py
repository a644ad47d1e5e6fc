"""Browser sessions for the tests of pages."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.browser import ServedRequests, Watched, chromium  # noqa: F401  (a fixture)
from tests.pages.rows import Story, tell_story

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def story(team, owner) -> Story:
    """A team in full swing."""
    return tell_story(team, owner, timezone.now())


@pytest.fixture
def surf(chromium, live_server) -> Callable[..., Watched]:  # noqa: F811
    """Open a session of a person: `surf(owner)`, or of nobody; closed at the end."""
    contexts = []
    served = ServedRequests()

    def start(user=None, *, viewport=DESK, scheme="light", **options) -> Watched:
        context = chromium.new_context(viewport=viewport, color_scheme=scheme, **options)
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        return Watched(context, live_server.url)

    yield start
    for context in contexts:
        context.close()
    served.drain()
    served.close()


def session_cookie(user, url: str) -> dict:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}
