"""A comment of ours is found again whatever the network made of its signs; strangers' are not."""

import pytest

from platforms.adapters.own_comments import MOST_READ, find_among, words_of
from platforms.adapters.types import Absent, CommentReading, CommentRequest, Found, Unknown
from platforms.models import Connection

ACCOUNT = Connection(platform="instagram", platform_user_id="7", platform_username="maker")


def said(text: str, author_id: str = "", number: int = 1) -> CommentReading:
    return CommentReading(f"c{number}", "maker", text, None, None, author_id)


def find(text: str, *comments: CommentReading):
    return find_among(comments, CommentRequest("k-1", "instagram", "p", text), ACCOUNT)


@pytest.mark.parametrize(
    "shown",
    [
        "What’s yours? https://t.co/abc",
        "What&#8217;s yours?  https://example.com/x",
        "what's yours?",
        "What’s\nyours?",
    ],
)
def test_signs_links_and_spaces_may_be_changed(shown):
    assert find("What's yours? https://example.com/cups", said(shown)) == Found("c1", "")


@pytest.mark.parametrize("shown", ["What is yours?", "", "What's yours, Ben?"])
def test_other_words_are_another_comment(shown):
    assert find("What's yours?", said(shown)) == Absent()


def test_without_words_the_signs_decide():
    assert find("❤️❤️", said("❤️❤️")) == Found("c1", "")
    assert find("❤️❤️", said("👏")) == Absent()
    assert words_of("https://example.com") != words_of("https://example.org")


@pytest.mark.parametrize(
    ("author_id", "reading"), [("7", Found("c1", "")), ("", Found("c1", "")), ("8", Absent())]
)
def test_only_another_id_makes_it_a_strangers(author_id, reading):
    assert find("Which one?", said("Which one?", author_id)) == reading


def test_a_list_that_may_go_on_proves_no_absence():
    many = [said("Nice.", number=n) for n in range(MOST_READ)]
    assert isinstance(find("Which one?", *many), Unknown)
