"""Webhooks do not wait for the minute: nudged when committed, and looked after by the clock."""

import pytest

from config import clock
from teams.services.events import record_event


@pytest.fixture
def queued(monkeypatch):
    tasks: list[str] = []
    monkeypatch.setattr("teams.services.webhooks.async_task", tasks.append)
    monkeypatch.setattr("platforms.webhooks.receiving.async_task", tasks.append)
    return tasks


def test_a_message_is_nudged_once_it_is_committed(
    endpoint, queued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as waiting:
        record_event(endpoint.team, "post_failed", endpoint.team, "No.")
    assert queued == []
    for callback in waiting:
        callback()
    assert queued == ["platforms.tasks.send_webhooks_task"]


def test_an_event_that_nobody_wants_nudges_nobody(team, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record_event(team, "post_failed", team, "No.")
    assert queued == []


def test_the_clock_sends_and_handles_what_is_due(monkeypatch, now):
    done = []
    monkeypatch.setattr(clock, "send_due", lambda at, within: done.append(("send", at)))
    monkeypatch.setattr(clock, "handle_due", lambda at: done.append(("handle", at)))
    clock.send_webhooks(now, "test")
    clock.handle_webhooks(now, "test")
    assert done == [("send", now), ("handle", now)]
