"""The words of a brief by a text model: structured, and held to the figures that it was given."""

from pydantic import BaseModel, Field

from ai.protocols import TextModel
from briefs.by_rules import BriefText
from briefs.citations import checked_shape

INSTRUCTIONS = """
You write a creative brief for the next short piece after a post that did well.
Use only facts in the data. Every number that you write must stand in the data. Be specific to
this clip: its topics, its lines, its best frame, what people wrote. No placeholders, no praise,
no claims about algorithms. Write in the language of the clip. hook_ideas: two to four lines that
could be said or shown in the first two seconds. intro, body, cta, broll, face_cam: one to four
short notes each.
""".strip()
Notes = list[str]


class BriefAnswer(BaseModel):
    """What the text model is asked for."""

    angle_name: str = Field(min_length=3, max_length=200)
    target_audience: str = Field(min_length=3, max_length=400)
    core_promise: str = Field(min_length=3, max_length=400)
    hook_ideas: Notes = Field(min_length=2, max_length=4)
    intro: Notes = Field(min_length=1, max_length=4)
    body: Notes = Field(min_length=1, max_length=4)
    cta: Notes = Field(min_length=1, max_length=4)
    broll: Notes = Field(min_length=1, max_length=4)
    face_cam: Notes = Field(min_length=1, max_length=4)


def ask_for_brief(model: TextModel, data: dict, guidance: dict) -> tuple[BriefText, str]:
    """The model's brief and its name; where and when to post stays ours (`guidance`).

    Raises `ai.protocols` errors; ProviderRefused when it keeps citing figures that are not there.
    """
    shape = checked_shape(BriefAnswer, data)
    answer = model.compose(instructions=INSTRUCTIONS, data=data, shape=shape)
    said = BriefAnswer.model_validate(answer.value.model_dump())
    text = BriefText(
        angle_name=said.angle_name,
        target_audience=said.target_audience,
        core_promise=said.core_promise,
        hook_ideas=said.hook_ideas,
        script_outline={"intro": said.intro, "body": said.body, "cta": said.cta},
        visual_directions={"broll": said.broll, "face_cam": said.face_cam},
        posting_guidance=guidance,
    )
    return text, answer.model
