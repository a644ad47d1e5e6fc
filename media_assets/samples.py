"""The project's own small media, drawn here, so that what is in them is known exactly.

`make demo` runs on them and so do the tests. No file is shipped: Pillow draws the pictures and
ffmpeg encodes them, in a few seconds. Nothing in them is random.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from media_assets.ffmpeg import run_ffmpeg

FONT = Path(settings.BASE_DIR) / "assets" / "fonts" / "Inter-Bold.ttf"
FPS = 30
RATE = 44_100  # samples a second
DRIFT = 48  # pixels a second that a background moves to the left
ENCODE_SECONDS = 120

Colour = tuple[int, int, int]
Size = tuple[int, int]


@dataclass(frozen=True)
class Sample:
    """One file, and what is known to be in it. Times in seconds, sizes in pixels."""

    path: Path
    media_type: str
    size: Size
    duration_sec: float | None = None
    cuts: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    has_audio: bool = False
    silence: tuple[float, float] | None = None


@dataclass(frozen=True)
class Scene:
    """A moving gradient with words standing on it, for some seconds."""

    seconds: float
    text: str
    top: Colour
    bottom: Colour


HOOK = Scene(2, "3 MISTAKES", (250, 190, 40), (200, 40, 60))
MIDDLE = Scene(2, "NO CAPTION", (20, 60, 120), (40, 190, 200))
END = Scene(2, "POST DAILY", (235, 240, 235), (90, 170, 90))
QUIET = Scene(5, "LISTEN", (60, 20, 90), (230, 120, 160))
ROAD = Scene(4, "ON THE ROAD", (120, 170, 230), (60, 80, 50))


def make_samples(folder: Path) -> list[Sample]:
    """Draw every sample into `folder` (made if it is not there). Raises FfmpegError."""
    folder.mkdir(parents=True, exist_ok=True)
    return [make(folder) for make in SAMPLES]


def vertical_with_cuts(folder: Path) -> Sample:
    """Three scenes with hard cuts at 2 and 4 s, words in each, and a tone."""
    path, size, scenes = folder / "three_mistakes_vertical.mp4", (540, 960), (HOOK, MIDDLE, END)
    encode(path, size, scenes, sound=f"sine=frequency=330:sample_rate={RATE}:duration=6")
    return Sample(
        path,
        "video",
        size,
        duration_sec=6,
        cuts=tuple(accumulate(scene.seconds for scene in scenes))[:-1],
        texts=tuple(scene.text for scene in scenes),
        has_audio=True,
    )


def tone_and_silence(folder: Path) -> Sample:
    """One scene; a tone that stops from 2.0 to 3.5 s."""
    path, size = folder / "tone_and_silence.mp4", (360, 640)
    tone = "if(between(t,2,3.5),0,0.4*sin(2*PI*440*t))"
    encode(path, size, (QUIET,), sound=f"aevalsrc='{tone}':s={RATE}:d=5")
    return Sample(
        path,
        "video",
        size,
        duration_sec=5,
        texts=(QUIET.text,),
        has_audio=True,
        silence=(2.0, 3.5),
    )


def landscape_without_audio(folder: Path) -> Sample:
    """A wide clip that has no sound track at all."""
    path, size = folder / "road_landscape_silent.mp4", (640, 360)
    encode(path, size, (ROAD,), sound=None)
    return Sample(path, "video", size, duration_sec=4, texts=(ROAD.text,))


def photo_with_text(folder: Path) -> Sample:
    """A photo-like picture in the feed's 4:5."""
    path, size = folder / "coffee_first.jpg", (1080, 1350)
    picture = draw_background(size, (240, 220, 190), (90, 60, 40))
    words = draw_words(size, "COFFEE FIRST")
    picture.paste(words, mask=words)
    picture.save(path, quality=88)
    return Sample(path, "image", size, texts=("COFFEE FIRST",))


def animated_gif(folder: Path) -> Sample:
    """A ball that goes round: 20 frames in 2 s."""
    path, size = folder / "ball.gif", (240, 240)
    frames = [draw_ball(size, step / 20) for step in range(20)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, loop=0)
    return Sample(path, "video", size, duration_sec=2)


SAMPLES: tuple[Callable[[Path], Sample], ...] = (
    vertical_with_cuts,
    tone_and_silence,
    landscape_without_audio,
    photo_with_text,
    animated_gif,
)


def encode(path: Path, size: Size, scenes: Sequence[Scene], *, sound: str | None) -> None:
    """Encode the scenes one after the other as H.264 with AAC; `sound` is a lavfi source."""
    with TemporaryDirectory() as layers:
        inputs: list[str | Path] = []
        for number, scene in enumerate(scenes):
            inputs += draw_layers(Path(layers), number, size, scene)
        source = ["-f", "lavfi", "-i", sound] if sound else []
        audio = ["-map", f"{2 * len(scenes)}:a", "-c:a", "aac", "-b:a", "96k"] if sound else []
        run_ffmpeg(
            [
                *inputs,
                *source,
                *("-filter_complex", scene_graph(size, scenes), "-map", "[out]", *audio),
                *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "26", "-threads", "1"),
                *("-pix_fmt", "yuv420p", "-movflags", "+faststart"),
                *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
                *("-y", str(path)),
            ],
            timeout_seconds=ENCODE_SECONDS,
            formats=("png_pipe",),
        )


def draw_layers(folder: Path, number: int, size: Size, scene: Scene) -> list[str | Path]:
    """Draw one scene's background and words; the ffmpeg arguments that read them."""
    wide = (size[0] + int(DRIFT * scene.seconds), size[1])
    back, words = folder / f"back{number}.png", folder / f"words{number}.png"
    draw_background(wide, scene.top, scene.bottom).save(back, compress_level=1)
    draw_words(size, scene.text).save(words, compress_level=1)
    return ["-f", "png_pipe", "-i", back, "-f", "png_pipe", "-i", words]


def scene_graph(size: Size, scenes: Sequence[Scene]) -> str:
    """The filter graph: each background slides under its words, then all are joined."""
    width, height = size
    parts = []
    for n, scene in enumerate(scenes):
        still = f"loop=-1:1,fps={FPS},trim=duration={scene.seconds},setpts=N/{FPS}/TB"
        parts.append(f"[{2 * n}:v]{still},crop={width}:{height}:'{DRIFT}*t':0[back{n}]")
        parts.append(f"[{2 * n + 1}:v]{still}[words{n}]")
        parts.append(f"[back{n}][words{n}]overlay=format=auto,format=yuv420p[scene{n}]")
    joined = "".join(f"[scene{n}]" for n in range(len(scenes)))
    return ";".join(parts) + f";{joined}concat=n={len(scenes)}:v=1:a=0[out]"


def draw_background(size: Size, top: Colour, bottom: Colour) -> Image.Image:
    """A vertical gradient with rings on it, so that there are edges and a movement to see."""
    ramp = Image.linear_gradient("L").resize(size)
    picture = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)
    pen = ImageDraw.Draw(picture)
    step = size[1] // 6
    for n, x in enumerate(range(0, size[0], step)):
        y = (n * 2 + 1) % 5 * step
        pen.ellipse((x, y, x + step // 2, y + step // 2), outline=bottom, width=6)
    return picture


def draw_words(size: Size, text: str) -> Image.Image:
    """The words in white on a dark plate, a third from the top; the rest is transparent."""
    layer = Image.new("RGBA", size)
    pen = ImageDraw.Draw(layer)
    font = ImageFont.truetype(FONT, int(size[0] * 1.2 / len(text)))
    middle = (size[0] // 2, size[1] // 3)
    left, top, right, bottom = pen.textbbox(middle, text, font=font, anchor="mm")
    pen.rounded_rectangle((left - 16, top - 16, right + 16, bottom + 16), 12, fill=(20, 20, 20))
    pen.text(middle, text, font=font, fill="white", anchor="mm")
    return layer


def draw_ball(size: Size, turn: float) -> Image.Image:
    """A ball on its way round; `turn` from 0 to 1."""
    picture = Image.new("RGB", size, (250, 240, 220))
    x, y = 30 + int(150 * abs(1 - 2 * turn)), 30 + int(150 * turn)
    ImageDraw.Draw(picture).ellipse((x, y, x + 40, y + 40), fill=(200, 40, 60))
    return picture
