"""Blotato: a route to nine networks through one API key. It has no OAuth."""

from platforms.adapters.blotato.adapter import Blotato

__all__ = ["Blotato"]
