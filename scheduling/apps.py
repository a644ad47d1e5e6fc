from django.apps import AppConfig
from django.db.models.signals import post_save


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Scheduling"

    def ready(self) -> None:
        """Follow a team's review policy, whichever door changes it."""
        from scheduling.receivers import follow_review_policy  # noqa: PLC0415  (needs the models)

        post_save.connect(follow_review_policy, sender="teams.Team", dispatch_uid="review-policy")
