from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlatformsConfig(AppConfig):
    name = "platforms"
    verbose_name = "Platforms"

    def ready(self) -> None:
        from platforms.services.platforms import (  # noqa: PLC0415  (models exist only now)
            sync_after_migrate,
        )

        post_migrate.connect(sync_after_migrate, sender=self, dispatch_uid="sync_platforms")
