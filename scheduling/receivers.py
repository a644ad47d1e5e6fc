"""What scheduling does when other apps change something."""

from scheduling.services.review import ask_for_review
from teams.models import Team


def follow_review_policy(sender, instance: Team, created: bool, **kwargs) -> None:
    """A team that asks for approval lets nothing unsent go out without."""
    if not created:
        ask_for_review(instance)
