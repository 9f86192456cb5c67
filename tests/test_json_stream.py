"""Reading a JSON object from a window on its file: the same as reading it whole."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibrolog.errors import NotUnderstood
from fibrolog.exchange import json_source
from fibrolog.exchange.json_source import JsonStream

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(params=[1, 7, 64 * 1024])
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How much is read at a time: a letter, less than a value, and all of a small file."""
    monkeypatch.setattr(json_source, "_WINDOW", request.param)
    return int(request.param)


def whole(text: str) -> dict[str, Any]:
    """Read an object through the stream, lists included."""
    members = JsonStream(io.StringIO(text), "it").members()
    return {key: list(value) if isinstance(value, Iterator) else value for key, value in members}


def refusal(text: str) -> str:
    with pytest.raises(NotUnderstood) as refused:
        whole(text)
    return str(refused.value)


SPELLINGS: dict[str, Callable[[object], str]] = {
    "close": lambda value: json.dumps(value, separators=(",", ":")),
    "indented": lambda value: json.dumps(value, indent=4, ensure_ascii=False),
    "spread out": lambda value: json.dumps(value, separators=("\r\n ,\t", " \n: ")),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(members=st.dictionaries(st.text(), VALUES, max_size=5))
def test_an_object_is_read_as_the_json_module_reads_it(
    spelling: str, members: dict[str, Any]
) -> None:
    text = SPELLINGS[spelling](members)
    before = json_source._WINDOW  # noqa: SLF001 -- so small that every value meets its end
    try:
        for size in (1, 5, before):
            json_source._WINDOW = size  # noqa: SLF001 -- the window is no part of what callers may set
            assert whole(f" \n{text}\n ") == json.loads(text)
    finally:
        json_source._WINDOW = before  # noqa: SLF001 -- the window is no part of what callers may set


def test_a_list_that_nobody_wants_is_stepped_over(window: int) -> None:
    text = '{"a": [1, [2, {"b": "]"}], "x"], "c": [3], "d": 4}'
    stream = JsonStream(io.StringIO(text), "it")

    seen = [key for key, _ in stream.members()]

    assert (window > 0, seen) == (True, ["a", "c", "d"])


def test_every_value_is_told_with_the_line_it_begins_on(window: int) -> None:
    text = '\n{"a":\n[1,\n\n{"b":\n2},3\n,\n4]}'
    stream = JsonStream(io.StringIO(text), "it")
    assert window

    lines = [(one, stream.line) for _, value in stream.members() for one in value]

    assert lines == [(1, 3), ({"b": 2}, 5), (3, 6), (4, 8)]


@pytest.mark.parametrize(
    "text", ['{"a": [1, 22, {"b": "cé\\n\\ud83d\\ude00"}, -1.5e3, true], "d": {}}']
)
def test_a_file_that_was_cut_anywhere_is_refused(window: int, text: str) -> None:
    assert window
    for end in range(len(text)):
        assert "it is" in refusal(text[:end]), text[:end]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('{"a": 1}\n x', 2, "follows the end"),
        ('{"a": 1}{"a": 1}', 1, "follows the end"),
        ('{"a": [1 2]}', 1, "no , or ]"),
        ('{"a": 1 "b": 2}', 1, "no , or }"),
        ('{"a" 1}', 1, "no :"),
        ("{1: 2}", 1, "key is not a text"),
        ('{\n"a":\n nope}', 3, "Expecting value"),
        ('{"a": [1,]}', 1, "Expecting value"),
        ('{"a": "\n"}', 1, "Invalid control"),
        ('{"a": ' + "9" * 5000 + "}", 1, "too many digits"),
    ],
)
def test_what_is_broken_is_named_with_its_line(text: str, line: int, why: str) -> None:
    sentence = refusal(text)

    assert f"near line {line} " in sentence
    assert why in sentence
    assert "export it again" in sentence


@pytest.mark.parametrize("begin", ["[", '{"a":', '{"a": [{"b":', '{"a": [['])
@pytest.mark.parametrize("depth", [900, 1_000, 100_000])
def test_a_value_nested_beyond_measure_is_refused(begin: str, depth: int) -> None:
    deep = begin[-1] if begin[-1] == "[" else '{"c":'

    assert "it is" in refusal(f'{{"x": {begin}' + deep * depth)


def test_a_mistake_is_found_where_it_is_and_not_at_the_end_of_the_file() -> None:
    class Watched(io.StringIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> str:
            found = super().read(size)
            self.taken += len(found)
            return found

    file = Watched('{"a": [{"b" 1}, "' + "x" * 10_000_000 + '"]}')

    with pytest.raises(NotUnderstood, match="Expecting ':'"):
        list(next(JsonStream(file, "it").members())[1])

    assert file.taken <= 128 * 1024


def test_a_value_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_LONGEST_VALUE", 1_000_000)

    assert "longer than any entry" in refusal('{"a": "' + "x" * 4_000_000)


@pytest.mark.parametrize("text", ["", " ", "[]", '"a"', "1", "null"])
def test_what_is_no_object_is_refused(text: str) -> None:
    assert "it is" in refusal(text)
