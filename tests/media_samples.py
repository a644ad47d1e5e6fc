"""The project's samples, drawn once a test process: import the fixture `samples` where needed."""

from functools import cache
from pathlib import Path

import pytest

from media_assets.samples import Sample, make_samples


@cache  # a fixture that several modules import is set up for each of them
def samples_in(folder: Path) -> dict[str, Sample]:
    """By file name without its ending, such as `three_mistakes_vertical`."""
    return {sample.path.stem: sample for sample in make_samples(folder)}


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> dict[str, Sample]:
    """The samples by name. Copy a file before you change or move it."""
    return samples_in(tmp_path_factory.getbasetemp() / "samples")
