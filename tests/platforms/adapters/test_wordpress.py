"""The WordPress adapter keeps the contract against a local site, and its own rules."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, Operation, PublishRequest, Unknown
from platforms.adapters.wordpress.body import body_of, slug_of, with_new_words
from platforms.exceptions import Duplicate, OutcomeUnknown, ReconnectNeeded, Rejected, StepFailed
from platforms.models import Connection
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.adapters.keeping import KeepsHandles
from tests.platforms.doubles.server import Reply
from tests.platforms.doubles.wordpress import LOGIN, PASSWORD, WordPressDouble, error_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = "Coffee first. What do you drink? " * 4


@pytest.mark.django_db
class TestWordPress(KeepsHandles, PlatformAdapterContract):
    comments_route = "metrics"
    token = PASSWORD
    # making a draft public twice makes one post
    test_duplicate_refusal_names_the_original = None
    test_repeat_is_not_hidden_by_the_network = None
    test_lagging_listing_shows_the_post_later = None
    test_post_in_work_is_polled_until_live = None
    test_post_in_work_may_be_refused_later = None
    # a site counts comments only
    test_metrics_hold_what_the_platform_says_and_none_elsewhere = None

    @pytest.fixture
    def network(self, settings):
        double = WordPressDouble()
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team, network):
        connection = make_connection(
            team,
            platform="wordpress",
            platform_user_id="7",
            platform_username=LOGIN,
            route=Connection.Route.DIRECT,
            metadata={"site": network.base_url},
        )
        connection.access_token = seal(PASSWORD, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def adapter(self, connection):
        return get_adapter(connection)

    @pytest.fixture
    def request_(self, connection, media_file):
        files = (media_file,)
        return PublishRequest("op-1", "wordpress", "7", WORDS, files, title="Coffee")

    def test_repeat_makes_no_second_post(self, publish, network):
        assert publish() == publish()
        assert network.accepted() == ["op-1"]

    def test_failed_reading_may_be_repeated(self, adapter, publish, network):
        post_id = publish().post_id
        network.misbehave("dropped_before", route="metrics")
        with pytest.raises(StepFailed):
            adapter.fetch_metrics(post_id)
        assert adapter.fetch_metrics(post_id).comments_count == 3

    def test_site_counts_comments_and_nothing_else(self, adapter, publish):
        reading = adapter.fetch_metrics(publish().post_id)
        assert reading.comments_count == 3
        assert (reading.views, reading.likes, reading.shares) == (None, None, None)

    def test_missing_count_is_not_taken_for_none(self, adapter, publish, network, monkeypatch):
        post_id = publish().post_id
        monkeypatch.setattr(network, "comments", lambda call: Reply(200, []))
        with pytest.raises(StepFailed, match="how many"):
            adapter.fetch_metrics(post_id)

    def test_comments_are_read_page_by_page(self, adapter, publish, network):
        network.comment_count = 230
        comments = adapter.fetch_comments(publish().post_id)
        assert [comment.comment_id for comment in comments] == [str(n) for n in range(230, 0, -1)]

    def test_account_is_named_and_counted(self, adapter):
        reading = adapter.fetch_account()
        assert (reading.account_id, reading.handle, reading.followers_count) == ("7", LOGIN, None)

    def test_words_can_be_changed(self, adapter, publish, operation, request_, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea first."))
        found = adapter.lookup(operation, now=NOW)
        assert found.raw["text"] == "Tea first."
        assert "<video" in network.posts[int(post_id)]["content"]["raw"]

    # finding it again

    def test_draft_of_a_try_that_was_cut_short_is_used_again(self, adapter, request_, network):
        first = adapter.prepare(request_, {})
        edited = replace(request_, text="Tea first.")
        second = adapter.prepare(edited, {})  # the handles were lost, the words changed
        assert first["draft"] == second["draft"]
        (draft,) = network.posts.values()
        assert "Tea first." in draft["content"]["raw"]

    def test_upload_before_a_failed_step_is_kept(self, adapter, request_, network):
        handles = {}
        network.misbehave("error_500_before", route="draft")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, handles)
        adapter.prepare(request_, handles)
        assert len(network.media) == 1

    def test_try_that_landed_after_all_is_not_posted_again(self, publish, network):
        first = publish()
        again = publish(op_key="op-2", text="Tea first.")
        assert again.post_id == first.post_id
        assert len(network.posts) == 1

    def test_draft_is_absent_and_what_is_public_is_found(self, adapter, publish, operation):
        assert adapter.lookup(operation, now=NOW) == Absent()
        publish()
        assert isinstance(adapter.lookup(operation, now=NOW), Found)

    def test_lost_id_is_found_by_the_slug(self, adapter, publish, request_):
        publish()
        found = adapter.lookup(Operation("op-1", request_, {}, NOW), now=NOW)
        assert isinstance(found, Found)

    def test_post_in_the_bin_proves_nothing(self, adapter, publish, operation, network):
        network.posts[int(publish().post_id)]["status"] = "trash"
        assert isinstance(adapter.lookup(operation, now=NOW), Unknown)

    # what a site answers

    @pytest.mark.parametrize(
        ("answer", "error", "words"),
        [
            (error_of(401, "incorrect_password"), ReconnectNeeded, "Connect the account again"),
            (error_of(401, "application_passwords_disabled"), ReconnectNeeded, "Connect the"),
            (error_of(401, "rest_not_logged_in"), ReconnectNeeded, "Authorization header"),
            (error_of(403, "rest_cannot_create"), ReconnectNeeded, "Connect the account again"),
            (error_of(400, "rest_invalid_param", "Bad slug."), Rejected, "Bad slug"),
            (error_of(413, "rest_upload_file_too_big", "Too big."), Rejected, "Too big"),
            (error_of(404, "rest_no_route", "No route."), Rejected, "No route"),
            (Reply(403, b"<h1>Blocked</h1>"), Rejected, "firewall or cache.*Blocked"),
            (Reply(406, b"<h1>Not now</h1>"), Rejected, "firewall or cache"),
            (Reply(301, b"", {"Location": "https://www.blog.example/x?y"}), Rejected, "sends call"),
            (error_of(500, "internal_server_error"), StepFailed, "error 500"),
            (Reply(200, b"<h1>Welcome</h1>"), StepFailed, "unreadable"),
        ],
    )
    def test_answers_have_a_meaning(
        self, adapter, request_, network, monkeypatch, answer, error, words
    ):
        monkeypatch.setattr(network, "create", lambda call: answer)
        with pytest.raises(error, match=words):
            adapter.prepare(request_, {})

    def test_draft_that_somebody_deleted_is_said(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.posts.clear()
        with pytest.raises(Rejected, match="no such post any more"):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)

    def test_post_that_waits_for_an_editor_is_said(self, publish, network):
        network.publishes_as = "pending"
        with pytest.raises(Rejected, match="pending review"):
            publish()

    def test_post_that_stays_a_draft_proves_nothing(self, publish, network):
        network.publishes_as = "draft"
        with pytest.raises(OutcomeUnknown):
            publish()

    # what is written

    def test_tags_are_found_or_made(self, publish, network):
        post = network.posts[int(publish(options={"tags": ["#coffee", "Beans"]}).post_id)]
        assert [network.tag_names[tag] for tag in post["tags"]] == ["Coffee", "Beans"]

    def test_image_is_the_featured_one_with_its_description(self, publish, network, media_file):
        image = replace(media_file, media_type="image", mime_type="image/jpeg")
        post_id = publish(media=(image,), options={"alt_text": 'A "cup"'}).post_id
        post = network.posts[int(post_id)]
        assert network.media[post["featured_media"]]["alt_text"] == 'A "cup"'
        assert 'alt="A &quot;cup&quot;"' in post["content"]["raw"]

    def test_site_without_pretty_addresses_is_reached_by_query(self, connection, network):
        connection.metadata["plain_permalinks"] = True
        network.routes = (("GET", "/", "account", "me"),)
        assert get_adapter(connection).fetch_account().account_id == "7"
        assert network.calls[-1].query["rest_route"] == "/wp/v2/users/me"

    def test_site_in_a_private_network_is_refused(self, connection, settings):
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
        connection.metadata = {"site": "https://127.0.0.1"}
        with pytest.raises(Rejected, match="not a public one"):
            get_adapter(connection).fetch_account()

    def test_a_double_of_a_comment_is_refused_by_the_site(self, comment, network):
        comment()
        with pytest.raises(Duplicate):
            comment()
        assert len(network.commented()) == 1

    def test_closed_comments_are_a_refusal_and_no_lost_sign_in(self, comment, network):
        network.comments_closed = True
        with pytest.raises(Rejected, match="takes no comments below this post"):
            comment()


def written(text: str, **fields) -> PublishRequest:
    return PublishRequest("op-1", "wordpress", "7", text, (), title="Käse & Brot", **fields)


def test_html_in_the_words_is_shown_not_obeyed():
    body = body_of(written("<script>alert(1)</script>\n\nSee https://example.org"), {}, "")
    assert "<script>" not in body
    assert '<a href="https://example.org">' in body
    assert body.count("<p>") == 2


def test_link_stands_below_the_words_once():
    link = "https://example.org/?a=1&b=2"
    assert "a=1&amp;b=2" in body_of(written("Read", link_url=link), {}, "")
    assert body_of(written(f"Read {link}", link_url=link), {}, "").count("href") == 1


def test_slug_ends_in_our_key():
    assert slug_of(written("x")) == "kase-brot-op"
    assert slug_of(replace(written("x"), title="咖啡")) == "post-op"


def test_new_words_keep_what_follows():
    request = written("New")
    body = '<p>Old</p>\n\n<figure class="reelay-media wp-block-video">x</figure>'
    assert with_new_words(body, request).startswith("<p>New</p>\n\n<figure")
    assert with_new_words("<p>Old</p>", request) == "<p>New</p>"
