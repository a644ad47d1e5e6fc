"""Figures and quotations as a person would write them. Pure."""

QUOTES = "“”„\"'‘’"


def percent(share: float | None) -> str:
    """0.456 as “46%”."""
    return "an unknown share" if share is None else f"{share:.0%}"


def seconds(time_sec: float | None) -> str:
    """3.25 as “3.2 s”."""
    return "an unknown time" if time_sec is None else f"{time_sec:g} s"


def count(n: float, noun: str, plural: str = "") -> str:
    """“1 comment”, “12 comments”, with thousands separated."""
    return f"{n:,.0f} {noun if n == 1 else plural or noun + 's'}"


def quoted(text: str) -> str:
    """The text in typographic quotes, without quotes or a full stop of its own at the ends."""
    return f"“{text.strip().strip(QUOTES).rstrip('.').strip()}”"


def inner(text: str) -> str:
    """The text in single quotes, for a quotation inside a spoken line."""
    return f"‘{text.strip().strip(QUOTES).rstrip('.').strip()}’"


def as_title(text: str) -> str:
    """The text with a capital first letter; the rest as it was written."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """“a, b and c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
