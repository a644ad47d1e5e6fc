"""Both texts of an edit that came second, field by field; pure."""

from scheduling.exceptions import StalePost


def differing_words(conflict: StalePost) -> list[tuple[str, object, object]]:
    """(field, what is stored, what was sent) of every field in which the two differ."""
    theirs, mine = _by_field(conflict.theirs), _by_field(conflict.mine)
    return [
        (name, theirs.get(name, ""), value)
        for name, value in mine.items()
        if theirs.get(name, "") != value
    ]


def _by_field(words: dict) -> dict:
    """The words with the alt text beside them, as the form has it, instead of all options."""
    shown = {name: value for name, value in words.items() if name != "platform_specific"}
    options = words.get("platform_specific", {})
    return {**shown, "alt_text": options["alt_text"]} if "alt_text" in options else shown
