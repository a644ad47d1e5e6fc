"""What can be measured in a media file: pure functions, no database, one decode."""

from importlib import import_module


def __getattr__(name: str):
    """`analyse_file` on first use: pages that only read reports need no decoder in memory."""
    if name == "analyse_file":
        return import_module("analysis.engine.analyse").analyse_file
    raise AttributeError(name)
