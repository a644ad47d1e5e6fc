"""Where apps fold the words, and that every network has a picture of its posts."""

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from platforms.specs import SPECS
from platforms.specs.looks import LOOKS, Layout, look_of
from scheduling.preview import MOST_EXTRA, fold, preview_of
from tests.factories import make_asset, make_connection, make_schedule


def test_looks_are_of_networks_that_exist():
    assert set(LOOKS) <= set(SPECS)


@pytest.mark.parametrize("layout", Layout)
def test_every_layout_has_its_template(layout):
    get_template(f"scheduling/previews/{layout}.html")


@given(st.text(max_size=400), st.one_of(st.none(), st.integers(0, 300)))
def test_folding_loses_nothing(text, at):
    folded = fold(text, at)
    assert folded.shown + folded.hidden == text
    if at is not None:
        assert len(folded.shown) <= at + MOST_EXTRA


@given(st.lists(st.text("abc", min_size=1, max_size=12), min_size=30, max_size=60))
def test_a_fold_parts_no_word(words):
    folded = fold(" ".join(words), 60)
    assert not folded.hidden or folded.hidden.startswith(" ")


def test_a_little_more_than_the_fold_stays_whole():
    assert fold("a" * 70, 60).hidden == ""


@pytest.mark.parametrize("platform", SPECS)
def test_a_preview_says_what_the_post_says(team, platform):
    account = make_connection(team, platform=SPECS[platform].network, account_name="Rosa’s")
    post = make_schedule(
        account, make_asset(team), platform=platform, body="Coffee. " * 100, title="Title " * 12,
        platform_specific={"alt_text": "A cup."},
    )  # fmt: skip
    preview = preview_of(post)
    assert "Coffee." in preview.text.shown + preview.text.hidden
    assert (preview.name, preview.alt_text) == ("Rosa’s", "A cup.")
    assert preview.look == look_of(platform)
    if preview.box:
        assert preview.box.top + preview.box.bottom < 100
