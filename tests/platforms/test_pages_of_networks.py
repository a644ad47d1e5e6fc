"""Every page in docs/platforms/ says how to connect the network, and with which rights."""

import re
from pathlib import Path

import pytest

from platforms.adapters import ADAPTERS
from platforms.oauth.providers import PROVIDERS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "platforms"
KEYS = sorted(set(ADAPTERS) - {"sandbox"})
# a page has each of these, under a heading or in its words
HEADINGS = (r"Connect|How to connect it|What to register", r"Limits", r"Unverified")
WORDS = (
    r"\bregister\b|app password|make a project|paid plan",
    r"\bscopes?\b",
    r"[Rr]edirect address",
)


def page_of(key: str) -> str:
    return (DOCS / f"{key}.md").read_text()


def test_there_is_a_page_for_each_network_and_no_other():
    assert sorted(page.stem for page in DOCS.glob("*.md")) == KEYS


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("key", KEYS)
def test_a_page_has_the_parts_that_people_look_for(key, heading):
    assert re.search(rf"^## ({heading})", page_of(key), re.M | re.I)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("key", KEYS)
def test_a_page_says_what_to_register_with_which_rights_and_where_it_comes_back(key, words):
    assert re.search(words, page_of(key), re.I)


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_page_names_each_right_that_the_sign_in_asks_for(name):
    provider = PROVIDERS[name]
    page = page_of(provider.network)
    missing = [scope for scope in provider.spec.scopes if not _names(page, scope)]
    assert missing == []


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_page_names_the_redirect_address_of_the_sign_in(name):
    network = PROVIDERS[name].network
    assert f"<BASE_URL>/api/auth/callback/{network}" in page_of(network)


def _names(page: str, scope: str) -> bool:
    """Google's rights are addresses; people know their last part."""
    return (
        re.search(rf"(?<![\w.:]){re.escape(scope.rsplit('/', 1)[-1])}(?![\w.:])", page) is not None
    )
