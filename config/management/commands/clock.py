import os
import socket

from django.core.management.base import BaseCommand

from config.clock import Clock


class Command(BaseCommand):
    help = "Publish and measure on time: the loop that wakes the publisher and the poller."

    def handle(self, *args, **options):
        Clock(f"clock:{socket.gethostname()}:{os.getpid()}").run()
