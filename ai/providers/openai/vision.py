"""Models that see, by the OpenAI protocol."""

import base64
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from ai.prompts import DESCRIBE_FRAME, load_prompt
from ai.protocols import FrameNote
from ai.providers.openai.connection import OpenAIConnection
from ai.providers.openai.structured import complete

LINK = re.compile(r"https?://|www\.|@\w", re.I)
Risk = Literal[
    "violence", "weapons", "nudity", "drugs", "alcohol", "tobacco", "gambling", "hate",
    "self-harm", "shock", "minors", "private data", "other brands", "copyrighted footage",
]  # fmt: skip


def _own_words(said: str) -> str:
    """One line of printable text. A link or an account comes from text in the picture, and these
    words may go out with a post: raises ValueError, which sends the answer back.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    if LINK.search(line):
        raise ValueError("describe without any link or account, also where the picture shows one")
    return line


OwnWords = Annotated[str, AfterValidator(_own_words)]


class FrameAnswer(BaseModel):
    """What the model is asked to say about a picture."""

    description: OwnWords = Field(min_length=1, max_length=400)
    subjects: list[OwnWords]
    action: OwnWords = Field(max_length=200)
    emotion: OwnWords = Field(max_length=80)
    risks: list[Risk]
    visible_text: str = Field(max_length=2000)
    hook_potential: float = Field(ge=0, le=1)
    alt_text: OwnWords = Field(max_length=400)


class OpenAIVision:
    """Notes on one picture, sent as a data URL (compatible servers take nothing else)."""

    def __init__(self, *, model: str) -> None:
        self.model = model
        self.connection = OpenAIConnection()
        self.prompt = load_prompt(DESCRIBE_FRAME)  # a kept answer depends on it

    def describe(self, jpeg: bytes) -> FrameNote:
        """What is seen in `jpeg`. Raises the errors of `ai.protocols`."""
        url = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
        answer = complete(
            self.connection,
            model=self.model,
            instructions=self.prompt,
            content=[{"type": "image_url", "image_url": {"url": url}}],
            shape=FrameAnswer,
        )
        return _note(FrameAnswer.model_validate(answer.value), answer.usage)


def _note(said: FrameAnswer, usage: dict) -> FrameNote:
    return FrameNote(
        description=said.description,
        subjects=tuple(name.lower()[:60] for name in said.subjects[:8] if name),
        visible_text=said.visible_text.replace("\x00", "").strip(),
        hook_potential=said.hook_potential,
        alt_text=said.alt_text,
        action=said.action.rstrip("."),
        emotion=said.emotion.lower().rstrip("."),
        risks=tuple(dict.fromkeys(said.risks)),
        usage=usage,
    )
