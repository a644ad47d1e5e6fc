"""The account is emptied; what others need stays, as a former member's."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import serializers

from analysis.models import MediaAnalysis, TranscriptVersion
from audit.searching import tables_with
from media_assets.models import MediaAsset
from scheduling.models import PostComment, PostingSchedule
from teams.models import ApiToken, DataRequest, EventLog, Notification, Team, TeamMember
from teams.privacy import erase_person as erasing
from teams.privacy.requests import (
    DataProblem,
    ask_erasure_of_person,
    ask_erasure_of_team,
    ask_export_of_person,
)
from teams.services.events import record_event
from teams.services.members import change_role
from teams.services.tokens import create_token
from tests.api.everything import make_everything
from tests.conftest import signed_in
from tests.factories import make_team, make_user
from tests.privacy.conftest import contents, done

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Petra Peregrine", "petra.peregrine@example.com"


@pytest.fixture
def petra(team):
    return make_user(email=ADDRESS, name=NAME)


@pytest.fixture
def place(team, petra, owner):
    place = TeamMember.objects.create(team=team, user=petra, role="member")
    change_role(place, "admin", by=owner)
    return place


@pytest.fixture
def left_behind(team, owner, petra, place, now):
    """What she did: a row of every kind, a comment, an edited transcript, a key, a session."""
    rows = make_everything(team, petra, "plainword")
    PostComment.objects.create(
        team=team, schedule=rows[PostingSchedule], user=petra, text="Warmer.", said_at=now
    )
    TranscriptVersion.objects.filter(team=team).update(edited_by=petra, made_by=NAME)
    MediaAnalysis.objects.filter(team=team).update(transcript_status=f"Edited by {NAME}.")
    create_token(team, user=petra, name="hers")
    signed_in(petra).get("/")
    return rows


@pytest.fixture
def request_of(petra, now) -> DataRequest:
    return ask_erasure_of_person(petra, by=petra, now=now)


def test_no_name_and_no_address_is_left_in_any_table(left_behind, request_of, petra):
    assert done(request_of).status == "done"
    assert list(tables_with([NAME, ADDRESS, "Petra"])) == []
    petra.refresh_from_db()
    assert (petra.name, petra.is_active) == ("A former member", False)
    assert not petra.has_usable_password()


def test_what_others_need_stays_as_a_former_members(left_behind, request_of, team):
    done(request_of)
    comment = PostComment.objects.get(text="Warmer.")
    assert str(comment.user) == "A former member"
    assert PostingSchedule.objects.filter(team=team).exists()
    assert TranscriptVersion.objects.filter(team=team)[0].made_by == "A former member"
    edited = MediaAnalysis.objects.filter(team=team)[0]
    assert edited.transcript_status == "Edited by a former member."


def test_keys_sessions_notices_and_places_go(left_behind, request_of, petra):
    done(request_of)
    for model in (ApiToken, Notification, TeamMember):
        assert not model.objects.filter(user=petra).exists(), model
    assert not Session.objects.filter(session_data__contains=str(petra.pk)).exists()
    assert Session.objects.count() == 0


def test_the_receipt_counts_and_names_nobody(left_behind, request_of, petra):
    keys = ApiToken.objects.filter(user=petra).count()
    receipt = done(request_of).receipt
    assert receipt["tables"]["api_tokens"] == keys == 2
    assert receipt["tables"]["team_members"] == 1
    assert receipt["stay_without_name"]["post_comments.user"] == 1
    said = json.dumps(receipt)
    assert not any(word in said for word in (NAME, ADDRESS, "Kitchen"))


def test_another_persons_rows_are_as_they_were(left_behind, request_of, owner):
    before = serializers.serialize("json", [owner, *Notification.objects.filter(user=owner)])
    done(request_of)
    owner.refresh_from_db()
    after = serializers.serialize("json", [owner, *Notification.objects.filter(user=owner)])
    assert before == after


def test_the_only_owner_is_refused_with_what_to_do(owner, team, now):
    with pytest.raises(DataProblem, match="only owner of “Kitchen”"):
        ask_erasure_of_person(owner, by=owner, now=now)


def test_who_became_the_only_owner_meanwhile_stays(owner, team, petra, place, now):
    TeamMember.objects.filter(pk=place.pk).update(role="owner")
    request = ask_erasure_of_person(owner, by=owner, now=now)
    TeamMember.objects.filter(pk=place.pk).update(role="member")
    request = done(request)
    assert request.status == "failed"
    assert "Make somebody else an owner" in request.error
    owner.refresh_from_db()
    assert (owner.name, owner.is_active) == ("Olga Owner", True)


def test_a_team_of_two_owners_is_the_others(owner, team, petra, place, now):
    TeamMember.objects.filter(pk=place.pk).update(role="owner")
    done(ask_erasure_of_person(owner, by=owner, now=now))
    assert Team.objects.get().owner == petra


@pytest.mark.parametrize("step", ["_leave_teams", "_forget_requests", "delete_batch", "_end"])
def test_a_crash_before_any_step_is_gone_on_from(left_behind, request_of, step, monkeypatch):
    def stop(*_):
        raise RuntimeError("stopped")

    with monkeypatch.context() as broken:
        broken.setattr(erasing, step, stop)
        request = done(request_of)
    assert request.status == "waiting"
    request = done(request)
    assert request.status == "done"
    assert request.receipt["tables"]["team_members"] == 1
    assert list(tables_with([NAME, ADDRESS])) == []


def test_an_export_holds_what_is_theirs_and_no_content_of_the_team(
    left_behind, petra, owner, now, team
):
    make_team(make_user(), name="Elsewhere")
    files = contents(done(ask_export_of_person(petra, by=petra, now=now)))
    profile = json.loads(files["profile.json"])
    assert (profile["email"], "password" in profile) == (ADDRESS, False)
    assert json.loads(files["teams.json"])[0]["name"] == "Kitchen"
    comments = json.loads(files["tables/post_comments.user.json"])
    assert [comment["text"] for comment in comments] == ["Warmer."]
    assert json.loads(files["tables/notifications.user.json"])
    events = json.loads(files["tables/event_logs.user.json"])
    assert {"event_type", "created_at"} <= set(events[0])
    assert "message" not in events[0]
    whole = b"".join(files.values())
    assert petra.password.encode() not in whole
    assert b"caption plainword" not in whole


def test_an_export_holds_nothing_of_another_person(left_behind, petra, owner, now):
    files = contents(done(ask_export_of_person(petra, by=petra, now=now)))
    assert owner.email.encode() not in b"".join(files.values())


def test_their_exports_go_with_them_but_a_planned_erasure_of_a_team_stays(
    team, owner, petra, place, now
):
    TeamMember.objects.filter(pk=place.pk).update(role="owner")
    export = done(ask_export_of_person(petra, by=petra, now=now))
    planned = ask_erasure_of_team(team, by=petra, now=now)
    done(ask_erasure_of_person(petra, by=petra, now=now))
    export.refresh_from_db()
    planned.refresh_from_db()
    assert (export.file_path, planned.status) == ("", "waiting")
    done(planned, now + timedelta(days=8))
    assert not Team.objects.exists()


def test_the_log_says_that_a_former_member_left(left_behind, request_of, team, place):
    done(request_of)
    events = EventLog.objects.filter(team=team, event_type__startswith="member_")
    assert {event.message for event in events} <= {"", "A former member"}
    assert {"member_left", "member_role"} <= {event.event_type for event in events}


def test_an_asset_of_theirs_stays_with_the_team(left_behind, request_of, team, petra):
    MediaAsset.objects.filter(team=team).update(owner=petra)
    done(request_of)
    assert str(MediaAsset.objects.filter(team=team)[0].owner) == "A former member"


def test_the_receipt_is_mailed_to_the_address_that_is_then_forgotten(
    left_behind, request_of, mailoutbox
):
    done(request_of)
    (letter,) = [mail for mail in mailoutbox if "erased" in mail.subject]
    assert letter.to == [ADDRESS]
    name, text, kind = letter.attachments[0]
    assert (name, kind) == (f"receipt-{request_of.pk}.json", "application/json")
    assert json.loads(text)["tables"]["team_members"] == 1


def test_a_mail_server_that_is_away_undoes_nothing(left_behind, request_of, monkeypatch):
    def away(*_, **__):
        raise OSError("nobody answers")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    assert done(request_of).status == "done"


def test_an_address_that_the_log_quotes_goes(petra, place, team, request_of):
    record_event(team, "notification_mail_failed", petra, f"refused: {ADDRESS}")
    done(request_of)
    assert list(tables_with([ADDRESS])) == []
