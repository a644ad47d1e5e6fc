"""What others may listen to.

`post_published` is sent inside the transaction that makes a post `posted`, with `schedule` and
`published_at` (UTC). A listener only writes rows; when it fails, its rows are lost, not the post.
"""

from django.dispatch import Signal

post_published = Signal()
