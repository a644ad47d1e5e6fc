from django.core.management.base import BaseCommand

from config.schedules import setup_schedules


class Command(BaseCommand):
    help = "Write the periodic tasks of config/schedules.py to the database."

    def handle(self, *args, **options):
        self.stdout.write(f"{setup_schedules()} periodic tasks are set up.")
