"""How long a text is: every platform counts in its own way.

Sources: X `docs.x.com/fundamentals/counting-characters` (twitter-text v3 configuration); Bluesky
lexicon `app.bsky.feed.post` (300 graphemes, 3,000 bytes); Threads posts reference (emoji count as
their UTF-8 bytes); TikTok Content Posting API (UTF-16 units); Mastodon instance API
(`characters_reserved_per_url`); LinkedIn “little text” (reserved characters are escaped).
"""

import unicodedata

import regex

X_URL_LENGTH = 23
MASTODON_URL_LENGTH = 23
LINKEDIN_RESERVED = frozenset("\\|{}@[]()<>#*_~")
# Ranges that X counts as one; everything else counts as two.
X_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

GRAPHEME = regex.compile(r"\X")
URL = regex.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?'’)\]}…]", regex.IGNORECASE)
# X makes links of bare names under a known ending too.
BARE_URL = regex.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}"
    r"(?:com|net|org|io|co|app|dev|ai|tv|me|info|biz|shop|store|blog|de|fr|uk|eu|us|ca|jp|es|it|nl|ch|at|be|au|in|br)"
    r"(?![\w@-])(?:/[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]}…])?",
    regex.IGNORECASE,
)
LINK = regex.compile(f"{URL.pattern}|{BARE_URL.pattern}", regex.IGNORECASE)
EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3"
    r"|[©®™]\uFE0F|(?![©®™])\p{Extended_Pictographic}(?!\uFE0E)"
)


def code_points(text: str) -> int:
    """Unicode characters."""
    return len(text)


def utf16_units(text: str) -> int:
    """UTF-16 units: most emoji count two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """What a reader sees as one character: 👩‍🍳 counts one."""
    return len(GRAPHEME.findall(text))


def is_emoji(grapheme: str) -> bool:
    """Whether one grapheme is shown as an emoji."""
    return EMOJI.match(grapheme) is not None


def x_weighted(text: str) -> int:
    """X: links 23, emoji and wide scripts (CJK) 2, all else 1; after NFC."""
    text = unicodedata.normalize("NFC", text)
    links = list(LINK.finditer(text))
    bare = LINK.sub("\n", text)  # a newline joins no neighbouring grapheme, and counts one
    return sum(_x_weight(g) for g in GRAPHEME.findall(bare)) + len(links) * (X_URL_LENGTH - 1)


def _x_weight(grapheme: str) -> int:
    if is_emoji(grapheme):
        return 2
    return sum(
        1 if any(low <= ord(char) <= high for low, high in X_LIGHT) else 2 for char in grapheme
    )


def threads_units(text: str) -> int:
    """Threads: characters, but an emoji counts as its UTF-8 bytes."""
    return sum(
        len(g.encode("utf-8", "surrogatepass")) if is_emoji(g) else len(g)
        for g in GRAPHEME.findall(text)
    )


def mastodon_units(text: str) -> int:
    """Mastodon: characters, but every link counts 23."""
    links = URL.findall(text)
    return len(text) - sum(map(len, links)) + MASTODON_URL_LENGTH * len(links)


def linkedin_units(text: str) -> int:
    """LinkedIn: characters after escaping, so each reserved one counts two."""
    return len(text) + sum(char in LINKEDIN_RESERVED for char in text)
