from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        """Look sooner at a post that its network tells about."""
        from platforms.signals import webhook_received  # noqa: PLC0415
        from publishing.privacy import PART  # noqa: PLC0415  (needs the models)
        from publishing.receivers import follow_webhook  # noqa: PLC0415  (needs the models)
        from teams.privacy.parts import register  # noqa: PLC0415

        webhook_received.connect(follow_webhook, dispatch_uid="look-at-the-post")
        register(self.name, PART)
