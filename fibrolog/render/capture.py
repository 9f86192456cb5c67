"""What a terminal would show, as a file: text of 80 columns, and the same as a picture."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from fibrolog.render.drawings.page import WIDEST
from fibrolog.render.terminal import DrawnDocument
from fibrolog.report.document import Document
from fibrolog.text import visible

_SVG = "http://www.w3.org/2000/svg"
# Every common monospaced font is this wide, in parts of its height.
_FONT_ASPECT = 0.6
# Rich's own template would fetch a font from the network, and its window has buttons.
_TEMPLATE = f"""<svg xmlns="{_SVG}" viewBox="0 0 {{width}} {{height}}">
<style>
.{{unique_id}}-matrix {{{{
  font: {{char_height}}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
}}}}
{{styles}}
</style>
<defs>{{lines}}</defs>
<rect width="100%" height="100%" fill="#ffffff"/>
<g transform="translate({{terminal_x}}, {{terminal_x}})">
{{backgrounds}}
<g class="{{unique_id}}-matrix">{{matrix}}</g>
</g>
</svg>
"""


def txt(document: Document) -> str:
    """Return the drawn document at 80 columns, without colour or trailing space."""
    console = _console(color_system=None)
    with console.capture() as captured:
        console.print(DrawnDocument(document))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def svg(document: Document) -> str:
    """Return the drawn document in colour at 80 columns as a picture that needs nothing else."""
    console = _console(color_system="truecolor")
    console.print(DrawnDocument(document))
    drawn = ET.fromstring(  # noqa: S314 -- our own text, which holds no entity
        console.export_svg(
            theme=DEFAULT_TERMINAL_THEME,
            code_format=_TEMPLATE,
            font_aspect_ratio=_FONT_ASPECT,
            unique_id="report",
        )
    )
    for line in drawn.iter(f"{{{_SVG}}}text"):
        # Rich counts characters, of which some are two columns wide and some none.
        words = line.text or ""
        width = float(line.get("textLength", 0)) / len(words) * cell_len(words)
        line.set("textLength", f"{width:g}")
    title = ET.Element(f"{{{_SVG}}}title")
    title.text = visible(document.title)
    drawn.insert(0, title)
    drawn.set("role", "img")
    ET.register_namespace("", _SVG)
    return f"{ET.tostring(drawn, encoding='unicode')}\n"


def _console(color_system: Literal["truecolor"] | None) -> Console:
    """Return a console of which neither the terminal nor the environment is any part."""
    return Console(
        file=io.StringIO(),
        width=WIDEST,
        color_system=color_system,
        no_color=color_system is None,
        force_terminal=color_system is not None,
        legacy_windows=False,
        record=True,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
