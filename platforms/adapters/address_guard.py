"""Which addresses a connection may be opened to when a person typed the server's name.

The guard sits inside the connection (`DeadlineBackend`): the name is resolved once, every answer
must be public, and the connection goes to an address that was checked, so a name that resolves
differently a moment later (DNS rebinding) gains nothing. See `reliability.md` §9.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx
from django.conf import settings

WEB_PORTS = frozenset({80, 443})
MAIL_PORTS = frozenset({25, 465, 587, 2525})
MOST_TRIED = 4  # of a name's addresses; a hostile name may have thousands

# `ipaddress.is_global` of Python 3.11 calls several of these global. Sources: IANA's registries of
# special-purpose addresses (RFC 6890 and updates).
CLOSED_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # carriers' NAT; also a cloud's metadata (100.100.100.200)
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's host agent, on an address that looks public
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Of IPv6 only the global unicast block is open at all: that leaves out loopback, mapped IPv4,
# NAT64, unique local, site-local, link-local, multicast and what nobody has assigned yet.
OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
CLOSED_IPV6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID, benchmarking
            "2001:db8::/32",
            "2002::/16",  # 6to4 wraps any IPv4 address
            "2620:4f:8000::/48",
            "3ffe::/16",
            "3fff::/20",
        ),
    )
)

NO_ADDRESS = "That is no plain web address. It should look like https://example.org."

Resolver = Callable[[str, int], Sequence[str]]


class AddressRefused(httpx.ConnectError):
    """The server's address is not one that we connect to. Nothing was sent."""


def is_public(address: str) -> bool:
    """Whether an IP address (text) belongs to the public internet. Nonsense does not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in CLOSED_IPV4)
    if ip.scope_id is not None or ip not in OPEN_IPV6:
        return False
    return ip.is_global and not any(ip in network for network in CLOSED_IPV6)


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows them. Raises OSError when it knows none."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


@dataclass(frozen=True)
class AddressGuard:
    """Checks a server's name when a connection to it is about to be opened."""

    resolve: Resolver = resolve
    ports: frozenset[int] = WEB_PORTS

    def checked(self, host: str, port: int) -> list[str]:
        """The addresses to connect to, each of them checked.

        Raises AddressRefused, for a name too when only one of its addresses is not public;
        httpx.ConnectError when the name is unknown.
        """
        if not settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES and port not in self.ports:
            raise AddressRefused(f"port {port} is not such a server’s")
        try:
            addresses = list(self.resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} could not be resolved: {error}") from error
        if not addresses:
            raise httpx.ConnectError(f"{host} has no address")
        if not settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES and not all(map(is_public, addresses)):
            raise AddressRefused(f"{host} is not on the public internet")
        return addresses[:MOST_TRIED]


def site_address(typed: str) -> str:
    """The address of a site as a person typed it, made regular: `https://host[/folder]`.

    A missing scheme becomes https. Raises ValueError with a sentence for anything that is no
    plain https address: a sign-in travels with every call, so plain http is refused as well.
    """
    text = typed.strip().rstrip("/")
    if "://" not in text:
        text = f"https://{text}"
    if any(sign in "\\ " or not sign.isprintable() for sign in text):
        raise ValueError(NO_ADDRESS)
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise ValueError(NO_ADDRESS) from error
    if not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError(NO_ADDRESS)
    return _allowed(url)


def _allowed(url: httpx.URL) -> str:
    if not settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES:
        if url.scheme != "https":
            raise ValueError("The site’s address must begin with https://.")
        if url.port not in (None, 443):
            raise ValueError("The site must answer on the usual port, 443.")
    return f"{url.scheme}://{url.netloc.decode()}{url.path.rstrip('/')}"
