"""A person picks another frame as the cover."""

import cv2
import numpy as np
import pytest
from django.core.files.storage import default_storage

from analysis.engine.report import CoverPicture
from analysis.engine.thumbnails import make_thumbnails
from analysis.services.analyse import analyse_due, request_reanalysis
from analysis.services.cover import CoverProblem, choose_cover, reset_cover
from scheduling.wording import words_for
from tests.analysis.reports import good_video

JPEG, WEBP = make_thumbnails(np.full((64, 36, 3), 200, np.uint8))


@pytest.fixture
def analysis(engine, asset, job, now):
    engine.report = good_video(
        best_frame_jpeg=JPEG, thumbnail_webp=WEBP, alternatives=(CoverPicture(4, JPEG),)
    )
    analyse_due(now)
    asset.refresh_from_db()
    return asset.analyses.get()


def frame_of(analysis, index: int):
    return analysis.frames.select_related("analysis__media").get(index=index)


def test_the_best_frames_are_kept_at_full_size(analysis):
    kept = {f.index: f.full_path for f in analysis.frames.all() if f.full_path}
    assert set(kept) == {2, 4}
    assert all(default_storage.exists(path) for path in kept.values())


def test_posts_take_the_chosen_cover(analysis, asset, owner):
    choose_cover(frame_of(analysis, 4), by=owner)
    asset.refresh_from_db()
    assert asset.cover_time_sec == 4
    assert words_for(asset, analysis, "tiktok").thumbnail_path == asset.cover_path
    with default_storage.open(asset.cover_path) as stored:
        assert stored.read() == JPEG


def test_a_new_analysis_keeps_the_persons_choice(analysis, asset, owner, now):
    chosen = choose_cover(frame_of(analysis, 4), by=owner)
    request_reanalysis(asset, now=now, by=owner)
    analyse_due(now)
    asset.refresh_from_db()
    assert (asset.cover_path, asset.thumbnail_url) == (chosen.cover_path, chosen.thumbnail_url)
    assert default_storage.exists(asset.thumbnail_url)


def test_the_suggested_cover_comes_back_on_demand(analysis, asset, owner):
    choose_cover(frame_of(analysis, 4), by=owner)
    asset.refresh_from_db()
    reset_cover(asset, by=owner)
    assert words_for(asset, analysis, "tiktok").thumbnail_path == analysis.best_frame_url


def test_a_frame_that_cannot_be_cut_changes_nothing(analysis, asset, owner):
    with pytest.raises(CoverProblem):
        choose_cover(frame_of(analysis, 1), by=owner)  # the stored file is no video
    asset.refresh_from_db()
    assert asset.cover_path == ""


def test_any_other_frame_is_cut_out_of_the_file_at_full_size(analysis, asset, owner, samples):
    sample = samples["three_mistakes_vertical"]
    asset.storage_path = default_storage.save("whole.mp4", sample.path.open("rb"))
    asset.save()
    cover = choose_cover(frame_of(analysis, 1), by=owner).cover_path
    with default_storage.open(cover) as stored:
        picture = cv2.imdecode(np.frombuffer(stored.read(), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape[:2] == (960, 540)
