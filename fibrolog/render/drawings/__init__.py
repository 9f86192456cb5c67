"""The pictures, each drawn for a terminal and where there is a page for that as well."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from rich.console import RenderableType

    from fibrolog.render.drawings.page import Page
    from fibrolog.report.document import Drawing

# The scale of ratios runs from a quarter to four times as many, which is where diaries can tell.
_MOST_TIMES = 4


def share_of_scale(ratio: float) -> float:
    """Return where a ratio lies: 0 at the left end, 1 at the right, beyond them off the scale."""
    return (math.log(max(ratio, 1e-9)) / math.log(_MOST_TIMES) + 1) / 2


def in_terminal(drawing: Drawing, page: Page) -> RenderableType | None:
    """Return a picture, None where there is no room for it or nothing to draw."""
    match drawing.kind:
        case "body":
            from fibrolog.render.drawings.body_terminal import body_in_terminal

            return body_in_terminal(drawing.subject, page)
        case "calendar":
            from fibrolog.render.drawings.calendar_terminal import calendar_in_terminal

            return calendar_in_terminal(drawing.subject, page)
        case "pairs":
            from fibrolog.render.drawings.pairs import pairs_in_terminal

            return pairs_in_terminal(drawing.subject, page)


def on_page(drawing: Drawing) -> Element | None:
    """Return a picture with its caption, None where there is nothing to draw."""
    match drawing.kind:
        case "body":
            from fibrolog.render.drawings.body_svg import body_on_page

            return body_on_page(drawing.subject)
        case "calendar":
            from fibrolog.render.drawings.calendar_svg import calendar_on_page

            return calendar_on_page(drawing.subject)
        case "pairs":  # no trial is saved as a page
            return None
