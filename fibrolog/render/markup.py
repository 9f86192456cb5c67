"""Building HTML and SVG as a tree, so that no text can ever become markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from fibrolog.text import visible

Element: TypeAlias = ET.Element
Content: TypeAlias = ET.Element | str | None

_COMMAND = re.compile(r"`(fibrolog(?: [a-z]+)+)`")
_DOCTYPE = "<!DOCTYPE html>\n"


def element(tag: str, *content: Content, **attributes: object) -> Element:
    """Return an element; every text in it is only ever text, with nothing in it that steers.

    Args:
        tag: its name.
        content: elements and texts in their order; None is left out.
        attributes: `class_` stands for `class` and `aria_label` for `aria-label`; None is left out.
    """
    made = ET.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), visible(str(value)))
    last: Element | None = None
    for part in content:
        if isinstance(part, ET.Element):
            made.append(part)
            last = part
        elif part and last is None:
            made.text = (made.text or "") + visible(part)
        elif part and last is not None:
            last.tail = (last.tail or "") + visible(part)
    return made


def name(text: str) -> Element:
    """Return what a person wrote, so that its writing direction stays its own."""
    return element("bdi", text)


def with_commands(text: str) -> Iterator[Content]:
    """Yield a text in which a command of this program, `fibrolog trial start`, is marked as one.

    Nothing else in backquotes is: a person may have written it.
    """
    parts = _COMMAND.split(text)
    for words, command in zip(parts[::2], [*parts[1::2], None], strict=True):
        yield words
        yield None if command is None else element("code", command)


def paragraphs(texts: Iterable[str]) -> Iterator[Element]:
    """Yield each text as a paragraph."""
    return (element("p", *with_commands(text)) for text in texts)


def table(
    caption: str, header: Iterable[Content], rows: Iterable[Iterable[Content]], **attributes: object
) -> Element:
    """Return a table with its first column as the headings of its rows."""
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *(element("th", cell, scope="col") for cell in header))),
        element("tbody", *(element("tr", *_cells(row)) for row in rows)),
        **attributes,
    )


def page(root: Element) -> str:
    """Return a whole page as HTML."""
    return f"{_DOCTYPE}{ET.tostring(root, encoding='unicode', method='html')}\n"


def _cells(row: Iterable[Content]) -> Iterator[Element]:
    heading, *others = row
    yield element("th", heading, scope="row")
    yield from (element("td", cell) for cell in others)
