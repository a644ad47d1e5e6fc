"""The suites of the adapters speak to local servers and hardly to the database."""

import pytest

OWN_RECORDS = ("test_podcast.py",)  # an adapter whose network is our own database


def pytest_collection_modifyitems(items) -> None:
    """Mark them `wire`: one database is enough for them."""
    for item in items:
        if "platforms/adapters" in str(item.path) and item.path.name not in OWN_RECORDS:
            item.add_marker(pytest.mark.wire)
