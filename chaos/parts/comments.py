"""Every crash point on the way of a first comment, under every behaviour of the platform."""

from pathlib import Path

from chaos.lab import Lab, Verdict
from chaos.parts.matrix import Course, measure_course
from chaos.plan import Run
from chaos.result import Row
from publishing.crash_points import COMMENT_CRASH_POINTS

WORDS = "What would you do?"


def judge(lab: Lab, database: Path) -> Verdict:
    """The comments, once their posts are well."""
    posts = lab.judge(database)
    return lab.judge_comments(database) if posts else posts


COMMENTS = Course(
    title="first comments",
    points=COMMENT_CRASH_POINTS,
    repairs={
        "in_comment_sweep": "after_comment_intent",
        "in_comment_lookup": "after_comment_call",
        "in_comment_verdict": "after_comment_call",
        "in_comment_replay": "after_comment_result_line",
    },
    replay="in_comment_replay",
    route="comment",
    judge=judge,
    rows={"first_comment": WORDS},
)


def measure(run: Run) -> list[Row]:
    """The whole matrix on one database."""
    seconds = (None, "in_comment_lookup") if len(run.size.seconds_crashes) > 1 else (None,)
    return [measure_course(run, COMMENTS, seconds)]
