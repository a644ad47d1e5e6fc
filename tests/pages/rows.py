"""A team in full swing: real pictures and one real video, and a row in every state."""

import atexit
import io
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from PIL import Image

from ai.protocols import Segment, Transcript, Word
from analysis.findings import read_findings
from analysis.models import FrameSample, MediaAnalysis
from analysis.services.versions import keep_heard, keep_translation
from analysis.speech.cues import Cue
from briefs.models import CreativeBrief
from media_assets.models import MediaAsset
from media_assets.samples import draw_background, draw_words, vertical_with_cuts
from media_assets.services.storage import asset_folder, store_bytes, store_file
from platforms.models import Connection
from scheduling.models import PostingSchedule
from scheduling.payload import payload_hash
from teams.models import DataRequest, Team, User
from teams.services.events import record_event
from teams.services.heartbeats import beat
from tests.analysis.reports import good_video
from tests.factories import (
    make_analysis,
    make_approval,
    make_asset,
    make_attempt,
    make_connection,
    make_data_request,
    make_job,
    make_schedule,
)
from tests.pages.market import add_market
from tests.pages.outcomes import add_lessons, add_posted

STORIES = (
    ("Three mistakes.mp4", "3 MISTAKES", (250, 190, 40), (200, 40, 60), 82),
    ("Morning coffee routine.mp4", "COFFEE FIRST", (240, 220, 190), (90, 60, 40), 74),
    ("Desk tour 2026.mp4", "DESK TOUR", (70, 110, 190), (20, 30, 70), 68),
    ("Sourdough, day 7.mov", "DAY 7", (240, 200, 150), (150, 90, 50), 61),
    ("Fog over the lake.jpg", "SLOW DOWN", (190, 215, 225), (70, 110, 120), 57),
    ("Unboxing the tripod.mp4", "UNBOXED", (40, 190, 200), (20, 60, 120), 49),
    ("Street market, no words.mp4", "4 PM", (235, 130, 90), (120, 40, 90), 38),
    ("Evening run.mp4", "RUN WITH ME", (120, 80, 200), (40, 20, 80), 71),
)
CAPTIONS = (
    "Three mistakes that cost me a year. The second one is the one nobody talks about.",
    "Coffee first. Everything else can wait nine minutes.",
    "What is on my desk, and the one thing I would buy again.",
    "Day seven: it floats. Here is what I changed.",
    "Slow down for ten seconds.",
    "I did not expect the tripod to do this.",
    "Four in the afternoon, before the crowd.",
    "Run with me: five minutes, no talking.",
)
EVIDENCE = [
    {"name": "face", "text": "a face fills the first second", "value": 0.9, "time_sec": 0.5}
]
PARTS = (
    ("hook", "Hook", 0.30, 0.9, "a face and moving words are there in the first second"),
    ("pacing", "Pacing", 0.20, 0.8, "a cut every two seconds keeps it going"),
    ("picture", "Picture", 0.20, 0.85, "sharp and bright, but the background is busy"),
    ("sound", "Sound", 0.15, 0.6, "it is loud enough, but there is a silence of 1.5 s"),
    ("words", "Words", 0.15, 0.7, "the words on screen say what it is about"),
)


@dataclass
class Story:
    """The rows that tests look for by name."""

    assets: list[MediaAsset]
    accounts: list[Connection]
    awaiting: list[PostingSchedule]
    approved: PostingSchedule
    failed: PostingSchedule
    unclear: PostingSchedule
    posted: PostingSchedule
    brief: CreativeBrief


@cache
def real_video() -> Path:
    """Six seconds with cuts at 2 and 4 s, drawn once a process."""
    folder = mkdtemp(prefix="reelay-pages-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return vertical_with_cuts(Path(folder)).path


@cache
def picture(words: str, top: tuple, bottom: tuple, size: tuple = (360, 480)) -> bytes:
    image = draw_background(size, top, bottom)
    plate = draw_words(size, words)
    image.paste(plate, mask=plate)
    return encoded(image)


def encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=80)
    return buffer.getvalue()


def tell_story(team: Team, owner: User, now: datetime) -> Story:
    """Fill the team's pages."""
    assets = [add_asset(team, owner, number) for number in range(len(STORIES))]
    accounts = [
        make_connection(team, platform_username="kitchen.daily", followers_count=12_480),
        make_connection(team, platform="instagram", platform_username="kitchen"),
        make_connection(
            team,
            platform="youtube",
            platform_username="kitchenfilms",
            status="expired",
            status_reason="The permission ran out. Connect it again.",
        ),
    ]
    story = Story(
        assets=assets,
        accounts=accounts,
        awaiting=[add_awaiting(accounts, assets, number, now) for number in range(6)],
        approved=add_approved(accounts[0], assets[7], owner, now),
        failed=add_failed(accounts[1], assets[6], now),
        unclear=add_unclear(accounts[1], assets[5], now),
        posted=add_posted(accounts[0], assets[0], CAPTIONS[0], now),
        brief=None,
    )
    story.brief = add_lessons(story.posted)
    add_newcomers(team, owner, now)
    add_news(story)
    add_market(team, owner, now)
    add_data_requests(team, owner, now)
    for name in ("clock", "cluster:reelay", "cluster:media"):
        beat(name, now=now)
    beat("watcher", now=now, scanned_at=now.isoformat())
    return story


def add_data_requests(team: Team, owner: User, now: datetime) -> None:
    """An export that is ready, one of one’s own at work, and an erasure that was called off."""
    week = timedelta(days=7)
    file = {"file_path": "exports/a.zip", "file_size_bytes": 482_113_904, "file_sha256": "a" * 64}
    make_data_request(team, finished_at=now, expires_at=now + week, **file)
    make_data_request(team, kind="erase_team", status="canceled", finished_at=now, receipt={})
    running = {"status": "running", "due_at": now, "progress_pct": 40, "finished_at": None}
    own = {"kind": "export_person", "subject_id": owner.pk, "requested_by": owner, "receipt": {}}
    DataRequest.objects.create(team=None, **own, **running)


def add_asset(team: Team, owner: User, number: int) -> MediaAsset:
    """One analysed file with its picture; the first is a real video with real frames."""
    name, words, top, bottom, score = STORIES[number]
    is_image = name.endswith(".jpg")
    asset = make_asset(
        team,
        owner=owner,
        filename=name,
        media_type="image" if is_image else "video",
        type="raw_photo" if is_image else "raw_video",
        mime_type="image/jpeg" if is_image else "video/mp4",
        duration_sec=None if is_image else 6.0 + 7 * number,
        file_size_bytes=3_400_000 + 900_000 * number,
        status="scheduled" if number < 7 else "analyzed",
        processing_status="processed",
    )
    folder = asset_folder(team.pk, asset.pk)
    asset.thumbnail_url = store_bytes(picture(words, top, bottom), f"{folder}poster.webp")
    video = real_video()
    asset.storage_path = store_file(video, f"{folder}original.mp4")
    asset.save()
    add_analysis(asset, number, score, f"{folder}frames/")
    return asset


def add_analysis(asset: MediaAsset, number: int, score: float, folder: str) -> MediaAnalysis:
    """A whole analysis: score parts, timeline, words for three platforms, frames."""
    caption = CAPTIONS[number]
    silent = number % 2
    analysis = make_analysis(
        asset,
        pre_social_score=score,
        pre_social_explanation="\n".join(f"{p[1]}: {p[4]}." for p in PARTS),
        score_components=[part_json(*part) for part in PARTS],
        virality_features=features_of(asset),
        transcript="" if silent else "Three mistakes. Number one: no hook. Number two: no caption.",
        transcript_status="No speech-to-text is configured, so nothing was transcribed."
        if silent
        else "Transcribed locally.",
        transcript_language="" if silent else "en",
        transcript_segments=[]
        if silent
        else [
            {"start": 0.2, "end": 1.9, "text": "Three mistakes."},
            {"start": 2.0, "end": 3.9, "text": "Number one: no hook."},
            {"start": 4.0, "end": 5.8, "text": "Number two: no caption."},
        ],
        on_screen_text=[{"time_sec": 0.5, "text": STORIES[number][1]}],
        topics=["habits", "filming", "mornings"],
        sentiment_overall=0.31,
        frames_sampled=6,
        best_frame_index=1,
        ai_caption_suggestions={"tiktok": [caption], "instagram_reels": [caption], "x": [caption]},
        ai_hashtag_suggestions={"tiktok": ["habits", "filming"], "instagram_reels": ["habits"]},
        notes=["Speech was not told apart from music."],
        duration_ms=3_240,
        models_used={"words": "local rules", "vision": "gpt-6-luna"},
    )
    if number == 0:
        add_frames(analysis, folder)
        add_transcripts(asset)
    return analysis


def add_transcripts(asset: MediaAsset) -> None:
    """What is said, with the times of its words, and a French version of it."""
    said = ("Three mistakes.", "Number one: no hook.", "Number two: no caption.")
    segments = tuple(spoken(text, 0.2 + 2 * n) for n, text in enumerate(said))
    source = keep_heard(asset, Transcript(" ".join(said), "en", segments, "whisper base"))
    french = ("Trois erreurs.", "La première : pas d'accroche.", "La deuxième : pas de légende.")
    cues = [Cue(s.start, s.end, text) for s, text in zip(segments, french, strict=True)]
    keep_translation(source, "fr", cues, model="gpt-6-luna")


def spoken(text: str, start: float) -> Segment:
    """A line of which each word takes 0.4 seconds."""
    words = text.split()
    timed = [Word(start + 0.4 * n, start + 0.4 * (n + 1), word) for n, word in enumerate(words)]
    return Segment(start, timed[-1].end, text, tuple(timed))


def part_json(name: str, label: str, weight: float, value: float, clause: str) -> dict:
    return {
        "name": name,
        "label": label,
        "weight": weight,
        "value": value,
        "points": 100 * weight * value,
        "evidence": EVIDENCE if name == "hook" else [],
        "sentence": f"{label}: {clause}.",
        "advice": "cut the silence at 2.0 s" if name == "sound" else "",
        "gain": 4.0 if name == "sound" else 0.0,
    }


def features_of(asset: MediaAsset) -> dict:
    """Measurements, and what is found in those of a clip that does everything right."""
    seconds = asset.duration_sec
    return {
        "findings": read_findings(good_video().to_features()),
        "alt_text": "A yellow card with a number stands on a red table.",
        "seen": [
            seen(1, "A yellow card with a large number stands on a red table.", "calm"),
            seen(3, "A hand turns the card over beside a glass of wine.", "curious", "alcohol"),
        ],
        "palette": [["#fabe28", 0.4], ["#c8283c", 0.3]],
        "duration_sec": seconds,
        "picture": {"sharpness": 41.0, "brightness": 0.52},
        "faces": {"share": 0.66},
        "motion": {"mean": 3.1},
        "pacing": seconds and {"cuts": 2, "mean_shot_sec": 2.0, "cut_times_sec": [2.0, 4.0]},
        "sound": seconds
        and {
            "loudness_lufs": -16.2,
            "peak_dbfs": -1.1,
            "silent_share": 0.25,
            "silences": [[4.2, 5.7]],
        },
        "hook": seconds and {"duration_sec": 3.0},
    }


def seen(frame: int, description: str, emotion: str, *risks: str) -> dict:
    """What a model saw on one frame."""
    note = {
        "description": description,
        "action": "shows a card",
        "emotion": emotion,
        "risks": list(risks),
        "alt_text": description,
    }
    return {"frame_index": frame, "time_sec": float(frame), "note": note}


def add_frames(analysis: MediaAnalysis, folder: str) -> None:
    for index in range(6):
        shade = 40 + 30 * index
        drawn = picture(f"{index} s", (250, 190, shade), (200, shade, 60), (180, 320))
        FrameSample.objects.create(
            analysis=analysis,
            index=index,
            time_sec=float(index),
            image_path=store_bytes(drawn, f"{folder}{index}.webp"),
            score=0.5,
        )


def add_awaiting(accounts, assets, number: int, now: datetime) -> PostingSchedule:
    account = accounts[number % 2]
    return make_schedule(
        account,
        assets[number],
        platform="tiktok" if account is accounts[0] else "instagram_reels",
        repeat=2,
        body=CAPTIONS[number],
        hashtags=["#habits", "#filming"],
        review_status="awaiting",
        scheduled_at=now + timedelta(hours=5 + 7 * number),
        slot_reason="A free time, at least two hours from its neighbours.",
    )


def add_approved(account, asset, owner: User, now: datetime) -> PostingSchedule:
    schedule = make_schedule(
        account,
        asset,
        body=CAPTIONS[7],
        review_status="approved",
        approved_by=owner,
        approved_at=now,
        scheduled_at=now + timedelta(hours=2),
    )
    schedule.payload_hash = payload_hash(schedule)
    schedule.save()
    make_approval(schedule, user=owner, decided_at=now)
    return schedule


def add_failed(account, asset, now: datetime) -> PostingSchedule:
    schedule = make_schedule(
        account,
        asset,
        platform="instagram_reels",
        body=CAPTIONS[6],
        status="failed",
        failure_reason="refused",
        error_message="Instagram refused the video: it is longer than 15 minutes. Shorten it.",
        scheduled_at=now - timedelta(hours=3),
    )
    make_attempt(schedule, outcome="rejected", error_json={"code": 2207026})
    return schedule


def add_unclear(account, asset, now: datetime) -> PostingSchedule:
    schedule = make_schedule(
        account,
        asset,
        platform="instagram_reels",
        body=CAPTIONS[5],
        status="unconfirmed",
        needs_person=True,
        scheduled_at=now - timedelta(hours=8),
    )
    make_attempt(schedule, outcome="unknown", lookups=4)
    return schedule


def add_news(story: Story) -> None:
    """What the owner is told of all this."""
    waiting, failed, unclear = story.awaiting[0], story.failed, story.unclear
    record_event(waiting.team, "post_awaits_review", waiting)
    record_event(failed.team, "post_failed", failed, failed.error_message)
    record_event(unclear.team, "post_waits", unclear, "Nobody but you can see whether it is out.")
    account = story.accounts[2]
    record_event(account.team, "connection_expired", account, account.status_reason)


def add_newcomers(team: Team, owner: User, now: datetime) -> None:
    """A file in work, one that failed, and what the watcher refused."""
    working = make_asset(team, owner=owner, filename="New clip.mp4", status="analyzing")
    make_job(
        working,
        status="processing",
        progress_pct=42,
        lease_owner="worker",
        due_at=now + timedelta(minutes=5),
    )
    make_asset(
        team,
        filename="Broken.mp4",
        status="failed",
        error_message="The video cannot be decoded: it ends after 0.1 s.",
    )
    sentence = "“notes.mp4” is no media file: it holds text. Export it as MP4 and try again."
    record_event(team, "media_rejected", team, sentence, filename="notes.mp4")
