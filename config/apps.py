from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the commands of `config/management` known; has no models."""

    name = "config"
