"""What must change so that a file fits a placement's dated spec. Pure: no database, no ffmpeg.

`plan_rendering(spec, source)` gives one recipe, in words and as data, or the sentences that say
why there is none. A recipe is only offered when what it promises passes the spec's own check.
"""

from scheduling.fitting.plan import Choices, Plan, plan_rendering
from scheduling.fitting.source import Source, source_of

__all__ = ["Choices", "Plan", "Source", "plan_rendering", "source_of"]
