"""Letters over one line, one after the other, and what each answer means (RFC 5321 §4.2)."""

import smtplib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from platforms.adapters.email.mailing import Batch
from platforms.adapters.email.message import Sender, message_for
from platforms.adapters.email.smtp_line import OK, START_INPUT, hand_over, words_of
from platforms.exceptions import NotSent, OutcomeUnknown, RateLimited, Rejected

COME_BACK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Round:
    """One line, one letter, many readers."""

    line: smtplib.SMTP
    body: bytes
    letter: str
    sender: Sender
    ends_at: float  # monotonic seconds; no letter is begun after it

    def require_time(self) -> None:
        if time.monotonic() > self.ends_at:
            raise NotSent("Not all letters could be sent in one go; the rest follows.")

    def send(self, address: str, mark: str, batch: Batch) -> None:
        """One letter; what became of it is in `batch`, whatever is raised."""
        if not self._announce(address, mark, batch):
            return
        batch.unsure.append(mark)
        try:
            code, said = hand_over(
                self.line, message_for(self.body, self.letter, address, self.sender)
            )
        except (smtplib.SMTPException, OSError) as error:
            raise OutcomeUnknown(
                "The mail server did not say whether it took a letter.", detail=type(error).__name__
            ) from error
        if not 200 <= code < 600:
            raise OutcomeUnknown("The mail server’s answer could not be understood.")
        batch.unsure.remove(mark)
        self._note(code, said, mark, batch)

    def _announce(self, address: str, mark: str, batch: Batch) -> bool:
        """Sender, reader, “here it comes”. False when the server does not want it for this one."""
        try:
            self._require(self.line.mail(self.sender.address))
            code, said = self.line.rcpt(address)
            if code in (OK, 251):
                code, said = self.line.docmd("DATA")
                if code == START_INPUT:
                    return True
                self._note(code, said, mark, batch)
            elif 400 <= code < 500 and code != 421:
                batch.put_off.append(mark)
            elif code >= 500:
                batch.refused.append(mark)
            else:
                self._require((code, said))
            self.line.rset()
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(
                "The mail server hung up between two letters; the rest follows."
            ) from error
        return False

    def _note(self, code: int, said: bytes, mark: str, batch: Batch) -> None:
        """The server's word on a letter's content. Raises what concerns all letters."""
        if 200 <= code < 300:
            batch.sent.append(mark)
        elif code < 500:
            batch.put_off.append(mark)
            self._require((code, said)) if code == 421 else None
        else:
            raise Rejected(f"The mail server refused the letter: {words_of(said)}")

    def _require(self, reply: tuple[int, bytes]) -> None:
        """Raise unless the server agrees: RateLimited for “not now”, Rejected for “no”."""
        code, said = reply
        if code in (OK, 251):
            return
        if code >= 500:
            raise Rejected(f"The mail server refused the sender: {words_of(said)}")
        retry_at = datetime.now(UTC) + COME_BACK_AFTER
        raise RateLimited(f"The mail server asks us to wait: {words_of(said)}", retry_at=retry_at)
