"""`manage.py publish`: one round of the publisher, or the given posts, once."""

import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from publishing.guards import stand_guard
from publishing.services.publish import publish_schedule
from publishing.tasks import worker_name
from publishing.tick import tick
from scheduling.models import PostingSchedule


class Command(BaseCommand):
    help = "Publish what is due (the clock does this by itself), or the posts with the given ids."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="posts to publish if they are due")
        parser.add_argument("--due", action="store_true", help="all that is due (default)")
        parser.add_argument("--limit", type=int, default=100, help="at most so many posts")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *, ids: list[str], due: bool, limit: int, **options) -> None:
        if ids and due:
            raise CommandError("Give ids or --due, not both.")
        if limit < 1:
            raise CommandError("--limit must be 1 or more.")
        if problem := stand_guard(timezone.now()).problem:
            raise CommandError(problem)
        report = (
            self.publish_given(ids) if ids else tick(timezone.now(), worker_name(), limit=limit)
        )
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for name, value in report.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value}")

    def publish_given(self, ids: list[str]) -> dict[str, str]:
        """Publish each; returns the status that each has then."""
        for pk in ids:
            self.require_post(pk)
        owner = worker_name()
        return {pk: publish_schedule(pk, now=timezone.now(), owner=owner) for pk in ids}

    def require_post(self, pk: str) -> None:
        """Refuse an id that is none, with a sentence."""
        try:
            known = PostingSchedule.objects.filter(pk=pk).exists()
        except ValidationError:
            known = False
        if not known:
            raise CommandError(f"There is no post with the id {pk}.")
