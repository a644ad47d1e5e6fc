"""The same questions as `erase`, on PostgreSQL."""

from audit.parts.erase import ask

__all__ = ["ask"]
