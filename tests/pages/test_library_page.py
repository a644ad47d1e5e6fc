"""The library: filters, order, upload without a script, bulk actions, constant queries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media_assets.models import MediaAsset, ProcessingJob
from teams.services.heartbeats import beat
from tests.factories import make_analysis, make_asset, make_connection, make_schedule
from tests.pages.rows import picture

LIBRARY = "/library/"


def names(client, query: str = "") -> list[str]:
    page = client.get(f"{LIBRARY}{query}").context["page"]
    return [card.asset.filename for card in page.object_list]


def upload(client, *files, **headers):
    return client.post(reverse("library-upload"), {"files": list(files)}, **headers)


def photo(name: str = "photo.webp") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("HELLO", (250, 190, 40), (200, 40, 60)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=name", ["a.mp4", "b.jpg"]),
        ("?sort=score", ["b.jpg", "a.mp4"]),
        ("?type=image", ["b.jpg"]),
        ("?q=A.MP", ["a.mp4"]),
        ("?use=used", ["a.mp4"]),
        ("?use=unused", ["b.jpg"]),
        ("?status=archived", ["old.mp4"]),
        ("?status=nonsense&sort=nonsense&use=x&page=zzz&q=%00&sort=name", ["a.mp4", "b.jpg"]),
    ],
)
def test_filters_and_order_come_from_the_address(owner_client, team, query, expected):
    used = make_asset(team, filename="a.mp4")
    make_analysis(make_asset(team, filename="b.jpg", media_type="image"), pre_social_score=9)
    make_asset(team, filename="old.mp4", status="archived")
    make_schedule(make_connection(team), used)
    assert names(owner_client, query) == expected


def test_a_file_whose_only_post_was_canceled_counts_as_unused(owner_client, team):
    asset = make_asset(team, filename="again.mp4")
    make_schedule(make_connection(team), asset, status="canceled")
    assert names(owner_client, "?use=unused") == ["again.mp4"]
    assert names(owner_client, "?use=used") == []


def test_the_number_of_queries_does_not_grow_with_the_rows(
    owner_client, team, django_assert_max_num_queries
):
    def fill(count: int) -> None:
        for _ in range(count):
            asset = make_asset(team)
            make_analysis(asset)
            make_schedule(make_connection(team), asset)

    fill(2)
    owner_client.get(LIBRARY)
    with django_assert_max_num_queries(40) as few:
        owner_client.get(LIBRARY)
    fill(20)
    with django_assert_max_num_queries(len(few)):
        owner_client.get(LIBRARY)


def test_a_plain_form_gets_the_library_with_a_result_per_file(owner_client, team):
    text = SimpleUploadedFile("notes.mp4", b"just text")
    page = upload(owner_client, photo(), photo("same.webp"), text).content.decode()
    assert "Accepted. It is analysed next." in page
    assert "Already here as “photo.webp”" in page
    assert MediaAsset.objects.in_team(team).count() == 1


def test_a_script_gets_the_results_as_json(owner_client, team):
    response = upload(owner_client, photo(), headers={"accept": "application/json"})
    [result] = response.json()["results"]
    assert result["outcome"] == "accepted"
    assert owner_client.get(result["url"]).status_code == 200


def test_an_upload_without_files_says_what_to_do(owner_client, team):
    response = upload(owner_client, headers={"accept": "application/json"})
    assert response.status_code == 422
    assert response.json()["results"][0]["sentence"] == "Choose at least one file."


def test_ticked_files_are_archived_and_restored(owner_client, team):
    asset = make_asset(team)
    owner_client.post(reverse("library-archive"), {"asset": [asset.pk]})
    asset.refresh_from_db()
    assert asset.status == "archived"
    owner_client.post(reverse("library-restore"), {"asset": [asset.pk]})
    asset.refresh_from_db()
    assert asset.status == "analyzed"


def test_a_file_in_use_is_not_archived_and_the_page_says_why(owner_client, team):
    asset = make_asset(team, status="scheduled", filename="busy.mp4")
    page = owner_client.post(reverse("library-archive"), {"asset": [asset.pk]}, follow=True)
    assert "“busy.mp4”: Posts of it are planned." in page.content.decode()


def test_reanalyse_queues_a_job_for_every_ticked_file(owner_client, team):
    assets = [make_asset(team), make_asset(team)]
    owner_client.post(reverse("library-reanalyse"), {"asset": [a.pk for a in assets]})
    assert ProcessingJob.objects.filter(media_asset__in=assets, status="queued").count() == 2


@pytest.mark.parametrize("action", ["library-archive", "library-restore", "library-reanalyse"])
@pytest.mark.parametrize("ids", [[], ["nonsense"], ["3fa85f64-5717-4562-b3fc-2c963f66afa6"]])
def test_bulk_actions_refuse_strange_ids_with_a_sentence(owner_client, team, action, ids):
    page = owner_client.post(reverse(action), {"asset": ids}, follow=True)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Tick at least one file first." in text or "not in this library any more" in text


def test_a_stranger_cannot_archive_my_file(stranger_client, team):
    asset = make_asset(team)
    stranger_client.post(reverse("library-archive"), {"asset": [asset.pk]})
    asset.refresh_from_db()
    assert asset.status == "analyzed"


def test_the_page_shows_when_the_folder_was_last_looked_at(owner_client, team, now):
    assert "has not run yet" in owner_client.get(LIBRARY).content.decode()
    beat("watcher", now=now)
    assert "last looked" in owner_client.get(LIBRARY).content.decode()


def test_pages_of_the_list_keep_the_filters(owner_client, team):
    for number in range(25):
        make_asset(team, filename=f"clip {number}.mp4")
    page = owner_client.get(f"{LIBRARY}?q=clip").content.decode()
    assert "?q=clip&amp;page=2" in page
    assert len(names(owner_client, "?q=clip&page=2")) == 1
