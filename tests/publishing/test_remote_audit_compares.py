"""What a listing says: pairs of one payload, and posts that are not in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters.types import RemotePost
from publishing.remote_audit import OurPost, compare

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
OURS = OurPost("aa", "1", NOW - 10 * HOUR)
LISTED = RemotePost("1", "https://x.test/1", "Coffee first. #coffee", NOW - 10 * HOUR)


def found(listed, ours=(OURS,)):
    return compare(listed, ours, settled_before=NOW - HOUR)


def test_what_is_there_once_is_well():
    assert found([LISTED]) == found([LISTED, replace(LISTED, post_id="9", text="Tea")])
    assert found([LISTED]).doubles == found([LISTED]).missing == ()


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Coffee  first. #COFFEE https://t.co/x"},
        {"text": "another", "key": "aa-2"},
        {"posted_at": NOW - 50 * HOUR},
    ],
)
def test_the_same_payload_under_another_id_is_a_double(change):
    (double,) = found([LISTED, replace(LISTED, post_id="2", **change)]).doubles
    assert (double.key, double.first.post_id, double.second.post_id) == ("aa", "1", "2")


@pytest.mark.parametrize(
    "change",
    [
        {"key": "bb-1"},  # another post of ours, with the same words
        {"posted_at": NOW + 60 * HOUR},  # somebody wanted it again
        {"text": ""},
    ],
)
def test_what_only_looks_alike_is_none(change):
    assert found([LISTED, replace(LISTED, post_id="2", **change)]).doubles == ()


def test_two_posts_of_ours_with_the_same_words_are_no_double():
    other = OurPost("bb", "2", NOW - 9 * HOUR)
    assert found([LISTED, replace(LISTED, post_id="2")], [OURS, other]).doubles == ()


def test_posts_without_words_are_not_taken_for_one_another():
    silent = replace(LISTED, text="https://x.test")
    assert found([silent, replace(silent, post_id="2")]).doubles == ()


def test_what_is_not_listed_is_missing_once_it_must_have_settled():
    assert found([]).missing == ("aa",)
    assert found([], [replace(OURS, published_at=NOW)]).missing == ()
