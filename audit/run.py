"""What a part is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """`folder` is the part’s scratch, gone afterwards; `examples` says how much to ask."""

    folder: Path
    seed: int
    examples: int
