"""Letters by a mail server: everybody gets one, nobody two, whatever breaks on the way."""

import hashlib
import ipaddress
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.email import mailing
from platforms.adapters.email.smtp import BATCH_SIZE
from platforms.adapters.types import (
    Absent,
    Found,
    MediaFile,
    Operation,
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
)
from platforms.models import Connection, RemoteNote
from platforms.vault import seal
from publishing.tick import tick
from tests.factories import make_asset, make_attempt, make_connection, make_schedule
from tests.platforms.doubles.smtp import MailDouble

pytestmark = pytest.mark.django_db

PASSWORD = "mail-secret"
THREE = ["anna@example.org", "ben@example.org", "cleo@example.org"]


@pytest.fixture
def server(settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    double = MailDouble(PASSWORD)
    yield double
    double.stop()


@pytest.fixture
def connect(team, server):
    def run(**metadata) -> Connection:
        told = {
            "service": "smtp",
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_security": "none",
            "smtp_user": "olga",
            "from_email": "olga@coffee.example",
            "from_name": "Olga’s Küche",
            "recipients": THREE,
        }
        connection = make_connection(
            team, platform="email", route=Connection.Route.DIRECT, metadata={**told, **metadata}
        )
        connection.access_token = seal(PASSWORD, bound_to=connection.pk)
        connection.save()
        return connection

    return run


@pytest.fixture
def adapter(connect):
    return get_adapter(connect())


@pytest.fixture
def picture() -> MediaFile:
    content = b"a cup " * 3000
    path = default_storage.save("cup.png", ContentFile(content))
    return MediaFile(path, "image", "image/png", len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def request_(picture) -> PublishRequest:
    words = "Coffee first.\n.A line with a dot.\nÜber alles & mehr."
    return PublishRequest("letter-1", "email", "olga", words, (picture,), title="Kaffee ☕")


@pytest.fixture
def publish(adapter, request_):
    def run(using=None, *, timeout_seconds=5.0, **changes):
        request, one = replace(request_, **changes), using or adapter
        handles = one.prepare(request, {})
        return one.publish(request, handles, timeout_seconds=timeout_seconds)

    return run


@pytest.fixture
def look_up(adapter, request_):
    def run():
        operation = Operation(request_.op_key, request_, {}, datetime.now(UTC))
        return adapter.lookup(operation, now=datetime.now(UTC))

    return run


def everybody(server) -> dict[str, int]:
    return dict(server.copies())


ONE_EACH = dict.fromkeys(THREE, 1)


# sending


def test_everybody_on_the_list_gets_one_letter(publish, server):
    result = publish()
    assert (result.state, result.post_id) == (PostState.LIVE, "letter")
    assert everybody(server) == ONE_EACH
    assert server.sign_ins == ["olga"]


def test_the_letter_says_who_writes_and_how_to_leave(publish, server, connect):
    url = "https://coffee.example/leave?who={address}"
    publish(get_adapter(connect(unsubscribe_url=url, reply_to="hi@coffee.example")))
    message = server.letters[0].message
    assert message["From"] == "Olga’s Küche <olga@coffee.example>"
    assert (message["To"], message["Subject"]) == (THREE[0], "Kaffee ☕")
    assert message["List-Unsubscribe"] == (
        "<https://coffee.example/leave?who=anna%40example.org>, "
        "<mailto:hi@coffee.example?subject=unsubscribe>"
    )


def test_words_and_picture_arrive_as_they_were(publish, server, picture):
    publish()
    message = server.letters[0].message
    plain = message.get_body(("plain",)).get_content()
    assert "\r\n.A line with a dot.\r\nÜber alles & mehr." in plain
    html = message.get_body(("html",)).get_content()
    [part] = [one for one in message.walk() if one.get_content_type() == "image/png"]
    assert f"cid:{part['Content-ID'].strip('<>')}" in html
    assert hashlib.sha256(part.get_content()).hexdigest() == picture.sha256


def test_message_ids_are_ours_and_the_same_for_every_try(publish, server, connect):
    publish()
    publish(get_adapter(connect()), op_key="letter-2")
    ids = [letter.message["Message-ID"] for letter in server.letters]
    assert len(set(ids[:3])) == 3
    assert ids[:3] == ids[3:]


def test_an_address_that_is_listed_twice_gets_one_letter(publish, server, connect):
    publish(get_adapter(connect(recipients=["Anna@example.org", "anna@example.org "])))
    assert everybody(server) == {"anna@example.org": 1}


def test_a_damaged_picture_is_sent_to_nobody(publish, server, picture):
    with pytest.raises(Rejected, match="damaged"):
        publish(media=(replace(picture, sha256="0" * 64),))
    assert everybody(server) == {}


# never twice


def test_a_repeat_sends_nothing_to_those_who_have_it(publish, server):
    publish()
    assert publish(op_key="letter-2").state == PostState.LIVE
    assert everybody(server) == ONE_EACH


def test_a_lost_answer_is_unknown_and_stops_the_list(publish, server, look_up):
    server.after_letters[1] = "drop after"
    with pytest.raises(OutcomeUnknown):
        publish()
    assert len(server.letters) == 2
    assert isinstance(look_up(), Unknown)


@pytest.mark.parametrize("answer", ["drop", "slow"])
def test_an_answer_that_does_not_come_is_unknown(publish, server, answer):
    server.after_letters[0] = answer
    with pytest.raises(OutcomeUnknown):
        publish(timeout_seconds=0.4)


def test_after_a_persons_word_only_the_doubtful_and_the_rest_are_sent(publish, server):
    server.after_letters[1] = "drop"
    with pytest.raises(OutcomeUnknown):
        publish()
    publish(op_key="letter-2")
    assert everybody(server) == ONE_EACH


def test_a_worker_that_dies_in_a_batch_leaves_a_doubt(adapter, look_up, server):
    mailing.begin(adapter.connection, "letter", ["somebody"])
    assert isinstance(look_up(), Unknown)


def test_a_worker_that_dies_before_the_first_letter_sent_none(look_up):
    assert look_up() == Absent()


def test_a_worker_that_dies_after_the_last_letter_is_found(publish, look_up):
    publish()
    found = look_up()
    assert isinstance(found, Found)
    assert found.post_id == "letter"


def test_a_line_that_breaks_between_letters_goes_on_with_the_next_try(publish, server, look_up):
    server.answers[f"RCPT {THREE[1]}"] = "drop"
    with pytest.raises(NotSent, match="the rest follows"):
        publish()
    assert everybody(server) == {THREE[0]: 1}
    assert look_up() == Absent()
    server.answers.clear()
    publish(op_key="letter-2")
    assert everybody(server) == ONE_EACH


def test_a_long_list_is_sent_over_several_tries(publish, server, connect):
    many = [f"reader{number}@example.org" for number in range(2 * BATCH_SIZE + 3)]
    adapter = get_adapter(connect(recipients=many))
    server.answers[f"RCPT {many[BATCH_SIZE + 4]}"] = "drop"
    with pytest.raises(NotSent):
        publish(adapter)
    server.answers.clear()
    publish(adapter, op_key="letter-2")
    assert everybody(server) == dict.fromkeys(many, 1)


def test_no_letter_is_begun_when_the_time_is_nearly_up(publish, server):
    server.after_letters[0] = "slow"
    with pytest.raises(NotSent, match="the rest follows"):
        publish(timeout_seconds=0.75)
    assert len(server.letters) == 1
    publish(op_key="letter-2")
    assert everybody(server) == ONE_EACH


def test_notes_hold_no_addresses(publish, server):
    publish()
    notes = RemoteNote.objects.filter(kind__in=(mailing.BEGUN, mailing.DONE))
    assert notes.count() == 2
    assert not any("anna" in str(vars(note)) for note in notes)


# through the publisher


@pytest.fixture
def post(connect, picture, now):
    connection = connect()
    asset = make_asset(
        connection.team,
        storage_path=picture.storage_path,
        media_type="image",
        mime_type="image/png",
        file_size_bytes=picture.size_bytes,
        sha256=picture.sha256,
        duration_sec=None,
    )
    return make_schedule(connection, asset, scheduled_at=now, title="Kaffee", hashtags=[])


@pytest.fixture
def run(post, now):
    """One round of the clock, some minutes after the post's time."""

    def tick_at(minutes: int):
        tick(now + timedelta(minutes=minutes), f"test {minutes}")
        post.refresh_from_db()
        return post

    return tick_at


def test_a_post_whose_list_broke_off_waits_and_is_finished(run, server):
    server.answers[f"RCPT {THREE[1]}"] = "drop"
    assert run(0).status == "pending"
    assert run(0).error_message.endswith("the rest follows.")
    server.answers.clear()
    assert run(10).status == "posted"
    assert everybody(server) == ONE_EACH


def test_a_post_with_a_reader_in_doubt_is_left_to_a_person(run, server):
    server.after_letters[1] = "drop after"
    assert run(0).status == "unconfirmed"
    for minutes in (10, 60, 300, 1500, 3000):
        run(minutes)
    assert (run(5000).status, run(5000).needs_person) == ("unconfirmed", True)
    assert everybody(server) == {THREE[0]: 1, THREE[1]: 1}


def test_a_worker_that_died_after_the_last_letter_sends_none_again(run, post, server, publish):
    key = f"{post.pk.hex}-1"
    publish(get_adapter(post.connection), op_key=key)
    dead = {"status": "publishing", "lease_owner": "dead", "due_at": post.scheduled_at}
    type(post).objects.filter(pk=post.pk).update(**dead)
    make_attempt(post, op_key=key, outcome="sending")
    assert run(60).status == "unconfirmed"
    assert run(120).status == "posted"
    assert everybody(server) == ONE_EACH


# what servers refuse


def test_a_dead_address_does_not_keep_the_others_from_their_letter(publish, server):
    server.answers[f"RCPT {THREE[1]}"] = "550 5.1.1 no such user"
    assert publish().raw == {"sent": 2, "refused": 1}
    assert everybody(server) == {THREE[0]: 1, THREE[2]: 1}


def test_a_list_of_dead_addresses_is_refused(publish, server, connect):
    server.answers[f"RCPT {THREE[0]}"] = "550 no such user"
    with pytest.raises(Rejected, match="every address"):
        publish(get_adapter(connect(recipients=THREE[:1])))


def test_an_address_that_is_put_off_is_tried_again_later(publish, server):
    server.answers[f"RCPT {THREE[1]}"] = "450 4.2.1 greylisted"
    with pytest.raises(RateLimited, match="1 of 3 letters later"):
        publish()
    server.answers.clear()
    publish(op_key="letter-2")
    assert everybody(server) == ONE_EACH


def test_an_address_that_is_always_put_off_is_given_up(publish, server):
    server.answers[f"RCPT {THREE[1]}"] = "450 4.2.1 greylisted"
    for number in (1, 2):
        with pytest.raises(RateLimited):
            publish(op_key=f"letter-{number}")
    assert publish(op_key="letter-3").state == PostState.LIVE
    assert everybody(server) == {THREE[0]: 1, THREE[2]: 1}


def test_refused_content_stops_the_list_with_the_servers_words(publish, server):
    server.answers["END"] = "554 5.7.1 this looks like spam"
    with pytest.raises(Rejected, match="looks like spam"):
        publish()
    assert everybody(server) == {}


def test_a_refused_sender_is_said(publish, server):
    server.answers["MAIL"] = "553 5.7.1 not your address"
    with pytest.raises(Rejected, match=r"refused the sender: .* not your address"):
        publish()


def test_a_server_that_is_busy_is_asked_later(publish, server):
    server.answers["MAIL"] = "451 4.3.0 later"
    with pytest.raises(RateLimited) as caught:
        publish()
    assert caught.value.retry_at > datetime.now(UTC)


def test_a_wrong_password_asks_to_connect_again(publish, server, caplog):
    server.password = "changed"
    with pytest.raises(ReconnectNeeded, match="Connect the account again") as caught:
        publish()
    assert PASSWORD not in f"{caught.value!r} {caught.value.detail} {caplog.text}"
    assert everybody(server) == {}


def test_a_sign_in_that_cannot_be_checked_is_tried_again(publish, server):
    server.answers["AUTH"] = "454 4.7.0 later"
    with pytest.raises(NotSent):
        publish()


def test_a_server_that_is_gone_was_sent_nothing(publish, server):
    server.stop()
    with pytest.raises(NotSent, match="could not be reached"):
        publish()


def test_a_server_that_dawdles_does_not_outlast_the_deadline(publish, server):
    server.answers["all"] = "drip"
    started = time.monotonic()
    with pytest.raises(NotSent):
        publish(timeout_seconds=0.5)
    assert time.monotonic() - started < 2


# where letters may go


def test_a_server_inside_our_network_is_not_called(publish, connect, settings, server):
    adapter = get_adapter(connect(smtp_security="starttls"))
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
    with pytest.raises(Rejected, match="not a public one"):
        publish(adapter)
    assert server.sign_ins == []


def test_letters_and_passwords_travel_encrypted_only(connect, request_, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
    [problem] = get_adapter(connect()).validate(request_)
    assert "starttls" in problem


def test_a_server_without_encryption_gets_no_password(publish, connect, server):
    with pytest.raises(Rejected, match="no encryption"):
        publish(get_adapter(connect(smtp_security="starttls")))
    assert server.sign_ins == []


@pytest.fixture
def certificate(tmp_path, server):
    """A certificate for 127.0.0.1 that nobody trusts yet."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path, form = tmp_path / "mail.pem", serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(form, *private) + built.public_bytes(form))
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(path)
    return path


def test_letters_travel_over_starttls(publish, connect, server, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    publish(get_adapter(connect(smtp_security="starttls")))
    assert (everybody(server), server.encrypted) == (ONE_EACH, 1)


def test_a_certificate_that_nobody_vouches_for_is_refused(publish, connect, server, certificate):
    with pytest.raises(Rejected, match=r"certificate of 127\.0\.0\.1 is not valid"):
        publish(get_adapter(connect(smtp_security="starttls")))
    assert server.sign_ins == []


# before sending


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recipients": []}, "1 to 5,000 addresses"),
        ({"recipients": ["anna@example.org>\r\nDATA"]}, "no e-mail addresses"),
        ({"from_email": "olga"}, "sender’s address"),
        ({"smtp_host": ""}, "does not name a mail server"),
        ({"unsubscribe_url": "javascript:alert(1)"}, "must begin with https"),
        ({"unsubscribe_url": "https://a.example/>,<x"}, "must begin with https"),
    ],
)
def test_settings_that_cannot_work_are_said(connect, request_, changes, sentence):
    assert any(sentence in one for one in get_adapter(connect(**changes)).validate(request_))


def test_a_good_letter_has_no_problems(adapter, request_):
    assert adapter.validate(request_) == []
    assert any("title" in one for one in adapter.validate(replace(request_, title="")))


def test_the_account_is_the_list(adapter):
    reading = adapter.fetch_account()
    assert (reading.handle, reading.followers_count) == ("olga@coffee.example", 3)
