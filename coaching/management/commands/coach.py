import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.models import AICoachInsight
from coaching.services import coach_due, write_insight
from coaching.services.insights import ON_DEMAND
from scheduling.models import PostingSchedule


class Command(BaseCommand):
    help = "Coach the posts that were measured at +24h or +7d, or one post now."

    def add_arguments(self, parser):
        parser.add_argument("--post", help="The id of one post: coach it now, on demand.")
        parser.add_argument("--limit", type=int, default=100, help="At most so many posts.")
        parser.add_argument("--json", action="store_true", help="One JSON object on stdout.")

    def handle(self, *args, post, limit, **options):
        now = timezone.now()
        if post:
            insight = write_insight(post_named(post), ON_DEMAND, now=now)
            if insight is None:
                raise CommandError("There is no reading of this post yet: nothing to say.")
            self.stdout.write(as_json(insight) if options["json"] else as_text(insight))
            return
        written = coach_due(now, limit=limit)
        line = (
            json.dumps({"written": written}) if options["json"] else f"{written} insights written."
        )
        self.stdout.write(line)


def post_named(pk: str) -> PostingSchedule:
    """The post of that id. Raises CommandError when there is none."""
    try:
        return PostingSchedule.objects.select_related("connection", "media", "team").get(pk=pk)
    except (PostingSchedule.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no post “{pk}”.") from error


def as_json(insight: AICoachInsight) -> str:
    """The insight for programs."""
    shown = ("summary", "what_worked", "what_to_change", "next_actions", "written_by")
    return json.dumps({name: getattr(insight, name) for name in shown}, ensure_ascii=False)


def as_text(insight: AICoachInsight) -> str:
    """The insight for people."""
    parts = [insight.summary]
    for heading, text in (("Worked", insight.what_worked), ("Change", insight.what_to_change)):
        parts += [f"{heading}:", *(f"  - {line}" for line in text.splitlines())]
    return "\n".join(parts)
