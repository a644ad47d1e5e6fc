"""Cutting text into sentences and words, and telling how a sentence opens."""

import re

END = r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)]))"
ENDS = re.compile(END + r"\s+(?=[\"'“‘(¿¡]?[^\W_])|(?<=[。！？])|\n+")
# A full stop after these does not end a sentence.
ABBREVIATIONS = re.compile(
    r"(?:^|\s)(?:mr|mrs|ms|dr|st|vs|no|e\.g|i\.e|z\.b|bzw|ca|approx)\.$", re.I
)
WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’\-](?=[^\W\d_]))*|\d+(?:[.,]\d+)*[%k]?")

# Thai, Japanese, Chinese, Korean: one sign says as much as several letters, and words of most of
# them are not parted by spaces, so that `words_of` finds whole phrases there.
DENSE_SCRIPT = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def sentences_of(text: str) -> list[str]:
    """The sentences of `text`, stripped, in order; no empty ones."""
    found: list[str] = []
    for piece in (part.strip() for part in ENDS.split(text) if part and part.strip()):
        if found and ABBREVIATIONS.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


def words_of(text: str) -> list[str]:
    """The words and numbers of `text` as written; apostrophes and hyphens stay inside words."""
    return WORD.findall(text)
