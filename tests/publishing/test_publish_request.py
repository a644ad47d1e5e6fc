"""From a post's row to what an adapter is given."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from publishing.request import build_request
from scheduling.models import PostingSchedule


def test_it_carries_words_file_facts_account_and_key(post):
    post.title, post.link_url = "Coffee", "https://coffee.example/"
    request = build_request(post, "key-1")
    assert (request.op_key, request.platform) == ("key-1", "tiktok")
    assert request.account_id == post.connection.platform_user_id
    assert request.text.startswith("Coffee first.")
    assert "#coffee" in request.text
    assert (request.title, request.link_url) == ("Coffee", "https://coffee.example/")
    (file,) = request.media
    assert (file.sha256, file.size_bytes) == (post.media.sha256, post.media.file_size_bytes)
    assert (file.width, file.height, file.duration_sec) == (1080, 1920, None)


def test_a_cover_is_read_from_storage(post):
    path = default_storage.save("covers/one.png", ContentFile(b"a cover"))
    post.thumbnail_path = path
    cover = build_request(post, "k").thumbnail
    assert (cover.size_bytes, cover.mime_type) == (7, "image/png")
    assert cover.sha256 == hashlib.sha256(b"a cover").hexdigest()


def test_a_missing_cover_fails_the_post_with_a_sentence(post, network, publish):
    PostingSchedule.objects.filter(pk=post.pk).update(thumbnail_path="covers/gone.png")
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "cover" in post.error_message
    assert network.posts == []


@pytest.mark.parametrize("hashtags", [[], ["#a", "#b"]])
def test_the_options_are_passed_on(post, hashtags):
    post.hashtags, post.platform_specific = hashtags, {"privacy": "public"}
    assert build_request(post, "k").options == {"privacy": "public"}
