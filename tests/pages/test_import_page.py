"""A file of posts through the browser's form: check, then import; and the file back."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from scheduling.models import PostingSchedule
from tests.factories import make_asset, make_connection, make_schedule

YEAR = timezone.now().year + 1
ROWS = f"media;account;scheduled_at;body\nclip.mp4;kitchen;{YEAR}-03-04 12:00;Grüße\n"


@pytest.fixture(autouse=True)
def rows_of_the_team(team):
    make_connection(team, platform_username="kitchen")
    make_asset(team, filename="clip.mp4")


def check(client, text=ROWS, encoding="utf-8", **more):
    file = SimpleUploadedFile("plan.csv", text.encode(encoding), content_type="text/csv")
    data = {"file": file, "timezone": "Europe/Berlin", "date_order": "auto", **more}
    return client.post(reverse("post-import-check"), data)


def hidden_fields(page: str) -> dict:
    """The hidden fields of the button that imports."""
    form = page[page.index(reverse("post-import-apply")) :]
    form = form[: form.index("</form>")]
    found = re.findall(r'name="(\w+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def apply(client, page: str, **changes):
    data = {**hidden_fields(page), **changes}
    return client.post(reverse("post-import-apply"), data, follow=True)


def test_a_file_is_checked_and_nothing_is_stored(owner_client, team):
    page = check(owner_client).content.decode()
    assert "New post" in page
    assert "Grüße" in page
    assert "Import 1 row" in page
    assert not PostingSchedule.objects.exists()


def test_the_button_imports_what_was_shown(owner_client, team):
    page = check(owner_client, encoding="utf-16").content.decode()
    done = apply(owner_client, page).content.decode()
    assert "1 posts imported" in done
    post = PostingSchedule.objects.get()
    assert post.body == "Grüße"
    assert timezone.localtime(post.scheduled_at, team.zone).hour == 12


def test_rows_can_be_pasted(owner_client, team):
    data = {"text": ROWS.replace(";", "\t"), "timezone": "Asia/Tokyo"}
    page = owner_client.post(reverse("post-import-check"), data).content.decode()
    assert "New post" in page
    assert f"4 Mar {YEAR}, 04:00" in page


def test_a_plan_that_changed_meanwhile_is_shown_again(owner_client, team):
    page = check(owner_client).content.decode()
    clip = team_clip(team)
    make_schedule(make_connection(team), clip)
    PostingSchedule.objects.all().delete()
    clip.status = "archived"
    clip.save()
    answer = apply(owner_client, page)
    assert answer.status_code == 422
    assert "Something changed since you looked" in answer.content.decode()
    assert not PostingSchedule.objects.exists()


def team_clip(team):
    return team_assets(team).get(filename="clip.mp4")


def team_assets(team):
    from media_assets.models import MediaAsset

    return MediaAsset.objects.in_team(team)


def test_a_forged_confirmation_imports_nothing(owner_client, team):
    page = check(owner_client).content.decode()
    assert apply(owner_client, page, seen="").status_code == 422
    assert apply(owner_client, page, text="nonsense").status_code == 422
    assert not PostingSchedule.objects.exists()


def test_good_rows_can_be_taken_without_the_bad(owner_client, team):
    page = check(owner_client, ROWS + f"none.mp4;kitchen;{YEAR}-03-09 12:00;x\n").content.decode()
    assert "Import 1 row, leave out 1" in page
    assert "There is no “none.mp4” in the library." in page
    apply(owner_client, page)
    assert PostingSchedule.objects.count() == 1


def test_a_file_that_is_no_table_says_so(owner_client, team):
    answer = check(owner_client, "PK\x03\x04")
    assert answer.status_code == 422
    assert "workbook" in answer.content.decode()


def test_a_guessed_encoding_is_said(owner_client, team):
    assert "was read as Windows-1252" in check(owner_client, encoding="cp1252").content.decode()


def test_nothing_chosen_and_a_wrong_zone_are_said(owner_client, team):
    page = owner_client.post(reverse("post-import-check"), {"timezone": "Mars/Base"})
    assert page.status_code == 422
    assert "such as Europe/Berlin" in page.content.decode()
    page = owner_client.post(reverse("post-import-check"), {"timezone": "UTC"})
    assert "Choose a CSV file, or paste rows." in page.content.decode()


def test_cells_are_shown_as_text(owner_client, team):
    page = check(owner_client, ROWS.replace("Grüße", "<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_viewers_see_the_page_but_cannot_check(viewer_client, team):
    assert "Viewers can look" in viewer_client.get(reverse("post-import")).content.decode()
    assert check(viewer_client).status_code == 403


def test_the_example_can_be_read(owner_client):
    from scheduling.imports.sheet import decode, read_sheet

    text, _ = decode(owner_client.get(reverse("post-import-example")).content)
    assert read_sheet(text).rows[0].get("media") == "clip.mp4"


def exported(client, query="?tab=all"):
    answer = client.get(reverse("post-export") + query)
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_follows_the_filters(owner_client, team):
    account = make_connection(team, platform="instagram")
    make_schedule(account, body="Mine", status="posted", external_post_id="1")
    make_schedule(make_connection(team), body="Other")
    assert {row["body"] for row in exported(owner_client)} == {"Mine", "Other"}
    assert [row["body"] for row in exported(owner_client, f"?tab=all&account={account.pk}")] == [
        "Mine"
    ]
    assert [row["body"] for row in exported(owner_client, "?tab=upcoming")] == ["Other"]


def test_the_export_holds_nothing_of_another_team(stranger_client, team):
    make_schedule(make_connection(team), body="Secret")
    assert exported(stranger_client) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_export_is_a_formula(owner_client, team, start):
    make_schedule(
        make_connection(team), body=f"{start}cmd|' /C calc'!A0", title="=1", status="draft"
    )
    (row,) = exported(owner_client)
    assert row["body"].startswith("'")
    assert row["title"] == "'=1"


def test_times_in_the_export_are_the_teams_with_their_offset(owner_client, team, now):
    make_schedule(make_connection(team), scheduled_at=now + timedelta(days=60))
    (row,) = exported(owner_client)
    assert row["scheduled_at"] == "2026-05-01T14:00:00+02:00"
    assert row["timezone"] == "Europe/Berlin"


def test_the_export_asks_the_database_once_however_many_posts(
    owner_client, team, django_assert_max_num_queries
):
    account = make_connection(team)
    for _ in range(30):
        make_schedule(account)
    with django_assert_max_num_queries(8):
        assert len(exported(owner_client)) == 30
