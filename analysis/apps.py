from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = "Analysis"

    def ready(self) -> None:
        """Add to erasures what a name stands in."""
        from analysis.privacy import PART  # noqa: PLC0415  (needs the models)
        from teams.privacy.parts import register  # noqa: PLC0415

        register(self.name, PART)
