"""What people wrote, as sentences repeat it: on one line, and never more than a glance can take."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from fibrolog.errors import NotUnderstood

# A whole pasted page must not fill the terminal when it is refused.
_LONGEST_SHOWN = 60
# In characters: as much as most systems take for one part of a path.
_LONGEST_WORD = 256


def shortened(text: str) -> str:
    """Return the text, of a long one its beginning: up to 60 characters and three dots."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def quote(value: object) -> str:
    """Return a value as a sentence names it: shortened, in quotation marks, odd letters escaped."""
    return repr(shortened(value)) if isinstance(value, str) else shortened(repr(value))


def shell_quoted(text: str) -> str:
    """Return a text as one word on the line of a shell."""
    import shlex  # only an error sentence needs it

    return shlex.quote(text)


def without_long_parts(text: str, typed: Iterable[str]) -> str:
    """Return a sentence in which nothing is longer than any part of a path has to be.

    Args:
        text: the sentence.
        typed: what it may repeat, spaces and all.
    """
    for one in typed:
        for part in (one, one.partition("=")[2]):
            if len(part) >= _LONGEST_WORD:
                for shape in _shapes(part):
                    text = text.replace(shape, shortened(shape))
    return re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda word: shortened(word[0]), text)


def _shapes(typed: str) -> Iterator[str]:
    """Yield a long text and, were it the name of a file, how else a sentence may repeat it."""
    from pathlib import PurePath

    yield typed
    path = PurePath(typed)
    # Without ./ and // and a / at the end; and another ending may be advised.
    for shape in (str(path), str(path).removesuffix(path.suffix)):
        if len(shape) >= _LONGEST_WORD:
            yield shape


# difflib's ratio; below this, suggestions stop resembling what was typed ("calv" finds "calf"
# at 0.75, "tigh" finds "thigh" at 0.89, while unrelated four-letter words share about 0.5).
_CLOSE_ENOUGH = 0.6
_MOST_SUGGESTIONS = 3
# In characters. A longer text is no slip in a name, and comparing it with each would take long.
_LONGEST = 200


def normalised(text: str) -> str:
    """Return text in Unicode's normal form NFKC, in which what looks the same is the same.

    A word that is longer than any name or amount stays as it is: a page of accents takes minutes.
    """
    if text.isascii():
        return text
    import unicodedata  # most names need no more than ASCII

    if len(text) <= _LONGEST:
        return unicodedata.normalize("NFKC", text)
    return "".join(
        word if len(word) > _LONGEST else unicodedata.normalize("NFKC", word)
        for word in re.split(r"(\s+)", text)
    )


def name_key(text: str) -> str:
    """Return the form in which names are compared: no letter case, hyphen or spare space."""
    text = normalised(text)
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def trigger_key(text: str) -> str:
    """Return the form in which triggers are compared: as names are, and without a final stop."""
    key = name_key(text)
    return key.rstrip(" .") or key


def distinct_triggers(triggers: Iterable[str]) -> tuple[str, ...]:
    """Return each trigger once, as it was written first."""
    first: dict[str, str] = {}
    for trigger in triggers:
        first.setdefault(trigger_key(trigger), trigger)
    return tuple(first.values())


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """Return up to three of the `known` names that resemble `text`, the best first."""
    if len(text) > _LONGEST:
        return []
    shown = {name_key(name): name for name in known if len(name) <= _LONGEST}
    wanted = name_key(text)
    close = difflib.get_close_matches(wanted, shown, _MOST_SUGGESTIONS, _CLOSE_ENOUGH)
    begun = [key for key in shown if len(wanted) > 1 and key.startswith(wanted)]
    return [shown[key] for key in dict.fromkeys([*begun, *close])][:_MOST_SUGGESTIONS]


_PLURAL_VERBS = {"is": "are", "was": "were", "has": "have"}


def plural(noun: str) -> str:
    """Return the noun for several: `spasms`, `entries`, `clear days`, `twitches`."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def counted(count: int, noun: str, verb: str = "", *, grouped: bool = False) -> str:
    """Return a count with its noun, and a verb: `1 spasm`, `3 entries`, `1 older entry is`.

    Args:
        count: how many there are.
        noun: what one of them is called.
        verb: what one of them does, such as `is` or `gives`.
        grouped: whether thousands have a comma.
    """
    number = f"{count:,}" if grouped else str(count)
    if count == 1:
        return f"{number} {noun} {verb}".rstrip()
    return f"{number} {plural(noun)} {agreeing(count, verb)}".rstrip()


def agreeing(count: int, verb: str) -> str:
    """Return the verb that one of them has, or that several have: `was` or `were`."""
    return verb if count == 1 else _PLURAL_VERBS.get(verb) or verb.removesuffix("s")


def either(names: Iterable[str]) -> str:
    """Join names for the end of a sentence: `a`, `a or b`, `a, b or c`."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def both(names: Iterable[str]) -> str:
    """Join names into a list: `a`, `a and b`, `a, b and c`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def spoken_duration(seconds: int) -> str:
    """Return a duration to the second: `45 s`, `3 min`, `1 h 30 min`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
# "to", "too" and "for" may be numbers that were misheard, and nobody can tell; nor are numbers of
# two words joined: "twenty five" is two numbers, which no grammar takes.


def in_digits(text: str) -> str:
    """Return casefolded `text` with its number words as digits."""
    if not any(word in text for word in NUMBER_WORDS):  # nearly always
        return text
    import re

    words = rf"\b(?:{'|'.join(NUMBER_WORDS)})\b"
    return re.sub(words, lambda word: str(NUMBER_WORDS[word[0]]), text)


def require_one_reading(typed: str) -> None:
    """Refuse a number such as `3,000` or `3.000`, which is three or three thousand.

    Raises:
        NotUnderstood: naming both.
    """
    if typed.isascii() and "," not in typed and "." not in typed:  # nearly always
        return
    text = normalised(typed)
    # A group of thousands never follows a zero: 0,500 is a half to everybody.
    found = re.search(r"(?<![\d.,:])([1-9]\d{0,2})[.,](\d{3})(?![.,]?\d)", text)
    if found:
        fraction = f"{found[1]}.{found[2]}".rstrip("0").rstrip(".")
        raise NotUnderstood(
            f"The number {quote(found[0])} could be {fraction} or {found[1]}{found[2]}; "
            "type one of them."
        )


# What steers a terminal or changes how the text around it reads: C0 controls, DEL and C1
# controls, marks that turn the writing direction, line and paragraph separators, and surrogates
# without their partner, which cannot be encoded. Joiners stay: emoji and scripts need them. What
# Unicode keeps from ever being a character goes too: neither HTML nor XML may hold it.
_NO_CHARACTERS = "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
_STEERING = (
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    rf"\ufdd0-\ufdef{_NO_CHARACTERS}]"
)


def visible(text: str, *, one_line: bool = True) -> str:
    r"""Return `text` with every character that could steer a terminal as an escape like `\x1b`.

    Args:
        text: what a person wrote.
        one_line: whether line feeds, too, become `\n`, so that no text can pose as another line.
    """
    if text.isprintable():  # nearly always, and then the pattern need not be compiled
        return text
    return re.sub(
        _STEERING,
        lambda match: match[0] if match[0] == "\n" and not one_line else _escape(match[0]),
        text,
    )


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def in_lines(text: str, width: int, *, breaks_words: bool = True) -> Iterator[str]:
    """Yield a text in lines of at most `width` columns, broken between words where that can be.

    Args:
        text: one line of text.
        width: in columns.
        breaks_words: whether a word that is wider is broken as well; otherwise it juts out.
    """
    if columns(text) <= width:
        yield text
        return
    words = text.lstrip(" ").split(" ")
    words[0] = " " * (len(text) - len(text.lstrip(" "))) + words[0]
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if columns(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *whole, line = _pieces(word, width) if breaks_words else [word]
        yield from whole
    yield line


def columns(text: str) -> int:
    """Return how many columns a text takes: two for wide letters, none for what joins them."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(letter: str) -> int:
    import unicodedata  # most text is ASCII

    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _pieces(word: str, width: int) -> list[str]:
    """Return a word in pieces that fit, at least one letter each."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and columns(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
