"""A post's words and files as HTML. Pure."""

from collections.abc import Iterable

from django.utils.html import escape, format_html, linebreaks, urlize
from django.utils.text import slugify

from platforms.adapters.post_key import post_key
from platforms.adapters.types import MediaFile, PublishRequest

FIGURE = '<figure class="reelay-media'  # where the words end; a change of words keeps the rest


def slug_of(request: PublishRequest) -> str:
    """The post's own address: its title, and our key of it, by which every try finds it."""
    words = slugify(request.title)[:60].strip("-") or "post"
    return f"{words}-{slugify(post_key(request.op_key))}"


def words_of(request: PublishRequest) -> str:
    """The text in paragraphs, its addresses as links; HTML in it is shown, not obeyed."""
    html = linebreaks(urlize(request.text, autoescape=True))
    if request.link_url and request.link_url not in request.text:
        html += format_html('\n\n<p><a href="{0}">{0}</a></p>', request.link_url)
    return html


def body_of(request: PublishRequest, addresses: dict[str, str], alt: str) -> str:
    """The whole body. `addresses`: sha256 of a file → where the site shows it."""
    figures = [_figure(item, addresses[item.sha256], alt) for item in request.media]
    return "\n\n".join([words_of(request), *figures])


def with_new_words(body: str, request: PublishRequest) -> str:
    """The body of a post that is out, with other words and the same files."""
    _, mark, figures = body.partition(FIGURE)
    return f"{words_of(request)}\n\n{mark}{figures}" if mark else words_of(request)


def _figure(item: MediaFile, address: str, alt: str) -> str:
    kind = item.media_type
    if kind == "image":
        shown = f'<img src="{escape(address)}" alt="{escape(alt)}" />'
    else:
        shown = f'<{kind} controls src="{escape(address)}"></{kind}>'
    return f'{FIGURE} wp-block-{kind}">{shown}</figure>'


def names_of(values: object) -> Iterable[str]:
    """Names of the site's tags, from a post's options: “#coffee” is the tag “coffee”."""
    listed = values if isinstance(values, list) else []
    return [str(value).lstrip("#").strip() for value in listed if str(value).lstrip("#").strip()]
