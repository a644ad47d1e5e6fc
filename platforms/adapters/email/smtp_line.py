"""A line to a mail server that a person named: guarded, encrypted, and over at its deadline."""

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx
from django.conf import settings

from platforms.adapters.address_guard import MAIL_PORTS, AddressGuard, AddressRefused
from platforms.adapters.masking import masked
from platforms.exceptions import NotSent, RateLimited, ReconnectNeeded, Rejected

STEP_SECONDS = 20.0
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
READY, OK, START_INPUT = 220, 250, 354


@dataclass(frozen=True)
class MailServer:
    """Where and how. `security` is “starttls”, “tls” or, on a private network only, “none”."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)

    def problems(self) -> list[str]:
        """Why we would not even call it, as sentences."""
        allowed = {"starttls", "tls"}
        if settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES:
            allowed.add("none")
        problems = [] if self.host else ["The account does not name a mail server."]
        if self.security not in allowed:
            problems.append("The mail server’s security must be “starttls” or “tls”.")
        return problems


class GuardedSmtp(smtplib.SMTP):
    """smtplib over a socket that goes only where the guard lets it."""

    def __init__(self, server: MailServer, ends_at: float):
        self._server, self._ends_at = server, ends_at
        super().__init__(timeout=STEP_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        *others, last = AddressGuard(ports=MAIL_PORTS).checked(host, port)
        for address in others:
            with suppress(OSError):
                return self._opened(address, port)
        return self._opened(last, port)

    def _opened(self, address: str, port: int) -> socket.socket:
        left = min(STEP_SECONDS, max(self._ends_at - time.monotonic(), 0.01))
        self.sock = socket.create_connection((address, port), left)
        if self._server.security == "tls":
            self.encrypt()
        return self.sock

    def encrypt(self) -> None:
        """TLS over the open socket, which stays within the reach of the cutter meanwhile."""
        assert self.sock is not None
        self.sock = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self._server.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()  # type: ignore[union-attr]

    def start_tls(self) -> None:
        """STARTTLS (RFC 3207). Raises SMTPNotSupportedError; what was said before is forgotten."""
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("no STARTTLS")
        code, said = self.docmd("STARTTLS")
        if code != READY:
            raise smtplib.SMTPResponseException(code, said)
        self.encrypt()
        self.file = self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False


@contextmanager
def open_line(server: MailServer, *, timeout_seconds: float) -> Iterator[GuardedSmtp]:
    """A line that is signed in; it is cut when the time is up, whatever the server does.

    Raises NotSent, RateLimited, Rejected or ReconnectNeeded: no letter has left by then.
    """
    line = GuardedSmtp(server, time.monotonic() + timeout_seconds)
    cutter = threading.Timer(timeout_seconds, _cut, args=(line,))
    cutter.daemon = True
    cutter.start()
    try:
        _connect(line, server)
        yield line
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
    finally:
        cutter.cancel()
        line.close()


def hand_over(line: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    """The content after a 354, and the server's word on it.

    Raises OSError (SMTPServerDisconnected is one): then nobody knows whether it was taken.
    """
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    line.send(LEADING_DOT.sub(b"..", ended) + b".\r\n")
    return line.getreply()


def words_of(reply: bytes) -> str:
    """What a server said, fit for a sentence."""
    return " ".join(reply.decode("utf-8", "replace").split())[:300]


def _connect(line: GuardedSmtp, server: MailServer) -> None:
    try:
        line.connect(server.host, server.port)
        line.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            line.start_tls()
            line.ehlo()
        if server.user:
            line.login(server.user, server.password)
    except AddressRefused as error:
        raise Rejected(
            "The address of the mail server is not a public one. Connect the account with another.",
            detail=str(error),
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise Rejected(
            f"The certificate of {server.host} is not valid, so no letter was given to it.",
            detail=error.verify_message,
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _sign_in_refused(error, server) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Rejected(
            f"{server.host} offers no encryption, or no sign-in. Check the account’s settings."
        ) from error
    except smtplib.SMTPResponseException as error:
        raise RateLimited(
            f"The mail server does not want to talk now: {words_of(_bytes(error.smtp_error))}"
        ) from error
    except (OSError, httpx.ConnectError) as error:
        raise NotSent(
            f"The mail server {server.host} could not be reached. Nothing was sent.",
            detail=type(error).__name__,
        ) from error


def _sign_in_refused(error: smtplib.SMTPAuthenticationError, server: MailServer) -> Exception:
    said = words_of(masked(_bytes(error.smtp_error), [server.password]))
    if 400 <= error.smtp_code < 500:
        return NotSent(f"The mail server could not check the sign-in now: {said}")
    return ReconnectNeeded(
        f"The mail server no longer accepts this account’s sign-in ({said.rstrip('.')}). "
        "Connect the account again."
    )


def _bytes(reply: bytes | str) -> bytes:
    return reply.encode() if isinstance(reply, str) else reply


def _cut(line: smtplib.SMTP) -> None:
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)
