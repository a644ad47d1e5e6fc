"""How well each speech-to-text hears: word error rate on a recording whose words are known.

Every provider in the list gets a row; one that is not set up here has no figure, and says why.
"""

import re
import time
from collections.abc import Sequence
from pathlib import Path

from django.utils.module_loading import import_string

from ai.protocols import ProviderError, Transcript
from ai.providers import PROVIDERS, ProviderEntry
from bench.rows import Row

RECORDING = "jfk_speech.flac"
# John F. Kennedy, 20 January 1961; public domain
SAID = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)


def measure_hearing(folder: Path) -> list[Row]:
    """A row for each provider; none without the recording."""
    recording = folder / RECORDING
    if not recording.is_file():
        return []
    return [row for entry in PROVIDERS["speech_to_text"] for row in measure_one(entry, recording)]


def measure_one(entry: ProviderEntry, recording: Path) -> list[Row]:
    """Word error rate, and seconds of work for a second of sound."""
    name = f"{RECORDING}: word error rate of {entry.name}"
    if not entry.is_configured:
        return [Row(name, None, "not available: not set up here")]
    started = time.process_time()
    try:
        heard: Transcript = import_string(entry.class_path)(model=entry.model).transcribe(recording)
    except ProviderError as error:
        return [Row(name, None, f"not available: {error}")]
    used = time.process_time() - started
    rate = word_error_rate(SAID, heard.text)
    return [
        Row(f"{name} ({Path(entry.model).name})", rate, "of the words"),
        Row(f"{RECORDING}: hearing it by {entry.name}", used, "CPU s, here"),
    ]


def word_error_rate(said: str, heard: str) -> float:
    """Words to change, add or remove (Levenshtein), over the words that were said."""
    wanted, got = words_of(said), words_of(heard)
    row: Sequence[int] = range(len(got) + 1)
    for number, word in enumerate(wanted, 1):
        fresh = [number]
        for place, other in enumerate(got, 1):
            fresh.append(min(row[place] + 1, fresh[-1] + 1, row[place - 1] + (word != other)))
        row = fresh
    return row[-1] / len(wanted)


def words_of(text: str) -> list[str]:
    """Words without case and punctuation."""
    return re.findall(r"[\w']+", text.lower())
