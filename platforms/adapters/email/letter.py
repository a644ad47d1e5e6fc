"""A post as a letter: the words as HTML and as plain text. Pure."""

from collections.abc import Sequence

from django.utils.html import escape, linebreaks, urlize

STYLE = "font-family:sans-serif;line-height:1.5;max-width:600px;margin:0 auto;padding:16px"
PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"></head><body style="{style}">'
    "{pictures}{words}{link}{footer}</body></html>"
)
PICTURE = '<p><img src="{}" alt="" style="max-width:100%"></p>'
LINK = '<p><a href="{}">Read more</a></p>'
FOOTER = '<p style="font-size:12px;color:#666">{address}<a href="{href}">Unsubscribe</a></p>'


def html_of(
    text: str, *, pictures: Sequence[str], link_url: str, unsubscribe: str, address: str = ""
) -> str:
    """The whole page. `pictures` and `unsubscribe` are addresses; `address` is the sender's own."""
    postal = f"{escape(address)}<br>" if address else ""
    return PAGE.format(
        style=STYLE,
        pictures="".join(PICTURE.format(escape(url)) for url in pictures),
        words=linebreaks(urlize(text, nofollow=False, autoescape=True)),
        link=LINK.format(escape(link_url)) if link_url else "",
        footer=FOOTER.format(address=postal, href=escape(unsubscribe)),
    )


def plain_of(text: str, *, link_url: str, unsubscribe: str, address: str = "") -> str:
    """The same words for programs that show no HTML."""
    parts = (text, link_url, address, f"Unsubscribe: {unsubscribe}")
    return "\n\n".join(part for part in parts if part) + "\n"
