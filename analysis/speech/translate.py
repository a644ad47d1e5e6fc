"""Cues in another language, by the text model, with their times kept.

The lines are hostile data: what they say is translated, never obeyed (`treat_as_data` goes with
every call of the text model).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext

from pydantic import BaseModel, Field

from ai.account import asked_afresh
from ai.prompts import load_prompt
from ai.protocols import ProviderRefused, TextModel
from analysis.speech.cues import MAX_TEXT, Cue

PROMPT = "translate_lines.v1"
LINES_PER_CALL = 40
ATTEMPTS = 2
INCOMPLETE = "The model did not translate every line: {missing} of {count} are missing."
Progress = Callable[[float], None]


class TranslatedLine(BaseModel):
    """One line under the number that it was given."""

    number: int = Field(ge=0)
    text: str


class TranslatedLines(BaseModel):
    """What the model is asked for."""

    lines: list[TranslatedLine]


def translate_cues(
    cues: Sequence[Cue], model: TextModel, *, language: str, name: str, tell: Progress
) -> tuple[list[Cue], str]:
    """The cues in `language` (a code; `name` is its English name), and the model that did it.

    `tell` gets the share that is done and may raise to stop. Raises the errors of `ai.protocols`.
    """
    instructions = load_prompt(PROMPT).format(language=name, code=language)
    done: list[Cue] = []
    by = ""
    for batch in in_batches(cues):
        texts, by = _translate(batch, model, instructions)
        done += [Cue(cue.start, cue.end, text) for cue, text in zip(batch, texts, strict=True)]
        tell(len(done) / len(cues))
    return done, f"{by}, {PROMPT}"


def in_batches(cues: Sequence[Cue]) -> Iterator[Sequence[Cue]]:
    """The cues as many at a time as one call takes."""
    for at in range(0, len(cues), LINES_PER_CALL):
        yield cues[at : at + LINES_PER_CALL]


def _translate(batch: Sequence[Cue], model: TextModel, instructions: str) -> tuple[list[str], str]:
    """One batch; asked again once when lines are missing."""
    lines = [{"number": number, "text": cue.text} for number, cue in enumerate(batch)]
    missing = len(batch)
    for attempt in range(ATTEMPTS):
        with asked_afresh() if attempt else nullcontext():
            answer = model.compose(
                instructions=instructions, data={"lines": lines}, shape=TranslatedLines
            )
        value = TranslatedLines.model_validate(answer.value.model_dump())
        said = {
            line.number: " ".join(line.text.split())[:MAX_TEXT]
            for line in value.lines
            if line.text.strip()
        }
        missing = sum(number not in said for number in range(len(batch)))
        if not missing:
            return [said[number] for number in range(len(batch))], answer.model
    raise ProviderRefused(INCOMPLETE.format(missing=missing, count=len(batch)))
