"""The same key and body: the same answer, once done."""

from datetime import timedelta

import pytest

from media_assets.models import MediaFolder
from teams.models import ApiToken, IdempotentRequest
from teams.services.idempotency import STUCK_AFTER, claim_key, forget_old_keys


def post(client, name="clips", key="k-1", path="/api/folders"):
    return client.post(path, {"name": name}, format="json", headers={"Idempotency-Key": key})


def test_a_repeated_request_gets_the_first_answer_again(api):
    first, second = post(api), post(api)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert MediaFolder.objects.count() == 1


def test_the_same_key_with_another_body_is_a_conflict(api):
    post(api)
    answer = post(api, name="other")
    assert answer.status_code == 409
    assert "used before" in answer.json()["detail"]


def test_the_same_key_at_another_address_is_a_conflict(api):
    post(api)
    assert post(api, path="/api/tokens").status_code == 409


def test_another_person_may_use_the_same_key(api, stranger_api):
    assert post(api).status_code == post(stranger_api).status_code == 201
    assert MediaFolder.objects.count() == 2


def test_a_refused_request_leaves_the_key_free(api):
    post(api, key="a")
    assert post(api, key="b").status_code == 400
    assert post(api, name="other", key="b").status_code == 201


def test_without_a_key_nothing_is_kept(api):
    api.post("/api/folders", {"name": "clips"}, format="json")
    assert not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("key", ["x" * 256, "tab\there"])
def test_a_key_that_cannot_be_kept_is_refused(api, key):
    assert post(api, key=key).status_code == 400


def test_the_key_of_a_token_is_not_kept(api):
    first = post(api, path="/api/tokens").json()
    assert first["key"].startswith(first["prefix"])
    again = post(api, path="/api/tokens").json()
    assert again == {**first, "key": None}
    assert ApiToken.objects.count() == 1


def claim(team, owner, now):
    return claim_key(team, owner, caller="session", key="k", fingerprint="f", now=now)


def test_a_request_at_work_is_a_conflict_until_it_is_given_up(api, team, owner, now):
    record, ours = claim(team, owner, now)
    assert ours
    IdempotentRequest.objects.update(fingerprint="f")
    with pytest.raises(Exception, match="still at work"):
        claim(team, owner, now + timedelta(seconds=1))
    later = now + STUCK_AFTER + timedelta(seconds=1)
    assert claim(team, owner, later) == (record, True)
    with pytest.raises(Exception, match="still at work"):
        claim(team, owner, later)


def test_old_answers_are_dropped(api, now):
    post(api)
    IdempotentRequest.objects.update(created_at=now - timedelta(days=8))
    assert forget_old_keys(now) == 1
