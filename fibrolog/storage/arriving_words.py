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
        self._known: dict[tuple[Noun, str], tuple[int, str]] = {}
        self._sideless: dict[str, bool] = {}
        self.added: list[tuple[Noun, str]] = []

    def number(self, noun: Noun, name: str) -> int:
        """Return the row number of a region or remedy."""
        return self._word(noun, name)[0]

    def name(self, noun: Noun, name: str) -> str:
        """Return what the diary calls a region or remedy."""
        return self._word(noun, name)[1]

    def is_sideless(self, episode: Episode) -> bool:
        """Tell whether the region of an episode refuses sides."""
        if episode.region not in self._sideless:
            number = self.number("region", episode.region)
            [sides] = self._connection.execute(
                "SELECT sides FROM regions WHERE id = ?", (number,)
            ).fetchone()
            self._sideless[episode.region] = sides == "none"
        return self._sideless[episode.region]

    def _word(self, noun: Noun, name: str) -> tuple[int, str]:
        known = self._known.get((noun, name))
        if known is None:
            known = terms.find(self._connection, noun, name) or self._add(noun, name)
            self._known[noun, name] = known
        return known

    def _add(self, noun: Noun, name: str) -> tuple[int, str]:
        if noun == "region":
            number = terms.add_region(self._connection, Region(name), _UNDATED)
        else:
            number = terms.add_remedy(self._connection, Remedy(name), _UNDATED)
        self.added.append((noun, name))
        return number, name
