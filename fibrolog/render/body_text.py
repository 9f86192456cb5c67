"""The body in a terminal: front and back, shaded by how dense the characters are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from fibrolog.render.body_geometry import spread
from fibrolog.render.body_grid import COLUMNS, FEW_COLUMNS, Cell, body_grid
from fibrolog.render.body_shapes import HEIGHT, MIDDLES, VIEWS, View
from fibrolog.render.layout import INDENT, QUIET, Page, indented, shades
from fibrolog.report import figure as words
from fibrolog.report.figure import Figure
from fibrolog.report.summary import Report

_GAP = 2
_SHADE_COLOR = "cyan"
_LEFT, _RIGHT = "L", "R"


def body_text(report: Report, page: Page) -> RenderableType | None:
    """Return the figure with its counts and a legend.

    Returns:
        None when no region on the figure had a spasm, or when the page is too narrow to draw on,
        where the figures of the regions say the same.
    """
    shown = words.figure(report, MIDDLES)
    room = page.width - INDENT
    if shown is None or room < 2 * FEW_COLUMNS + _GAP:
        return None
    margin = _margin(shown, page)
    if 2 * COLUMNS + _GAP + margin[0].cell_len <= room:
        unsided = words.unsided_sentence(shown)
        below = [page.name(unsided)] if unsided else []
        return indented(
            Group(*_with_margin(shown, margin, page), Text(), *_legend(shown, page), *below)
        )
    return indented(
        Group(*_alone(shown, page), Text(), *_counts(shown, page), *_legend(shown, page))
    )


def _with_margin(shown: Figure, margin: Sequence[Text], page: Page) -> Iterator[Text]:
    """Yield the two figures with the counts of each region between them, about at its height."""
    blank = Text(" " * margin[0].cell_len)
    title, *counts = margin
    front, back = (list(_figure(shown, view, COLUMNS, page)) for view in VIEWS)
    rows = len(front) - 1  # the first is a header
    wanted = [MIDDLES[region] / HEIGHT * rows for region in shown.drawn]
    # From the second row on, so that the header stands clear of them.
    places = map(round, spread([round(row) for row in wanted], 1, 1, rows - 1))
    by_row = dict(zip(places, counts, strict=True)) | {-1: title}
    for row, (left, right) in enumerate(zip(front, back, strict=True), start=-1):
        yield Text(" ").join([left, by_row.get(row, blank), right])


def _alone(shown: Figure, page: Page) -> Iterator[Text]:
    """Yield the two figures side by side."""
    gap = Text(" " * min(page.width - INDENT - 2 * FEW_COLUMNS, 3 * _GAP))
    for rows in zip(*(_figure(shown, view, FEW_COLUMNS, page) for view in VIEWS), strict=True):
        yield gap.join(rows)


def _figure(shown: Figure, view: View, columns: int, page: Page) -> Iterator[Text]:
    """Yield a line with the view and the sides, and then the picture."""
    quarter = columns // 4
    half = columns // 2 - quarter
    sides = f"{_LEFT:^{quarter}}{view:^{2 * half}}{_RIGHT:^{quarter}}"
    yield Text(sides, style=QUIET)
    dense = shades(page)

    def step(cell: Cell) -> int:
        return shown.step(cell.region, left=cell.left)

    for row in body_grid(view, columns):
        line = Text()
        for number, cells in groupby(row, step):
            if number:
                line.append(dense[number] * len(list(cells)), style=_SHADE_COLOR)
            else:
                line.append("".join(cell.stroke for cell in cells), style=QUIET)
        yield line


def _margin(shown: Figure, page: Page) -> list[Text]:
    """Return a header and a line of counts for each region, all of the same width."""
    names = [page.name(row.region).plain for row in shown.drawn.values()]
    longest = max(map(cell_len, names))
    lines = [set_cell_size(name, longest) for name in ("", *names)]
    for header, counts in words.columns(shown).items():
        if header == words.NO_SIDE:
            continue  # there is no room for it: `body_text` has them in a sentence
        cells = [header, *(str(count) if count else "" for count in counts)]
        # Wide enough for two digits, so that most figures look alike.
        width = 2 + max(2, *map(len, cells)) if len(header) == 1 else 1 + max(map(len, cells))
        lines = [line + cell.rjust(width) for line, cell in zip(lines, cells, strict=True)]
    return [Text(lines[0], style=QUIET), *map(Text, lines[1:])]


def _legend(shown: Figure, page: Page) -> Iterator[Text]:
    dense = shades(page)
    legend = Text("Spasms on a side:")
    for step in shown.steps:
        legend.append("  ").append(dense[step.number] * 2, style=_SHADE_COLOR)
        legend.append(f" {step.words}")
    yield legend
    yield Text(" ".join(filter(None, (words.MIRRORED, words.sides_sentence(shown)))))
    if elsewhere := words.elsewhere_sentence(shown):
        yield page.name(elsewhere)


def _counts(shown: Figure, page: Page) -> Iterator[Text]:
    """Yield the counts in a sentence, where there is no room for a margin."""
    yield page.name(f"{'; '.join(map(words.short_place_words, shown.drawn.values()))}.")
