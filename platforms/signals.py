"""What others may listen to.

`webhook_received` is sent inside the transaction that handles a network's event, with `connection`
(the account that it names), `notice` (`platforms/webhooks/notices.py`) and `now` (UTC). A listener
only writes rows; when it fails, the event is tried again as a whole.
"""

from django.dispatch import Signal

webhook_received = Signal()
