"""`manage.py adopt_instance`: this copy of the database is the one that publishes from now on."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from publishing.services.adopt import adopt_instance


class Command(BaseCommand):
    help = (
        "Let this installation publish from this database. Only when the installation that it "
        "was copied from is off for good: two that publish the same posts send them twice."
    )

    def handle(self, **options) -> None:
        adopted = adopt_instance(timezone.now())
        self.stdout.write(f"This installation is {adopted.instance_id} now.")
        self.stdout.write(f"{adopted.doubted} due posts are looked up before they are sent.")
