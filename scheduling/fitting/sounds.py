"""Sound: of a film, or a file of its own. Pure."""

from dataclasses import dataclass, replace

from media_assets.rendering.recipe import Recipe, Sound
from platforms.specs import MediaLimits, PostMedia
from platforms.specs.check import FORMAT_NAMES
from scheduling.fitting.source import Source
from scheduling.fitting.types import Choices, Draft

GOOD_BPS, LEAST_BPS = 128_000, 32_000
RATE = 48_000
COPIED = {"aac": "audio/mp4", "mp3": "audio/mpeg"}  # codec → its own container
# Apple's guide for podcasts: about -16 LUFS, true peak under -1 dB.
TARGET_LUFS, TOLERANCE_LU, MOST_GAIN_DB = -16.0, 1.0, 20.0
SHARE_OF_BYTES = 0.95  # the rest is the container's


@dataclass(frozen=True)
class Track:
    """What becomes of a sound track."""

    sound: Sound
    bps: int | None = None
    sample_rate: int | None = None

    @property
    def codec(self) -> str:
        return "" if self.sound in (Sound.NONE, Sound.COPY) else self.sound.value


def track_for(source: Source, limits: MediaLimits, *, must_encode: bool = False) -> Track:
    """A film's sound in an MP4: none, copied where the network takes it, else AAC."""
    if source.has_audio is False:
        return Track(Sound.NONE)
    codec, rate, coding = source.media.audio_codec, source.media.sample_rate, limits.coding
    taken = COPIED.keys() & coding.audio_codecs if coding and coding.audio_codecs else COPIED
    too_fine = bool(coding and coding.max_sample_rate and (rate or 0) > coding.max_sample_rate)
    if codec in taken and not too_fine and not must_encode:
        return Track(Sound.COPY)
    return Track(Sound.AAC, GOOD_BPS, RATE)


def plan_sound(source: Source, limits: MediaLimits, choices: Choices) -> Draft:
    """A sound file as M4A, or as MP3 where only that is taken; copied when only the box differs."""
    media = source.media
    draft = Draft(result=media)
    mime = "audio/mp4" if "audio/mp4" in limits.formats else "audio/mpeg"
    copied = COPIED.get(media.audio_codec)
    too_large = bool(limits.max_bytes and (media.size_bytes or 0) > limits.max_bytes)
    if copied in limits.formats and not too_large:
        recipe = Recipe("audio", copied, sound=Sound.COPY)
        draft.changes.append(f"{FORMAT_NAMES[copied]} without a change to the sound")
        return _done(draft, recipe, limits, media.audio_codec, media.sample_rate)
    bps = _bps_within(limits.max_bytes, media.duration_sec)
    if bps < LEAST_BPS:
        draft.refusal = "{label} takes smaller files: even at 32 kb/s this sound is too long."
        return draft
    sound = Sound.AAC if mime == "audio/mp4" else Sound.MP3
    recipe = Recipe(
        "audio",
        mime,
        sound=sound,
        sound_bps=bps,
        sample_rate=RATE,
        gain_db=gain_for(source.loudness_lufs),
        max_bytes=limits.max_bytes if bps < GOOD_BPS else None,
    )
    draft.changes.append(f"{FORMAT_NAMES[mime]} with {bps // 1000} kb/s")
    if recipe.gain_db is not None:
        draft.changes.append(f"{recipe.gain_db:+.1f} dB, to {TARGET_LUFS:g} LUFS")
    return _done(draft, recipe, limits, sound.value, RATE)


def gain_for(loudness_lufs: float | None) -> float | None:
    """Decibels to the target; None when it is near enough or was not measured."""
    if loudness_lufs is None or abs(TARGET_LUFS - loudness_lufs) <= TOLERANCE_LU:
        return None
    return round(max(-MOST_GAIN_DB, min(MOST_GAIN_DB, TARGET_LUFS - loudness_lufs)), 1)


def _bps_within(max_bytes: int | None, seconds: float | None) -> int:
    if not max_bytes or not seconds:
        return GOOD_BPS
    return min(GOOD_BPS, int(max_bytes * 8 * SHARE_OF_BYTES / seconds))


def _done(draft: Draft, recipe: Recipe, limits: MediaLimits, codec: str, rate: int | None) -> Draft:
    draft.recipe = recipe
    draft.result = replace(
        PostMedia("audio", recipe.mime_type, limits.max_bytes),
        duration_sec=draft.result.duration_sec,
        audio_codec=codec,
        sample_rate=rate,
    )
    return draft
