"""Whether a post's first comment could be sent as it stands, and what the analysis suggests."""

from analysis.models import MediaAnalysis
from analysis.services.voices import voice_of
from analysis.words.voice import Voice
from platforms.adapters import takes_first_comment
from platforms.models import Connection
from platforms.specs import get_spec
from platforms.specs.comments import check_comment, no_comments
from scheduling.models import PostingSchedule


def why_no_comment(connection: Connection, platform: str) -> str:
    """One sentence that says why nothing can be sent below a post there; empty when it can."""
    spec = get_spec(platform)
    if spec.first_comment is None:
        return no_comments(spec)
    if not takes_first_comment(connection, platform):
        return f"By way of {connection.get_route_display()}, {spec.label} takes no comments."
    return ""


def comment_problems(schedule: PostingSchedule, voice: Voice | None = None) -> list[str]:
    """Sentences that say why the first comment could not be sent; empty when it could.

    `voice` is the team's, for who checks many posts; else it is read.
    """
    text = schedule.first_comment
    if not text:
        return []
    if why := why_no_comment(schedule.connection, schedule.platform):
        return [f"{why} Take the first comment out."]
    problems = check_comment(get_spec(schedule.platform), text)
    if banned := (voice or voice_of(schedule.team)).banned_in(text):
        problems.append(f"Your brand guide bans “{banned}”: it stands in the first comment.")
    return problems


def suggested_comment(schedule: PostingSchedule) -> str:
    """What the analysis suggests to write below the post; empty where it cannot be sent."""
    if why_no_comment(schedule.connection, schedule.platform):
        return ""
    analysis = MediaAnalysis.objects.current().filter(media_id=schedule.media_id).first()
    if analysis is None:
        return ""
    spec = get_spec(schedule.platform)
    suggestions = analysis.ai_first_comments
    text = str(suggestions.get(spec.name) or suggestions.get(spec.network) or "")
    return "" if check_comment(spec, text) else text
