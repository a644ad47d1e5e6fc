"""A post as its network would show it. Pure, but for reading the post's own rows."""

from dataclasses import dataclass

from platforms.specs.looks import Look, look_of
from platforms.specs.text import compose_for
from scheduling.models import PostingSchedule

MOST_EXTRA = 12  # a word is not cut for the sake of so many characters


@dataclass(frozen=True)
class Folded:
    """A text and where the app folds it: `shown`, then `hidden` behind “more”."""

    shown: str
    hidden: str = ""


@dataclass(frozen=True)
class SafeBox:
    """What stays free of the app's own buttons, in per cent of the picture's sides."""

    label: str
    top: int
    bottom: int
    left: int
    right: int
    source: str


@dataclass(frozen=True)
class Preview:
    """Everything that a preview's template shows beside the picture."""

    look: Look
    name: str
    handle: str
    title: Folded
    text: Folded
    link: str
    alt_text: str
    first_comment: str
    box: SafeBox | None

    @property
    def template(self) -> str:
        return f"scheduling/previews/{self.look.layout}.html"

    @property
    def initial(self) -> str:
        return self.name[:1].upper() or "?"

    @property
    def host(self) -> str:
        """The part of the link that a card shows."""
        return self.link.partition("//")[2].partition("/")[0]


def fold(text: str, at: int | None) -> Folded:
    """Cut `text` after about `at` characters, at the last space before; never inside a word.

    Text that is only a little longer stays whole, as the apps do. Both parts make the text.
    """
    if at is None or len(text) <= at + MOST_EXTRA:
        return Folded(text)
    if at <= 0:
        return Folded("", text)
    head = text[:at]
    space = max(head.rfind(" "), head.rfind("\n"))
    cut = space if space > at // 2 else at
    return Folded(text[:cut], text[cut:])


def preview_of(schedule: PostingSchedule) -> Preview:
    """The preview of the words that stand on `schedule`, saved or not."""
    look, account = look_of(schedule.platform), schedule.connection
    text = compose_for(schedule.platform, schedule.body, schedule.hashtags)
    handle = account.platform_username or str(account)
    return Preview(
        look=look,
        name=account.account_name or handle,
        handle=handle,
        title=fold(schedule.title, look.title_fold),
        text=fold(text, look.fold),
        link=schedule.link_url,
        alt_text=schedule.platform_specific.get("alt_text", ""),
        first_comment=schedule.first_comment,
        box=_box(look),
    )


def _box(look: Look) -> SafeBox | None:
    zone = look.safe_zone
    if zone is None:
        return None
    top, bottom, left, right = (
        round(100 * share) for share in (zone.top, zone.bottom, zone.left, zone.right)
    )
    return SafeBox(zone.label, top, bottom, left, right, zone.source.text)
