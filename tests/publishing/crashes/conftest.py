"""One laboratory per test process."""

import pytest

from chaos.lab import open_lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    with open_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab
