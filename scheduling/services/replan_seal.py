"""A proposal as signed text: only what we proposed to this team can be accepted."""

from datetime import datetime
from uuid import UUID

from django.core import signing

from scheduling.exceptions import PostProblem
from scheduling.services.replan import Replan, Step
from teams.models import Team

SALT, VALID_SECONDS = "scheduling.replan", 3600
STALE = "This proposal is too old. Look at the new one."


def seal_proposal(team: Team, proposal: Replan) -> str:
    """What a person looked at, for `open_proposal`; good for an hour."""
    steps = [
        [str(change.post.pk), change.post.fence, change.after.isoformat(), change.why]
        for change in proposal.changes
    ]
    return signing.dumps({"team": str(team.pk), "steps": steps}, salt=SALT, compress=True)


def open_proposal(team: Team, sealed: str) -> list[Step]:
    """The steps of a sealed proposal; PostProblem for a foreign, old or altered one."""
    try:
        said = signing.loads(sealed, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:  # also when it is too old
        raise PostProblem(STALE) from error
    if said["team"] != str(team.pk):
        raise PostProblem(STALE)
    return [
        Step(UUID(pk), fence, datetime.fromisoformat(after), why)
        for pk, fence, after, why in said["steps"]
    ]
