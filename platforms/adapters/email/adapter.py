"""Which service sends the letters of a connection."""

from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.email.mailchimp import Mailchimp
from platforms.adapters.email.smtp import Smtp
from platforms.exceptions import AdapterMissing
from platforms.models import Connection

SERVICES: dict[str, type[PlatformAdapter]] = {"mailchimp": Mailchimp, "smtp": Smtp}


class Email(PlatformAdapter):
    """`Email(connection)` is the adapter that `metadata["service"]` names.

    `capabilities` are those of Mailchimp; the adapter itself says what its own service can.
    """

    name: ClassVar[str] = "Email"
    capabilities: ClassVar[frozenset[str]] = Mailchimp.capabilities

    def __new__(cls, connection: Connection) -> PlatformAdapter:  # type: ignore[misc]
        """Raises AdapterMissing for a service that we do not know."""
        service = SERVICES.get(str(connection.metadata.get("service") or ""))
        if service is None:
            raise AdapterMissing(
                f"{connection} does not say who sends its letters: “mailchimp” or “smtp”. "
                "Connect it again."
            )
        return service(connection)
