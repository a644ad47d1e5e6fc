from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "Teams"

    def ready(self) -> None:
        """What exports and erasures must know of this floor."""
        from teams.privacy.own_part import PART  # noqa: PLC0415  (needs the models)
        from teams.privacy.parts import register  # noqa: PLC0415

        register(self.name, PART)
