"""Forms with files, as a platform reads them."""

from email.parser import BytesParser
from email.policy import HTTP

from tests.platforms.doubles.server import Call


def parts_of(call: Call) -> dict[str, tuple[str, bytes]]:
    """Field → (file name, content) of a multipart body. Raises AssertionError for another one."""
    kind = call.headers["Content-Type"]
    assert kind.startswith("multipart/form-data; boundary=")
    assert call.body.rstrip().endswith(b"--")
    message = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + call.body
    )
    return {
        part.get_param("name", header="content-disposition"): (
            part.get_filename() or "",
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    }
