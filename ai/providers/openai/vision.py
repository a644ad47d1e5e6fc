"""Models that see, by the OpenAI protocol."""

import base64
from typing import Literal

from pydantic import BaseModel, Field

from ai.prompts import load_prompt
from ai.protocols import FrameNote
from ai.providers.openai.connection import OpenAIConnection
from ai.providers.openai.structured import complete

PROMPT = "describe_frame.v2"
Risk = Literal[
    "violence", "weapons", "nudity", "drugs", "alcohol", "tobacco", "gambling", "hate",
    "self-harm", "shock", "minors", "private data", "other brands", "copyrighted footage",
]  # fmt: skip


class FrameAnswer(BaseModel):
    """What the model is asked to say about a picture."""

    description: str = Field(min_length=1)
    subjects: list[str]
    action: str
    emotion: str
    risks: list[Risk]
    visible_text: str
    hook_potential: float = Field(ge=0, le=1)
    alt_text: str


class OpenAIVision:
    """Notes on one picture, sent as a data URL (compatible servers take nothing else)."""

    def __init__(self, *, model: str) -> None:
        self.model = model
        self.connection = OpenAIConnection()

    def describe(self, jpeg: bytes) -> FrameNote:
        """What is seen in `jpeg`. Raises the errors of `ai.protocols`."""
        url = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
        answer = complete(
            self.connection,
            model=self.model,
            instructions=load_prompt(PROMPT),
            content=[{"type": "image_url", "image_url": {"url": url}}],
            shape=FrameAnswer,
        )
        return _note(FrameAnswer.model_validate(answer.value))


def _note(said: FrameAnswer) -> FrameNote:
    return FrameNote(
        description=said.description.strip(),
        subjects=tuple(name.strip().lower() for name in said.subjects if name.strip()),
        visible_text=said.visible_text.strip(),
        hook_potential=said.hook_potential,
        alt_text=said.alt_text.strip(),
        action=said.action.strip(),
        emotion=said.emotion.strip().lower(),
        risks=tuple(dict.fromkeys(said.risks)),
    )
