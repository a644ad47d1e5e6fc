"""How much moves, in constant memory however long the clip is."""

import numpy as np

from analysis.engine.report import HOOK_SECONDS, MotionReport

BINS_PER_LEVEL = 4
STILL_BELOW = 1.0


class MotionMeter:
    """Collects frame differences (grey levels) and tells their mean, peak and stillness.

    Differences are brought to 30 frames a second: at 10 a second a walk moves three times as far
    from frame to frame. Frames that are cuts do not count as motion.
    """

    def __init__(self, fps: float) -> None:
        self._scale = fps / 30.0
        self._counts = np.zeros(256 * BINS_PER_LEVEL, np.int64)
        self._sum = 0.0
        self._hook: list[float] = []

    def add(self, time_sec: float, difference: float) -> None:
        """Take one frame's difference to the frame before."""
        level = difference * self._scale
        self._sum += level
        self._counts[min(int(level * BINS_PER_LEVEL), len(self._counts) - 1)] += 1
        if time_sec <= HOOK_SECONDS:
            self._hook.append(level)

    def report(self) -> MotionReport | None:
        """None when fewer than two frames came."""
        seen = int(self._counts.sum())
        if not seen:
            return None
        peak_bin = int(np.searchsorted(np.cumsum(self._counts), 0.95 * seen))
        still = int(self._counts[: int(STILL_BELOW * BINS_PER_LEVEL)].sum())
        mean = self._sum / seen
        return MotionReport(
            mean=mean,
            peak=(peak_bin + 0.5) / BINS_PER_LEVEL,
            still_share=still / seen,
            hook_mean=sum(self._hook) / len(self._hook) if self._hook else mean,
        )
