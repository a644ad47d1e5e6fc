"""The transcript's page: edit, step by step, without JavaScript; conflicts; files; languages."""

import pysubs2
import pytest
from django.urls import reverse

from ai.protocols import Segment, Transcript, Word
from analysis.services.versions import current_in, current_original, keep_heard, save_edit
from analysis.speech.cues import Cue
from media_assets.models import ProcessingJob
from tests.factories import make_analysis, make_asset, make_job
from tests.openai_server import openai_server, paying

__all__ = ["openai_server", "paying"]
WORDS = (Word(0.0, 1.0, "Ask"), Word(1.0, 2.0, "not."))
HEARD = Transcript("", "en", (Segment(0, 2, "Ask not.", WORDS), Segment(3, 5, "Do.")), "whisper-1")


@pytest.fixture
def asset(team):
    return make_asset(team, filename="Speech, take 2.mp4")


@pytest.fixture
def heard(asset):
    return keep_heard(asset, HEARD)


def fields(*texts: str, version: int = 1, do: str = "save", **more) -> dict:
    times = [f"0:0{2 * n}.000" for n in range(len(texts) + 1)]
    return {
        "language": "en",
        "version": version,
        "start": times[:-1],
        "end": times[1:],
        "text": list(texts),
        "do": do,
        **more,
    }


def send(client, asset, **given):
    return client.post(reverse("transcript-edit", args=[asset.pk]), given)


def page_of(client, asset, query: str = "") -> str:
    return client.get(reverse("transcript", args=[asset.pk]) + query).content.decode()


def test_lines_and_words_seek(owner_client, asset, heard):
    page = page_of(owner_client, asset)
    assert 'value="0:03.000"' in page
    assert page.count('class="rl-word" tabindex="-1" data-seek="1"') == 1
    assert "version 1" in page


def test_saving_makes_a_new_version(owner_client, asset, heard, owner):
    answer = send(owner_client, asset, **fields("Ask not what.", ""))
    assert answer["Location"].endswith("?language=en")
    saved = current_original(asset)
    assert (saved.version, saved.edited_by) == (2, owner)
    assert [cue["text"] for cue in saved.cues] == ["Ask not what."]


@pytest.mark.parametrize(
    ("do", "more", "shown"),
    [
        ("split:0", {"caret": "4"}, ["One,", "two three.", "Four."]),
        ("merge:0", {}, ["One, two three. Four."]),
        ("add:1", {}, ["One, two three.", "", "Four."]),
        ("remove:1", {}, ["One, two three."]),
        ("shift", {"shift_by": "1,5"}, ["One, two three.", "Four."]),
        ("split:99", {}, ["One, two three.", "Four."]),
    ],
)
def test_steps_change_the_form_and_store_nothing(owner_client, asset, heard, do, more, shown):
    page = send(owner_client, asset, **fields("One, two three.", "Four.", do=do, **more))
    assert [row.text for row in page.context["form"].rows] == shown
    assert "not saved yet" in page.content.decode()
    assert current_original(asset) == heard


def test_shifted_times_are_shown_shifted(owner_client, asset, heard):
    page = send(
        owner_client, asset, **fields("One.", "Two.", do="shift", shift_by="-0.5", shift_from="1")
    )
    assert [row.start for row in page.context["form"].rows] == ["0:00.000", "0:01.500"]


def test_a_wrong_time_is_said_and_nothing_typed_is_lost(owner_client, asset, heard):
    given = {**fields("One.", "Two."), "end": ["0:02", "later"]}
    page = send(owner_client, asset, **given)
    assert page.status_code == 422
    assert "Line 2: “later” is not a time." in page.content.decode()
    assert 'value="later"' in page.content.decode()
    assert current_original(asset) == heard


def test_two_people_at_once_see_both_texts_and_may_save_over(owner_client, asset, heard, owner):
    save_edit(asset, "en", [Cue(0, 2, "Theirs.")], version=1, by=owner)
    page = send(owner_client, asset, **fields("Mine."))
    text = page.content.decode()
    assert page.status_code == 409
    assert ("Theirs." in text, "Mine." in text) == (True, True)
    assert page.context["form"].version == 2
    assert send(owner_client, asset, **fields("Mine.", version=2)).status_code == 302
    assert current_original(asset).cues[0]["text"] == "Mine."


def test_an_earlier_version_opens_and_can_be_saved_again(owner_client, asset, heard, owner):
    save_edit(asset, "en", [Cue(0, 2, "Other.")], version=1, by=owner)
    page = page_of(owner_client, asset, f"?version={heard.pk}")
    assert "This is version 1" in page
    assert 'name="version" value="2"' in page


def test_a_version_of_another_file_is_not_found(owner_client, team, heard):
    other = reverse("transcript", args=[make_asset(team).pk])
    assert owner_client.get(f"{other}?version={heard.pk}").status_code == 404
    assert owner_client.get(f"{other}?version=nonsense").status_code == 404


def test_an_older_analysis_without_versions_can_be_edited(owner_client, asset):
    make_analysis(
        asset,
        transcript_language="en",
        transcript_segments=[{"start": 0, "end": 2, "text": "From before."}],
    )
    assert "From before." in page_of(owner_client, asset)
    assert send(owner_client, asset, **fields("Edited.", version=0)).status_code == 302


def test_a_transcript_may_be_written_where_nothing_was_heard(owner_client, asset):
    assert "nothing saved yet" in page_of(owner_client, asset)
    send(owner_client, asset, **{**fields("By hand.", version=0), "language": "de"})
    assert current_original(asset).language == "de"


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_subtitles_are_downloads_named_like_the_file(owner_client, asset, heard, kind):
    answer = owner_client.get(reverse("transcript-file", args=[asset.pk, "en", kind]))
    events = pysubs2.SSAFile.from_string(answer.content.decode())
    assert [event.plaintext for event in events] == ["Ask not.", "Do."]
    assert f'"Speech_ take 2_mp4.en.{kind}"' in answer["Content-Disposition"]


def test_other_files_and_languages_are_not_found(owner_client, asset, heard):
    for language, kind in (("en", "exe"), ("xx", "srt")):
        address = reverse("transcript-file", args=[asset.pk, language, kind])
        assert owner_client.get(address).status_code == 404


def test_what_is_said_is_shown_as_text(owner_client, asset):
    evil = "<script>alert(1)</script></textarea>"
    keep_heard(asset, Transcript("", "en", (Segment(0, 1, evil),), evil))
    assert "<script>alert(1)" not in page_of(owner_client, asset)


def test_translating_asks_for_the_ticked_languages(owner_client, openai_server, asset, heard):
    address = reverse("transcript-translate", args=[asset.pk])
    owner_client.post(address, {"to": ["fr", "de"], "other": "sw"})
    job = ProcessingJob.objects.get(job_type="translate")
    assert job.input_params["languages"] == ["fr", "de", "sw"]
    assert "The translation waits" in page_of(owner_client, asset)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose at least one language."),
        ({"other": "Klingon!"}, "is no language code"),
        ({"to": "fr"}, "No text model is configured."),
    ],
)
def test_what_keeps_a_translation_from_starting_is_said(
    owner_client, asset, heard, settings, given, said
):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    address = reverse("transcript-translate", args=[asset.pk])
    assert said in owner_client.post(address, given, follow=True).content.decode()


def test_the_page_polls_a_translation_and_reloads_when_it_is_over(owner_client, asset, heard):
    job = make_job(
        asset, job_type="translate", status="processing", progress_pct=40, lease_owner="w"
    )
    status = reverse("transcript-status", args=[asset.pk])
    assert "40%" in owner_client.get(status).content.decode()
    ProcessingJob.objects.filter(pk=job.pk).update(status="failed", error="No credit left.")
    assert owner_client.get(status)["HX-Refresh"] == "true"
    assert "No credit left." in page_of(owner_client, asset)


def test_a_translation_of_words_that_changed_since_says_so(owner_client, asset, heard, owner):
    from analysis.services.versions import keep_translation

    keep_translation(heard, "fr", [Cue(0, 2, "Ne demande pas.")], model="m")
    assert "was changed since" not in page_of(owner_client, asset)
    save_edit(asset, "en", [Cue(0, 2, "Other.")], version=1, by=owner)
    assert "was changed since" in page_of(owner_client, asset)
    assert current_in(asset, "fr").cues[0]["text"] in page_of(owner_client, asset, "?language=fr")


def test_queries_do_not_grow_with_languages(
    owner_client, asset, heard, django_assert_max_num_queries
):
    from analysis.services.versions import keep_translation

    for code in ("fr", "de", "es", "it", "pt", "nl"):
        keep_translation(heard, code, [Cue(0, 2, code)], model="m")
    with django_assert_max_num_queries(22):
        page_of(owner_client, asset)
