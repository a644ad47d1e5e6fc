"""A mail server on 127.0.0.1 that keeps what it is given and misbehaves by name."""

import base64
import contextlib
import socketserver
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Letter:
    """One accepted message."""

    reader: str
    message: EmailMessage


@dataclass
class MailDouble:
    """`answers` maps a step (“AUTH”, “MAIL”, “RCPT a@b.c”, “DATA”, “END”) to what it is answered;
    “drop” closes the line, “drop after” takes the letter and then closes, “slow” takes its time.
    With {"all": "drip"} every answer dawdles."""

    password: str = "mail-secret"
    tls: ssl.SSLContext | None = None
    offers_tls: bool = True
    answers: dict[str, str] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    sign_ins: list[str] = field(default_factory=list)
    after_letters: dict[int, str] = field(default_factory=dict)  # how many were taken → answer
    encrypted: int = 0

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        self.server.daemon_threads = True
        self.server.double = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def copies(self) -> Counter[str]:
        """How many letters each reader has."""
        return Counter(letter.reader for letter in self.letters)

    def stop(self) -> None:
        if not self.stopping.is_set():
            self.stopping.set()
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()


class _Hangup(Exception):
    pass


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(_Hangup, OSError):
            self.reader = ""
            self.say("220 mail.example ready")
            while line := self.rfile.readline():
                self.obey(line.decode().strip())

    def obey(self, line: str) -> None:
        verb = line.split(" ")[0].upper()
        getattr(self, f"do_{verb}", self.do_unknown)(line)

    def say(self, text: str) -> None:
        double, line = self.server.double, f"{text}\r\n".encode()
        pieces = [bytes([byte]) for byte in line] if double.answers.get("all") == "drip" else [line]
        for piece in pieces:
            self.wfile.write(piece)
            if len(pieces) > 1 and double.stopping.wait(0.1):
                raise _Hangup

    def answer(self, step: str, usual: str) -> bool:
        """Say the usual thing, or what was scripted; True when it was the usual."""
        said = self.server.double.answers.get(step, usual)
        if said == "drop":
            raise _Hangup
        self.say(said)
        return said == usual

    def do_EHLO(self, line: str) -> None:  # noqa: N802
        extensions = ["mail.example", "AUTH PLAIN"]
        if self.server.double.offers_tls and self.server.double.tls:
            extensions.append("STARTTLS")
        for one in extensions[:-1]:
            self.say(f"250-{one}")
        self.say(f"250 {extensions[-1]}")

    def do_STARTTLS(self, line: str) -> None:  # noqa: N802
        self.say("220 go on")
        self.request = self.server.double.tls.wrap_socket(self.request, server_side=True)
        self.server.double.encrypted += 1
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)

    def do_AUTH(self, line: str) -> None:  # noqa: N802
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        self.server.double.sign_ins.append(user)
        right = password == self.server.double.password
        self.answer("AUTH", "235 welcome" if right else "535 5.7.8 wrong password")

    def do_MAIL(self, line: str) -> None:  # noqa: N802
        self.answer("MAIL", "250 ok")

    def do_RCPT(self, line: str) -> None:  # noqa: N802
        self.reader = line.partition("<")[2].rstrip(">")
        self.answer(f"RCPT {self.reader}", "250 ok")

    def do_DATA(self, line: str) -> None:  # noqa: N802
        if not self.answer("DATA", "354 go on"):
            return
        content = bytearray()
        while (one := self.rfile.readline()) not in (b".\r\n", b""):
            content += one[1:] if one.startswith(b".") else one
        if one:
            self.take(bytes(content))

    def take(self, content: bytes) -> None:
        double = self.server.double
        scripted = double.after_letters.pop(len(double.letters), None)
        said = scripted or double.answers.get("END", "250 queued")
        if said == "drop":
            raise _Hangup
        if said.startswith("slow"):
            time.sleep(0.6)
        if said in ("drop after", "slow") or said.startswith("2"):
            message = message_from_bytes(content, policy=policy.default)
            double.letters.append(Letter(self.reader, message))
        if said == "drop after":
            raise _Hangup
        self.say("250 queued" if said == "slow" else said)

    def do_RSET(self, line: str) -> None:  # noqa: N802
        self.say("250 ok")

    def do_QUIT(self, line: str) -> None:  # noqa: N802
        self.say("221 bye")
        raise _Hangup

    def do_unknown(self, line: str) -> None:
        self.say("502 what?")
