"""Asking a network whether a try is there."""

from datetime import datetime

import structlog

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Lookup, Operation, Unknown
from platforms.exceptions import PlatformError
from publishing.models import PublishAttempt
from publishing.request import build_request
from scheduling.models import PostingSchedule

log = structlog.get_logger(__name__)


def read_lookup(
    schedule: PostingSchedule, attempt: PublishAttempt, adapter: PlatformAdapter, now: datetime
) -> Lookup:
    """One look-up; whatever goes wrong with it proves nothing."""
    try:
        return adapter.lookup(operation_of(schedule, attempt), now=now)
    except PlatformError as error:
        return Unknown(error.user_sentence)
    except Exception as error:  # a look-up that fails proves nothing
        log.exception("look-up failed", op_key=attempt.op_key)
        return Unknown(type(error).__name__)


def operation_of(schedule: PostingSchedule, attempt: PublishAttempt) -> Operation:
    """What is to be looked for."""
    return Operation(
        op_key=attempt.op_key,
        request=build_request(schedule, attempt.op_key),
        handles=attempt.handles,
        sent_at=attempt.sent_at or attempt.created_at,
    )
