"""What can go wrong with a file, in words for the person who brought it."""


class MediaRejected(Exception):
    """The file is not media that we take. `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FfmpegError(Exception):
    """ffmpeg did not do its work. `sentence` is for people, `detail` (its last words) for logs."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class FfmpegMissing(FfmpegError):
    """There is no ffmpeg program on this machine."""


class FfmpegTimedOut(FfmpegError):
    """The wall-clock limit passed and the process was killed."""


class FfmpegFailed(FfmpegError):
    """It ended with an error, or was killed by one of its limits."""


class FileStillChanging(MediaRejected):
    """Somebody writes to the file while it is read: not a verdict, look again later."""


class StoredFileMissing(Exception):
    """A row names a file that the storage does not have. `storage_path` says which."""

    def __init__(self, storage_path: str) -> None:
        super().__init__(f"The stored file {storage_path} is missing.")
        self.storage_path = storage_path


class RenderFailed(Exception):
    """A fitting copy of a file could not be made. `sentence` says why, for a person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
