"""The asset page's pictures: covers to choose, shots, findings, crops, fit; and “this is wrong”."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analysis.findings import read_findings
from analysis.models import FrameSample
from teams.models import Feedback
from tests.analysis.reports import good_video, make_frame
from tests.factories import make_analysis, make_asset


@pytest.fixture
def analysis(team):
    """A wide clip of two shots, its frames with (missing) pictures."""
    frames = tuple(make_frame(index) for index in range(5))
    report = good_video(width=1920, height=1080, frames=frames, cuts=good_video().cuts[:1])
    features = report.to_features()
    analysis = make_analysis(
        make_asset(team),
        best_frame_index=2,
        virality_features={**features, "findings": read_findings(features)},
    )
    for index in range(5):
        path, full = f"teams/{team.pk}/frame-{index}.jpg", f"full-{index}.jpg" if index > 2 else ""
        FrameSample.objects.create(
            analysis=analysis,
            index=index,
            time_sec=index,
            image_path=path,
            full_path=full,
            score=0.5,
        )
    return analysis


def page_of(client, analysis) -> str:
    return client.get(reverse("asset", args=[analysis.media_id])).content.decode()


def send(client, name: str, analysis, **data):
    return client.post(reverse(name, args=[analysis.media_id]), data, follow=True)


def test_the_suggested_cover_its_alternatives_and_all_other_frames_are_offered(
    owner_client, analysis
):
    page = page_of(owner_client, analysis)
    assert page.count("· alternative") == 2
    assert "· cover" in page
    assert page.count('name="frame"') == 4  # all but the cover itself


def test_findings_crops_and_fit_are_told_in_words(owner_client, analysis):
    page = page_of(owner_client, analysis)
    assert "The hook is " in page
    assert "Suggested crops" in page
    assert "(face)" in page
    assert "Storyboard" in page
    assert "Fit per platform" in page


def test_what_a_model_saw_is_told_with_its_risks_and_cannot_break_the_page(owner_client, analysis):
    note = {"description": "<b>A man</b>", "action": "sings", "risks": ["weapons"], "alt_text": "M"}
    row = {"frame_index": 3, "time_sec": 3.0, "note": note}
    analysis.virality_features |= {"seen": [row], "alt_text": "A man sings."}
    analysis.save()
    page = page_of(owner_client, analysis)
    assert "&lt;b&gt;A man&lt;/b&gt;" in page
    assert "Check before posting: weapons." in page
    assert "A man sings." in page


def test_a_viewer_sees_the_pictures_but_no_buttons(viewer_client, analysis):
    page = page_of(viewer_client, analysis)
    assert "· alternative" in page
    assert 'name="frame"' not in page
    assert "This is wrong" not in page
    assert send(viewer_client, "asset-wrong", analysis, comment="no").status_code == 403


def test_what_is_called_wrong_is_kept_with_who_and_why(owner_client, owner, analysis):
    answer = send(owner_client, "asset-wrong", analysis, part="hook", comment="There is a face.")
    kept = Feedback.objects.get()
    assert (kept.user, kept.part, kept.comment) == (owner, "hook", "There is a face.")
    assert kept.subject_id == str(analysis.pk)
    assert "Thank you" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [({"comment": " "}, "Say what is wrong."), ({"comment": "x", "part": "odd"}, "odd")],
)
def test_an_empty_or_odd_complaint_is_refused_with_a_sentence(owner_client, analysis, data, said):
    assert said in send(owner_client, "asset-wrong", analysis, **data).content.decode()
    assert not Feedback.objects.exists()


def test_a_frame_whose_file_is_gone_is_refused_with_a_sentence(owner_client, analysis):
    answer = send(owner_client, "asset-cover", analysis, frame="1")
    assert "stored file is missing" in answer.content.decode()


@pytest.mark.parametrize("frame", ["99", "-1", "x", "9" * 40])
def test_a_frame_that_is_none_of_the_assets_is_not_found(owner_client, analysis, frame):
    assert send(owner_client, "asset-cover", analysis, frame=frame).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_frames(owner_client, analysis):
    with CaptureQueriesContext(connection) as few:
        page_of(owner_client, analysis)
    for index in range(5, 60):
        FrameSample.objects.create(
            analysis=analysis, index=index, time_sec=index, image_path="x", score=0.1
        )
    with CaptureQueriesContext(connection) as many:
        page_of(owner_client, analysis)
    assert len(many) <= len(few)
