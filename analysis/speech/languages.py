"""The languages that subtitles are offered in: codes and English names."""

import re

from django.conf.locale import LANG_INFO

OFFERED = (
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it",
    "ja", "ko", "nl", "nb", "pl", "pt-br", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "vi",
    "zh-hans",
)  # fmt: skip
MOST_AT_ONCE = 20
CODE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")


class UnknownLanguage(Exception):
    """No language code; the message says so."""


def language_name(code: str) -> str:
    """The English name of a code; the code itself where there is none."""
    return LANG_INFO.get(code, {}).get("name", code)


def offered() -> list[tuple[str, str]]:
    """(code, name) by name."""
    return sorted(((code, language_name(code)) for code in OFFERED), key=lambda pair: pair[1])


def read_languages(words: list[str]) -> list[str]:
    """The codes in what a person sent, each once. Raises UnknownLanguage."""
    codes = list(dict.fromkeys(word.strip().lower() for word in words if word.strip()))
    if not codes:
        raise UnknownLanguage("Choose at least one language.")
    if len(codes) > MOST_AT_ONCE:
        raise UnknownLanguage(f"At most {MOST_AT_ONCE} languages at once.")
    for code in codes:
        if not CODE.match(code):
            raise UnknownLanguage(f"“{code[:20]}” is no language code. Use one such as fr.")
    return codes
