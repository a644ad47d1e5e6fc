"""The coach with a text model: structured, and held to the figures that it was given."""

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from ai.protocols import TextModel
from briefs.citations import checked_shape, numbers_in
from coaching.advice import Advice

INSTRUCTIONS = """
You coach a person who makes short clips. Say what worked and what to change about this one clip
and post, as a kind and precise editor would. Use only facts in the data. Each sentence of
what_worked and what_to_change cites at least one number of the data; never write a number that
is not there. A counter that is not reported is unknown, not zero. Name the clip's own topics,
lines and moments in seconds. If is_simulated is true, say in the summary that the figures are a
simulation. Write in English. No placeholders, no praise without a figure.
""".strip()


class FormatAnswer(BaseModel):
    """One format to make next."""

    format: Literal["broll_text", "face_cam", "faces_video", "explainer", "carousel"]
    description: str = Field(min_length=10, max_length=600)


class CoachAnswer(BaseModel):
    """What the text model is asked for."""

    summary: str = Field(min_length=20, max_length=900)
    what_worked: list[str] = Field(max_length=4)
    what_to_change: list[str] = Field(min_length=1, max_length=4)
    formats: list[FormatAnswer] = Field(min_length=1, max_length=3)

    @model_validator(mode="after")
    def _every_claim_cites_a_figure(self) -> "CoachAnswer":
        for sentence in (*self.what_worked, *self.what_to_change):
            if not numbers_in(sentence):
                raise ValueError(f"this claim cites no figure: {sentence}")
        return self


def ask_for_advice(model: TextModel, snapshot: dict) -> tuple[Advice, str]:
    """The model's advice and its name.

    Raises `ai.protocols` errors; ProviderRefused when it keeps claiming what is not in the data.
    """
    shape = checked_shape(CoachAnswer, snapshot)
    answer = model.compose(instructions=INSTRUCTIONS, data=snapshot, shape=shape)
    said = CoachAnswer.model_validate(answer.value.model_dump())
    actions = [{"type": "format", **form.model_dump()} for form in said.formats]
    return Advice(said.summary, said.what_worked, said.what_to_change, actions), answer.model
