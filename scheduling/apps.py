from django.apps import AppConfig
from django.db.models.signals import post_save


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Scheduling"

    def ready(self) -> None:
        """Follow a team's review policy, whichever door changes it, and the renderings."""
        from media_assets.signals import variant_settled  # noqa: PLC0415  (they need the models)
        from scheduling.privacy import PART  # noqa: PLC0415  (needs the models)
        from scheduling.receivers import follow_review_policy  # noqa: PLC0415
        from scheduling.services.files import follow_variant  # noqa: PLC0415
        from teams.privacy.parts import register  # noqa: PLC0415

        post_save.connect(follow_review_policy, sender="teams.Team", dispatch_uid="review-policy")
        variant_settled.connect(follow_variant, dispatch_uid="post-files")
        register(self.name, PART)
