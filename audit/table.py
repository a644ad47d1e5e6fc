"""The table of `make audit`, for the terminal and for `docs/security.md`."""

from collections.abc import Sequence

from audit.result import MOST_SHOWN, Row


def as_text(rows: Sequence[Row], *, head: bool = True) -> str:
    """The table for people; what was wrong stands below its row."""
    lines = [f"{'part':<14}{'asked':>9}{'wrong':>7}{'seconds':>9}  result"] if head else []
    for row in rows:
        wrong = len(row.problems)
        start = f"{row.part:<14}{row.asked:>9,}{wrong:>7,}{row.seconds:>9.0f}"
        lines.append(f"{start}  {row.verdict}")
        more = [f"… and {wrong - MOST_SHOWN} more"] if wrong > MOST_SHOWN else []
        told = [row.figures, row.not_asked, *row.problems[:MOST_SHOWN], *more]
        lines += [f"    {text}" for text in told if text]
    return "\n".join(lines)


def summary(rows: Sequence[Row], seed: int) -> str:
    """The one line of figures."""
    asked, wrong = sum(row.asked for row in rows), sum(len(row.problems) for row in rows)
    silent = sum(bool(row.not_asked) for row in rows)
    rest = f", {silent} part{'s' * (silent != 1)} not asked" if silent else ""
    seconds = sum(row.seconds for row in rows)
    return f"audit (seed {seed}): {asked:,} questions, {wrong} wrong{rest}, {seconds:.0f} s"


def as_markdown(rows: Sequence[Row], seed: int) -> str:
    """The same for the documentation."""
    lines = ["| part | asked | wrong | seconds | result | figures |", "|---|---|---|---|---|---|"]
    for row in rows:
        figures = row.not_asked or row.figures
        cells = (row.part, f"{row.asked:,}", len(row.problems), f"{row.seconds:.0f}", row.verdict)
        lines.append("| " + " | ".join(map(str, (*cells, figures))) + " |")
    return "\n".join([*lines, "", summary(rows, seed), ""])
