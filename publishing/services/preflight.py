"""Everything that is checked again just before a post goes out."""

from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import PublishRequest
from platforms.exceptions import AdapterMissing, ReconnectNeeded
from platforms.services.connections import require_reconnect
from publishing.exceptions import AccountNotReady, CannotGoOut, NotApproved
from publishing.request import stored_sha256
from scheduling.files import file_of
from scheduling.first_comments import comment_problems
from scheduling.fitness import file_problems
from scheduling.models import PostingSchedule
from scheduling.services.votes import may_go_out

# Hashing a bigger file would eat the lease; for those the size alone is compared.
HASHED_UP_TO_BYTES = 256 * 1024**2


def account_problem(schedule: PostingSchedule) -> str:
    """One sentence that says why the account cannot take posts; empty when it can."""
    connection = schedule.connection
    if connection.status != connection.Status.CONNECTED:
        return f"{connection} has to be connected again before this post can go out."
    if not connection.is_active:
        return f"{connection} is switched off. The post waits until it is on again."
    return ""


def adapter_for(schedule: PostingSchedule) -> PlatformAdapter:
    """The adapter that will send it. Raises AccountNotReady, CannotGoOut or NotApproved."""
    if problem := account_problem(schedule):
        raise AccountNotReady(problem)
    if not may_go_out(schedule):
        raise NotApproved("This post was changed after it was approved. Please approve it again.")
    check_first_comment(schedule)
    check_file(schedule)
    try:
        return get_adapter(schedule.connection)
    except AdapterMissing as error:
        raise CannotGoOut(error.user_sentence) from error
    except ReconnectNeeded as error:
        require_reconnect(schedule.connection, reason=error.user_sentence)
        raise AccountNotReady(error.user_sentence) from error


def check_file(schedule: PostingSchedule) -> None:
    """Refuse a file that is gone or is not the one that was approved. Raises CannotGoOut.

    Never another file instead: a post with a prepared copy does not fall back to the original.
    """
    if schedule.file_state not in PostingSchedule.FILE_READY:
        raise CannotGoOut(" ".join(file_problems(schedule)))
    file, name = file_of(schedule), schedule.media.filename
    what = f"The prepared copy of {name}" if schedule.variant_id else f"The file of {name}"
    remedy = "Send the post again: it is made anew." if schedule.variant_id else "Ingest it again."
    try:
        size = default_storage.size(file.storage_path) if file.storage_path else 0
        same = size == file.size_bytes and (
            size > HASHED_UP_TO_BYTES or stored_sha256(file.storage_path) == file.sha256
        )
    except FileNotFoundError as error:
        raise CannotGoOut(f"{what} is gone. {remedy}") from error
    if not same:
        raise CannotGoOut(f"{what} was changed. {remedy}")
    if schedule.thumbnail_path and not default_storage.exists(schedule.thumbnail_path):
        raise CannotGoOut("The cover image is gone. Choose another one.")


def check_first_comment(schedule: PostingSchedule) -> None:
    """Refuse to send a post whose first comment could not follow it. Raises CannotGoOut."""
    if problems := comment_problems(schedule):
        raise CannotGoOut(" ".join(problems))


def check_request(adapter: PlatformAdapter, request: PublishRequest) -> None:
    """Refuse what the platform's limits do not allow. Raises CannotGoOut with all sentences."""
    if problems := adapter.validate(request):
        raise CannotGoOut(" ".join(problems))
