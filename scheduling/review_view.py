"""One post as its reviewer sees it."""

from dataclasses import dataclass
from typing import Any

from analysis.models import FrameSample, MediaAnalysis
from analysis.selectors import AnalysisView, get_analysis_view
from scheduling.approval import Verdict
from scheduling.edits import words_on
from scheduling.file_view import FileView, get_file_view
from scheduling.first_comments import suggested_comment
from scheduling.fitness import problems_of, word_problems
from scheduling.models import Approval, PostingSchedule
from scheduling.payload import payload_hash
from scheduling.preview import Preview, preview_of
from scheduling.rewrite_view import Variant, list_variants, present_words
from scheduling.selectors import PostRow, as_rows
from scheduling.services.votes import verdict_on, why_not_approve
from scheduling.word_changes import COMPARED, Edit, FieldChange, changes_between, words_at
from scheduling.wordcount import WordCount, count_words
from scheduling.wording import words_for
from teams.models import EventLog, TeamMember
from teams.selectors import list_history

MOST_FRAMES = 24


@dataclass(frozen=True)
class FrameChoice:
    """A sampled frame that may be the post's cover."""

    frame: FrameSample
    is_chosen: bool


@dataclass(frozen=True)
class ReviewPost:
    """Everything of one post that helps to decide, in a fixed number of queries."""

    row: PostRow
    verdict: Verdict
    why_not: str
    problems: list[str]
    word_problems: list[str]
    count: WordCount
    preview: Preview
    file: FileView
    score: AnalysisView | None
    frames: list[FrameChoice]
    variants: list[Variant]
    suggested_comment: str
    since_ai: list[FieldChange]
    since_approval: list[FieldChange]
    decisions: list[Approval]
    siblings: list[PostingSchedule]
    history: list[EventLog]

    @property
    def post(self) -> PostingSchedule:
        return self.row.post


def get_review_post(post: PostingSchedule, member: TeamMember) -> ReviewPost:
    """The view of `post` for this member."""
    analysis = post.analysis or MediaAnalysis.objects.current().filter(media=post.media).first()
    score = get_analysis_view(analysis) if analysis else None
    history = list(list_history(post))
    decisions = list(post.approvals.select_related("user").order_by("-decided_at", "-created_at"))
    return ReviewPost(
        row=as_rows([post], member)[0],
        verdict=verdict_on(post),
        why_not=_why_not(post, member),
        problems=problems_of(post),
        word_problems=word_problems(post),
        count=count_words(post),
        preview=preview_of(post),
        file=get_file_view(post),
        score=score,
        frames=_frames(post, score),
        variants=list_variants(post, present_words(post, {})),
        suggested_comment=suggested_comment(post),
        since_ai=_since_ai(post, analysis),
        since_approval=_since_approval(post, decisions, history),
        decisions=decisions,
        siblings=_siblings(post),
        history=history,
    )


def _why_not(post: PostingSchedule, member: TeamMember) -> str:
    """Why this person cannot approve it; empty when they can, or when nothing is to approve."""
    if not member.may_edit:
        return "Viewers can look at posts, but not approve them."
    if reason := why_not_approve(post, member):
        return reason
    verdict = verdict_on(post)
    if f"user:{member.user_id}" in verdict.voters and not verdict.is_cleared:
        return "You have approved it. It waits for somebody else’s yes."
    return ""


def _frames(post: PostingSchedule, score: AnalysisView | None) -> list[FrameChoice]:
    """The frames with a picture; which one is the cover is only known of those kept as it is."""
    if score is None:
        return []
    shown = [frame for frame in score.frames if frame.image_path][:MOST_FRAMES]
    best = score.analysis.best_frame_index
    is_best = post.thumbnail_path in ("", score.analysis.best_frame_url)
    return [
        FrameChoice(
            frame,
            post.thumbnail_path in (frame.image_path, frame.full_path)
            if not is_best
            else frame.index == best,
        )
        for frame in shown
    ]


def _since_ai(post: PostingSchedule, analysis: MediaAnalysis | None) -> list[FieldChange]:
    """What people made of the suggested words; nothing where none were suggested."""
    if analysis is None:
        return []
    suggested = words_for(post.media, analysis, post.platform)
    before = {"title": suggested.title, "body": suggested.body, "hashtags": suggested.hashtags}
    after = {name: getattr(post, name) for name in before}
    return changes_between(before, after) if suggested.body else []


def _since_approval(
    post: PostingSchedule, decisions: list[Approval], history: list[EventLog]
) -> list[FieldChange]:
    """What was edited after the last approval; nothing when there was none or nothing changed."""
    yes = (one for one in decisions if one.decision == Approval.Decision.APPROVED)
    last = next(yes, None)
    if last is None or last.payload_hash == payload_hash(post):
        return []
    present = words_on(post, COMPARED)
    return changes_between(words_at(present, _edits(history), last.decided_at), present)


def _edits(history: list[EventLog]) -> list[Edit]:
    edited: list[tuple[EventLog, Any]] = [
        (event, event.meta_json.get("before"))
        for event in history
        if event.event_type == "post_edited"
    ]
    return [Edit(event.created_at, before) for event, before in edited if isinstance(before, dict)]


def _siblings(post: PostingSchedule) -> list[PostingSchedule]:
    """The other posts of the same file that go out together with this one."""
    if post.cross_post_group_id is None:
        return []
    rows = PostingSchedule.objects.in_team(post.team).filter(
        cross_post_group=post.cross_post_group_id
    )
    return list(rows.exclude(pk=post.pk).select_related("connection").order_by("scheduled_at")[:20])
