"""`python -m media_assets.decoding FILE POSTER CAPS`: one look in a process of its own.

CAPS is JSON. Prints {"facts": …} or {"rejected": sentence}; anything else is a crash.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from media_assets.decoding.facts import Caps
from media_assets.decoding.look import look_at
from media_assets.exceptions import MediaRejected

file, poster, caps = sys.argv[1:]
try:
    facts = look_at(Path(file), Caps(**json.loads(caps)), poster=Path(poster))
    answer: dict = {"facts": asdict(facts)}
except MediaRejected as rejected:
    answer = {"rejected": rejected.sentence}
json.dump(answer, sys.stdout)
