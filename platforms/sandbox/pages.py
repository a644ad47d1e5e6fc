"""The Sandbox in a browser: post pages and profiles, each labelled as a simulation."""

from html import escape

from platforms.sandbox.api import iso
from platforms.sandbox.comments import comments_at
from platforms.sandbox.growth import counters_at
from platforms.sandbox.ledger import Ledger, StoredPost
from platforms.specs import get_spec

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · Sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:1rem;
color:#1f2933;background:#f7f8fa}}.simulation{{background:#8a3b00;color:#fff;padding:.5rem 1rem;
border-radius:.5rem}}article{{background:#fff;padding:1rem;border-radius:.5rem;margin:1rem 0}}
.text{{white-space:pre-wrap;overflow-wrap:anywhere}}small{{color:#52606d}}</style></head>
<body><p class="simulation"><strong>SIMULATION</strong> This is the Sandbox network. No real
platform, no real people, invented figures.</p>{content}</body></html>
"""


def index_page(ledger: Ledger) -> str:
    """The newest posts of all accounts."""
    posts = [post for post in ledger.posts(limit=100) if post.deleted_at is None]
    content = "".join(_summary(post) for post in posts) or "<p>Nothing has been posted yet.</p>"
    return PAGE.format(title="Posts", content=f"<h1>Newest posts</h1>{content}")


def post_page(ledger: Ledger, post_id: str) -> str | None:
    """One post with its counters and comments; None when it is not there."""
    now = ledger.now()
    found = [
        post
        for post in ledger.posts(post_id=post_id)
        if post.deleted_at is None and post.live_at <= now
    ]
    if not found:
        return None
    post = found[0]
    counters = counters_at(post.facts, now)
    offered = get_spec(post.platform).counters
    figures = " · ".join(
        f"{value:,} {name.replace('_', ' ')}"
        for name, value in sorted(counters.items())
        if name in offered
    )
    comments = "".join(
        f"<li><strong>{escape(comment.author)}</strong> {escape(comment.text)}</li>"
        for comment in comments_at(post.facts, now)[-50:][::-1]
    )
    own = "".join(
        f"<li><strong>{escape(post.handle)}</strong> (the account itself) {escape(one.text)}</li>"
        for one in ledger.own_comments(post_id)
    )
    comments = own + comments
    content = f"{_summary(post)}<p>{figures}</p><h2>Comments</h2><ul>{comments}</ul>"
    return PAGE.format(title=f"Post by {escape(post.handle)}", content=content)


def missing_page() -> str:
    """For an address that leads nowhere."""
    return PAGE.format(title="Not found", content="<h1>There is no such post.</h1>")


def _summary(post: StoredPost) -> str:
    files = ", ".join(f"{item['mime']} ({item['size']:,} bytes)" for item in post.body["media"])
    title = f"<h2>{escape(post.body['title'])}</h2>" if post.body["title"] else ""
    return (
        f"<article><small>{escape(get_spec(post.platform).label)} · @{escape(post.handle)} · "
        f'<a href="/p/{post.post_id}">{iso(post.posted_at)[:16].replace("T", " ")}</a></small>'
        f'{title}<p class="text">{escape(post.body["text"])}</p>'
        f"<small>{escape(files)}</small></article>"
    )
