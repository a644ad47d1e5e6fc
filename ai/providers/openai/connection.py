"""One way to call the server: bounded retries, time-outs, and errors that mean something."""

from collections.abc import Callable
from json import JSONDecodeError
from typing import TypeVar
from urllib.parse import urlsplit

import openai
import stamina
from django.conf import settings

from ai.protocols import ProviderBusy
from ai.providers.openai.errors import Waits, meaning_of

Result = TypeVar("Result")
ATTEMPTS = 3
NO_KEY = "none"  # servers on one's own machine want some text as the key, but do not look at it


class OpenAIConnection:
    """The server that the settings name."""

    def __init__(self) -> None:
        self.base_url = settings.OPENAI_BASE_URL or "https://api.openai.com/v1"
        self.host = urlsplit(self.base_url).netloc.rpartition("@")[2]
        self.client = openai.OpenAI(
            api_key=settings.OPENAI_API_KEY or NO_KEY,
            base_url=self.base_url,
            timeout=settings.OPENAI_TIMEOUT_SECONDS,
            max_retries=0,  # ours below: the package also repeats a spent quota
        )

    def call(self, ask: Callable[[openai.OpenAI], Result], *, model: str) -> Result:
        """What `ask(client)` returns. Faults that pass quickly are tried up to three times.

        Raises the errors of `ai.protocols`. Only a 400 or 422 about an optional part of the
        request passes through as the package's error: the caller knows what to ask instead.
        """
        for attempt in stamina.retry_context(
            on=_wait_before_retry,
            attempts=ATTEMPTS,
            timeout=settings.OPENAI_TIMEOUT_SECONDS,  # a call that timed out is not repeated
            wait_initial=0.5,
            wait_max=8.0,
        ):
            with attempt:
                return self._ask_once(ask, model)
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    def _ask_once(self, ask: Callable[[openai.OpenAI], Result], model: str) -> Result:
        try:
            return ask(self.client)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if mentions_option(error):
                raise
            raise meaning_of(error, host=self.host, model=model) from None
        except (JSONDecodeError, UnicodeDecodeError):
            raise ProviderBusy(f"The AI server {self.host} sent an answer that is cut.") from None
        except openai.OpenAIError as error:
            raise meaning_of(error, host=self.host, model=model) from None


def mentions_option(error: openai.APIStatusError) -> bool:
    """Whether the server complains about an optional part of the request, by name."""
    said = f"{error.param} {error.message}".lower()
    names = ("response_format", "json_schema", "timestamp", "verbose", "chunking", "diarized")
    return any(name in said for name in names)


def _wait_before_retry(error: Exception) -> bool | float:
    if isinstance(error, Waits) and error.seconds is not None:
        return error.seconds
    return bool(getattr(error, "retry", False))
