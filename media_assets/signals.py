"""What the floors above may listen to.

`variant_settled` is sent inside the transaction that makes a variant ready, failed or, after its
file was lost, preparing again: with `variant`. A listener only writes rows.
"""

from django.dispatch import Signal

variant_settled = Signal()
