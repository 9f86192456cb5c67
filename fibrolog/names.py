"""How names are compared and how a mistyped one finds its nearest neighbours."""

import difflib
from collections.abc import Iterable

# difflib's ratio; below this, suggestions stop resembling what was typed ("calv" finds "calf"
# at 0.75, "tigh" finds "thigh" at 0.89, while unrelated four-letter words share about 0.5).
_CLOSE_ENOUGH = 0.6
_MOST_SUGGESTIONS = 3
# In characters. A longer text is no slip in a name, and comparing it with each would take long.
_LONGEST = 200


def normalised(text: str) -> str:
    """Return text in Unicode's normal form NFKC, in which what looks the same is the same.

    What is longer than any name or amount comes back as it is: a page of accents takes minutes.
    """
    if text.isascii() or len(text) > _LONGEST:
        return text
    import unicodedata  # most names need no more than ASCII

    return unicodedata.normalize("NFKC", text)


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


def either(names: Iterable[str]) -> str:
    """Join names for the end of a sentence: `a`, `a or b`, `a, b or c`."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
