"""Chat completions whose answer is an object of a known shape.

Three ways to ask, best first: a strict schema, any JSON object, plain words. Compatible servers
refuse the first (Ollama, llama.cpp, LM Studio by version), so a refused way is stepped down and
remembered for that server, model and shape while the process lives.
"""

import json
import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import openai
from django.core.serializers.json import DjangoJSONEncoder
from openai.lib._pydantic import to_strict_json_schema
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ValidationError

from ai.prompts import load_prompt
from ai.protocols import Answer, ProviderBusy, ProviderRefused, Shape
from ai.providers.openai.connection import OpenAIConnection

WAYS = ("json_schema", "json_object", "words")
ATTEMPTS = 2  # the first answer, and one that was told what was wrong
FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)
MAX_REFUSAL_CHARS = 200

# The vendor's strict mode refuses a schema with these; the answer is checked for them anyway.
NOT_STRICT = frozenset({"minLength", "maxLength"})

_ways_known: dict[tuple[str, str, str], int] = {}


def forget_what_servers_offer() -> None:
    """Ask every server for a strict schema again."""
    _ways_known.clear()


def as_data(data: dict) -> str:
    """`data` as a block that it cannot end: < and > are escaped inside the JSON."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, cls=DjangoJSONEncoder)
    return "<data>\n" + text.replace("<", "\\u003c").replace(">", "\\u003e") + "\n</data>"


def complete(
    connection: OpenAIConnection,
    *,
    model: str,
    instructions: str,
    content: str | Sequence[dict[str, Any]],
    shape: type[Shape],
) -> Answer:
    """The model's answer as a valid `shape`, with the tokens of all tries in `usage`.

    Raises ProviderRefused when the model declines, is cut off, or answers twice without
    following the shape; other errors as `OpenAIConnection.call`.
    """
    messages: list[dict[str, Any]] = [{"role": "user", "content": content}]
    usage = {"prompt_tokens": 0, "completion_tokens": 0}
    fault = ""
    for _ in range(ATTEMPTS):
        completion = _ask(connection, model, instructions, messages, shape)
        _add_usage(usage, completion)
        said = _content_of(completion)
        try:
            value = shape.model_validate_json(_without_fence(said))
        except ValidationError as error:
            fault = _fault_of(error)
            messages = [*messages[:1], *_correction(said, fault)]
        else:
            return Answer(value=value, model=completion.model or model, usage=usage)
    raise ProviderRefused(f"The model {model} did not keep to the form that was asked for: {fault}")


def _ask(
    connection: OpenAIConnection,
    model: str,
    instructions: str,
    messages: list[dict[str, Any]],
    shape: type[BaseModel],
) -> ChatCompletion:
    """One completion, in the best way that this server takes."""
    known = (connection.base_url, model, shape.__name__)
    for step in range(_ways_known.get(known, 0), len(WAYS)):
        request = _request(WAYS[step], model, instructions, messages, shape)
        try:
            answer = connection.call(partial(_send, request=request), model=model)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            continue
        _ways_known[known] = step
        return answer
    raise ProviderRefused(f"The AI server {connection.host} did not accept the request.")


def _request(
    way: str,
    model: str,
    instructions: str,
    messages: list[dict[str, Any]],
    shape: type[BaseModel],
) -> dict[str, Any]:
    schema = to_strict_json_schema(shape)
    system = instructions
    if way != "json_schema":
        system = f"{instructions}\n\n{load_prompt('answer_in_json.v1')}\n{json.dumps(schema)}"
    request: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "system", "content": system}, *messages],
    }
    if way == "json_schema":
        named = {"name": shape.__name__, "schema": _without_lengths(schema), "strict": True}
        request["response_format"] = {"type": "json_schema", "json_schema": named}
    elif way == "json_object":
        request["response_format"] = {"type": "json_object"}
    return request


def _without_lengths(schema: Any) -> Any:
    """The schema without the keywords of `NOT_STRICT`; a property of such a name is kept."""
    if isinstance(schema, list):
        return [_without_lengths(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_lengths(value)
        for key, value in schema.items()
        if key not in NOT_STRICT or isinstance(value, dict)
    }


def _send(client: openai.OpenAI, *, request: dict[str, Any]) -> ChatCompletion:
    """The completion; a body that is none (a proxy's page, cut JSON) is a passing fault."""
    answer = client.chat.completions.create(**request)
    if isinstance(answer, ChatCompletion) and answer.choices:
        return answer
    raise ProviderBusy("The AI server sent something that is not an answer.")


def _content_of(completion: ChatCompletion) -> str:
    choice = completion.choices[0]
    if choice.message.refusal:
        said = " ".join(choice.message.refusal.split())[:MAX_REFUSAL_CHARS]
        raise ProviderRefused(f"The model declined: “{said}”")
    if choice.finish_reason == "content_filter":
        raise ProviderRefused("The model's content filter stopped the answer.")
    if choice.finish_reason == "length":
        raise ProviderRefused(
            "The model's answer was cut off: it was longer than the model allows."
        )
    return choice.message.content or ""


def _without_fence(said: str) -> str:
    fenced = FENCE.match(said)
    return fenced.group(1) if fenced else said


def _fault_of(error: ValidationError) -> str:
    """The faults, without the model's own words, as one line each."""
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False)[:10]
    )


def _correction(said: str, fault: str) -> list[dict[str, Any]]:
    return [
        {"role": "assistant", "content": said},
        {"role": "user", "content": f"{load_prompt('correct_answer.v1')}\n{fault}"},
    ]


def _add_usage(usage: dict[str, int], completion: ChatCompletion) -> None:
    if completion.usage:
        usage["prompt_tokens"] += completion.usage.prompt_tokens or 0
        usage["completion_tokens"] += completion.usage.completion_tokens or 0
