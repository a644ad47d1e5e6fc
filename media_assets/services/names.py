"""The names that people give their files: shown, never used as a path."""

import unicodedata
from pathlib import PurePath

MAX_LENGTH = 255  # characters: the column
JOINERS = "\u200c\u200d"  # parts of emoji and of several scripts, not tricks


def display_name(name: str) -> str:
    """`name` without folders, control characters and direction tricks, at most 255 characters.

    The file ending is kept when the rest is cut. Bytes that were not UTF-8 become “�”.
    """
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(_shown(char) for char in unicodedata.normalize("NFC", plain)).strip()
    if len(kept) > MAX_LENGTH:
        ending = PurePath(kept).suffix[:20]
        kept = kept[: MAX_LENGTH - len(ending)] + ending
    return kept or "unnamed"


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":
        return "�"
    if category in ("Cc", "Zl", "Zp"):
        return " " if char in "\t\r\n\u2028\u2029" else ""
    return "" if category == "Cf" and char not in JOINERS else char
