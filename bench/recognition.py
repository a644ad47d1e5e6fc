"""What the engine finds of what is known to be there: cuts, words on screen, faces.

The known facts are those that each clip's README states. What a README leaves open (cuts inside a
film's own stretch) is neither a hit nor a mistake. Ratios are precision and recall.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.engine.isolated import analyse_isolated
from analysis.engine.report import MediaReport
from analysis.engine.text_reading import frames_to_read
from bench.rows import Row
from media_assets.services.identify import identify

NEAR_SEC = 0.2
KNOWN = "what the clips' README states"
Span = tuple[float, float]


@dataclass(frozen=True)
class Facts:
    """What is in a file. `open_cuts`: stretches whose cuts nobody counted.

    texts: (from, to, words), seconds, both ends included; None when nobody wrote down whether
    there is text. has_face: whether every frame has one, or none; None when nobody counted.
    """

    cuts: tuple[float, ...] = ()
    open_cuts: tuple[Span, ...] = ()
    texts: tuple[tuple[float, float, str], ...] | None = ()
    has_face: bool | None = None


FACTS = {
    "talking_head_vertical.mp4": Facts(texts=((0, 3.5, "ASK WHAT YOU CAN DO"),), has_face=True),
    "cuts_vertical_hevc.mp4": Facts(
        cuts=(4.0, 7.0, 11.0),
        open_cuts=((0, 3.9), (11.1, 16)),
        texts=((0.2, 4.0, "3 mistakes that kill your reach"),),
    ),
    "big_buck_bunny_30s.mp4": Facts(open_cuts=((0, 30),), texts=None, has_face=False),
    "car_traffic_30s.mp4": Facts(texts=None, has_face=False),
    "people_walking_139s.mp4": Facts(texts=None),
    "portrait_16x9.jpg": Facts(has_face=True),
}


@dataclass
class Tally:
    """hits: known things that were found. found: all that count; known: all that are there."""

    hits: int = 0
    found: int = 0
    known: int = 0

    def add(self, hits: int, found: int, known: int) -> None:
        self.hits += hits
        self.found += found
        self.known += known

    def rows(self, name: str) -> list[Row]:
        """Precision and recall; a figure without anything to divide by is left out."""
        shares = (("precision", self.found), ("recall", self.known))
        return [
            Row(f"{name}: {word} ({self.hits} of {all_of})", self.hits, "found", KNOWN,
                self.hits / all_of)
            for word, all_of in shares
            if all_of
        ]  # fmt: skip


def measure(folder: Path) -> list[Row]:
    """Precision and recall over all clips of `folder` that have known facts."""
    tallies = {"cuts": Tally(), "words on screen": Tally(), "frames with a face": Tally()}
    for name, facts in FACTS.items():
        path = folder / name
        if not path.is_file():
            continue
        report = analyse_isolated(path, identify(path))
        tallies["cuts"].add(*count_cuts(report, facts))
        tallies["words on screen"].add(*count_words(report, facts))
        tallies["frames with a face"].add(*count_faces(report, facts))
    return [row for name, tally in tallies.items() for row in tally.rows(name)]


def count_cuts(report: MediaReport, facts: Facts) -> tuple[int, int, int]:
    """Hits, found and known cuts; each found one answers for one known one at most."""
    if report.cuts is None:
        return 0, 0, 0
    left = [cut.time_sec for cut in report.cuts]
    hits = 0
    for known in facts.cuts:
        near = [time for time in left if abs(time - known) <= NEAR_SEC]
        if near:
            left.remove(min(near, key=lambda time: abs(time - known)))
            hits += 1
    wrong = [time for time in left if not any(a <= time <= b for a, b in facts.open_cuts)]
    return hits, hits + len(wrong), len(facts.cuts)


def count_words(report: MediaReport, facts: Facts) -> tuple[int, int, int]:
    """Words of every frame that was read against the words shown at that time."""
    if report.texts is None or facts.texts is None:
        return 0, 0, 0
    hits = found = 0
    for reading in report.texts:
        shown = words_at(facts.texts, reading.time_sec)
        read = words_of(reading.text)
        hits += sum(min(read.count(word), shown.count(word)) for word in set(read))
        found += len(read)
    known = sum(len(words_of(text)) * frames_in(report, (a, b)) for a, b, text in facts.texts)
    return hits, found, known


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def words_at(texts: Sequence[tuple[float, float, str]], time_sec: float) -> list[str]:
    return [w for start, end, text in texts if start <= time_sec <= end for w in words_of(text)]


def frames_in(report: MediaReport, span: Span) -> int:
    """How many of the frames that the text reader was given lie inside the stretch."""
    given = frames_to_read(report.frames, report.cuts or ())
    return sum(span[0] <= frame.time_sec <= span[1] for frame in given)


def count_faces(report: MediaReport, facts: Facts) -> tuple[int, int, int]:
    """Frames with a face found, of clips in which every frame has one or none has."""
    if facts.has_face is None:
        return 0, 0, 0
    found = sum(bool(frame.faces) for frame in report.frames)
    return (found, found, len(report.frames)) if facts.has_face else (0, found, 0)
