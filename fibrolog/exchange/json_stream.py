"""Reading one JSON object from a file member by member, its lists element by element.

The json module reads whole documents; a diary of decades shall not have to fit in memory. Each
element is decoded by the module's own decoder, from a window on the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from fibrolog.errors import NotUnderstood

_WINDOW = 64 * 1024
# No entry is as long; where one value goes on and on, the file is not what it seems.
_LONGEST_VALUE = 64 * 1024 * 1024
_SPACE = " \t\r\n"
# An error nearer to the end of the window may come from a word that the window cuts in two.
_LONGEST_WORD = len("-Infinity")


class JsonStream:
    """The members of the object in a file.

    Args:
        file: text, at its beginning.
        name: what errors call it.
    """

    def __init__(self, file: TextIO, name: str) -> None:
        self._file = file
        self._name = name
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._place = 0
        self._lines = 1
        self._counted = 0
        self._began = 1

    @property
    def line(self) -> int:
        """The line of the file on which the latest value began, from 1."""
        return self._began

    def _line_here(self) -> int:
        self._lines += self._text.count("\n", self._counted, self._place)
        self._counted = self._place
        return self._lines

    def members(self) -> Iterator[tuple[str, Any]]:
        """Yield each key with its value; a list comes as an iterator over its elements.

        Raises:
            NotUnderstood: when the file is not JSON.
        """
        if self._next() != "{":
            raise NotUnderstood(
                f"{self._name} is a list and no object; "
                "import what fibrolog export --format json wrote."
            )
        self._expect("{")
        if self._next() == "}":
            self._place += 1
        else:
            yield from self._members()
        if self._next():
            raise self._broken("something follows the end of the object")

    def _members(self) -> Iterator[tuple[str, Any]]:
        while True:
            key = self._value()
            if not isinstance(key, str):
                raise self._broken("a key is not a text")
            self._expect(":")
            if self._next() == "[":
                elements = self._elements()
                yield key, elements
                for _ in elements:  # what was not wanted
                    pass
            else:
                yield key, self._value()
            if self._comma_or("}"):
                return

    def _elements(self) -> Iterator[Any]:
        self._expect("[")
        if self._next() == "]":
            self._place += 1
            return
        while True:
            yield self._value()
            if self._comma_or("]"):
                return

    def _comma_or(self, end: str) -> bool:
        """Step over what separates values, and tell whether it was the end."""
        found = self._next()
        if found not in (",", end):
            raise self._broken(f"there is no , or {end} after a value")
        self._place += 1
        return found == end

    def _expect(self, wanted: str) -> None:
        if self._next() != wanted:
            raise self._broken(f"there is no {wanted} where one must be")
        self._place += 1

    def _next(self) -> str:
        """Return the next character that is no space, '' at the end."""
        while True:
            while self._place < len(self._text):
                if self._text[self._place] not in _SPACE:
                    return self._text[self._place]
                self._place += 1
            if not self._more():
                return ""

    def _value(self) -> Any:
        self._next()
        self._began = self._line_here()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
            except json.JSONDecodeError as error:
                if not self._may_be_cut(error) or not self._more():
                    raise self._broken(error.msg) from error
                continue
            except RecursionError as error:
                raise self._broken("its values are nested too deep") from error
            except ValueError as error:  # what the interpreter refuses to convert
                raise self._broken("a number has too many digits") from error
            # A number may go on behind the window, also one that the window cut after `1e+`.
            length, left = end - self._place, len(self._text) - end
            if left > len("e+") or not self._more():  # which moves the place
                self._place += length
                return value

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Tell whether a value may only seem wrong because the window ends in it."""
        unended = error.msg.startswith("Unterminated")  # its place is where the text begins
        return unended or error.pos > len(self._text) - _LONGEST_WORD

    def _more(self) -> bool:
        """Move the window on, and tell whether there was more."""
        if len(self._text) - self._place > _LONGEST_VALUE:
            raise self._broken("one value is longer than any entry")
        try:
            # The window grows with the value in it, so that a long one is not begun too often.
            read = self._file.read(max(_WINDOW, len(self._text) - self._place))
        except UnicodeDecodeError as error:
            raise NotUnderstood(
                f"{self._name} is not UTF-8 near line {self._line_here()}; "
                "save it as UTF-8 and import it again."
            ) from error
        self._lines = self._line_here()
        self._text = self._text[self._place :] + read
        self._place = self._counted = 0
        return bool(read)

    def _broken(self, why: str) -> NotUnderstood:
        return NotUnderstood(
            f"{self._name} is not sound JSON near line {self._line_here()} ({why}); "
            "export it again with fibrolog export --format json."
        )
