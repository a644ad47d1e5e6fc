"""The first three seconds, which decide whether people stay."""

from collections.abc import Sequence
from statistics import fmean, median

from analysis.engine.report import (
    HOOK_SECONDS,
    Cut,
    FrameReading,
    HookReading,
    MotionReport,
    SoundReport,
    TextReading,
)

MOVES = 1.5  # grey levels at 30 fps: what a person who talks gives


def read_hook(
    duration_sec: float | None,
    frames: Sequence[FrameReading],
    cuts: Sequence[Cut] | None,
    motion: MotionReport | None,
    sound: SoundReport | None,
    texts: Sequence[TextReading] | None,
) -> HookReading:
    """What the hook holds; a part that was not measured stays None and out of the rating."""
    opening = [f for f in frames if f.time_sec < HOOK_SECONDS]
    looked = [f for f in opening if f.faces is not None]
    words = None if texts is None else [t.text for t in texts if t.time_sec < HOOK_SECONDS]
    reading = HookReading(
        duration_sec=min(HOOK_SECONDS, duration_sec or HOOK_SECONDS),
        face_share=sum(bool(f.faces) for f in looked) / len(looked) if looked else None,
        text=None if words is None else max(words, key=len, default=""),
        sharpness=median(f.sharpness for f in opening) if opening else None,
        motion=motion.hook_mean if motion else None,
        cuts=None if cuts is None else sum(c.time_sec < HOOK_SECONDS for c in cuts),
        speech=_speaks(sound),
        rating=None,
        motion_onset_sec=next(
            (f.time_sec for f in opening if f.motion is not None and f.motion >= MOVES), None
        ),
    )
    return HookReading(**{**vars(reading), "rating": rate_hook(reading)})


def _speaks(sound: SoundReport | None) -> bool | None:
    if sound is None or sound.speech_share is None:
        return None
    return sound.speech_onset_sec is not None and sound.speech_onset_sec < HOOK_SECONDS


def rate_hook(hook: HookReading) -> float | None:
    """0 to 1: the mean of the measured parts; None when nothing was.

    A face in the picture, words on it, speech: each counts by its share or by being there.
    Sharpness is full at 20 grey levels; motion at 6, or with a cut.
    """
    busy = None if hook.motion is None else min(1.0, hook.motion / 6)
    parts = (
        hook.face_share,
        None if hook.text is None else float(bool(hook.text)),
        None if hook.speech is None else float(hook.speech),
        None if hook.sharpness is None else min(1.0, hook.sharpness / 20),
        1.0 if hook.cuts else busy,
    )
    measured = [part for part in parts if part is not None]
    return fmean(measured) if measured else None
