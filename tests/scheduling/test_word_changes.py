"""What changed since: earlier words are found again from the edits, whatever they were."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduling.word_changes import Edit, changes_between, words_at

START = datetime(2026, 3, 2, tzinfo=UTC)
words = st.fixed_dictionaries({"body": st.text(max_size=20), "title": st.text(max_size=8)})


@given(st.lists(words, min_size=1, max_size=8), st.data())
def test_the_words_of_any_moment_are_found_again(versions, data):
    edits = [
        Edit(START + timedelta(hours=number), old) for number, old in enumerate(versions[:-1], 1)
    ]
    number = data.draw(st.integers(0, len(versions) - 1))
    at = START + timedelta(hours=number, minutes=30)
    assert words_at(versions[-1], edits, at) == versions[number]


def test_an_edit_of_one_field_leaves_the_others():
    edits = [Edit(START + timedelta(hours=1), {"body": "Tea."})]
    present = {"body": "Coffee.", "title": "Drinks"}
    assert words_at(present, edits, START) == {"body": "Tea.", "title": "Drinks"}


def test_only_fields_that_differ_are_told():
    before = {"body": "Coffee first.", "hashtags": ["#a"], "title": "T", "link_url": ""}
    after = {"body": "Tea first.", "hashtags": ["#a", "#b"], "title": "T", "link_url": ""}
    body, tags = changes_between(before, after)
    assert [(p.kind, p.text) for p in body.pieces][:2] == [("gone", "Coffee"), ("new", "Tea")]
    assert (tags.label, tags.spaced) == ("Hashtags", True)
    assert changes_between(after, after) == []
