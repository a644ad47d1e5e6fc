"""What each speech-to-text model gives, from a table in data and not from its name in code.

`speech_models.json` lists models by pattern, the first that fits counts; a file of one's own
(SPEECH_MODELS_FILE, same shape) is looked at before it. `forms` are the ways to ask, best first:
“words” (verbose_json with word times), “segments”, “diarized_json”, “json” (text alone).
"""

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUILT_IN = Path(__file__).parent / "speech_models.json"
Form = Literal["words", "segments", "diarized_json", "json"]


class SpeechModel(BaseModel):
    """One row of the table. `ends`: the day (ISO) when the vendor switches it off, or empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: str = Field(min_length=1)
    forms: tuple[Form, ...] = Field(min_length=1)
    ends: date | Literal[""] = ""

    @property
    def gives_times(self) -> bool:
        return self.forms[0] != "json"


class SpeechModelTable(BaseModel):
    """The file's shape; `seen` is the day on which the vendor's pages were read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seen: date
    source: str = ""
    models: tuple[SpeechModel, ...]


class SpeechTableBroken(Exception):
    """SPEECH_MODELS_FILE cannot be used; the message says why."""


def speech_model(name: str) -> SpeechModel:
    """The row for a model. Raises SpeechTableBroken."""
    return next(row for row in known_models() if fnmatchcase(name.lower(), row.pattern))


def known_models() -> Sequence[SpeechModel]:
    """All rows, the operator's own first. Raises SpeechTableBroken."""
    own = settings.SPEECH_MODELS_FILE
    return (*(read_table(own).models if own else ()), *read_table(str(BUILT_IN)).models)


@lru_cache(maxsize=4)
def read_table(path: str) -> SpeechModelTable:
    """A table from its file, read once. Raises SpeechTableBroken."""
    try:
        return SpeechModelTable.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise SpeechTableBroken(f"SPEECH_MODELS_FILE cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise SpeechTableBroken(f"SPEECH_MODELS_FILE: {place}: {fault['msg']}.") from error
