"""What goes wrong at a real network ends in a state, with a sentence that a person can act on.

Whole: the publisher, a real adapter, and a local server that speaks the network's protocol.
"""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from platforms.models import Connection
from platforms.vault import seal
from tests.factories import make_connection, make_schedule
from tests.platforms.doubles.instagram import ACCOUNT as INSTAGRAM
from tests.platforms.doubles.instagram import InstagramDouble
from tests.platforms.doubles.mastodon import ACCOUNT, TOKEN, MastodonDouble
from tests.publishing.conftest import stored_image


def for_a_day(run_tick, post) -> None:
    """Look again every half hour, until it is given up."""
    for halves in range(52):
        run_tick(post, after=halves * timedelta(minutes=30))


@pytest.fixture
def mastodon(settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    double = MastodonDouble()
    yield double
    double.stop()


@pytest.fixture
def on_mastodon(team, asset, now):
    """A due post for a Mastodon account at an address."""

    def make(address, **fields):
        connection = direct(
            team, "mastodon", TOKEN, platform_user_id=ACCOUNT, metadata={"instance": address}
        )
        return make_schedule(connection, asset, scheduled_at=now, **fields)

    return make


def direct(team, platform, token, **fields) -> Connection:
    connection = make_connection(team, platform=platform, route="direct", **fields)
    connection.access_token = seal(token, bound_to=connection.pk)
    connection.save()
    return connection


@pytest.mark.parametrize("fault", ["unauthorized", "forbidden"])
def test_a_revoked_token_or_a_missing_right_waits_for_a_new_sign_in(
    mastodon, on_mastodon, publish, fault
):
    post = on_mastodon(mastodon.base_url)
    mastodon.misbehave(fault)
    publish(post)
    connection = Connection.objects.get(pk=post.connection_id)
    assert (post.status, connection.status) == ("pending", "expired")
    assert "Connect the account again" in post.error_message
    assert "Connect the account again" in connection.status_reason
    assert mastodon.accepted() == []


def test_a_caption_that_is_too_long_is_not_sent(mastodon, on_mastodon, publish):
    post = on_mastodon(mastodon.base_url, body="word " * 200)
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "at most" in post.error_message
    assert mastodon.accepted() == []


def test_a_video_that_is_too_long_is_not_sent(team, asset, now, publish):
    connection = direct(team, "threads", "t", platform_user_id="17")
    asset.media_type, asset.mime_type, asset.duration_sec = "video", "video/mp4", 1_000
    asset.width, asset.height = 1080, 1920
    asset.save()
    post = make_schedule(connection, asset, scheduled_at=now)
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "at most" in post.error_message
    assert "5 minutes" in post.error_message


def test_media_that_the_network_cannot_fetch_says_which_address_to_open(
    team, now, publish, settings
):
    double = InstagramDouble("token-1")
    settings.PLATFORM_BASE_URLS = {"instagram": double.base_url}
    settings.BASE_URL = "https://nobody-reaches.example.org"
    connection = direct(team, "instagram", "token-1", platform_user_id=INSTAGRAM)
    photo = stored_image(team)
    photo.width = photo.height = 1080
    photo.save()
    post = make_schedule(connection, photo, scheduled_at=now)
    try:
        publish(post)
    finally:
        double.stop()
    assert post.status == "pending"
    assert "nobody-reaches.example.org (BASE_URL)" in post.error_message
    assert "can be reached" in post.error_message


def test_a_redirect_to_a_private_address_is_not_followed(mastodon, on_mastodon, publish):
    post = on_mastodon(mastodon.base_url)
    mastodon.misbehave("redirect", route="upload")
    publish(post)
    assert post.status == "pending"
    assert "not followed" in post.error_message
    assert "final address" in post.error_message
    assert mastodon.accepted() == []


def test_a_server_at_a_private_address_is_refused(on_mastodon, publish, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
    post = on_mastodon("https://127.0.0.1")
    publish(post)
    connection = Connection.objects.get(pk=post.connection_id)
    assert (post.status, connection.status) == ("failed", "connected")
    assert "Connect the account with another address" in post.error_message


def test_a_certificate_that_nobody_vouches_for_is_said(
    on_mastodon, publish, tls_server, settings, run_tick
):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    post = on_mastodon(tls_server)
    publish(post)
    assert post.status == "pending"
    assert "certificate" in post.error_message
    for_a_day(run_tick, post)
    assert (post.status, post.failure_reason) == ("failed", "retries")
    assert "certificate" in post.error_message


def test_a_page_instead_of_data_is_tried_again_and_then_given_up(mastodon, on_mastodon, run_tick):
    post = on_mastodon(mastodon.base_url)
    mastodon.misbehave(*["html_for_json"] * 99, route="upload")
    for_a_day(run_tick, post)
    assert (post.status, post.failure_reason) == ("failed", "retries")
    assert "a web page" in post.error_message
    assert mastodon.accepted() == []


@pytest.fixture
def tls_server(tmp_path):
    """An https server on this machine with a certificate that it signed itself."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
