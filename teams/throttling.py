"""API rate limits, counted in the cache that all processes share."""

from django.core.cache import caches
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class SharedUserRateThrottle(UserRateThrottle):
    """Per signed-in user or token owner."""

    cache = caches["shared"]


class SharedAnonRateThrottle(AnonRateThrottle):
    """Per address."""

    cache = caches["shared"]


class UploadRateThrottle(SharedUserRateThrottle):
    """Files sent by one user: each costs disk and an analysis."""

    scope = "upload"
    rate = "120/min"


class AIRateThrottle(SharedUserRateThrottle):
    """Questions to a text model by one user: a person waits for each, and each may be paid for."""

    scope = "ai"
    rate = "30/min"
