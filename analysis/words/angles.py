"""How a caption approaches its reader, in a word or two: what an A/B test compares; pure."""

import re

from analysis.words.opening import opening_of

LIST, QUOTATION, IN_OTHER_WORDS = "A list", "A quotation", "A plain statement"
LABELS = {
    "contrast": "A contrast",
    "question": "A question",
    "number": "A number",
    "claim": "A bold claim",
    "address": "Words to the viewer",
    "story": "A personal story",
    "plain": IN_OTHER_WORDS,
    "greeting": "A greeting",
}
LISTED = re.compile(r"^1\. .+\n2\. ", re.M)


def angle_of(caption: str, language: str) -> str:
    """The label of how `caption` begins; a plain statement where nothing else can be told."""
    if LISTED.search(caption):
        return LIST
    if caption.startswith("“"):
        return QUOTATION
    opening = opening_of(caption.partition("\n")[0], language)
    return LABELS[opening.kind] if opening else IN_OTHER_WORDS
