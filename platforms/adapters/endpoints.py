"""Where a platform is reached. Fixed in the code; only the operator's settings may move it."""

from django.conf import settings


def base_url(name: str, default: str) -> str:
    """The address of an API: that of `settings.PLATFORM_BASE_URLS[name]`, else `default`.

    Never from a row: what a user may write must not decide where a token is sent.
    """
    return getattr(settings, "PLATFORM_BASE_URLS", {}).get(name, default).rstrip("/")
