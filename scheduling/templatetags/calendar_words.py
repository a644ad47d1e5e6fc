"""Days and weeks in the language of the person, whatever language the page around them has."""

from datetime import date

from django import template
from django.utils import translation
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def day_words(context: dict, day: date, shape: str = "long") -> SafeString:
    """A day: long “Monday, 2 March”, short “Mon 2”, name “Mon”, month “March 2026”."""
    language = context["language"]
    with translation.override(language):
        words = _words(day, shape)
    return format_html('<span lang="{}">{}</span>', language, words)


def _words(day: date, shape: str) -> str:
    if shape == "long":
        return f"{date_format(day, 'l')}, {date_format(day, get_format('MONTH_DAY_FORMAT'))}"
    if shape == "date":
        return date_format(day, get_format("DATE_FORMAT"))
    if shape == "month":
        return date_format(day, get_format("YEAR_MONTH_FORMAT"))
    return date_format(day, {"name": "D", "number": "j", "first": "j M"}[shape])
