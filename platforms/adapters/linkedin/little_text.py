"""LinkedIn's “little text”, the format of a post's words (Posts API, `commentary`).

A reserved sign that is meant as itself needs a backslash; without it the post may silently end
there. Hashtags are written plainly, with their sign unescaped.
"""

import re

from platforms.specs.check import HASHTAG
from platforms.specs.counting import LINKEDIN_RESERVED

RESERVED = re.compile(f"[{re.escape(''.join(sorted(LINKEDIN_RESERVED)))}]")
HASHTAG_TEMPLATE = re.compile(r"\{hashtag\|\\?([#＃])\|([^{}|]*)\}")  # as LinkedIn may write them
ESCAPED = re.compile(rf"\\({RESERVED.pattern})")


def to_little_text(text: str) -> str:
    """`text` with its reserved signs escaped, so that it is shown as it is. Hashtags stay."""
    parts, end = [], 0
    for tag in HASHTAG.finditer(text):
        parts += [_escaped(text[end : tag.start()]), tag[0][0], _escaped(tag[0][1:])]
        end = tag.end()
    return "".join([*parts, _escaped(text[end:])])


def from_little_text(commentary: str) -> str:
    """The words as a reader sees them."""
    return ESCAPED.sub(r"\1", HASHTAG_TEMPLATE.sub(r"\1\2", commentary))


def _escaped(text: str) -> str:
    return RESERVED.sub(r"\\\g<0>", text)
