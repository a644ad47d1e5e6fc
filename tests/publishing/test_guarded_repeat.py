"""A network that lists nothing but refuses doubles is asked by sending the same once more."""

from datetime import timedelta

import pytest

from platforms.adapters.linkedin import LinkedIn
from platforms.exceptions import OutcomeUnknown, RateLimited, ReconnectNeeded, Rejected
from publishing.services.reconciliation import reconcile_due
from publishing.tick import tick
from scheduling.models import PostingSchedule
from tests.factories import make_schedule
from tests.platforms.adapters.accounts import connect_directly
from tests.platforms.doubles.linkedin import LinkedInDouble

SETTLED = timedelta(seconds=210)
DAY = timedelta(days=1)


class Death(BaseException):
    """The process ends here."""


@pytest.fixture
def die(guarded):
    """Die in the next call, as the world says: before the bytes leave, or after they landed."""

    def arrange(*, landed: bool):
        def end():
            if landed:
                guarded.land("a repeat")
            raise Death

        guarded.on_call = end

    return arrange


def lose(guarded, publish, post, how):
    guarded.answers.append(how)
    publish(post)
    assert (post.status, post.needs_person) == ("unconfirmed", False)


@pytest.mark.parametrize("how", ["lands without answer", "lost without answer"])
def test_one_repeat_finds_out_and_it_is_there_once(post, guarded, publish, run_tick, how):
    lose(guarded, publish, post, how)
    for minutes in range(0, 60, 4):
        run_tick(post, after=timedelta(minutes=minutes))
    assert post.status == "posted"
    assert post.external_post_id == guarded.posts[0][1]
    assert len(guarded.posts) == 1
    assert [a.outcome for a in post.attempts.all()] == ["accepted"]


def test_nothing_is_repeated_before_it_has_settled(post, guarded, publish, run_tick):
    lose(guarded, publish, post, "lost without answer")
    run_tick(post, after=timedelta(seconds=179))
    assert guarded.posts == []


@pytest.mark.parametrize(
    "answer",
    [
        "unnamed duplicate",
        OutcomeUnknown("Silence."),
        Rejected("No."),
        RateLimited("Later."),
        ReconnectNeeded("Who?"),
        ValueError("bug"),
    ],
)
def test_a_repeat_that_names_nothing_leaves_it_to_a_person(
    post, guarded, publish, run_tick, answer
):
    lose(guarded, publish, post, "lands without answer")
    guarded.answers.append(answer)
    for hours in range(1, 60, 6):
        run_tick(post, after=SETTLED + timedelta(hours=hours - 1))
    assert (post.status, post.needs_person) == ("unconfirmed", True)
    assert "paste the post's link" in post.error_message
    assert len(guarded.posts) == 1


def test_a_repeat_that_comes_too_late_is_not_made(post, guarded, publish, run_tick):
    lose(guarded, publish, post, "lands without answer")
    run_tick(post, after=timedelta(hours=2))
    assert (post.status, post.needs_person) == ("unconfirmed", True)
    assert post.attempts.get().repeated_at is None


def test_other_words_are_not_repeated(post, guarded, publish, run_tick):
    lose(guarded, publish, post, "lands without answer")
    PostingSchedule.objects.filter(pk=post.pk).update(body="Something else.")
    run_tick(post, after=SETTLED)
    assert post.needs_person
    assert "changed since" in post.error_message


@pytest.mark.parametrize("first", ["lands without answer", "lost without answer"])
@pytest.mark.parametrize("landed", [True, False])
def test_a_process_that_dies_over_the_repeat_makes_no_second_one(
    post, guarded, publish, now, die, first, landed
):
    lose(guarded, publish, post, first)
    die(landed=landed and not guarded.posts)  # the guard refuses what is there
    with pytest.raises(Death):
        reconcile_due(now + SETTLED, owner="dies")
    guarded.on_call = None
    before = len(guarded.posts)
    tick(now + SETTLED + timedelta(minutes=10), "next")
    post.refresh_from_db()
    assert (post.status, post.needs_person) == ("unconfirmed", True)
    assert len(guarded.posts) == before <= 1


def test_two_workers_repeat_it_once(post, guarded, publish, now):
    lose(guarded, publish, post, "lost without answer")
    assert reconcile_due(now + SETTLED, owner="a") == 1
    assert reconcile_due(now + SETTLED, owner="b") == 0
    assert len(guarded.posts) == 1


@pytest.fixture
def linkedin(settings, monkeypatch):
    monkeypatch.setattr(LinkedIn, "pause_seconds", 0.01)
    double = LinkedInDouble("a-token", "urn:li:person:8675309")
    settings.PLATFORM_BASE_URLS = {"linkedin": double.base_url}
    yield double
    double.stop()


@pytest.mark.parametrize("fault", ["accepted_then_dropped", "dropped_before"])
def test_a_members_post_at_linkedin_is_found_out_by_one_repeat(
    team, asset, linkedin, publish, run_tick, now, fault
):
    author = {"author_urn": "urn:li:person:8675309"}
    connection = connect_directly(
        team, "linkedin", token="a-token", platform_user_id="8675309", metadata=author
    )
    post = make_schedule(connection, asset, scheduled_at=now)
    linkedin.misbehave(fault)
    publish(post)
    assert (post.status, post.needs_person) == ("unconfirmed", False)
    linkedin.misbehave(*(["duplicate_refused"] if linkedin.accepted() else []))
    for minutes in range(0, 60, 4):
        run_tick(post, after=timedelta(minutes=minutes))
    assert post.status == "posted"
    assert len(linkedin.accepted()) == 1
    assert post.external_post_id
    assert post.attempts.get().repeated_at is not None
