"""The cover of an asset: the suggested frame until a person picks another.

The choice lies on the asset with a picture of its own, so that it outlives every analysis. Posts
that are planned or written from then on use it; posts that exist keep what was approved.
"""

from functools import partial
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
from django.core.files.storage import default_storage
from django.db import transaction

from analysis.engine.errors import AnalysisFailed
from analysis.engine.thumbnails import as_webp, make_thumbnails, still_at
from analysis.models import FrameSample, MediaAnalysis
from media_assets.exceptions import FfmpegError, StoredFileMissing
from media_assets.models import MediaAsset
from media_assets.services.storage import covers_folder, delete_stored, local_copy, store_bytes
from teams.models import User
from teams.services.events import record_event

NOT_CUT = "This frame could not be cut out of the file. Choose another one."
FILE_GONE = "The stored file is missing, so no frame can be cut out of it."


class CoverProblem(Exception):
    """Why a cover could not be changed: a sentence for the person."""


def choose_cover(frame: FrameSample, *, by: User) -> MediaAsset:
    """Make `frame` (with its analysis and media) the cover of its asset, at full size.

    Raises CoverProblem when the frame cannot be cut out of the file.
    """
    asset = frame.analysis.media
    jpeg, webp = _pictures_of(frame, asset)
    name = f"{covers_folder(asset.team_id, asset.pk)}{uuid4().hex}"
    stored = store_bytes(jpeg, f"{name}.jpg"), store_bytes(webp, f"{name}.webp")
    try:
        with transaction.atomic():
            _dress(asset, *stored, frame.time_sec)
            message = f"Cover chosen: the frame at {frame.time_sec:.1f} s"
            record_event(asset.team, "cover_chosen", asset, message, by=by, frame=frame.index)
    except BaseException:
        delete_stored(*stored)
        raise
    return asset


def store_cover(frame: FrameSample) -> str:
    """Keep `frame` at full size among the covers of its asset; its path. Raises CoverProblem."""
    asset = frame.analysis.media
    jpeg, _ = _pictures_of(frame, asset)
    return store_bytes(jpeg, f"{covers_folder(asset.team_id, asset.pk)}{uuid4().hex}.jpg")


def reset_cover(asset: MediaAsset, *, by: User) -> MediaAsset:
    """Go back to the frame that the analysis suggests. Raises CoverProblem when there is none."""
    analysis = MediaAnalysis.objects.current().filter(media=asset).first()
    if analysis is None or not default_storage.exists(analysis.best_frame_url):
        raise CoverProblem("There is no suggested cover. Analyse the file again first.")
    with default_storage.open(analysis.best_frame_url) as stored:
        webp = as_webp(_decoded(stored.read()))
    thumbnail = store_bytes(webp, f"{covers_folder(asset.team_id, asset.pk)}{uuid4().hex}.webp")
    with transaction.atomic():
        _dress(asset, "", thumbnail, None)
        record_event(asset.team, "cover_reset", asset, "Cover as suggested again", by=by)
    return asset


def _dress(asset: MediaAsset, cover: str, thumbnail: str, time_sec: float | None) -> None:
    """Covers chosen before stay in storage: posts may name them."""
    transaction.on_commit(partial(delete_stored, asset.thumbnail_url), robust=True)
    values = {"cover_path": cover, "cover_time_sec": time_sec, "thumbnail_url": thumbnail}
    MediaAsset.objects.filter(pk=asset.pk).update(**values)
    for name, value in values.items():
        setattr(asset, name, value)


def _pictures_of(frame: FrameSample, asset: MediaAsset) -> tuple[bytes, bytes]:
    """The frame as full-size JPEG and small WebP: as kept, else cut out of the file."""
    if frame.full_path and default_storage.exists(frame.full_path):
        with default_storage.open(frame.full_path) as stored:
            jpeg = stored.read()
        return jpeg, as_webp(_decoded(jpeg))
    try:
        with local_copy(asset.storage_path) as path:
            return make_thumbnails(_still(path, frame))
    except StoredFileMissing as error:
        raise CoverProblem(FILE_GONE) from error
    except (FfmpegError, AnalysisFailed) as error:
        raise CoverProblem(NOT_CUT) from error


def _still(path: Path, frame: FrameSample) -> np.ndarray:
    is_hdr = bool((frame.analysis.virality_features or {}).get("is_hdr"))
    return still_at(path, frame.time_sec, is_hdr=is_hdr)


def _decoded(jpeg: bytes) -> np.ndarray:
    """A picture that this product wrote. Raises CoverProblem when it is damaged."""
    bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise CoverProblem(NOT_CUT)
    return np.asarray(bgr)
