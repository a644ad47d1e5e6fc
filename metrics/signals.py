"""What others may listen to.

`checkpoint_taken` is sent inside the transaction that stores a reading, with `checkpoint` and
`reading` (PostingMetrics). A listener only writes a row or nudges.
"""

from django.dispatch import Signal

checkpoint_taken = Signal()
