"""“Today I'll show you why …” → “Why …”: the announcement goes, what is announced stays; pure."""

import re

ENGLISH = (
    r"^(?:(?:today|in this video|now|this time)[, ]+)?(?:i|we)(?:'m| am|'re| are|'ll| will|'d)?"
    r"(?: just)?(?: going to| gonna| want to| wanna| like to)? (?:show|tell|teach|explain to)"
    r" you(?: guys| all)? (?=(?:how|why|what|where|when|which)\b)"
)
GERMAN = (
    r"^(?:(?:heute|jetzt|in diesem video|hier)\s+)?(?:zeig|zeige|zeigen|erkläre|erklären|verrate"
    r"|verraten|sage)\s+(?:ich|wir)\s+(?:euch|dir|ihnen)(?: heute| mal| kurz)*,?\s+"
    r"(?=(?:warum|wie|was|welche\w*|wo|wann|wieso|weshalb)\b)"
)
SPANISH = (
    r"^(?:hoy|en este v[ií]deo)?,?\s*(?:te|os|les)\s+(?:voy a\s+)?(?:mostrar|enseñar|contar"
    r"|explicar|muestro|enseño|cuento|explico)\s+(?=(?:cómo|por qué|qué|cuándo|dónde)\b)"
)
FRENCH = (
    r"^(?:aujourd'hui|dans cette vidéo)?,?\s*je\s+(?:vais\s+)?(?:vous|te)\s+(?:montrer|expliquer"
    r"|dire|montre|explique|dis)\s+(?=(?:comment|pourquoi|ce que|quand|où)\b)"
)
TEASERS = {
    language: re.compile(pattern, re.I)
    for language, pattern in (
        ("en", ENGLISH),
        ("de", GERMAN),
        ("es", SPANISH),
        ("fr", FRENCH),
    )
}


def without_teaser(line: str, language: str) -> str:
    """The line without the announcement before its question word; else as it was."""
    pattern = TEASERS.get(language)
    return pattern.sub("", line.replace("’", "'"), count=1) if pattern else line
