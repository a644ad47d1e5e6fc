"""The table of `make chaos`, for the terminal and for `docs/reliability.md`."""

from collections.abc import Sequence

from chaos.result import Row, totals

COLUMNS = ("posts", "kills", "twice", "lost", "open", "for_person")


def as_text(rows: Sequence[Row], *, head: bool = True) -> str:
    """The table for people; what was wrong stands below its row."""
    titles = "".join(f"{name.replace('_', ' '):>11}" for name in COLUMNS)
    lines = [f"{'part':<22}{'database':<12}{titles}{'seconds':>9}  result"] if head else []
    for row in rows:
        figures = "".join(f"{getattr(row, name):>11,}" for name in COLUMNS)
        word = "FAILED" if row.problems else "passed"
        lines.append(f"{row.part:<22}{row.database:<12}{figures}{row.seconds:>9.0f}  {word}")
        lines += [f"    {text}" for text in (row.did, *row.problems) if text]
    return "\n".join(lines)


def summary(rows: Sequence[Row], seed: int, *, quick: bool) -> str:
    """The one line of figures."""
    sums = totals(rows)
    size = "quick" if quick else "full"
    return (
        f"chaos ({size}, seed {seed}): {sums['posts']:,} posts, {sums['kills']:,} kills, "
        f"{sums['twice']} twice, {sums['lost']} lost, {sums['open']} open, "
        f"{sums['for_person']} for a person, {sums['violations']} violations"
    )


def as_markdown(rows: Sequence[Row], seed: int, *, quick: bool) -> str:
    """The same for the documentation."""
    head = ["part", "database", "what was done", *COLUMNS, "seconds", "result"]
    lines = [
        "| " + " | ".join(name.replace("_", " ") for name in head) + " |",
        "|" + "---|" * len(head),
    ]
    for row in rows:
        figures = [f"{getattr(row, name):,}" for name in COLUMNS]
        word = "; ".join(row.problems) or "passed"
        cells = [row.part, row.database, row.did, *figures, f"{row.seconds:.0f}", word]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", summary(rows, seed, quick=quick), ""])
