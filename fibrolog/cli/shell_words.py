"""Words between us and a shell that completes them: out of its quotes, and back into them.

A name is anybody's text. On the line it must be that name to the shell and nothing else, whatever
it means there, also inside the quotes that were opened before TAB was pressed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# What bash gives a meaning, outside of quotes; the rest of ASCII stands for itself.
_SPECIAL = re.compile(r"(?=[\x00-\x7f])[^\w@%+:,./=-]")
# A history expansion cannot be escaped between these marks, so the mark is closed before it.
_IN_DOUBLE = {**{mark: f"\\{mark}" for mark in '\\"$`'}, "!": "\"'!'\""}


def unquoted(words: Sequence[str]) -> list[str]:
    """Return the words without the quotes that bash leaves on them, `--region = x` in one piece."""
    import shlex

    plain: list[str] = []
    for word in words:
        for closing in ("", '"', "'"):
            try:
                plain.append("".join(shlex.split(word + closing)))
                break
            except ValueError:
                continue
        else:
            plain.append(word)
    # Bash parts a word at an equals sign, and completes what comes after it.
    return [word for word in plain[:-1] if word != "="] + plain[-1:]


def as_bash(typed: str) -> Callable[[str], str]:
    """Return what writes a word in the place of one that was begun, as bash puts it on the line.

    Readline replaces what stands behind an opening quotation mark, and closes the mark.

    Raises:
        ValueError: when marks are open or closed in the middle of the word: where its replacement
            would begin, bash does not say.
    """
    opened, begun = typed[:1], re.sub(r"\\.", "", typed[1:])
    if opened == "'" and "'" not in typed[1:]:
        return lambda word: _closed(word.replace("'", "'\\''"), opened)
    if opened == '"' and '"' not in begun:
        return lambda word: _closed(
            "".join(_IN_DOUBLE.get(letter, letter) for letter in word), opened
        )
    if set("\"'") & set(re.sub(r"\\.", "", typed)):
        raise ValueError(typed)
    return lambda word: _SPECIAL.sub(lambda letter: f"\\{letter[0]}", word)


def _closed(word: str, mark: str) -> str:
    """Return the word with its closing mark, where readline takes its last letter for that."""
    return word + mark if word.endswith(mark) else word


def out_of_fish(typed: str) -> str:
    """Return the word that fish means by what was typed of it, an open quotation mark closed."""
    word, mark, letters = "", "", iter(typed)
    for letter in letters:
        if letter == "\\":
            after = next(letters, "")
            # Between marks a backslash stands for itself unless it goes before one of these.
            kept = mark and after not in {"'": "\\'", '"': '\\"$'}[mark]
            word += f"\\{after}" if kept else after
        elif letter == mark:
            mark = ""
        elif letter in "\"'" and not mark:
            mark = letter
        else:
            word += letter
    return word
