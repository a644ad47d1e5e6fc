"""What one analysis may use; the kernel holds it to each."""

from media_assets.ffmpeg import Limits

ENGINE = Limits(memory_bytes=4 * 1024**3, cpu_seconds=7200, output_bytes=512 * 1024**2)
# ffmpeg runs inside the engine's process: the kernel refuses limits above those of its parent.
INNER_FFMPEG = Limits(memory_bytes=4 * 1024**3, cpu_seconds=3600, output_bytes=512 * 1024**2)
