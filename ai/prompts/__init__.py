"""Prompts live in files beside this module, one per version: `<name>.v<number>.md`.

A change of wording is a new file, so that a stored answer can name the prompt that made it.
"""

from functools import cache
from pathlib import Path

DESCRIBE_FRAME = "describe_frame.v2"
FOLDER = Path(__file__).parent


@cache
def load_prompt(name: str) -> str:
    """The text of the prompt `name`, such as “write_words.v3”. Raises FileNotFoundError."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()
