"""Real seconds of the crash tests; all other time in them is simulated."""

LEASE_SECONDS = 1.0
# a call that took this long was given up at half a lease, and may still land …
GAVE_UP_SECONDS = 0.45
# … this long after it was made
LATE_SECONDS = 0.65
