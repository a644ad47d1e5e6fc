"""Tests of adapters that need the handles of `prepare` again, as the publisher keeps them."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters.types import Operation
from tests.contracts.platform_adapter import DEADLINE


class KeepsHandles:
    """Comes before the contract among the bases."""

    @pytest.fixture
    def kept(self):
        """The handles of each try, by our key."""
        return defaultdict(dict)

    @pytest.fixture
    def publish(self, adapter, request_, kept):
        def run(**changes):
            request = replace(request_, **changes)
            handles = kept[request.op_key]
            handles.update(adapter.prepare(request, handles))
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    @pytest.fixture
    def operation(self, adapter, request_, kept):
        kept["op-1"].update(adapter.prepare(request_, {}))
        return Operation("op-1", request_, kept["op-1"], datetime.now(UTC) - timedelta(seconds=5))
