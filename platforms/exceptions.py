"""What can go wrong at a platform, in our words. Only adapters read status codes.

`reliability.md` §5 is the table: `NotSent` and `Rejected` prove that nothing was posted;
`OutcomeUnknown` proves nothing and is looked up, never repeated.
"""

from datetime import datetime


class PlatformError(Exception):
    """Base. `user_sentence` is for people, `detail` for the log (no tokens in either)."""

    def __init__(self, user_sentence: str, *, detail: str = "", raw: dict | None = None):
        super().__init__(user_sentence)
        self.user_sentence = user_sentence
        self.detail = detail
        self.raw = raw or {}


class NotSent(PlatformError):
    """The bytes never left: safe to try again soon."""


class StepFailed(NotSent):
    """A call that posts nothing (an upload, a reading) did not work: safe to repeat."""


class Rejected(PlatformError):
    """The platform refused this content or these settings: a person must change something."""


class Duplicate(Rejected):
    """Refused because the platform already has this post; `post_id` and `url` name the original
    where the platform does. After a try of unknown outcome this is evidence that it landed."""

    def __init__(self, user_sentence: str, *, post_id: str = "", url: str = "", **more):
        super().__init__(user_sentence, **more)
        self.post_id = post_id
        self.url = url


class RateLimited(PlatformError):
    """Refused for now; nothing was posted. `retry_at` is what the platform asked for (UTC)."""

    def __init__(self, user_sentence: str, *, retry_at: datetime | None = None, **more):
        super().__init__(user_sentence, **more)
        self.retry_at = retry_at


class ReconnectNeeded(PlatformError):
    """The token or the permission is gone; nothing was posted."""


class OutcomeUnknown(PlatformError):
    """No answer that proves anything: look it up."""


class PersonNeeded(PlatformError):
    """The network takes posts from people only: handed to one, who says when it is up."""


class Unsupported(PlatformError):
    """The platform or its adapter cannot do this."""

    def __init__(self, platform: str, ability: str):
        super().__init__(f"{platform} cannot do this: {ability}.")
        self.ability = ability


class AdapterMissing(PlatformError):
    """There is no adapter for this route yet."""
