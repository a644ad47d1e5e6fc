"""A media file in, a report out: the one entry of the engine.

One decode gives all of the picture; the sound is measured beside it; text is read from kept
frames after it. What could not be measured is None in the report and a sentence in its notes.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2

from analysis.engine import faces, text_reading
from analysis.engine.decode import VideoFile
from analysis.engine.errors import AnalysisFailed
from analysis.engine.hook import read_hook
from analysis.engine.images import analyse_image
from analysis.engine.report import MediaReport, SoundReport, TextReading
from analysis.engine.scan import PictureFindings, PictureScan
from analysis.engine.sound import NO_VOICE_DETECTOR, measure_sound, webrtcvad
from analysis.engine.stopwatch import Stopwatch
from analysis.engine.thumbnails import video_covers
from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import FfmpegError

Progress = Callable[[int], None]
DECODE_SHARE = 88  # per cent of the progress; the rest is thumbnails and text
PARTIAL_SECONDS = 1.0
SOUND_SECONDS = 1800
UNKNOWN_SECONDS = 60.0
NO_SOUND = "There is no sound track."
NO_PICTURE = "There is no picture: frames, faces, cuts and text do not apply."
HDR_FRAMES = (
    "This is an HDR video: brightness and colour of its frames are measured before tone mapping."
)
ENDS_EARLY = "The file is damaged or ends early: what came before is measured."
SHORT_SAMPLING = "The file does not say how long it is: only its first 200 samples were looked at."


def analyse_file(
    path: Path,
    facts: MediaFacts,
    *,
    on_progress: Progress | None = None,
    with_text: bool = True,
    threads: int = 2,
) -> MediaReport:
    """Measure one file. `on_progress` gets per cent, rising; may raise to stop the work.

    threads: of the decoder; one where as many analyses as cores run at once.
    Raises AnalysisFailed with a sentence when nothing can be measured.
    """
    cv2.setNumThreads(1)
    watch = Stopwatch()
    tell = on_progress or (lambda percent: None)
    if facts.media_type == "audio":
        return analyse_sound(path, facts, watch=watch)
    if facts.media_type == "image":
        return analyse_image(path, facts, with_text=with_text, watch=watch)
    with ThreadPoolExecutor(1, "sound") as pool:
        sound = pool.submit(_try_sound, path) if facts.has_audio else None
        found = _scan(path, facts, tell, watch, threads=threads)
        return _analyse_video(path, facts, found, sound, tell, watch, with_text=with_text)


def analyse_sound(path: Path, facts: MediaFacts, *, watch: Stopwatch) -> MediaReport:
    """The report on a file of sound alone."""
    with watch.stage("sound"):
        sound, notes = _try_sound(path)
    if sound is None:
        raise AnalysisFailed(" ".join(notes))
    return MediaReport(
        media_type="audio",
        duration_sec=facts.duration_sec or sound.duration_sec,
        width=None,
        height=None,
        fps=None,
        has_audio=True,
        is_hdr=False,
        is_partial=facts.is_partial,
        sound=sound,
        notes=(NO_PICTURE, *notes),
        cpu_seconds=dict(watch.seconds),
    )


def _try_sound(path: Path) -> tuple[SoundReport | None, list[str]]:
    """The sound's report, and notes on what is missing from it."""
    try:
        sound = measure_sound(path, timeout_seconds=SOUND_SECONDS)
    except FfmpegError as error:
        return None, [f"The sound could not be measured: {error.sentence}"]
    return sound, [] if webrtcvad else [NO_VOICE_DETECTOR]


def _analyse_video(
    path: Path,
    facts: MediaFacts,
    scanned: "tuple[PictureFindings, float, bool]",
    sound_work: "Future[tuple[SoundReport | None, list[str]]] | None",
    tell: Progress,
    watch: Stopwatch,
    *,
    with_text: bool,
) -> MediaReport:
    found, fps, is_damaged = scanned
    if not found.covers:
        raise AnalysisFailed(
            "No frame of this video could be decoded. Export it again as MP4 and add that."
        )
    is_partial = facts.is_partial or is_damaged
    notes = _picture_notes(facts, found, is_partial=is_partial)
    with watch.stage("thumbnails"):
        covers, webp = video_covers(path, found.covers, is_hdr=facts.is_hdr, note=notes.append)
    tell(DECODE_SHARE + 2)
    texts = _read_words(found, notes, watch) if with_text else None
    sound, sound_notes = sound_work.result() if sound_work else (None, [NO_SOUND])
    tell(100)
    report = _picture_report(facts, found, fps, is_partial=is_partial)
    return replace(
        report,
        best_frame_jpeg=covers[0].jpeg,
        thumbnail_webp=webp,
        alternatives=covers[1:],
        sound=sound,
        texts=texts,
        hook=read_hook(report.duration_sec, found.frames, found.cuts, found.motion, sound, texts),
        notes=tuple(dict.fromkeys([*notes, *sound_notes])),
        cpu_seconds=dict(watch.seconds),
    )


def _picture_report(
    facts: MediaFacts, found: PictureFindings, fps: float, *, is_partial: bool
) -> MediaReport:
    """The report on what is seen, as far as the one pass tells it."""
    hashes = found.second_hashes
    return MediaReport(
        media_type="video",
        duration_sec=facts.duration_sec or found.last_time_sec + 1 / fps,
        width=facts.width,
        height=facts.height,
        fps=fps,
        has_audio=facts.has_audio,
        is_hdr=facts.is_hdr,
        is_partial=is_partial,
        frames=found.frames,
        best_frame_index=found.covers[0].reading.index,
        cuts=found.cuts,
        motion=found.motion,
        phash=hashes[len(hashes) // 2],
        second_hashes=hashes,
    )


def _scan(
    path: Path, facts: MediaFacts, tell: Progress, watch: Stopwatch, *, threads: int
) -> tuple[PictureFindings, float, bool]:
    """Decode once; what was found, the frame rate, and whether the file is damaged or short."""
    told = 0
    with VideoFile(path, threads=threads) as video:
        scan = PictureScan(video.fps, facts.duration_sec, watch)
        for picture in video.pictures():
            scan.add(picture)
            percent = picture.time_sec / (facts.duration_sec or UNKNOWN_SECONDS) * DECODE_SHARE
            if min(int(percent), DECODE_SHARE) > told:
                told = min(int(percent), DECODE_SHARE)
                tell(told)
        found = scan.finish()
        early = ends_early(found.last_time_sec, video.stated_sec, video.fps)
        return found, video.fps, video.is_damaged or early


def ends_early(last_time_sec: float, stated_sec: float | None, fps: float) -> bool:
    """Whether the frames stopped well before the duration that their track states."""
    if stated_sec is None:
        return False
    return last_time_sec + 1 / fps < stated_sec - max(PARTIAL_SECONDS, 0.05 * stated_sec)


def _picture_notes(facts: MediaFacts, found: PictureFindings, *, is_partial: bool) -> list[str]:
    notes = [ENDS_EARLY] if is_partial else []
    if not faces.can_find_faces():
        notes.append(faces.NOT_INSTALLED)
    if facts.is_hdr:
        notes.append(HDR_FRAMES)
    if found.is_sampling_short and facts.duration_sec is None:
        notes.append(SHORT_SAMPLING)
    return notes


def _read_words(
    found: PictureFindings, notes: list[str], watch: Stopwatch
) -> tuple[TextReading, ...] | None:
    if not text_reading.can_read_text():
        notes.append(text_reading.NOT_INSTALLED)
        return None
    with watch.stage("text"):
        return text_reading.read_frames(text_reading.frames_to_read(found.frames, found.cuts))
