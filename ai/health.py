"""What the table of models knows against the configured ones; asks no server."""

from datetime import date

from ai.catalogue import CatalogueBroken, trouble_with
from ai.providers import PROVIDERS


def check_catalogue(today: date) -> list[str]:
    """Sentences about configured models that end within 90 days or lack the ability."""
    entries = [e for group in PROVIDERS.values() for e in group if not e.is_local]
    try:
        found = [
            trouble_with(e.model, e.ability, e.model_setting, today)
            for e in entries
            if e.is_configured
        ]
    except CatalogueBroken as error:
        return [str(error)]
    return [sentence for sentence in found if sentence]
