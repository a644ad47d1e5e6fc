"""The benchmark's figure for hearing."""

import pytest

from ai.providers import PROVIDERS
from bench.hearing import measure_hearing, measure_one, word_error_rate


@pytest.mark.parametrize(
    ("heard", "rate"),
    [("Ask not what", 0.0), ("ask NOT, what?", 0.0), ("ask what", 1 / 3), ("", 1.0),
     ("ask knot what now", 2 / 3)],
)  # fmt: skip
def test_wrong_missing_and_added_words_count(heard, rate):
    assert word_error_rate("Ask not what", heard) == pytest.approx(rate)


def test_a_provider_that_is_not_set_up_has_no_figure(settings, tmp_path):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = settings.WHISPER_MODEL = ""
    rows = [row for entry in PROVIDERS["speech_to_text"] for row in measure_one(entry, tmp_path)]
    assert len(rows) == 2
    assert all(row.value is None and "not available" in row.unit for row in rows)


def test_without_the_recording_there_are_no_rows(tmp_path):
    assert measure_hearing(tmp_path) == []
