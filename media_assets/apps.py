from django.apps import AppConfig
from django.db.models.signals import post_delete


class MediaAssetsConfig(AppConfig):
    name = "media_assets"
    verbose_name = "Media"

    def ready(self) -> None:
        """Stored files go with their rows, and into exports."""
        from media_assets.privacy import PART  # noqa: PLC0415
        from media_assets.services.variants import forget_stored  # noqa: PLC0415  (needs models)
        from teams.privacy.parts import register  # noqa: PLC0415

        post_delete.connect(
            forget_stored, sender="media_assets.MediaVariant", dispatch_uid="variant-file"
        )
        register(self.name, PART)
