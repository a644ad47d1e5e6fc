"""The page of one campaign: dates, aims, posts, items that lead to them, and its briefs."""

from django.http import HttpResponse

from briefs.models import CreativeBrief
from scheduling.access import plan_row_for
from scheduling.calendar_status import CAMPAIGN_MOVES
from scheduling.campaign_selectors import posts_of, posts_to_add, progress_of
from scheduling.models import CalendarItem, Campaign
from teams.pages import TeamRequest, render_page, team_page

STEPS = (
    ("running", "Start now"), ("completed", "End it"), ("planned", "Plan it again"),
    ("cancelled", "Cancel"),
)  # fmt: skip
MOST_BRIEFS = 20


@team_page
def campaign(request: TeamRequest, pk) -> HttpResponse:
    row = plan_row_for(Campaign, request.team, pk)
    progress = progress_of([row])[row.pk]
    items = CalendarItem.objects.in_team(request.team).filter(campaign=row)
    briefs = CreativeBrief.objects.in_team(request.team).filter(source_schedule__campaign=row)
    posts = list(posts_of(row))
    context = {
        "title": row.name,
        "campaign": row,
        "progress": progress,
        "targets": progress.targets(row.targets_json),
        "posts": posts,
        "accounts": sorted({post.connection for post in posts}, key=str),
        "addable": posts_to_add(row),
        "items": items.select_related("calendar", "media").order_by("planned_date", "pk"),
        "briefs": briefs.order_by("-created_at")[:MOST_BRIEFS],
        "steps": [(to, label) for to, label in STEPS if to in CAMPAIGN_MOVES[row.status]],
    }
    return render_page(request, "scheduling/campaign.html", context)
