"""Mailchimp's Marketing API 3.0 (`platforms-2.md` §6): a draft, its content, then “send”."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.email.campaigns import Campaign, Campaigns
from platforms.adapters.email.letter import html_of
from platforms.adapters.email.mailchimp_client import STEP_SECONDS, mailchimp_client
from platforms.adapters.email.picture_upload import upload_picture
from platforms.adapters.post_key import post_key
from platforms.adapters.types import (
    Absent,
    AccountReading,
    Found,
    Idempotency,
    Lookup,
    MetricsReading,
    Operation,
    PostState,
    PublishRequest,
    PublishResult,
    Unknown,
)
from platforms.exceptions import (
    Duplicate,
    OutcomeUnknown,
    PlatformError,
    Rejected,
    StepFailed,
)
from platforms.models import Connection
from platforms.specs import check_post, get_spec

UNSUBSCRIBE = "*|UNSUB|*"  # Mailchimp puts each reader's own address there
OUT = frozenset({"sending", "sent", "schedule"})


class Mailchimp(PlatformAdapter):
    """Campaigns to one audience. The account's id is the audience's (list) id.

    Two phases: only “send” is public, and a campaign is sent once by its nature. The draft bears
    our key as its internal title, so it is found again when its id was lost.
    """

    name: ClassVar[str] = "Mailchimp"
    capabilities: ClassVar[frozenset[str]] = frozenset({"lookup", "metrics", "account"})
    idempotency: ClassVar[Idempotency] = Idempotency.TWO_PHASE
    settle: ClassVar[timedelta] = timedelta(seconds=180)
    lookback: ClassVar[timedelta] = timedelta(days=30)

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._client = mailchimp_client(connection)
        self._campaigns = Campaigns(self._client)

    def validate(self, request: PublishRequest) -> list[str]:
        """The spec's limits, and a sender whom Mailchimp would accept."""
        problems = check_post(
            get_spec(request.platform), request.text, title=request.title, media=request.media
        )
        if not self._setting("from_name") or "@" not in self._setting("reply_to"):
            problems.append("Give this account a sender’s name and a reply address first.")
        return problems

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload the pictures, write the draft and its content, and let Mailchimp check it.

        Raises Duplicate when a campaign of this post went out already.
        """
        pictures = dict(handles.get("pictures", {}))
        for item in request.media:
            if item.sha256 not in pictures:
                pictures[item.sha256] = upload_picture(self._client, item, request.op_key)
        draft = self._draft(request, handles.get("campaign"))
        html = html_of(
            request.text,
            pictures=[pictures[item.sha256] for item in request.media],
            link_url=request.link_url,
            unsubscribe=UNSUBSCRIBE,
        )
        self._campaigns.fill(draft.id, html)
        self._campaigns.require_ready(draft.id)
        return {**handles, "pictures": pictures, "campaign": draft.id, "url": draft.url}

    def _draft(self, request: PublishRequest, known: str | None) -> Campaign:
        found = (self._campaigns.read(known) if known else None) or self._find(request.op_key)
        body = self._draft_body(request)
        if found is None:
            return self._campaigns.create(body)
        if found.status != "save":
            raise Duplicate(
                "Mailchimp has sent a campaign of this post already.",
                post_id=found.id,
                url=found.url,
            )
        return self._campaigns.rewrite(found.id, body)

    def _draft_body(self, request: PublishRequest) -> dict:
        settings = {
            "title": request.op_key,
            "subject_line": request.title,
            "preview_text": str(request.options.get("preview_text") or ""),
            "from_name": self._setting("from_name"),
            "reply_to": self._setting("reply_to"),
        }
        return {"recipients": self._recipients(), "settings": settings}

    def _recipients(self) -> dict:
        recipients: dict = {"list_id": self.connection.platform_user_id}
        segment = self.connection.metadata.get("segment_id")
        if isinstance(segment, int):
            recipients["segment_opts"] = {"saved_segment_id": segment}
        return recipients

    def _setting(self, name: str) -> str:
        return str(self.connection.metadata.get(name) or "").strip()

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Send the draft. 204 without a body is the only answer that proves it."""
        campaign = handles["campaign"]
        answer = self._client.send(
            "POST",
            f"/campaigns/{campaign}/actions/send",
            timeout_seconds=timeout_seconds,
            publishes=True,
        )
        if answer.status != 204:
            raise OutcomeUnknown(
                "Mailchimp’s answer could not be understood.", detail=f"status {answer.status}"
            )
        return PublishResult(PostState.LIVE, campaign, str(handles.get("url") or ""))

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """The campaign's status says it: a draft (`save`) was not sent."""
        known = operation.handles.get("campaign")
        try:
            found = (
                self._campaigns.read(known)
                if known
                else self._find(operation.op_key, since=operation.sent_at - self.lookback)
            )
        except PlatformError as error:
            return Unknown(f"The campaigns could not be read: {error}")
        if found is None:
            return Unknown("The campaign was deleted.") if known else Absent()
        if found.status == "save":
            return Absent()
        if found.status in OUT:
            return Found(found.id, found.url, raw={"status": found.status})
        return Unknown(f"Mailchimp calls the campaign “{found.status}”.")

    def _find(self, op_key: str, since: datetime | None = None) -> Campaign | None:
        """The campaign of this post: one that is out before one that is not."""
        since = since or datetime.now(UTC) - self.lookback
        mine = [
            one for one in self._campaigns.listed(since) if post_key(one.title) == post_key(op_key)
        ]
        return min(mine, key=lambda one: one.status == "save", default=None)

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The report. Opens count as views: mail programs that load pictures ahead inflate them."""
        try:
            report = self._get(f"/reports/{post_id}")
        except Rejected as error:
            raise StepFailed("Mailchimp has no report of this letter yet.") from error
        opens, clicks = _part(report, "opens"), _part(report, "clicks")
        return MetricsReading(
            read_at=datetime.now(UTC),
            views=_count(opens, "opens_total"),
            impressions=_count(report, "emails_sent"),
            reach=_count(opens, "unique_opens"),
            shares=_count(_part(report, "forwards"), "forwards_count"),
            clicks=_count(clicks, "clicks_total"),
            followers_lost=_count(report, "unsubscribed"),
            raw={name: report.get(name) for name in ("opens", "clicks", "bounces", "emails_sent")},
        )

    def fetch_account(self) -> AccountReading:
        """The audience and how many it has."""
        fields = {"fields": "id,name,stats.member_count"}
        answer = self._get(f"/lists/{self.connection.platform_user_id}", fields)
        return AccountReading(
            account_id=str(answer.get("id") or ""),
            handle=self.connection.platform_username,
            name=str(answer.get("name") or ""),
            followers_count=_count(_part(answer, "stats"), "member_count"),
        )

    def _get(self, path: str, params: dict[str, str] | None = None) -> dict:
        return self._client.call("GET", path, timeout_seconds=STEP_SECONDS, params=params)


def _part(answer: dict, name: str) -> dict:
    part = answer.get(name)
    return part if isinstance(part, dict) else {}


def _count(part: dict, name: str) -> int | None:
    """A whole number of the report; anything else is “not said”."""
    value = part.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
