"""The only way from a request to a post."""

from typing import TypeVar, cast

from django.core.exceptions import ValidationError
from django.http import Http404

from scheduling.models import (
    CalendarFeed,
    CrossPostGroup,
    Experiment,
    PostComment,
    PostingSchedule,
    ReviewLink,
)
from teams.models import Team, TeamOwned

Row = TypeVar("Row", bound=TeamOwned)

WITH = (
    "media", "variant__job", "connection", "analysis", "approved_by", "created_by", "team"
)  # fmt: skip


def schedule_for(team: Team | None, pk) -> PostingSchedule:
    """The team's post; Http404 alike for foreign, unknown and malformed ids."""
    try:
        return PostingSchedule.objects.in_team(team).select_related(*WITH).get(pk=pk)
    except (PostingSchedule.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such post.") from error


def experiment_for(team: Team | None, pk) -> Experiment:
    """The team's experiment; Http404 alike for foreign, unknown and malformed ids."""
    rows = Experiment.objects.in_team(team).select_related("team", "media", "created_by")
    try:
        return rows.get(pk=pk)
    except (Experiment.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such experiment.") from error


def comment_for(team: Team | None, pk) -> PostComment:
    """The team's remark on a post; Http404 likewise."""
    rows = PostComment.objects.in_team(team).select_related("schedule", "team")
    try:
        return rows.get(pk=pk)
    except (PostComment.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such comment.") from error


def feed_for(team: Team | None, pk) -> CalendarFeed:
    """The team's feed; Http404 alike for foreign, unknown and malformed ids."""
    try:
        return CalendarFeed.objects.in_team(team).select_related("team", "connection").get(pk=pk)
    except (CalendarFeed.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such feed.") from error


def plan_row_for(model: type[Row], team: Team | None, pk) -> Row:
    """The team's project, campaign, calendar …; Http404 alike for foreign and unknown ids."""
    try:
        return cast(Row, model.objects.in_team(team).select_related("team").get(pk=pk))
    except (model.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("There is no such row.") from error


def review_link_for(team: Team | None, pk) -> ReviewLink:
    """The team's link for a client; Http404 likewise."""
    try:
        return ReviewLink.objects.in_team(team).select_related("team").get(pk=pk)
    except (ReviewLink.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such link.") from error


def cross_post_group_for(team: Team | None, pk) -> CrossPostGroup:
    """The team's group of posts; Http404 alike for foreign, unknown and malformed ids."""
    try:
        return CrossPostGroup.objects.in_team(team).get(pk=pk)
    except (CrossPostGroup.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such group.") from error
