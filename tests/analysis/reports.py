"""Media reports with chosen measurements, for scores and words."""

from dataclasses import replace

from analysis.engine.report import (
    Cut,
    FaceBox,
    FrameReading,
    HookReading,
    MediaReport,
    MotionReport,
    Silence,
    SoundReport,
    TextReading,
)


def make_frame(index: int = 0, **changes) -> FrameReading:
    """A sharp, well lit frame with a face that fills a third of the height."""
    frame = FrameReading(
        index=index,
        time_sec=float(index),
        sharpness=25.0,
        brightness=0.5,
        dark_share=0.1,
        bright_share=0.1,
        colour=16.0,
        motion=4.0,
        faces=(FaceBox(0.3, 0.2, 0.3, 0.33),),
        score=0.9,
        jpeg=b"jpeg",
    )
    return replace(frame, **changes)


def make_text(text: str, time_sec: float = 0.0, **changes) -> TextReading:
    return replace(TextReading(time_sec, text, 0.97, 0.05), **changes)


def good_video(**changes) -> MediaReport:
    """A clip that does everything right."""
    report = MediaReport(
        media_type="video",
        duration_sec=20.0,
        width=1080,
        height=1920,
        fps=30.0,
        has_audio=True,
        is_hdr=False,
        is_partial=False,
        frames=tuple(make_frame(index) for index in range(5)),
        best_frame_index=2,
        cuts=tuple(Cut(t, "cut", 40.0) for t in (1.5, 2.5, 6, 9, 12, 15, 18)),
        motion=MotionReport(mean=5.0, peak=20.0, still_share=0.02, hook_mean=5.0),
        sound=SoundReport(20.0, -14.0, 6.0, -2.0, (), 0.0, 0.8, 0.2),
        texts=(make_text("3 mistakes that kill your reach", 0.2),),
        hook=HookReading(3.0, 1.0, "3 mistakes", 25.0, 5.0, 2, True, 1.0),
    )
    return replace(report, **changes)


def poor_video(**changes) -> MediaReport:
    """A long, dark, still, wide, silent clip of nobody."""
    dull = make_frame(
        sharpness=2.0, brightness=0.05, dark_share=0.97, bright_share=0.0, colour=0.5, faces=()
    )
    report = MediaReport(
        media_type="video",
        duration_sec=700.0,
        width=320,
        height=180,
        fps=30.0,
        has_audio=True,
        is_hdr=False,
        is_partial=False,
        frames=(dull,),
        best_frame_index=0,
        cuts=(),
        motion=MotionReport(mean=0.0, peak=0.1, still_share=1.0, hook_mean=0.0),
        sound=SoundReport(700.0, None, None, None, (Silence(0.0, 700.0),), 1.0, 0.0, None),
        texts=(),
        hook=HookReading(3.0, 0.0, "", 2.0, 0.0, 0, False, 0.0),
    )
    return replace(report, **changes)


def photo(**changes) -> MediaReport:
    """An upright photo of a face."""
    report = MediaReport(
        media_type="image",
        duration_sec=None,
        width=1080,
        height=1350,
        fps=None,
        has_audio=False,
        is_hdr=False,
        is_partial=False,
        frames=(make_frame(motion=None),),
        best_frame_index=0,
        texts=(),
    )
    return replace(report, **changes)


def sound_file(**changes) -> MediaReport:
    """Half a minute of clear speech."""
    report = MediaReport(
        media_type="audio",
        duration_sec=30.0,
        width=None,
        height=None,
        fps=None,
        has_audio=True,
        is_hdr=False,
        is_partial=False,
        sound=SoundReport(30.0, -14.0, 6.0, -2.0, (), 0.0, 0.9, 0.1),
    )
    return replace(report, **changes)
