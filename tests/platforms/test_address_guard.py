"""A server's address that a person typed reaches the public internet, or nothing at all."""

import ipaddress
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.adapters.address_guard import AddressGuard, is_public, resolve, site_address
from platforms.adapters.http import PlatformClient
from platforms.exceptions import NotSent, PlatformError, Rejected, StepFailed

SECRET = "guarded-secret"

# Names that the test's resolver knows; all others go to the system's (numbers of any spelling).
NAMES = {
    "localhost.": ["127.0.0.1"],
    "loopback.example": ["127.0.0.1"],
    "loopback6.example": ["::1"],
    "private.example": ["10.1.2.3"],
    "metadata.example": ["169.254.169.254"],
    "mixed.example": ["93.184.216.34", "10.0.0.1"],
    "mixed6.example": ["93.184.216.34", "fe80::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "xn--bcher-kva.example": ["192.168.1.1"],
    "nothing.example": [],
    "odd.example": ["not-an-address"],
}

HOSTILE = [
    # loopback, in the spellings that a system resolves
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1:443/",
    "https://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://127.255.255.254/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://loopback.example/",
    "http://loopback6.example/",
    "http://１２７.０.０.１/",  # full-width digits
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",  # ideographic full stops
    # private, link-local, shared, reserved
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/",
    "http://0xa9fea9fe/latest/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://168.63.129.16/machine",
    "http://192.0.0.1/",
    "http://192.0.0.192/opc/v2/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    # the same in IPv6, and IPv4 wrapped in it
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/latest/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
    # names
    "http://private.example/",
    "http://metadata.example/",
    "http://mixed.example/",
    "http://mixed6.example/",
    "http://mapped.example/",
    "http://nat64.example/",
    "http://bücher.example/",
    "http://nothing.example/",
    "http://odd.example/",
    # ports of other services
    "http://93.184.216.34:22/",
    "http://93.184.216.34:25/",
    "http://93.184.216.34:6379/",
    "http://93.184.216.34:8080/",
    "https://93.184.216.34:5432/",
    # disguises
    "http://93.184.216.34@127.0.0.1/",
    "http://user:word@10.0.0.1/",
    "http://127.0.0.1#@93.184.216.34/",
    "http://127.0.0.1?@93.184.216.34/",
    "http://127.0.0.1%2f@93.184.216.34:22/",
    # no web address at all
    "file:///etc/passwd",
    "ftp://93.184.216.34/",
    "gopher://127.0.0.1:6379/_INFO",
    "http://",
    "http:///etc/passwd",
    "//127.0.0.1/",
    "http://[::1",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:port/",
    "http://a..b/",
    "http://" + "a" * 300 + "/",
    "http://exa mple/",
    "http://127.0.0.1\r\nHost: evil/",
]


@pytest.fixture
def connects(monkeypatch) -> list[tuple]:
    """Every address that a connection is tried to; only this machine is really connected to."""
    tried: list[tuple] = []
    connect = socket.socket.connect

    def watched(self, address):
        tried.append(address)
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError("no network in tests")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    return tried


def known_names(host: str, port: int) -> list[str]:
    return NAMES[host] if host in NAMES else resolve(host, port)


def get(url: str, resolver=known_names) -> dict:
    client = PlatformClient(
        platform="Test",
        base_url=url,
        headers={"Authorization": SECRET},
        guard=AddressGuard(resolver),
    )
    return client.call("GET", "/", timeout_seconds=2)


@pytest.mark.parametrize("url", HOSTILE)
def test_nothing_is_connected_to(url, connects):
    with pytest.raises(PlatformError) as caught:
        get(url)
    assert connects == []
    assert isinstance(caught.value, NotSent | Rejected)
    assert SECRET not in f"{caught.value} {caught.value.detail}"


@pytest.mark.parametrize("url", HOSTILE)
def test_typed_address_is_refused_or_leads_nowhere(url, connects):
    with pytest.raises((ValueError, PlatformError), match=r"\.$"):
        get(site_address(url))
    assert connects == []


def test_refusal_is_a_sentence_about_the_address():
    with pytest.raises(Rejected, match=r"not a public one\. Connect the account with another"):
        get("http://10.0.0.1/")


def test_connection_goes_to_the_address_that_was_checked(connects):
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])  # a name that changes its mind
    with pytest.raises(NotSent):
        get("http://rebinding.example/", lambda host, port: next(answers))
    assert connects == [("93.184.216.34", 80)]
    assert next(answers) == ["127.0.0.1"]  # it was asked only once


def test_addresses_are_tried_in_turn_but_not_without_end(connects):
    many = [f"93.184.216.{number}" for number in range(1, 200)]
    with pytest.raises(NotSent):
        get("https://many.example/", lambda host, port: many)
    assert connects == [(address, 443) for address in many[:4]]


def test_proxies_of_the_environment_are_not_used(connects, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with pytest.raises(NotSent):
        get("http://public.example/", lambda host, port: ["93.184.216.34"])
    assert connects == [("93.184.216.34", 80)]


class Redirecting(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_): ...


def test_redirect_is_not_followed(connects, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with pytest.raises(StepFailed, match="not followed"):
        get(f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()
    assert connects == [("127.0.0.1", server.server_port)]


def test_setting_opens_this_machine_for_tests(connects, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    assert AddressGuard().checked("127.0.0.1", 8123) == ["127.0.0.1"]
    assert site_address("http://127.0.0.1:8123/blog/") == "http://127.0.0.1:8123/blog"


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450::1"]
)
def test_public_addresses_are_open(address):
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_open(address):
    if not address.is_global or address.is_multicast:
        assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_wrapped_ipv4_is_never_open(address):
    number = int(address)
    wrapped = [(0xFFFF << 32) | number, number, (0x0064FF9B << 96) | number]
    wrapped.append((0x2002 << 112) | (number << 80))
    assert not any(is_public(str(ipaddress.IPv6Address(value))) for value in wrapped)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mastodon.example", "https://mastodon.example"),
        (" https://Blog.example/ ", "https://blog.example"),
        ("https://example.org/blog/", "https://example.org/blog"),
        ("https://example.org:443", "https://example.org"),
        ("bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_typed_address_is_made_regular(typed, address):
    assert site_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("http://blog.example", "https://"),
        ("https://blog.example:8443", "port"),
        ("https://me:word@blog.example", "plain web address"),
        ("https://blog.example/?rest_route=/", "plain web address"),
        ("", "plain web address"),
        ("https://blog.example\\evil", "plain web address"),
        ("ftp://blog.example", "https://"),
    ],
)
def test_unfit_address_is_refused_with_a_reason(typed, why):
    with pytest.raises(ValueError, match=why):
        site_address(typed)


def test_system_resolver_names_each_address_once():
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]
    with pytest.raises(socket.gaierror):
        resolve("no-such-name.invalid", 80)
