"""The part that touches a stranger's bytes.

It imports no Django and holds no secret. `services/identify.py` runs it as a process of its own
(`python -m media_assets.decoding`) under limits, so that a crash or a bomb costs that one file.
"""
