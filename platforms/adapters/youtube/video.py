"""What a video is to YouTube: its metadata as we send it, and what its status says."""

from platforms.adapters.types import PublishRequest
from platforms.exceptions import Rejected, StepFailed
from platforms.specs import check_post, get_spec

PRIVACY = ("public", "unlisted", "private")
USUAL_CATEGORY = "22"  # People & Blogs
MAX_TAG_CHARACTERS = 500  # all tags together; a tag with a space costs two quotes more

FAILURES = {
    "conversion": "YouTube could not convert the video",
    "invalidFile": "the file is no video that YouTube knows",
    "emptyFile": "the file is empty",
    "tooSmall": "the file is too small",
    "codec": "YouTube does not know the codec",
    "uploadAborted": "the upload was broken off",
}
REJECTIONS = {
    "copyright": "a copyright claim",
    "inappropriate": "its content breaks the community guidelines",
    "duplicate": "the channel has the same video already",
    "termsOfUse": "it breaks the terms of use",
    "uploaderAccountSuspended": "the account is suspended",
    "uploaderAccountClosed": "the account is closed",
    "length": "it is too long for this channel",
    "claim": "somebody else claims it",
    "trademark": "a trademark claim",
    "legal": "a legal complaint",
}


def privacy_of(request: PublishRequest) -> str:
    """Who is to see the video: public unless the post says otherwise."""
    return str(request.options.get("privacy", "public"))


def status_of(request: PublishRequest, privacy: str) -> dict:
    """The whole status part: a field that an update leaves out would be reset."""
    status: dict = {
        "privacyStatus": privacy,  # left out it means public, since 2 Nov 2026
        "selfDeclaredMadeForKids": bool(request.options.get("made_for_kids", False)),
        "embeddable": True,
        "license": "youtube",
        "publicStatsViewable": True,
    }
    if "contains_synthetic_media" in request.options:
        status["containsSyntheticMedia"] = bool(request.options["contains_synthetic_media"])
    return status


def metadata_of(request: PublishRequest) -> dict:
    """A new video: private, whatever it is to become."""
    return {"snippet": snippet_of(request), "status": status_of(request, "private")}


def snippet_of(request: PublishRequest) -> dict:
    """Title, description and what belongs to them."""
    options = request.options
    snippet: dict = {
        "title": request.title,
        "description": request.text,
        "categoryId": str(options.get("category_id", USUAL_CATEGORY)),
    }
    if tags := options.get("tags"):
        snippet["tags"] = list(tags)
    if language := options.get("language"):
        snippet |= {"defaultLanguage": language, "defaultAudioLanguage": language}
    return snippet


def problems_of(request: PublishRequest) -> list[str]:
    """Sentences that say why a post cannot go out; empty when it can."""
    spec = get_spec(request.platform)
    problems = check_post(spec, request.text, title=request.title, media=request.media)
    if privacy_of(request) not in PRIVACY:
        problems.append(f"YouTube’s privacy is one of {', '.join(PRIVACY)}.")
    tags = request.options.get("tags") or []
    if sum(len(tag) + 2 * (" " in tag) for tag in tags) + len(tags) > MAX_TAG_CHARACTERS:
        problems.append(f"YouTube takes tags of at most {MAX_TAG_CHARACTERS} characters together.")
    return problems


def url_of(video_id: str, *, is_short: bool) -> str:
    """Where people watch it."""
    path = "shorts/" if is_short else "watch?v="
    return f"https://www.youtube.com/{path}{video_id}"


def is_processed(video: dict) -> bool:
    """Whether YouTube is through with the video. Raises Rejected when it gave it up."""
    try:
        status = video["status"]
        state = status["uploadStatus"]
    except (KeyError, TypeError) as error:
        raise StepFailed("YouTube described the video in an unknown shape.", raw=video) from error
    if state == "failed":
        why = FAILURES.get(status.get("failureReason"), "it said nothing more")
        raise Rejected(f"The video could not be processed: {why}.", raw=video)
    if state == "rejected":
        why = REJECTIONS.get(status.get("rejectionReason"), "it said nothing more")
        raise Rejected(f"YouTube took the video down: {why}.", raw=video)
    if state == "deleted":
        raise Rejected("The video was deleted on YouTube.", raw=video)
    return state == "processed"
