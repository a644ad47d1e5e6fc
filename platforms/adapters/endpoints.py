"""Where a platform is reached. Fixed in the code; only the operator's settings may move it."""

from urllib.parse import urlsplit

from django.conf import settings

from platforms.exceptions import StepFailed


def base_url(name: str, default: str) -> str:
    """The address of an API: that of `settings.PLATFORM_BASE_URLS[name]`, else `default`.

    Never from a row: what a user may write must not decide where a token is sent.
    """
    return getattr(settings, "PLATFORM_BASE_URLS", {}).get(name, default).rstrip("/")


def granted_url(url: object, *, home: str, hosts: tuple[str, ...]) -> str:
    """An address that a platform's answer gave us for an upload, if it is one of its own.

    It must be https under one of `hosts` (names, with all below them), or at `home`, the API's own
    address. Raises StepFailed: an answer must not send our files, or a token, anywhere else.
    """
    refusal = StepFailed("The platform named an upload address that is not its own.")
    try:
        parts, at_home = urlsplit(url if isinstance(url, str) else ""), urlsplit(home)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refusal from error
    if (parts.scheme, parts.netloc) == (at_home.scheme, at_home.netloc):
        return parts.geturl()
    known = any(host == name or host.endswith(f".{name}") for name in hosts)
    if parts.scheme != "https" or not known or port not in (None, 443) or "@" in parts.netloc:
        raise refusal
    return parts.geturl()
