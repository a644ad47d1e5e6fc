"""A recipe as ffmpeg's arguments: one filter graph, one encode. Pure.

x264 `veryfast` is the knee of its curve; blurred bars are blurred at an eighth of the size
(`docs/rendering.md`). Where and when something was filmed does not travel along.
"""

from pathlib import Path

from media_assets.rendering.recipe import Bars, Recipe, Sound

QUALITY = "23"  # x264's crf
BLUR_DIVISOR = 8  # the background is blurred small, then enlarged: a quarter of the cost
TRUE_PEAK = "0.89"  # -1 dB
MUXERS = {"video/mp4": "mp4", "audio/mp4": "ipod", "audio/mpeg": "mp3"}
TO_SDR = (
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv"
)


def film_arguments(
    recipe: Recipe, source: Path, target: Path, *, video_codec: str = ""
) -> list[str | Path]:
    """The whole command after the program's name. `video_codec`: of the source, when known."""
    return [
        *("-v", "error", "-nostats", "-progress", "pipe:1"),
        *(("-ss", f"{recipe.start_sec:.3f}") if recipe.start_sec else ()),
        *(("-t", f"{recipe.seconds:.3f}") if recipe.seconds else ()),
        *("-i", source, "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"),
        *_picture(recipe, video_codec),
        *_sound(recipe),
        *(("-movflags", "+faststart") if recipe.mime_type.endswith("mp4") else ()),
        *("-f", MUXERS[recipe.mime_type], "-y", target),
    ]


def _picture(recipe: Recipe, video_codec: str) -> list[str]:
    if recipe.media_type == "audio":
        return ["-vn"]
    if not recipe.encodes_picture:
        tag = ["-tag:v", "hvc1"] if video_codec == "hevc" else []  # what Apple's players want
        return ["-map", "0:V:0", "-c:v", "copy", *tag]
    rate = str(recipe.video_bps)
    return [
        *("-filter_complex", filter_graph(recipe), "-map", "[out]"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", QUALITY, "-profile:v", "high"),
        *("-maxrate", rate, "-bufsize", rate, "-pix_fmt", "yuv420p"),
    ]


def filter_graph(recipe: Recipe) -> str:
    """Rate, crop, size, bars and colours, in the order that touches the fewest pixels."""
    size = f"{recipe.width}:{recipe.height}"
    first = [f"fps={recipe.fps:g}"] if recipe.fps else []
    if crop := recipe.crop:
        first.append(f"crop={crop.width}:{crop.height}:{crop.x}:{crop.y}")
    last = [*([TO_SDR] if recipe.to_sdr else []), "setsar=1", "format=yuv420p[out]"]
    inside = f"scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    if recipe.bars == Bars.BLUR:
        return _on_blur(recipe, first, inside, last)
    if recipe.bars == Bars.PLAIN:
        middle = [inside, f"pad={size}:(ow-iw)/2:(oh-ih)/2"]
    else:
        middle = [f"scale={size}"]
    return "[0:V:0]" + ",".join([*first, *middle, *last])


def _on_blur(recipe: Recipe, first: list[str], inside: str, last: list[str]) -> str:
    width, height = recipe.width or 2, recipe.height or 2
    small = f"{max(2, width // BLUR_DIVISOR)}:{max(2, height // BLUR_DIVISOR)}"
    behind = (
        f"scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma=5,"
        f"scale={width}:{height}"
    )
    begin = ",".join([*first, "split[a][b]"])
    end = ",".join(["overlay=(W-w)/2:(H-h)/2", *last])
    return f"[0:V:0]{begin};[a]{behind}[behind];[b]{inside}[front];[behind][front]{end}"


def _sound(recipe: Recipe) -> list[str]:
    if recipe.sound == Sound.NONE:
        return ["-an"]
    track = ["-map", "0:a:0?"]
    if recipe.sound == Sound.COPY:
        return [*track, "-c:a", "copy"]
    codec = "libmp3lame" if recipe.sound == Sound.MP3 else "aac"
    louder = (
        ["-af", f"volume={recipe.gain_db}dB,alimiter=limit={TRUE_PEAK}:level=false"]
        if recipe.gain_db is not None
        else []
    )
    rate = ["-b:a", str(recipe.sound_bps), "-ar", str(recipe.sample_rate), "-ac", "2"]
    return [*track, *louder, "-c:a", codec, *rate]
