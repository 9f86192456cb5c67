"""Numbers as people write them: as words, as voice typing has the small ones, and in two ways."""

from fibrolog.errors import NotUnderstood
from fibrolog.text import quote

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
    import re
    import unicodedata

    text = unicodedata.normalize("NFKC", typed)
    # A group of thousands never follows a zero: 0,500 is a half to everybody.
    found = re.search(r"(?<![\d.,:])([1-9]\d{0,2})[.,](\d{3})(?![.,]?\d)", text)
    if found:
        fraction = f"{found[1]}.{found[2]}".rstrip("0").rstrip(".")
        raise NotUnderstood(
            f"The number {quote(found[0])} could be {fraction} or {found[1]}{found[2]}; "
            "type one of them."
        )
