"""Whether a post meets what its platform allows."""

from analysis.words.voice import Voice
from platforms.specs import PostMedia, check_post, get_spec, media_problems
from platforms.specs.text import compose_for
from scheduling.files import file_of
from scheduling.first_comments import comment_problems
from scheduling.models import PostingSchedule

FileState = PostingSchedule.FileState
WHY_NOT_READY = {
    FileState.CHECKING: "Whether the file fits is being looked at. Try again in a moment.",
    FileState.PROPOSED: "The file does not fit as it is. Say yes to the proposal first: {note}.",
    FileState.PREPARING: "The file is still being prepared ({note}). Try again when it is ready.",
    FileState.UNFIT: "{note}",
}


def problems_of(schedule: PostingSchedule) -> list[str]:
    """Sentences that say why the post could not go out as it stands; empty when it could."""
    return [*word_problems(schedule), *file_problems(schedule)]


def word_problems(schedule: PostingSchedule, voice: Voice | None = None) -> list[str]:
    """What is wrong with the words, the first comment's too; nothing about the file."""
    text = compose_for(schedule.platform, schedule.body, schedule.hashtags)
    file = PostMedia(schedule.media.media_type)  # that there is one, and of which kind
    spec = get_spec(schedule.platform)
    about_file = media_problems(spec, file)
    found = check_post(spec, text, title=schedule.title, media=[file])
    about_words = [problem for problem in found if problem not in about_file]
    return [*about_words, *comment_problems(schedule, voice)]


def file_problems(schedule: PostingSchedule) -> list[str]:
    """Why the file that would be sent cannot be; empty when it can."""
    if schedule.file_state in PostingSchedule.FILE_READY:
        return media_problems(get_spec(schedule.platform), media_of(schedule))
    sentence = WHY_NOT_READY[FileState(schedule.file_state)]
    return [sentence.format(note=schedule.file_note or schedule.get_file_state_display())]


def media_of(schedule: PostingSchedule) -> PostMedia:
    """The facts of the file that limits speak about."""
    return file_of(schedule).media
