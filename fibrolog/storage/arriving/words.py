"""The numbers of the regions and remedies that arriving entries name; new names are added."""

from __future__ import annotations

import sqlite3

from fibrolog.entries import Episode
from fibrolog.storage import terms
from fibrolog.vocabulary import Noun, Region, Remedy

# A file that gives only the name of a word knows less of it than any diary that describes it.
_UNDATED = "1970-01-01T00:00:00+00:00"


class ArrivingWords:
    """Looks each name up once.

    Attributes:
        added: names the diary did not know, and now does.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[Noun, str], int] = {}
        self._sideless: dict[str, bool] = {}
        self.added: list[tuple[Noun, str]] = []

    def number(self, noun: Noun, name: str) -> int:
        """Return the row number of a region or remedy."""
        known = self._known.get((noun, name))
        if known is None:
            found = terms.find(self._connection, noun, name)
            known = self._known[noun, name] = found[0] if found else self._add(noun, name)
        return known

    def name(self, noun: Noun, name: str) -> str:
        """Return what the diary calls a region or remedy, or would call it."""
        found = terms.find(self._connection, noun, name)
        return found[1] if found else name

    def is_sideless(self, episode: Episode) -> bool:
        """Tell whether the region of an episode refuses sides; a new one would not."""
        if episode.region not in self._sideless:
            found = self._connection.execute(
                "SELECT sides FROM regions WHERE id = ?",
                (terms.find(self._connection, "region", episode.region) or (None,))[:1],
            ).fetchone()
            self._sideless[episode.region] = found == ("none",)
        return self._sideless[episode.region]

    def _add(self, noun: Noun, name: str) -> int:
        if noun == "region":
            number = terms.add_region(self._connection, Region(name), _UNDATED)
        else:
            number = terms.add_remedy(self._connection, Remedy(name), _UNDATED)
        self.added.append((noun, name))
        return number
