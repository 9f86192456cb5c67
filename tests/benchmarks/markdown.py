"""The tables that the benchmarks print."""

from __future__ import annotations

from collections.abc import Iterator


def table_head(*heads: str) -> Iterator[str]:
    """Yield the first lines of a table: one column of words, the others of numbers."""
    yield table_row(*heads)
    yield table_row("---", *["---:"] * (len(heads) - 1))


def table_row(*values: str) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(values)} |"


def percent(share: float) -> str:
    """Return a share as it stands in a table."""
    return f"{100 * share:.1f}%"
