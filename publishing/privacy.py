"""The part of the publisher in exports and erasures: the journal beside the database.

Its lines hold no words of a post, but the keys of posts and their ids at the networks. Once they
are blank an old copy of the database that is restored still sends nothing twice: the gap guard has
every due post looked up first (`reliability.md` §6).
"""

from django.conf import settings

from publishing.journal import blank_lines, count_lines
from scheduling.models import PostingSchedule
from teams.models import Team
from teams.privacy.parts import Part


def posts_of(team: Team) -> set[str]:
    """The keys of all posts of the team: a restored database may not know that one was tried."""
    pks = PostingSchedule.objects.in_team(team).order_by().values_list("pk", flat=True)
    return {str(pk) for pk in pks.iterator()}


def count_outside(team: Team) -> dict[str, int]:
    """Lines of the journal."""
    return {"journal_lines": count_lines(settings.JOURNAL_DIR, posts_of(team))}


def erase_outside(team: Team) -> None:
    """Write over the lines about the team's posts."""
    blank_lines(settings.JOURNAL_DIR, posts_of(team))


PART = Part(
    secrets={"publishing.PublishAttempt": ("handles",)},  # addresses of uploads, signed
    count_outside=count_outside,
    erase_outside=erase_outside,
)
