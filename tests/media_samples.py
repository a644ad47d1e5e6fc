"""The project's samples, drawn once a test process: import the fixture `samples` where needed."""

import pytest

from media_assets.samples import Sample, make_samples


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> dict[str, Sample]:
    """By file name without its ending, such as `three_mistakes_vertical`. Do not change them."""
    made = make_samples(tmp_path_factory.mktemp("samples"))
    return {sample.path.stem: sample for sample in made}
