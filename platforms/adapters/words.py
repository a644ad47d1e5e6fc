"""HTML from a platform, read as the plain words that a reader sees. Pure."""

from html.parser import HTMLParser

BLOCKS = frozenset({"p", "br", "div", "li", "blockquote"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self.parts:
            self.parts.append("\n")


def plain_words(html: str) -> str:
    """The text of a fragment of HTML, a line per block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)
