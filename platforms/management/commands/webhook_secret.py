"""`manage.py webhook_secret ID`: the address and secret to set at Telegram for one account."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from platforms.models import Connection
from platforms.webhooks.secrets import bot_secret


class Command(BaseCommand):
    help = "Print what Telegram’s setWebhook needs for one account (docs/webhooks.md)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("connection", help="The account’s id, as in its address.")

    def handle(self, *, connection: str, **options) -> None:
        try:
            row = Connection.objects.get(pk=connection, platform="telegram")
        except (Connection.DoesNotExist, ValidationError) as error:
            raise CommandError("There is no Telegram account with this id.") from error
        address = settings.BASE_URL.rstrip("/") + reverse("webhook", args=["telegram"])
        self.stdout.write(f"url={address}")
        self.stdout.write(f"secret_token={bot_secret(row)}")
        self.stdout.write('allowed_updates=["my_chat_member"]')
