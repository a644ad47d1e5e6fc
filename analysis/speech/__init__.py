"""Speech as text with times: pieces of sound, cues, subtitle files. Pure functions."""
