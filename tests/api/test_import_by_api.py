"""Posts from CSV through the API and the command: a dry run, refusals, once per key."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from scheduling.models import PostingSchedule
from tests.factories import make_asset, make_connection, make_schedule

YEAR = timezone.now().year + 1
ROWS = f"media,account,scheduled_at,body\nclip.mp4,kitchen,{YEAR}-03-04 12:00,One\n"
BAD = ROWS + f"none.mp4,kitchen,{YEAR}-03-09 12:00,Two\n"


@pytest.fixture(autouse=True)
def rows_of_the_team(team):
    make_connection(team, platform_username="kitchen")
    make_asset(team, filename="clip.mp4")


def send(api, text=ROWS, query="", headers=None, **more):
    return api.post(
        f"/api/posts/import{query}", {"text": text, **more}, format="json", headers=headers
    )


def test_a_dry_run_says_what_each_row_would_do(api, team):
    answer = send(api, BAD, "?dry_run=true")
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert body["dry_run"] is True
    assert body["counts"] == {"create": 1, "change": 0, "keep": 0, "refuse": 1}
    assert [(row["row"], row["action"]) for row in body["rows"]] == [(2, "create"), (3, "refuse")]
    assert body["rows"][0]["scheduled_at"] == f"{YEAR}-03-04T12:00:00+01:00"
    assert not PostingSchedule.objects.exists()


def test_a_file_is_imported(api, team):
    file = SimpleUploadedFile("plan.csv", ROWS.encode("utf-16"))
    answer = api.post("/api/posts/import", {"file": file, "timezone": "UTC"}, format="multipart")
    post = PostingSchedule.objects.get()
    assert answer.json()["created"] == [str(post.pk)]
    assert post.scheduled_at.hour == 12


def test_rows_with_errors_stop_everything(api, team):
    answer = send(api, BAD)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == ["row 3"]
    assert not PostingSchedule.objects.exists()
    assert len(send(api, BAD, leave_out_refused=True).json()["created"]) == 1


def test_what_is_no_table_is_said(api, team):
    assert "Missing" in send(api, "a,b\n1,2\n").json()["detail"]
    file = SimpleUploadedFile("plan.xlsx", b"PK\x03\x04")
    answer = api.post("/api/posts/import", {"file": file}, format="multipart")
    assert "workbook" in answer.json()["errors"]["file"][0]
    assert api.post("/api/posts/import", {}, format="json").status_code == 400
    assert send(api, timezone="Mars/Base").status_code == 400


def test_the_same_key_imports_once(api, team):
    make_asset(team, filename="more.mp4")
    key = {"Idempotency-Key": "plan-1"}
    first = send(api, headers=key)
    assert send(api, headers=key).json() == first.json()
    assert PostingSchedule.objects.count() == 1


def test_a_stranger_reaches_nothing(stranger_api, team):
    body = send(stranger_api, ROWS, "?dry_run=1").json()
    assert body["counts"]["refuse"] == 1
    assert "no account" in body["rows"][0]["problems"][0]


def test_the_export_has_the_lists_filters(api, stranger_api, team):
    make_schedule(make_connection(team), status="draft", body="=Draft")
    make_schedule(make_connection(team), body="Planned")
    text = b"".join(api.get("/api/posts/export?status=draft").streaming_content)
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [row["body"] for row in rows] == ["'=Draft"]
    assert b"Draft" not in b"".join(stranger_api.get("/api/posts/export").streaming_content)


def run(path, *options):
    out = io.StringIO()
    call_command("import_posts", str(path), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_says_then_imports(team, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(ROWS)
    assert "1 posts would be imported" in run(path, "--team", "Kitchen", "--dry-run")
    assert not PostingSchedule.objects.exists()
    body = json.loads(run(path, "--team", "Kitchen", "--json"))
    assert body["created"] == [str(PostingSchedule.objects.get().pk)]


def test_the_command_fails_where_rows_have_errors(team, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(BAD)
    with pytest.raises(CommandError, match="1 of 2 rows"):
        run(path, "--team", "Kitchen")
    assert "1 posts imported" in run(path, "--team", "Kitchen", "--leave-out-refused")


def test_the_command_says_what_it_was_given_wrongly(team, tmp_path):
    path = tmp_path / "plan.csv"
    with pytest.raises(CommandError, match="No such file"):
        run(path, "--team", "Kitchen")
    path.write_text(ROWS)
    with pytest.raises(CommandError, match="no time zone"):
        run(path, "--team", "Kitchen", "--timezone", "Mars")
    with pytest.raises(CommandError, match="no team"):
        run(path, "--team", "Nobody")
