"""Which fields of a post a person may write, and what a valid value looks like."""

import json
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from analysis.models import FrameSample
from media_assets.models import MediaAsset
from media_assets.services.storage import covers_folder
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule

MAX_TITLE = 300  # the column; platforms allow less and say so themselves


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise PostProblem(f"“{name}” must be text.")
    return value.replace("\r\n", "\n").replace("\x00", "").strip()


def _title(name: str, value: object) -> str:
    title = _text(name, value)
    if len(title) > MAX_TITLE:
        raise PostProblem(f"The title has {len(title)} characters; {MAX_TITLE} is the most.")
    return title


def _hashtags(name: str, value: object) -> list[str]:
    """Tags with one leading #, in order, each once; one text is split at spaces and commas."""
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    if not isinstance(value, Iterable):
        raise PostProblem("Hashtags must be a list of words.")
    words = [_text(name, tag).lstrip("#").strip() for tag in value]
    if spaced := [word for word in words if len(word.split()) > 1]:
        raise PostProblem(f"A hashtag is one word: “{spaced[0]}” has a space in it.")
    tags: dict[str, str] = {}
    for word in filter(None, words):
        tags.setdefault(word.casefold(), f"#{word}")
    return list(tags.values())


def _link(name: str, value: object) -> str:
    link = _text(name, value)
    parts = urlsplit(link)
    if link and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise PostProblem("The link must start with http:// or https://.")
    return link


def _options(name: str, value: object) -> dict:
    if not isinstance(value, dict):
        raise PostProblem("The platform's options must be an object of names and values.")
    if "\\u0000" in json.dumps(value):  # PostgreSQL stores no NUL in JSON
        raise PostProblem("The platform's options hold a character that cannot be stored.")
    return value


EDITABLE: dict[str, Callable[[str, object], object]] = {
    "title": _title,
    "body": _text,
    "hashtags": _hashtags,
    "first_comment": _text,
    "thumbnail_path": _text,
    "link_url": _link,
    "platform_specific": _options,
}


def clean_edit(fields: dict) -> dict:
    """The same fields with valid values; raises PostProblem on a strange field or value.

    A field that is None was not sent.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if strange := sorted(set(given) - set(EDITABLE)):
        raise PostProblem(f"“{strange[0]}” cannot be edited.")
    return {name: EDITABLE[name](name, value) for name, value in given.items()}


def words_on(schedule: PostingSchedule, names: Iterable[str]) -> dict:
    """The present values of these fields."""
    return {name: getattr(schedule, name) for name in names}


def require_own_cover(asset: MediaAsset, path: str | None) -> None:
    """Refuse a cover that was not made from this asset: paths of other files stay out of reach."""
    if (
        not path
        or path == asset.thumbnail_url
        or path.startswith(covers_folder(asset.team_id, asset.pk))
    ):
        return
    if asset.analyses.filter(best_frame_url=path).exists():
        return
    if not FrameSample.objects.filter(analysis__media=asset, image_path=path).exists():
        raise PostProblem("The cover must be one of the frames found in this media.")
