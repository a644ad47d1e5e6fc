"""Data and privacy: who may press what, and what a press does."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from teams.models import DataRequest, TeamMember, User
from teams.privacy.work import carry_out_due
from tests.conftest import signed_in
from tests.factories import make_connection, make_data_request, make_schedule, make_team

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def finished(team) -> DataRequest:
    request = make_data_request(
        team, file_size_bytes=9, file_sha256="a" * 64, expires_at=timezone.now() + timedelta(days=7)
    )
    request.file_path = default_storage.save("exports/x.zip", ContentFile(b"PK of team"))
    request.save()
    return request


def download(row) -> str:
    return reverse("data-request-download", args=[row.pk])


def erase(client, **fields):
    return client.post(
        reverse("team-data-erase"), {"name": "Kitchen", "password": PASSWORD, **fields}
    )


def test_an_owner_exports_and_downloads(owner_client, team, owner):
    owner_client.post(reverse("team-data-export"))
    request = DataRequest.objects.get()
    assert carry_out_due() == 1
    page = owner_client.get(reverse("team-data")).content.decode()
    assert download(request) in page
    answer = owner_client.get(download(request))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"].startswith('attachment; filename="reelay-export-team-')
    assert answer["Cache-Control"] == "private, no-store"


def test_pressed_twice_there_is_one(owner_client, team):
    for _ in range(2):
        answer = owner_client.post(reverse("team-data-export"), follow=True)
    assert "asked for already" in answer.content.decode()
    assert DataRequest.objects.count() == 1


def test_others_of_the_team_see_why_they_cannot(teammate_client, viewer_client, team):
    for client in (teammate_client, viewer_client):
        page = client.get(reverse("team-data")).content.decode()
        assert "An owner of the team can do this." in page
        for name in ("team-data-export", "team-data-erase"):
            assert client.post(reverse(name)).status_code == 403
    assert not DataRequest.objects.exists()


def test_only_who_asked_downloads_and_only_as_an_owner(
    finished, team, owner, owner_client, teammate, teammate_client, stranger_client
):
    TeamMember.objects.filter(user=teammate).update(role="owner")
    assert owner_client.get(download(finished)).status_code == 200
    for client in (teammate_client, stranger_client):
        assert client.get(download(finished)).status_code == 404
    TeamMember.objects.filter(user=owner).update(role="admin")
    assert owner_client.get(download(finished)).status_code == 404


def test_no_step_of_it_is_a_strangers(finished, stranger_client, client):
    for name in ("status", "receipt", "download"):
        foreign = stranger_client.get(reverse(f"data-request-{name}", args=[finished.pk]))
        unknown = stranger_client.get(reverse(f"data-request-{name}", args=[uuid.uuid4()]))
        assert foreign.status_code == unknown.status_code == 404
        assert client.get(reverse(f"data-request-{name}", args=[finished.pk])).status_code == 302
    cancel = reverse("data-request-cancel", args=[finished.pk])
    assert stranger_client.post(cancel).status_code == 404


def test_no_member_reads_an_export_by_its_place_in_storage(finished, owner_client):
    assert owner_client.get(f"/media/stored/{finished.file_path}").status_code == 404


def test_the_receipt_is_a_file(finished, owner_client):
    answer = owner_client.get(reverse("data-request-receipt", args=[finished.pk]))
    assert answer.json()["tables"] == {"media_assets": 3}
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"name": "kitchen"}, "This is not the team’s name"),
        ({"password": ""}, "This field is required."),
    ],
)
def test_an_erasure_needs_password_and_name(owner_client, team, fields, sentence):
    answer = erase(owner_client, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not DataRequest.objects.exists()


def test_ten_wrong_passwords_and_it_is_enough(owner_client, team):
    for _ in range(10):
        erase(owner_client, password="wrong")
    assert "Too many tries" in erase(owner_client).content.decode()


def test_an_erasure_is_planned_seen_by_all_and_called_off(owner_client, viewer_client, team):
    assert erase(owner_client).status_code == 302
    request = DataRequest.objects.get()
    assert "will be erased" in viewer_client.get(reverse("team-data")).content.decode()
    cancel = reverse("data-request-cancel", args=[request.pk])
    assert viewer_client.post(cancel).status_code == 404
    assert cancel in owner_client.get(reverse("team-data")).content.decode()
    owner_client.post(cancel)
    request.refresh_from_db()
    assert request.status == "canceled"
    assert "will be erased" not in viewer_client.get(reverse("team-data")).content.decode()


def test_a_post_in_doubt_is_said_before_anything_is_typed(owner_client, team):
    make_schedule(make_connection(team), status="unconfirmed")
    page = owner_client.get(reverse("team-data")).content.decode()
    assert "settle it first" in page
    assert 'name="password"' not in page


def test_one_in_work_shows_its_progress_and_looks_again(owner_client, team):
    running = make_data_request(team, status="running", progress_pct=40, due_at=timezone.now())
    part = owner_client.get(reverse("data-request-status", args=[running.pk])).content.decode()
    assert 'aria-valuenow="40"' in part
    assert 'hx-trigger="every 3s"' in part


def test_the_page_asks_as_often_for_many_requests_as_for_one(
    owner_client, team, django_assert_max_num_queries
):
    make_data_request(team)
    owner_client.get(reverse("team-data"))
    with django_assert_max_num_queries(60) as one:
        owner_client.get(reverse("team-data"))
    for _ in range(8):
        make_data_request(team)
    with django_assert_max_num_queries(len(one)):
        owner_client.get(reverse("team-data"))


def test_a_person_without_a_team_reaches_their_own_data(db):
    person = User.objects.create_user("alone@example.com", PASSWORD)
    page = signed_in(person).get(reverse("own-data")).content.decode()
    assert "alone@example.com" in page


def test_a_person_exports_and_erases_themselves(viewer, team):
    client = signed_in(viewer)
    client.post(reverse("own-data-export"))
    assert carry_out_due() == 1
    fields = {"email": viewer.email, "password": PASSWORD}
    wrong = client.post(reverse("own-data-erase"), {**fields, "email": "other@example.com"})
    assert wrong.status_code == 422
    assert client.post(reverse("own-data-erase"), fields).url == reverse("account-erased")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("account-erased")).status_code == 200
    assert carry_out_due() == 1
    viewer.refresh_from_db()
    assert (viewer.name, viewer.is_active) == ("A former member", False)


def test_the_only_owner_is_told_what_to_do_first(owner_client, team):
    page = owner_client.get(reverse("own-data")).content.decode()
    assert "You are the only owner of “Kitchen”" in page
    assert 'name="password"' not in page


def test_an_erased_teams_receipt_stays_with_who_asked(owner_client, team, owner):
    make_team(owner, name="Second")
    erase(owner_client)
    DataRequest.objects.update(due_at=timezone.now())
    carry_out_due()
    page = owner_client.get(reverse("own-data")).content.decode()
    request = DataRequest.objects.get(kind="erase_team")
    assert reverse("data-request-receipt", args=[request.pk]) in page
