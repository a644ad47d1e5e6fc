"""What a file name says about its content, once camera and editing words are taken away."""

import re
from pathlib import PurePath

SEPARATORS = re.compile(r"[\s_\-.+()\[\]{},~]+")
CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
# Words of cameras, editors and exporters: they name the file, not what is in it.
PRODUCTION_WORDS = """
img dsc dscf dscn mvi mov vid video videos pxl gopr gh gx dji clip clips final draft edit edited
export exported render rendered master copy kopie version raw proxy full new old test sample
untitled unnamed screenshot screen recording capture whatsapp image images photo photos picture
pic audio sound music voice hvc wmv mkv mpg track file media movie film snaptik tiktok reel
reels shorts short story insta instagram youtube vertical horizontal portrait landscape square
wide crop cropped cut cuts trim trimmed hevc avc hdr sdr uhd fhd hd sd at am pm the of talking
head selfie facecam face cam broll roll take takes hook outro intro fps lossless compressed
small large low high res resolution quality
"""
PRODUCTION = frozenset(PRODUCTION_WORDS.split())
HAS_DIGIT = re.compile(r"\d")
VOWELS = re.compile(r"[aeiouyà-ÿ]|[^\x00-\x7f]", re.I)
MAX_WORDS = 5


def words_in_filename(filename: str) -> list[str]:
    """The words of `filename` that may name its content, at most five; lower case but JFK.

    Numbers, codes (IMG_2041, 1080p, h264), and words of cameras and editors are left out; what is
    left may be nothing.
    """
    stem = CAMEL.sub(" ", PurePath(filename).stem)
    words = [_as_said(word) for word in SEPARATORS.split(stem) if _is_word(word)]
    return words[:MAX_WORDS]


def _as_said(word: str) -> str:
    """Lower case; a short word without a vowel is an abbreviation (“jfk” is JFK)."""
    return word.lower() if VOWELS.search(word) else word.upper()


def _is_word(word: str) -> bool:
    if len(word) < 3 or HAS_DIGIT.search(word) or (not VOWELS.search(word) and len(word) > 4):
        return False
    return word.isalpha() and word.lower() not in PRODUCTION and len(word) <= 20
