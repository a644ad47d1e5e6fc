"""How often something may happen: counted in the cache that all processes share."""

from dataclasses import dataclass

from django.core.cache import caches


@dataclass(frozen=True)
class Pace:
    """At most `most` times in `seconds`, for each of whoever asks."""

    name: str
    most: int
    seconds: int

    def lets_pass(self, who: str) -> bool:
        """Count one more for `who`; False when it was one too many in the present window."""
        cache, key = caches["shared"], f"pace:{self.name}:{who}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # the window ended between the two calls
            return True
