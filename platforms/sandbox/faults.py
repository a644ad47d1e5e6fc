"""How the Sandbox misbehaves, by name, and which fault a call meets (`reliability.md` §10)."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Reply(StrEnum):
    """What the caller gets to see."""

    NORMAL = "normal"
    DROP = "drop"  # the connection closes without a byte
    ERROR_500 = "error_500"
    ERROR_503 = "error_503"
    TIMEOUT_408 = "timeout_408"
    SLOW = "slow"  # the right answer, after a while
    LATE = "late"  # the call takes effect only after the caller gave up
    DRIP = "drip"  # the right answer, a byte at a time
    DUPLICATE = "duplicate"  # 409: the platform has this post, and names it if it does
    RATE_LIMITED = "rate_limited"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    REJECTED = "rejected"
    TRUNCATED = "truncated"  # half of the right answer
    HTML = "html"  # 200, but a web page
    WRONG_SHAPE = "wrong_shape"  # 200 and JSON, but not what was promised
    ENDLESS = "endless"  # 200 and more bytes than anybody wants
    REDIRECT = "redirect"
    PROCESSING = "processing"  # 202 with a job; live a little later
    PROCESSING_REJECTED = "processing_rejected"  # 202 with a job that fails


@dataclass(frozen=True)
class Fault:
    """`performs`: whether the call takes effect."""

    performs: bool
    reply: Reply


FAULTS: dict[str, Fault] = {
    "ok": Fault(True, Reply.NORMAL),
    "accepted_then_dropped": Fault(True, Reply.DROP),
    "accepted_then_500": Fault(True, Reply.ERROR_500),
    "accepted_but_slow": Fault(True, Reply.SLOW),
    "accepted_after_giving_up": Fault(True, Reply.LATE),
    "dropped_before": Fault(False, Reply.DROP),
    "error_500_before": Fault(False, Reply.ERROR_500),
    "rate_limited": Fault(False, Reply.RATE_LIMITED),
    "truncated": Fault(True, Reply.TRUNCATED),
    "html_for_json": Fault(True, Reply.HTML),
    # by name only, not in the standard mix
    "html_before": Fault(False, Reply.HTML),
    "error_503_before": Fault(False, Reply.ERROR_503),
    "timeout_408": Fault(False, Reply.TIMEOUT_408),
    "slow_drip": Fault(True, Reply.DRIP),
    "unauthorized": Fault(False, Reply.UNAUTHORIZED),
    "forbidden": Fault(False, Reply.FORBIDDEN),
    "rejected": Fault(False, Reply.REJECTED),
    "duplicate_refused": Fault(False, Reply.DUPLICATE),
    "wrong_shape": Fault(True, Reply.WRONG_SHAPE),
    "endless": Fault(True, Reply.ENDLESS),
    "redirect": Fault(False, Reply.REDIRECT),
    "processing": Fault(True, Reply.PROCESSING),
    "processing_rejected": Fault(False, Reply.PROCESSING_REJECTED),
}

# Percent of calls, as `reliability.md` §10 has it.
STANDARD_MIX: dict[str, float] = {
    "ok": 40,
    "accepted_then_dropped": 12,
    "accepted_then_500": 8,
    "accepted_but_slow": 8,
    "accepted_after_giving_up": 6,
    "dropped_before": 6,
    "error_500_before": 5,
    "rate_limited": 6,
    "truncated": 5,
    "html_for_json": 4,
}


@dataclass(frozen=True)
class FaultPlan:
    """What the calls of one route meet: first the script, in order, then the seeded mix."""

    mix: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    script: Sequence[str] = ()

    def __post_init__(self) -> None:
        if unknown := (set(self.mix) | set(self.script)) - set(FAULTS):
            raise ValueError(f"unknown faults: {', '.join(sorted(unknown))}")

    def name_for(self, call: int) -> str:
        """The fault of the `call`-th call (from 0). The same plan and number: the same fault."""
        if call < len(self.script):
            return self.script[call]
        if not self.mix:
            return "ok"
        draw = random.Random(f"{self.seed}:{call}")  # noqa: S311  (reproducible, no secret)
        return draw.choices(list(self.mix), weights=list(self.mix.values()))[0]
