"""What differs between two people's words for one post."""

from scheduling.exceptions import StalePost


def differing_words(conflict: StalePost) -> list[tuple[str, object, object]]:
    """(field, as it is stored, as this person wrote it) where the two are not the same."""
    theirs, mine = by_field(conflict.theirs), by_field(conflict.mine)
    return [
        (name, theirs.get(name, ""), value)
        for name, value in mine.items()
        if theirs.get(name, "") != value
    ]


def by_field(words: dict) -> dict:
    """The words with the alt text beside them, as the form has it, instead of all options."""
    shown = {name: value for name, value in words.items() if name != "platform_specific"}
    options = words.get("platform_specific", {})
    return {**shown, "alt_text": options["alt_text"]} if "alt_text" in options else shown
