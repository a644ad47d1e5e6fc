"""The publisher sends the prepared copy, waits for it, and never sends another file instead."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media_assets.models import MediaVariant
from publishing.request import build_request
from scheduling.models import PostingSchedule

COPY = b"the prepared bytes"


@pytest.fixture
def variant(post):
    path = default_storage.save("variants/a.jpg", ContentFile(COPY))
    return MediaVariant.objects.create(
        team=post.team,
        media_asset=post.media,
        recipe={"media_type": "image"},
        recipe_hash="r",
        description="JPEG instead of PNG",
        status="ready",
        storage_path=path,
        sha256=hashlib.sha256(COPY).hexdigest(),
        mime_type="image/jpeg",
        file_size_bytes=len(COPY),
        width=1080,
        height=1350,
    )


@pytest.fixture
def prepared(post, variant):
    post.variant, post.file_state = variant, "prepared"
    post.save()
    return post


def test_the_copy_is_sent_with_its_own_facts(prepared, network, publish):
    (file,) = build_request(prepared, "k").media
    assert file.open().read() == COPY
    assert (file.sha256, file.size_bytes) == (prepared.variant.sha256, len(COPY))
    assert (file.mime_type, file.width, file.height) == ("image/jpeg", 1080, 1350)
    publish(prepared)
    assert prepared.status == "posted"


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_missing_or_changed_copy_is_no_reason_to_send_the_original(
    prepared, network, publish, damage
):
    default_storage.delete(prepared.variant.storage_path)
    if damage == "changed":
        default_storage.save(prepared.variant.storage_path, ContentFile(b"x" * len(COPY)))
    publish(prepared)
    assert (prepared.status, prepared.failure_reason) == ("failed", "preflight")
    assert "is gone" in prepared.error_message or "was changed" in prepared.error_message
    assert "made anew" in prepared.error_message
    assert network.posts == []


@pytest.mark.parametrize("state", ["checking", "proposed", "preparing", "unfit"])
def test_a_post_waits_for_its_file_and_is_missed_with_the_reason(post, network, run_tick, state):
    PostingSchedule.objects.filter(pk=post.pk).update(file_state=state, file_note="cut to 1:00")
    run_tick(post)
    assert post.status == "pending"
    assert post.error_message
    run_tick(post, after=timedelta(hours=post.team.catch_up_hours, minutes=1))
    assert (post.status, post.failure_reason) == ("failed", "missed")
    assert "no file that fits" in post.error_message
    assert network.posts == []
