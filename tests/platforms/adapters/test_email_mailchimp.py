"""Mailchimp keeps the contract: a draft that only “send” makes public, once."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.email.mailchimp_client import data_centre_of
from platforms.adapters.types import Absent, Found, MediaFile, Operation, PostState, Unknown
from platforms.exceptions import (
    AdapterMissing,
    Duplicate,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from platforms.models import Connection
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, UNPROVEN, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.doubles.mailchimp import MailchimpDouble

KEY = "0123456789abcdef0123456789abcdef-us12"
LIST = "a1b2c3d4e5"
# a 204 has no body that could be cut off
UNPROVEN_HERE = [fault for fault in UNPROVEN if fault != "truncated"]


def connect(team, *, key: str = KEY, **metadata) -> Connection:
    sender = {"service": "mailchimp", "from_name": "Olga", "reply_to": "olga@coffee.example"}
    connection = make_connection(
        team,
        platform="email",
        route=Connection.Route.DIRECT,
        platform_user_id=LIST,
        metadata={**sender, **metadata},
    )
    connection.access_token = seal(key, bound_to=connection.pk)
    connection.save()
    return connection


@pytest.fixture
def connection(team):
    return connect(team)


@pytest.fixture
def network(settings):
    double = MailchimpDouble(KEY, LIST)
    settings.PLATFORM_BASE_URLS = {"mailchimp": double.base_url}
    yield double
    double.stop()


@pytest.fixture
def adapter(connection, network):
    return get_adapter(connection)


@pytest.mark.django_db
class TestMailchimp(PlatformAdapterContract):
    token = KEY

    @pytest.fixture
    def media_file(self) -> MediaFile:
        content = b"a cup of coffee " * 5000
        path = default_storage.save("cup.jpg", ContentFile(content))
        checksum = hashlib.sha256(content).hexdigest()
        return MediaFile(path, "image", "image/jpeg", len(content), checksum, 800, 600)

    # what Mailchimp does otherwise than the contract's usual network

    @pytest.mark.parametrize("fault", UNPROVEN_HERE)
    def test_answer_that_proves_nothing_is_unknown(self, publish, network, fault):
        network.misbehave(fault)
        with pytest.raises(OutcomeUnknown):
            publish()
        assert len(network.accepted()) == UNPROVEN[fault]

    def test_post_in_work_is_polled_until_live(self, publish):
        """An accepted letter is out: there is nothing to wait for."""
        assert publish().state == PostState.LIVE

    def test_post_in_work_may_be_refused_later(self, adapter, request_, network):
        """Mailchimp's own check comes before the sending, and its words reach the person."""
        with pytest.raises(Rejected, match="not ready to send this: Your campaign has no"):
            adapter.prepare(replace(request_, title=""), {})
        assert network.accepted() == []

    def test_repeat_is_not_hidden_by_the_network(self, adapter, request_, network):
        """A second preparation finds the letter that is out and refuses."""
        handles = adapter.prepare(request_, {})
        sent = adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        for known in ({}, handles):
            with pytest.raises(Duplicate) as caught:
                adapter.prepare(request_, known)
            assert (caught.value.post_id, caught.value.url) == (sent.post_id, sent.url)
        assert network.accepted() == ["op-1"]

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        assert (reading.views, reading.reach, reading.impressions) == (1200, 480, 1000)
        assert (reading.clicks, reading.shares, reading.followers_lost) == (120, 2, 3)
        assert (reading.likes, reading.saves, reading.comments_count) == (None, None, None)
        assert not reading.is_simulated

    def test_comments_are_as_many_as_counted_newest_first(self, adapter):
        with pytest.raises(Unsupported):
            adapter.fetch_comments("c1")

    # its quirks

    def test_the_picture_arrives_whole(self, adapter, request_, network):
        adapter.prepare(request_, {})
        [file] = network.files
        assert hashlib.sha256(file).hexdigest() == request_.media[0].sha256

    def test_the_letter_has_words_picture_link_and_a_way_out(self, adapter, request_, network):
        link = "https://c.example/?a=1&b=2"
        request = replace(request_, text="Me & <you>\n\nBye", link_url=link)
        handles = adapter.prepare(request, {})
        html = network.campaigns[handles["campaign"]]["html"]
        assert "<p>Me &amp; &lt;you&gt;</p>" in html
        assert 'href="https://c.example/?a=1&amp;b=2"' in html
        assert 'src="https://mcusercontent.example/1/' in html
        assert 'href="*|UNSUB|*"' in html

    def test_a_draft_whose_id_was_lost_is_used_again(self, adapter, request_, network):
        first = adapter.prepare(request_, {})
        later = adapter.prepare(replace(request_, op_key="op-2", title="Tea"), {})
        assert later["campaign"] == first["campaign"]
        [draft] = network.campaigns.values()
        assert (draft["settings"]["title"], draft["settings"]["subject_line"]) == ("op-2", "Tea")

    def test_a_draft_that_somebody_deleted_is_written_anew(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.campaigns.clear()
        again = adapter.prepare(request_, handles)
        assert again["campaign"] in network.campaigns

    def test_a_prepared_letter_was_not_sent(self, adapter, request_, operation):
        handles = adapter.prepare(request_, {})
        known = replace(operation, handles=handles)
        assert adapter.lookup(known, now=datetime.now(UTC)) == Absent()
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()

    def test_a_sent_letter_is_found_by_its_id(self, adapter, request_, operation):
        handles = adapter.prepare(request_, {})
        adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        found = adapter.lookup(replace(operation, handles=handles), now=datetime.now(UTC))
        assert isinstance(found, Found)
        assert found.post_id == handles["campaign"]

    @pytest.mark.parametrize("status", ["canceled", "paused"])
    def test_a_stopped_campaign_is_for_a_person(
        self, adapter, request_, operation, network, status
    ):
        handles = adapter.prepare(request_, {})
        network.campaigns[handles["campaign"]]["status"] = status
        known = replace(operation, handles=handles)
        assert isinstance(adapter.lookup(known, now=datetime.now(UTC)), Unknown)

    def test_a_deleted_campaign_proves_nothing(self, adapter, request_, operation, network):
        handles = adapter.prepare(request_, {})
        network.campaigns.clear()
        known = replace(operation, handles=handles)
        assert isinstance(adapter.lookup(known, now=datetime.now(UTC)), Unknown)

    def test_a_busy_edge_is_no_withdrawn_permission(self, publish, network):
        network.bare_403 = True
        with pytest.raises(RateLimited):
            publish()

    def test_field_errors_are_told(self, adapter, request_, network):
        network.list_id = "another"
        with pytest.raises(Rejected, match=r"recipients\.list_id: Unknown audience"):
            adapter.prepare(request_, {})

    def test_a_letter_without_report_is_read_later(self, adapter, request_):
        handles = adapter.prepare(request_, {})
        with pytest.raises(StepFailed, match="no report"):
            adapter.fetch_metrics(handles["campaign"])

    def test_a_segment_narrows_the_audience(self, team, request_, network):
        handles = get_adapter(connect_again(team, segment_id=7)).prepare(request_, {})
        recipients = network.campaigns[handles["campaign"]]["recipients"]
        assert recipients == {"list_id": LIST, "segment_opts": {"saved_segment_id": 7}}

    def test_old_campaigns_are_not_looked_through(self, adapter, publish, request_, network):
        publish()
        network.pass_time(40 * 86_400)
        late = datetime.now(UTC) + timedelta(days=40)
        operation = Operation("op-1", request_, {}, late)
        assert adapter.lookup(operation, now=late) == Absent()


def connect_again(team, **metadata) -> Connection:
    Connection.objects.filter(team=team, platform="email").delete()
    return connect(team, **metadata)


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["from_name", "reply_to"])
def test_a_letter_needs_a_sender(team, network, missing):
    adapter = get_adapter(connect(team, **{missing: ""}))
    request = type("Words", (), {"text": "a", "title": "b", "media": (), "platform": "email"})
    assert any("reply address" in sentence for sentence in adapter.validate(request))


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["abc", "abc-evil.example", "abc-us1/x", "abc-"])
def test_a_key_cannot_name_another_host(team, key):
    with pytest.raises(ReconnectNeeded, match="data centre"):
        get_adapter(connect(team, key=key))


@pytest.mark.django_db
def test_an_oauth_token_takes_the_data_centre_from_the_account(team, settings):
    adapter = get_adapter(connect(team, key="oauthtoken", dc="us7"))
    assert adapter._client.base_url == "https://us7.api.mailchimp.com/3.0"
    assert adapter._client.headers["Authorization"] == "Bearer oauthtoken"


def test_data_centres_are_read_from_the_end():
    assert data_centre_of("key-with-hyphens-us21") == "us21"
    assert data_centre_of("us21") == ""


@pytest.mark.django_db
def test_an_unknown_service_is_said(team):
    with pytest.raises(AdapterMissing, match="mailchimp"):
        get_adapter(connect(team, service="pigeons"))
