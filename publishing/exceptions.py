"""Why a publication stops before its call."""


class LeaseLost(Exception):
    """Somebody else moved the post meanwhile: stop and touch nothing (invariant 4)."""


class Blocked(Exception):
    """The post cannot go out now. Nothing was sent; `sentence` says why."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class CannotGoOut(Blocked):
    """A person must change something; waiting does not help."""


class NotApproved(Blocked):
    """What would be sent is not what was approved."""


class AccountNotReady(Blocked):
    """The account is off or has to be connected again; the post waits for it."""
