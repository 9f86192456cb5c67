"""What every drawn page shares: its width, its headings, and text no console can stumble over."""

from __future__ import annotations

from typing import NamedTuple

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from fibrolog.text import visible

# Longer lines and bars are harder to follow than short ones, however wide the window.
WIDEST = 80
# From the first on two charts fit side by side; below the second a table of six columns no longer
# fits, and its rows become lines of words.
ROOMY = 70
NARROW = 50
INDENT = 2
QUIET = "dim"
# Ever denser characters, from none. No outline is drawn with one of those in ASCII.
_SHADES = " ░▒▓█"
_ASCII_SHADES = " :+O#"


class Page(NamedTuple):
    """What the layout depends on.

    Attributes:
        width: columns.
        encoding: of the console; a name it cannot show is shown in escapes.
    """

    width: int
    encoding: str

    @property
    def is_narrow(self) -> bool:
        """Whether words must stand where tables would."""
        return self.width < NARROW

    @property
    def has_unicode(self) -> bool:
        """Whether the console can show more than ASCII, as far as can be told."""
        return self.encoding.startswith("utf")

    @property
    def unknown(self) -> str:
        """What stands in a table for a figure nobody knows."""
        return "–" if self.has_unicode else "-"  # noqa: RUF001, a dash is meant

    @property
    def shades(self) -> str:
        """Characters of growing density: a blank for nothing, and one for each step."""
        return _SHADES if self.has_unicode else _ASCII_SHADES

    def name(self, text: str) -> Text:
        """Return what a person wrote as plain text this console can show, never as markup."""
        shown = visible(text).encode(self.encoding, "backslashreplace").decode(self.encoding)
        return Text(shown, overflow="fold")


def heading(words: str) -> RenderableType:
    """Return a heading with a rule behind it and a blank line before."""
    return Padding(Rule(Text(words, style="bold"), align="left", style=QUIET), (1, 0, 0, 0))


def indented(what: RenderableType) -> RenderableType:
    """Return something indented by one step."""
    return Padding(what, (0, 0, 0, INDENT))
