from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlatformsConfig(AppConfig):
    name = "platforms"
    verbose_name = "Platforms"

    def ready(self) -> None:
        from platforms.privacy import PART  # noqa: PLC0415  (needs the models)
        from platforms.services.platforms import (  # noqa: PLC0415  (models exist only now)
            sync_after_migrate,
        )
        from teams.privacy.parts import register  # noqa: PLC0415

        post_migrate.connect(sync_after_migrate, sender=self, dispatch_uid="sync_platforms")
        register(self.name, PART)
