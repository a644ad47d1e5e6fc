"""Cues as subtitle files, by pysubs2.

A line on screen holds about 42 characters and a subtitle two lines (Netflix Timed Text Style
Guide, English, “Character limitation”), so longer cues become several: at word times where there
are any, else in proportion to their letters.
"""

import html
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import pysubs2

from analysis.speech.cues import Cue

LINE_CHARS = 42
MOST_CHARS = 2 * LINE_CHARS
FORMATS = {"srt": "application/x-subrip", "vtt": "text/vtt"}


def subtitles(cues: Sequence[Cue], kind: str) -> str:
    """The text of an `srt` or `vtt` file. Raises KeyError for another kind."""
    escape = {"srt": _for_srt, "vtt": _for_vtt}[kind]
    file = pysubs2.SSAFile()
    for cue in readable(cues):
        event = pysubs2.SSAEvent(start=round(cue.start * 1000), end=round(cue.end * 1000))
        event.text = "\\N".join(escape(line) for line in wrap(cue.text))
        file.append(event)
    # without its own tags, pysubs2 takes braces for styles and drops what is in them
    return file.to_string(kind, keep_ssa_tags=True)


def readable(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues, each short enough to be read as one subtitle."""
    for cue in cues:
        yield from _in_parts(cue) if len(cue.text) > MOST_CHARS else [cue]


def wrap(text: str) -> list[str]:
    """A subtitle's lines, balanced: never one word alone below a full line."""
    if len(text) <= LINE_CHARS:
        return [text]
    words = text.split()
    breaks = [" ".join(words[:n]) for n in range(1, len(words))]
    fitting = [b for b in breaks if max(len(b), len(text) - len(b) - 1) <= LINE_CHARS]
    if not fitting:
        return textwrap.wrap(text, LINE_CHARS, break_long_words=False) or [text]
    first = min(fitting, key=lambda b: abs(len(b) - len(text) / 2))
    return [first, text[len(first) :].strip()]


def _in_parts(cue: Cue) -> Iterator[Cue]:
    count = -(-len(cue.text) // MOST_CHARS)
    parts = textwrap.wrap(cue.text, max(len(cue.text) // count + 8, 20), break_long_words=False)
    is_timed = len(cue.words) == len(cue.text.split())
    start, used, said = cue.start, 0, 0
    for part in parts:
        used, said = used + len(part.split()), said + len(part) + 1
        end = cue.words[used - 1].end if is_timed else cue.start + cue.length * said / len(cue.text)
        end = cue.end if part is parts[-1] else min(end, cue.end)
        yield Cue(start, end, part)
        start = end


def _for_srt(line: str) -> str:
    """SRT has no escape; an arrow inside the text would read as times."""
    return line.replace("-->", "→").replace("\\N", "\\ N").replace("\\n", "\\ n")


def _for_vtt(line: str) -> str:
    """WebVTT escapes like HTML (W3C WebVTT, §4.2.2); > also ends an arrow."""
    return html.escape(_for_srt(line), quote=False)
