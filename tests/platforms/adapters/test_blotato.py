"""Blotato: one submission per try, recognised by a file that no other try has."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.blotato.targets import NETWORKS
from platforms.adapters.types import (
    Absent,
    Found,
    MediaFile,
    PostState,
    PublishRequest,
    Unknown,
)
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from platforms.vault import seal
from tests.contracts.first_comment import FirstCommentContract
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.doubles.blotato import ACCOUNT, KEY, BlotatoDouble, said

SETTINGS = {
    "account_id": ACCOUNT,
    "privacy_level": "PUBLIC_TO_EVERYONE",
    "page_id": "page-1",
    "board_id": "board-1",
}


@pytest.mark.django_db
class TestBlotato(PlatformAdapterContract):
    token = KEY
    test_duplicate_refusal_names_the_original = None  # Blotato refuses no duplicates
    test_comments_are_as_many_as_counted_newest_first = None  # not built, see the docs page

    @pytest.fixture
    def network(self, settings):
        double = BlotatoDouble()
        settings.PLATFORM_BASE_URLS = double.urls
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team):
        connection = make_connection(
            team, route="blotato", platform_user_id=ACCOUNT, metadata={"blotato": dict(SETTINGS)}
        )
        connection.access_token = seal(KEY, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    @pytest.fixture
    def publish(self, adapter, request_, operation):
        """Publish, and ask once what became of it: every submission is worked on."""

        def run(**changes):
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            if request.op_key == operation.op_key:
                operation.handles.update(handles)
            result = adapter.publish(request, handles, timeout_seconds=DEADLINE)
            assert result.state == PostState.PROCESSING
            return adapter.poll(result.handle)

        return run

    # what is told apart from the contract's usual platform

    def test_account_is_named_and_counted(self, adapter):
        reading = adapter.fetch_account()
        assert (reading.account_id, reading.handle) == (ACCOUNT, "kitchen")
        assert reading.followers_count is None  # Blotato does not tell

    @pytest.mark.parametrize("fault", ["unauthorized"])
    def test_refused_token_asks_to_connect_again(self, publish, network, fault):
        network.misbehave(fault)
        with pytest.raises(ReconnectNeeded, match="Connect the account again"):
            publish()

    def test_plan_without_the_feature_is_no_matter_of_the_key(self, publish, network):
        network.misbehave("forbidden")
        with pytest.raises(Rejected, match="plan does not include"):
            publish()

    # finding a try again

    def is_not_found(self, reading):
        """Unproven until tried with a key: a list without it must not send it again."""
        assert isinstance(reading, Unknown)
        assert reading.asks_person

    def test_post_that_is_in_no_list_is_left_to_a_person(
        self, adapter, publish, request_, operation
    ):
        """Unproven until tried with a key: a listing without it must not send it again."""
        operation.handles.update(adapter.prepare(request_, {}))
        publish(op_key="another", text="Other words about the same film.")
        reading = adapter.lookup(operation, now=datetime.now(UTC))
        assert isinstance(reading, Unknown)
        assert reading.asks_person
        assert "check the account" in reading.why

    def test_same_words_with_another_file_prove_nothing(self, adapter, publish, network, operation):
        publish()
        network.posts[0]["mediaUrls"] = ["https://files.blotato.example/converted.mp4"]
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_same_words_from_before_the_try_do_not_count(
        self, adapter, publish, network, operation
    ):
        publish(op_key="earlier")
        network.posts[0]["posted_at"] -= timedelta(minutes=30)
        operation.handles["media"] = {operation.request.media[0].sha256: "https://mine.example"}
        assert "lists no such post" in adapter.lookup(operation, now=datetime.now(UTC)).why

    def test_every_try_has_a_file_of_its_own(self, adapter, request_):
        tries = [adapter.prepare(replace(request_, op_key=f"op-{n}"), {}) for n in (1, 2)]
        addresses = {url for handles in tries for url in handles["media"].values()}
        assert len(addresses) == 2

    def test_try_without_a_file_proves_nothing(self, adapter, operation):
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_list_is_read_page_by_page(self, adapter, publish, network, operation):
        publish()
        mine = network.posts[0]
        network.posts[:0] = [{**mine, "id": str(n), "mediaUrls": ["x"]} for n in range(120)]
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)

    def test_refused_post_is_absent(self, adapter, request_, network, operation):
        operation.handles.update(adapter.prepare(request_, {}))
        network.misbehave("processing_rejected")
        adapter.publish(request_, operation.handles, timeout_seconds=DEADLINE)
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()

    def test_post_in_blotatos_schedule_proves_nothing(self, adapter, publish, network, operation):
        publish()
        network.waiting, network.posts = network.bodies, []
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    @pytest.mark.parametrize("fault", ["error_500_before", "wrong_shape", "html_for_json"])
    def test_unreadable_schedule_proves_nothing(self, adapter, request_, network, operation, fault):
        operation.handles.update(adapter.prepare(request_, {}))
        network.misbehave(fault, route="schedules")
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    # submitting

    def test_post_goes_out_at_once(self, publish, network):
        publish()
        body = network.bodies[0]
        assert set(body) == {"post"}
        assert "scheduledTime" not in body["post"]
        assert body["post"]["accountId"] == ACCOUNT

    def test_post_without_its_file_is_not_sent(self, adapter, request_):
        with pytest.raises(NotSent):
            adapter.publish(request_, {}, timeout_seconds=DEADLINE)

    def test_submission_that_blotato_never_saw_is_in_work(self, adapter):
        handle = '{"submission": "nobody", "media": []}'
        assert adapter.poll(handle).state == PostState.PROCESSING

    def test_published_post_is_live_though_no_list_has_it_yet(self, publish, network):
        network.misbehave("error_500_before", route="listing")
        result = publish()
        assert (result.state, result.post_id) == (PostState.LIVE, "sub-1")

    @pytest.mark.parametrize(
        ("platform", "network_name"),
        [*NETWORKS.items(), ("instagram_reels", "instagram"), ("yt_shorts", "youtube")],
    )
    def test_every_network_gets_what_it_requires(self, publish, network, platform, network_name):
        assert publish(platform=platform).state == PostState.LIVE
        content = network.bodies[0]["post"]["content"]
        target = network.bodies[0]["post"]["target"]
        assert content["platform"] == target["targetType"] == network_name
        assert None not in target.values()

    def test_reel_and_its_cover_are_told(self, publish, network):
        path = default_storage.save("cover.jpg", ContentFile(b"cover"))
        checksum = hashlib.sha256(b"cover").hexdigest()
        cover = MediaFile(path, "image", "image/jpeg", 5, checksum)
        publish(platform="instagram_reels", thumbnail=cover)
        target = network.bodies[0]["post"]["target"]
        assert target["mediaType"] == "reel"
        assert network.files[target["coverImageUrl"]] == b"cover"

    def test_settings_that_are_missing_are_said(self, adapter, request_):
        adapter._settings.clear()
        for platform, needed in [
            ("facebook", "page_id"),
            ("pinterest", "board_id"),
            ("tiktok", "privacy_level"),
        ]:
            problems = adapter.validate(replace(request_, platform=platform))
            assert any(needed in sentence for sentence in problems)

    def test_network_that_blotato_does_not_serve_is_said(self, adapter, request_):
        problems = adapter.validate(replace(request_, platform="mastodon"))
        assert "does not post to Mastodon" in problems[0]

    def test_instagram_takes_five_hashtags_here(self, adapter, request_):
        tags = "Coffee. #a #b #c #d #e #f"
        problems = adapter.validate(replace(request_, platform="instagram_reels", text=tags))
        assert any("at most 5 hashtags" in sentence for sentence in problems)

    # uploading

    def test_file_arrives_whole(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        (url,) = handles["media"].values()
        assert hashlib.sha256(network.files[url]).hexdigest() == request_.media[0].sha256

    def test_file_that_is_too_large_is_said(self, adapter, request_):
        large = replace(request_.media[0], size_bytes=1_000_000_001)
        problems = adapter.validate(replace(request_, media=(large,)))
        assert any("1,000 MB" in sentence for sentence in problems)

    def test_refused_upload_may_be_repeated(self, adapter, request_, network):
        network.misbehave("forbidden", route="bytes")
        with pytest.raises(StepFailed, match="storage did not take"):
            adapter.prepare(request_, {})
        assert adapter.prepare(request_, {})["media"]

    def test_upload_to_a_plain_address_is_not_made(self, adapter, request_, network):
        network.upload_to = "http://files.example"
        with pytest.raises(StepFailed, match="no upload address"):
            adapter.prepare(request_, {})

    def test_upload_to_a_private_address_is_not_made(self, adapter, request_, network, settings):
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
        network.upload_to = "https://127.0.0.1"
        with pytest.raises(Rejected, match="not a public one"):
            adapter.prepare(request_, {})

    # refusals and figures

    @pytest.mark.parametrize(
        ("status", "meaning"),
        [
            (400, Rejected),
            (401, ReconnectNeeded),
            (413, Rejected),
            (422, Rejected),
            (429, RateLimited),
            (500, OutcomeUnknown),
            (503, OutcomeUnknown),
        ],
    )
    def test_status_decides_and_the_message_is_said(
        self, adapter, request_, network, status, meaning
    ):
        handles = adapter.prepare(request_, {})
        network.says["submit"] = said(status, "the plan is full")
        with pytest.raises(meaning) as caught:
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        assert "the plan is full" in caught.value.detail

    def test_limit_without_a_time_is_one_of_a_minute(self, adapter, request_, network):
        network.says["grant"] = said(429, "Too many")
        with pytest.raises(RateLimited) as caught:
            adapter.prepare(request_, {})
        assert caught.value.retry_at - datetime.now(UTC) < timedelta(minutes=1, seconds=1)

    def test_figures_are_numbers_of_the_time_they_were_collected(self, adapter, publish, network):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.views, reading.watch_time_sec) == (1480, 9)
        assert reading.read_at > datetime.now(UTC) + timedelta(hours=23)
        assert reading.shares is None

    @pytest.mark.parametrize(
        "answer", [said(404, "nothing stored"), said(200, "")], ids=["nothing", "null"]
    )
    def test_figures_that_are_not_there_yet_are_asked_for_again(
        self, adapter, publish, network, answer
    ):
        post_id = publish().post_id
        network.says["count"] = answer
        with pytest.raises(StepFailed):
            adapter.fetch_metrics(post_id)

    def test_figures_of_linkedin_are_not_offered(self, adapter):
        adapter.connection.platform = "linkedin"
        with pytest.raises(Unsupported):
            adapter.fetch_metrics("5001")

    def test_account_that_is_not_connected_there_is_said(self, adapter):
        adapter._settings["account_id"] = "elsewhere"
        with pytest.raises(StepFailed, match="Connect it there first"):
            adapter.fetch_account()


@pytest.mark.django_db
class TestBlotatoComments(FirstCommentContract):
    """First comments go to Instagram and Facebook."""

    network = TestBlotato.network
    adapter = TestBlotato.adapter
    media_file = PlatformAdapterContract.media_file

    @pytest.fixture
    def connection(self, team):
        connection = make_connection(
            team,
            platform="instagram",
            route="blotato",
            platform_user_id=ACCOUNT,
            metadata={"blotato": dict(SETTINGS)},
        )
        connection.access_token = seal(KEY, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def publish(self, adapter, media_file):
        request = PublishRequest("op-1", "instagram_reels", ACCOUNT, "Coffee.", (media_file,))

        def run():
            handles = adapter.prepare(request, {})
            result = adapter.publish(request, handles, timeout_seconds=DEADLINE)
            return adapter.poll(result.handle)

        return run

    def is_no_comment(self, reading):
        """Its list was never seen with a live key: that it lacks one is for a person."""
        assert isinstance(reading, Unknown)
        assert reading.asks_person

    def test_a_post_that_is_not_listed_yet_waits(self, comment):
        with pytest.raises(RateLimited, match="does not list the post yet"):
            comment(post_id="9999")

    @pytest.mark.parametrize(
        ("platform", "takes"),
        [("instagram", True), ("instagram_reels", True), ("facebook", True), ("youtube", False),
         ("tiktok", False), ("x", False)],
    )  # fmt: skip
    def test_only_two_networks_take_them(self, adapter, platform, takes):
        assert adapter.takes_first_comment(platform) is takes
