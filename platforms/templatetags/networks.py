"""Names of platforms on pages."""

from django import template

from platforms.specs import SPECS

register = template.Library()


@register.filter
def platform_label(name: str) -> str:
    """“instagram_reels” → “Instagram Reels”; any other text stays as it is."""
    return SPECS[name].label if name in SPECS else name
