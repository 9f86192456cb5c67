"""The drawings of the report page that are its own: columns, bars, and where a ratio lies.

Each is SVG in user units, takes its colours from the page's style, and stands beside its numbers or
has a title that says them.
"""

from __future__ import annotations

from collections.abc import Sequence

from fibrolog.analysis.effect import Effect
from fibrolog.render.drawings import share_of_scale
from fibrolog.render.markup import Element, element
from fibrolog.report.document import Bar

# About the width of a small phone's page, so that text in a chart is as large as beside it there.
_WIDTH = 320
_TALLEST = 56
_TOP = 16
_BASE = _TOP + _TALLEST
_LINE = 13
_BAR_SHARE = 0.7
# What stands for a figure nobody knows.
UNKNOWN = "–"  # noqa: RUF001, a dash is meant

_RATIO_WIDTH, _RATIO_HEIGHT = 120, 14
_MARGIN = 8
_ARROW = 5


def columns(bars: Sequence[Bar], alternative: str) -> Element:
    """Return a column chart with every figure above its column.

    Args:
        bars: from left to right, one at least; one of unknown length has no column.
        alternative: what the chart says, in words.
    """
    step = _WIDTH / len(bars)
    most = max(bar.length or 0 for bar in bars) or 1
    notes = any(bar.note for bar in bars)
    height = _BASE + _LINE * (2 if notes else 1) + 2
    return element(
        "svg",
        element("title", alternative),
        *(
            part
            for place, bar in enumerate(bars)
            for part in _column(bar, (place + 0.5) * step, step, most)
        ),
        element("path", class_="axis", d=f"M0 {_BASE}H{_WIDTH}"),
        class_="chart",
        role="img",
        viewBox=f"0 0 {_WIDTH} {height}",
    )


def _column(bar: Bar, middle: float, step: float, most: float) -> list[Element]:
    count = bar.length
    height = _TALLEST * (count or 0) / most
    width = step * _BAR_SHARE
    parts = [
        _words(UNKNOWN if count is None else bar.value or str(count), middle, _BASE - height - 4),
        _words(bar.label, middle, _BASE + _LINE - 2),
    ]
    if bar.note:
        parts.append(_words(bar.note, middle, _BASE + 2 * _LINE - 2, "quiet"))
    if height:
        parts.insert(
            0,
            element(
                "rect",
                class_="bar",
                x=f"{middle - width / 2:g}",
                y=f"{_BASE - height:g}",
                width=f"{width:g}",
                height=f"{height:g}",
            ),
        )
    return parts


def _words(words: str, x: float, y: float, kind: str | None = None) -> Element:
    return element("text", words, class_=kind, x=f"{x:g}", y=f"{y:g}", text_anchor="middle")


def share(count: int, longest: int) -> Element:
    """Return a bar as long as its share of the longest one; its count stands beside it."""
    return element(
        "svg",
        element("rect", class_="bar", width=f"{100 * count / max(longest, 1):g}", height=6),
        class_="share",
        aria_hidden="true",
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
    )


def ratio_scale() -> Element:
    """Return the numbers above a column of `ratio_interval`s."""
    marks = {"¼": 1 / 4, "½": 1 / 2, "1": 1.0, "2": 2.0, "4": 4.0}
    return _ratio_drawing(
        *(_words(mark, _place(ratio), _RATIO_HEIGHT - 3) for mark, ratio in marks.items())
    )


def ratio_interval(effect: Effect) -> Element:
    """Return a rate ratio with its interval on a logarithmic scale; the numbers stand beside it.

    An interval that leaves the scale ends in an arrow.
    """
    middle = _RATIO_HEIGHT / 2
    low, high = _place(effect.low), _place(effect.high)
    left, right = 1.0, _RATIO_WIDTH - 1.0
    line = f"M{max(low, left):g} {middle:g}H{min(high, right):g}"
    line += _end(left, 1) if low < left else f"M{min(low, right):g} 3V{_RATIO_HEIGHT - 3}"
    line += _end(right, -1) if high > right else f"M{max(high, left):g} 3V{_RATIO_HEIGHT - 3}"
    return _ratio_drawing(
        element("path", class_="same", d=f"M{_place(1):g} 0V{_RATIO_HEIGHT}"),
        element("path", class_="span", d=line),
        element(
            "circle",
            class_="dot",
            cx=f"{max(left, min(_place(effect.ratio), right)):g}",
            cy=f"{middle:g}",
            r="3.5",
        ),
    )


def _end(x: float, inwards: int) -> str:
    """Return the path of an arrow's head at the edge of the scale."""
    middle = _RATIO_HEIGHT / 2
    back = x + inwards * _ARROW
    return f"M{back:g} {middle - _ARROW:g}L{x:g} {middle:g}L{back:g} {middle + _ARROW:g}"


def _ratio_drawing(*parts: Element) -> Element:
    return element(
        "svg",
        *parts,
        class_="ratio",
        aria_hidden="true",
        viewBox=f"0 0 {_RATIO_WIDTH} {_RATIO_HEIGHT}",
    )


def _place(ratio: float) -> float:
    """Return where a ratio lies from left to right; outside the drawing, when off the scale."""
    return _MARGIN + share_of_scale(ratio) * (_RATIO_WIDTH - 2 * _MARGIN)
