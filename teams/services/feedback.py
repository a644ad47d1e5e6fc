"""Keep what people say about a result."""

from django.db import transaction

from teams.models import Feedback, Team, User
from teams.services.events import record_event

MOST_CHARACTERS = 2000


def give_feedback(
    team: Team, subject_type: str, subject, *, by: User, comment: str, part: str = ""
) -> Feedback:
    """Store that `by` finds the row `subject`, or a `part` of it, wrong; with its event."""
    with transaction.atomic():
        feedback = Feedback.objects.create(
            team=team,
            user=by,
            subject_type=subject_type,
            subject_id=str(subject.pk),
            part=part,
            comment=comment[:MOST_CHARACTERS],
        )
        record_event(team, "feedback_given", subject, f"Called wrong: {part or 'all'}", by=by)
    return feedback
