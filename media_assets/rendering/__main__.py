"""`python -m media_assets.rendering FILE TARGET RECIPE CAPS`: one photo in its own process.

RECIPE and CAPS are JSON. Prints {} or {"rejected": sentence}; anything else is a crash.
"""

import json
import sys
from pathlib import Path

from media_assets.decoding.facts import Caps
from media_assets.exceptions import MediaRejected
from media_assets.rendering.photos import redraw
from media_assets.rendering.recipe import Recipe

file, target, recipe, caps = sys.argv[1:]
answer = {}
try:
    redraw(Path(file), Path(target), Recipe.from_json(json.loads(recipe)), Caps(**json.loads(caps)))
except MediaRejected as rejected:
    answer["rejected"] = rejected.sentence
json.dump(answer, sys.stdout)
