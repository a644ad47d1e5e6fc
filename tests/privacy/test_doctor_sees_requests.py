"""`manage.py doctor` says when an export or an erasure is late or held up."""

from datetime import timedelta

import pytest

from config.doctor import probe_data_requests
from teams.models import DataRequest
from teams.privacy.requests import ask_export_of_team

pytestmark = pytest.mark.django_db


def test_one_that_nobody_takes_up_is_said(team, owner, now):
    assert probe_data_requests(now).ok
    ask_export_of_team(team, by=owner, now=now)
    assert probe_data_requests(now + timedelta(minutes=5)).ok
    late = probe_data_requests(now + timedelta(minutes=11))
    assert (late.ok, late.detail) == (False, "1 overdue, 0 held up")


def test_one_that_cannot_begin_is_said(team, owner, now):
    request = ask_export_of_team(team, by=owner, now=now)
    DataRequest.objects.filter(pk=request.pk).update(error="A post is being sent right now.")
    assert probe_data_requests(now).detail == "0 overdue, 1 held up"
