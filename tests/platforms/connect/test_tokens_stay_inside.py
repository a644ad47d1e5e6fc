"""No token in pages, admin, API, logs, errors, events or tasks. Every secret here says “canary”."""

import logging
import traceback

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ, Task

from platforms.models import Connection, SignIn
from platforms.oauth.flow import App, Grant, renew_grant
from platforms.oauth.providers import PROVIDERS
from platforms.services.credentials import Credentials
from platforms.services.refresh import refresh_connection
from platforms.tasks import refresh_due_tokens_task
from teams.models import EventLog

pytestmark = pytest.mark.django_db

FAULTS = ["ok", "html_for_json", "truncated", "accepted_then_dropped", "error_500_before",
          "forbidden", "rate_limited", "wrong_shape"]  # fmt: skip

THEIRS = "sandbox"  # the double's own log of its calls


def test_nothing_shows_after_a_whole_life_of_an_account(
    owner, owner_client, api, network, connect, signed_in_account, caplog
):
    caplog.set_level(logging.DEBUG)
    owner.is_superuser = True
    owner.save()
    connect(owner_client, "tiktok")
    choice = connect(owner_client, "facebook")["Location"]
    shown = [owner_client.get(choice).content.decode()]
    owner_client.post(choice, {"accounts": ["11", "12"]})
    row = signed_in_account("threads")
    for _ in FAULTS:
        refresh_connection(row, now=timezone.now())
    refresh_due_tokens_task()
    shown += pages_of(owner_client) + answers_of(api)
    stored = [str(list(model.objects.values())) for model in (EventLog, Task, OrmQ)]
    rows = [str(list(model.objects.values())) for model in (Connection, SignIn)]
    logged = [r.getMessage() for r in caplog.records if not r.name.startswith(THEIRS)]
    for text in (*shown, *stored, *rows, *logged):
        assert "canary" not in text


def pages_of(client) -> list[str]:
    names = ["connections", "dashboard", "activity", "admin:platforms_connection_changelist"]
    addresses = [reverse(name) for name in names]
    for row in Connection.objects.all():
        addresses.append(reverse("admin:platforms_connection_change", args=[row.pk]))
        addresses.append(reverse("connection-route", args=[row.pk]))
    return [client.get(address, follow=True).content.decode() for address in addresses]


def answers_of(api) -> list[str]:
    found = [api.get(f"/api/{name}").content.decode() for name in ("connections", "events")]
    for row in Connection.objects.all():
        found.append(api.post(f"/api/connections/{row.pk}/refresh").content.decode())
        found.append(api.get(f"/api/connections/{row.pk}").content.decode())
    return found


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("key", ["x", "instagram", "facebook", "tiktok"])
def test_no_error_of_a_renewal_quotes_a_secret(key, fault, network):
    """The double's own refusals quote secrets, as careless servers do."""
    network.speak_as(key)
    network.misbehave(fault, route="token")
    app = App("our-app", "canary-app-secret-3e")
    try:
        renew_grant(PROVIDERS[key], app, access_token="canary-a", refresh_token="canary-r")
    except Exception as error:  # whatever it is
        text = "".join(traceback.format_exception(error)) + str(vars(error))
    else:
        pytest.fail("these tokens are not known there")
    assert "canary-app" not in text.replace('App("our-app", "canary-app-secret-3e")', "")
    assert "canary-a" not in text.replace('access_token="canary-a"', "").replace("canary-app", "")


def test_objects_that_hold_secrets_do_not_print_them():
    holders = (App("id", "canary"), Grant("canary", "canary"), Credentials("canary", "canary"))
    assert "canary" not in repr(holders)
