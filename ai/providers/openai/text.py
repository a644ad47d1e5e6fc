"""Text models by the OpenAI protocol."""

from ai.prompts import load_prompt
from ai.protocols import Answer, Shape
from ai.providers.openai.connection import OpenAIConnection
from ai.providers.openai.structured import as_data, complete


class OpenAITextModel:
    """Structured answers from chat completions."""

    def __init__(self, *, model: str) -> None:
        self.model = model
        self.connection = OpenAIConnection()

    def compose(self, *, instructions: str, data: dict, shape: type[Shape]) -> Answer:
        """An object of `shape` made from `data` as `instructions` say.

        `data` may be hostile: it is sent as a delimited JSON block that the system message tells
        the model to treat as material. Raises the errors of `ai.protocols`.
        """
        return complete(
            self.connection,
            model=self.model,
            instructions=f"{instructions}\n\n{load_prompt('treat_as_data.v1')}",
            content=as_data(data),
            shape=shape,
        )
