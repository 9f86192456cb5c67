"""What the figure of the body shows: how often each side of each region had a spasm."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fibrolog.report.sentences import side_facts
from fibrolog.report.summary import RegionRow
from fibrolog.text import counted

# As many shades as can be told apart without colour.
STEPS = 4
# What a column of spasms without a side is called.
NO_SIDE = "no side"
MIRRORED = "L is the body's own left, R its right, as in a mirror."


class Step(NamedTuple):
    """A shade, and from how many to how many spasms it stands for.

    Attributes:
        number: 1 for the lightest, `STEPS` for the darkest.
    """

    number: int
    least: int
    most: int

    @property
    def words(self) -> str:
        """Its counts: `1`, `3-4`."""
        return f"{self.least}" if self.least == self.most else f"{self.least}-{self.most}"


@dataclass(frozen=True)
class BodyFigure:
    """The regions with a spasm, divided into those with a place on the figure and the others.

    Attributes:
        drawn: by the name under which the figure knows the region, from head to foot.
        elsewhere: regions that people added themselves, most frequent first.
    """

    drawn: Mapping[str, RegionRow]
    elsewhere: tuple[RegionRow, ...]

    @cached_property
    def _largest(self) -> int:
        return max((max(on_side(row)) for row in self.drawn.values()), default=0)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The shades that can occur, the lightest first, equal parts of the largest count."""
        largest = self._largest
        steps = (
            Step(number, (number - 1) * largest // STEPS + 1, number * largest // STEPS)
            for number in range(1, STEPS + 1)
        )
        return tuple(step for step in steps if step.least <= step.most)

    def step(self, region: str, *, left: bool) -> int:
        """Return the shade of one side of a region, 0 where it had no spasm."""
        row = self.drawn.get(region)
        count = on_side(row)[0 if left else 1] if row else 0
        return -(-STEPS * count // self._largest) if count else 0


def on_side(row: RegionRow) -> tuple[int, int]:
    """Return how many spasms count as the left's and as the right's.

    Those on both sides are counted for either, and so are those noted without a side: they were
    on one of them, and a figure that left them out would show a calm region.
    """
    either = row.both + row.unsided
    return row.left + either, row.right + either


def body_figure(rows: Sequence[RegionRow], regions: Collection[str]) -> BodyFigure | None:
    """Return the figure, None when there is nothing to shade.

    Args:
        rows: what is shown.
        regions: names of those with a place on the figure, from head to foot.
    """
    by_built_in = {row.built_in: row for row in rows}
    drawn = {region: by_built_in[region] for region in regions if region in by_built_in}
    elsewhere = tuple(row for row in rows if row not in drawn.values())
    return BodyFigure(drawn, elsewhere) if drawn else None


def sides_sentence(shown: BodyFigure) -> str | None:
    """Return how spasms without one side are shaded, None when there are none."""
    rows = shown.drawn.values()
    both, none = any(row.both for row in rows), any(row.unsided for row in rows)
    if both and none:
        return "Spasms on both sides, or without a side, shade both."
    if none:
        return "Spasms noted without a side shade both."
    return "Spasms on both sides shade both." if both else None


def region_text(row: RegionRow) -> str:
    """Return the counts of a region with its name: `thigh 4 (3 left, 1 right)`."""
    return f"{row.region} {region_counts(row)}"


def region_counts(row: RegionRow) -> str:
    """Return the counts of a region without its name: `4 (3 left, 1 right)`."""
    sides = side_facts(row)
    return f"{row.count}" + (f" ({', '.join(sides)})" if sides else "")


def short_region_text(row: RegionRow) -> str:
    """Return the counts of a region in few characters: `thigh 4 (L 3 R 1)`, `neck 3`."""
    if row.unsided == row.count:
        return f"{row.region} {row.count}"
    counts = (("L", row.left), ("R", row.right), ("both", row.both), ("no side", row.unsided))
    sides = " ".join(f"{side} {count}" for side, count in counts if count)
    return f"{row.region} {row.count} ({sides})"


def columns(shown: BodyFigure) -> dict[str, list[int]]:
    """Return what stands beside the names: the counts of each region drawn, by their header."""
    rows = shown.drawn.values()
    counts = {
        "all": [row.count for row in rows],
        "L": [row.left for row in rows],
        "R": [row.right for row in rows],
        "both": [row.both for row in rows],
        NO_SIDE: [row.unsided for row in rows],
    }
    seldom = ("both", NO_SIDE)
    return {
        header: column for header, column in counts.items() if header not in seldom or any(column)
    }


def unsided_sentence(shown: BodyFigure) -> str | None:
    """Return the counts without a side of regions that have others too, None without any."""
    counts = [
        f"{row.region} {row.unsided}" for row in shown.drawn.values() if 0 < row.unsided < row.count
    ]
    return f"No side: {', '.join(counts)}." if counts else None


def elsewhere_sentence(shown: BodyFigure) -> str | None:
    """Return the regions that the figure has no place for, None when there are none."""
    if not shown.elsewhere:
        return None
    return f"Not on the figure: {'; '.join(map(region_text, shown.elsewhere))}."


def figure_sentence(shown: BodyFigure) -> str:
    """Return the whole figure in words, for those who cannot see it."""
    spasms = counted(sum(row.count for row in shown.drawn.values()), "spasm")
    regions = "; ".join(map(region_text, shown.drawn.values()))
    return (
        f"Front and back of a body, shaded by how often each region had one. {spasms}: {regions}."
    )
