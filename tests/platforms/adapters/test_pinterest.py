"""Pinterest keeps the contract, over real HTTP, and adds its own quirks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.pinterest.readings import Board
from platforms.adapters.types import Absent, Found, Operation, Unknown
from platforms.exceptions import ReconnectNeeded, Rejected, StepFailed, Unsupported
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.platforms.adapters.accounts import connect_directly, stored_image
from tests.platforms.doubles.pinterest import PinterestDouble
from tests.platforms.rate_headers import pinterest_used_up

TOKEN = "pinterest-secret-token"
BOARD = "549755885175"


@pytest.mark.django_db
class TestPinterest(PlatformAdapterContract):
    used_up = staticmethod(pinterest_used_up)
    token = TOKEN

    @pytest.fixture
    def connection(self, team):
        return connect_directly(
            team,
            "pinterest",
            token=TOKEN,
            platform_user_id="4711",
            metadata={"board_id": BOARD},
        )

    @pytest.fixture
    def network(self, settings):
        double = PinterestDouble(TOKEN, "4711", BOARD)
        settings.PLATFORM_BASE_URLS = {"pinterest": double.base_url}
        settings.BASE_URL = "https://reelay.example"
        yield double
        double.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        adapter = get_adapter(connection)
        adapter.wait_seconds, adapter.pause_seconds = 0.2, 0.01
        return adapter

    @pytest.fixture
    def publish(self, adapter, request_):
        def run(**changes):
            if "op_key" in changes:  # Pinterest carries no key; other words tell pins apart
                changes.setdefault("text", f"{request_.text} key: {changes['op_key']}")
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    # what Pinterest does otherwise than the contract's usual network

    def test_duplicate_refusal_names_the_original(self, adapter, publish, network, operation):
        """There is none: the same pin is taken twice, and the board shows the newest first."""
        first, second = publish(), publish()
        assert first.post_id != second.post_id
        assert adapter.lookup(operation, now=datetime.now(UTC)).post_id == second.post_id

    def test_post_in_work_is_polled_until_live(self, adapter, request_, network):
        """Videos are worked on before the pin: prepare waits."""
        network.polls_until_ready = 3
        handles = adapter.prepare(request_, {})
        (media_id,) = handles["ready"]
        assert network.files[media_id]["polls"] == 4

    def test_post_in_work_may_be_refused_later(self, adapter, request_, network):
        network.polls_until_ready = 10_000
        handles = {}
        with pytest.raises(StepFailed, match="still working"):
            adapter.prepare(request_, handles)
        (media_id,) = handles["media"].values()
        network.files[media_id]["broken"] = True
        with pytest.raises(Rejected, match="could not read the video"):
            adapter.prepare(request_, handles)
        assert len(network.files) == 1

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.impressions, reading.likes, reading.comments_count) == (2400, 72, 48)
        assert (reading.saves, reading.clicks, reading.views) == (96, 120, 1200)
        assert (reading.watch_time_sec, reading.followers_gained) == (192, 3)
        assert (reading.shares, reading.reach) == (None, None)
        assert not reading.is_simulated

    def test_comments_are_as_many_as_counted_newest_first(self, adapter, publish, network):
        """They are counted, but cannot be read."""
        assert "comments" not in adapter.capabilities
        with pytest.raises(Unsupported):
            adapter.fetch_comments(publish().post_id)

    def test_words_can_be_changed(self, adapter, publish, request_, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea first.", title="Tea"))
        assert network.pins[post_id]["description"] == "Tea first."
        assert network.pins[post_id]["title"] == "Tea"

    # its quirks

    @pytest.mark.parametrize("post_id", ["../users/me", "", "１２", "12?x=1"])
    def test_what_is_no_id_goes_into_no_path(self, adapter, network, post_id):
        for call in (adapter.fetch_metrics, adapter.delete):
            with pytest.raises(Rejected, match="no pin"):
                call(post_id)
        assert network.calls == []

    def test_video_pin_goes_to_the_board_with_a_cover_of_its_own(
        self, publish, network, media_file
    ):
        pin = network.pins[publish(thumbnail=stored_image()).post_id]
        source = pin["media_source"]
        with media_file.open() as file:
            assert network.files[source["media_id"]]["body"] == file.read()
        cover = {"content_type": source["cover_image_content_type"]}
        assert network.content_of({**cover, "data": source["cover_image_data"]}) == b"a plate"

    def test_video_without_a_cover_shows_its_first_second(self, publish, network):
        source = network.pins[publish().post_id]["media_source"]
        assert source["cover_image_key_frame_time"] == 1

    def test_image_travels_inside_the_pin(self, publish, network):
        content = bytes(range(256)) * 800  # several pieces, and a length that is no multiple of 3
        sent = publish(
            media=(stored_image(content=content),),
            link_url="https://example.com/“recipe”",
            options={"alt_text": "A plate"},
        )
        pin = network.pins[sent.post_id]
        assert network.content_of(pin["media_source"]) == content
        assert (pin["link"], pin["alt_text"]) == ("https://example.com/“recipe”", "A plate")

    def test_several_images_are_a_carousel(self, publish, network):
        pictures = (stored_image(), stored_image("cup.png", b"a cup", "image/png"))
        source = network.pins[publish(media=pictures).post_id]["media_source"]
        assert [network.content_of(item) for item in source["items"]] == [b"a plate", b"a cup"]

    def test_format_that_cannot_travel_inside_is_fetched_from_us(self, publish, network):
        picture = stored_image("a.webp", b"webp", "image/webp")
        source = network.pins[publish(media=(picture,)).post_id]["media_source"]
        assert source["source_type"] == "image_url"
        assert source["url"].startswith("https://reelay.example/media/public/")

    def test_damaged_image_makes_no_pin(self, adapter, request_, network):
        broken = replace(stored_image(), sha256="0" * 64)
        request = replace(request_, media=(broken,))
        with pytest.raises(Rejected, match="damaged"):
            adapter.prepare(request, {})
        with pytest.raises(Rejected, match="damaged"):
            adapter.publish(request, {"media": {}}, timeout_seconds=DEADLINE)
        assert network.accepted() == []

    def test_post_may_choose_its_board(self, adapter, publish, request_):
        with pytest.raises(Rejected, match="Board not found"):
            publish(options={"board_id": "13"})

    @pytest.mark.parametrize("board", [None, "", "../../users"])
    def test_pin_without_a_board_is_refused_before_sending(self, adapter, request_, board):
        adapter.connection.metadata = {"board_id": board}
        (said,) = adapter.validate(request_)
        assert "needs a board" in said
        operation = Operation("op-1", request_, {}, datetime.now(UTC))
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"link_url": "https://example.com/" + "x" * 2048}, "links of at most 2,048"),
            ({"options": {"alt_text": "x" * 501}}, "at most 500"),
            ({"title": "x" * 101}, "titles of at most 100"),
            ({"media": ()}, "needs"),
        ],
    )
    def test_limits_are_said_before_sending(self, adapter, request_, changes, sentence):
        (said,) = adapter.validate(replace(request_, **changes))
        assert sentence in said

    def test_trial_app_is_told_about_the_sandbox(self, publish, network, monkeypatch):
        trial = network.error(403, 29, "Apps with Trial access may not create Pins in production.")
        monkeypatch.setattr(network, "create", lambda _call: trial)
        with pytest.raises(Rejected, match="ask Pinterest for standard access"):
            publish()

    def test_missing_scope_asks_to_connect_again(self, publish, network, monkeypatch):
        scope = network.error(403, 3, "Authorization failed: missing pins:write")
        monkeypatch.setattr(network, "create", lambda _call: scope)
        with pytest.raises(ReconnectNeeded, match="missing pins:write"):
            publish()

    @pytest.mark.parametrize("fault", ["forbidden", "dropped_before", "error_500_before"])
    def test_file_store_that_refuses_is_a_failed_step(self, adapter, request_, network, fault):
        network.misbehave(fault, route="store")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, {})

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/",
            "http://pinterest-media-upload.s3-accelerate.amazonaws.com/",
            "https://amazonaws.com.evil.example/",
            "https://amazonaws.com@evil.example/",
            "https://x.amazonaws.com:99999/",
            "file:///etc/passwd",
            None,
        ],
    )
    def test_upload_address_elsewhere_is_not_used(self, adapter, request_, network, url):
        network.upload_url = url
        with pytest.raises(StepFailed, match="not its own"):
            adapter.prepare(request_, {})

    def test_same_words_of_long_ago_are_another_pin(self, adapter, publish, network, operation):
        publish()
        network.pass_time(86_400)
        late = replace(operation, sent_at=datetime.now(UTC) + timedelta(days=1))
        assert adapter.lookup(late, now=late.sent_at) == Absent()

    def test_board_is_read_page_by_page(self, adapter, publish, network, operation, monkeypatch):
        monkeypatch.setattr("platforms.adapters.pinterest.listing.PAGE_SIZE", 2)
        publish()
        for number in range(4):
            publish(op_key=f"later-{number}")
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)
        network.misbehave("ok", "truncated", route="listing")
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_pin_without_words_is_left_to_a_person(self, adapter, publish, operation):
        publish(text="", title="")
        wordless = replace(operation, request=replace(operation.request, text="", title=""))
        assert isinstance(adapter.lookup(wordless, now=datetime.now(UTC)), Unknown)

    def test_old_pin_keeps_its_lifetime_counters_only(self, adapter, publish, network):
        network.pass_time(-100 * 86_400)
        post_id = publish().post_id
        network.pass_time(100 * 86_400)
        reading = adapter.fetch_metrics(post_id)
        assert reading.impressions == 240_000
        assert (reading.views, reading.followers_gained) == (None, None)

    def test_analytics_stand_in_where_the_pin_has_no_counters(self, adapter, publish, network):
        network.has_pin_metrics = False
        post_id = publish().post_id
        network.pass_time(3600)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.impressions, reading.views) == (90, 50)
        assert reading.likes is None

    def test_refused_analytics_leave_their_counters_empty(self, adapter, publish, network):
        post_id = publish().post_id
        network.misbehave("rejected", route="analytics")
        reading = adapter.fetch_metrics(post_id)
        assert (reading.views, reading.impressions) == (None, 0)

    def test_boards_are_listed_to_the_end(self, adapter):
        assert adapter.fetch_boards() == [
            Board(BOARD, "Coffee", "PUBLIC"),
            Board("2", "Cakes", "SECRET"),
        ]
