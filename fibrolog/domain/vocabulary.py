"""The words a diary knows: its regions and remedies, and the fixed lists of signs and pain types.

Regions and remedies live in the diary itself, so people can add, rename and hide them; what a
new diary starts with is in `fibrolog.domain.defaults`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar, get_args

from fibrolog.errors import NotUnderstood
from fibrolog.text import either, name_key, nearest, plural, quote, shell_quoted

Sides: TypeAlias = Literal["paired", "midline", "none"]
Group: TypeAlias = Literal["head and neck", "arms", "trunk", "legs", "other"]
Noun: TypeAlias = Literal["region", "remedy"]
Category: TypeAlias = Literal[
    "therapy", "topical", "movement", "supplement", "diet", "rest", "hydration", "other"
]
GROUPS: tuple[Group, ...] = get_args(Group)
CATEGORIES: tuple[Category, ...] = get_args(Category)
# Longer names break every table and are sentences rather than names.
LONGEST_NAME = 60


class Region(NamedTuple):
    """A place on the body.

    Attributes:
        sides: `paired` (left and right exist), `midline` (a side may be given) or `none`
            (a side is refused).
        wpi_area: the area of the 2016 Widespread Pain Index it belongs to (Wolfe F et al.,
            Semin Arthritis Rheum 2016;46:319-329), if any.
    """

    name: str
    group: Group = "other"
    sides: Sides = "paired"
    wpi_area: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: bool = False

    def require_side(self, side: str | None) -> None:
        """Check that a side may be given for this region.

        Raises:
            NotUnderstood: when the region has no sides.
        """
        if side is not None and self.sides == "none":
            raise NotUnderstood(
                f"The region {quote(self.name)} has no sides; leave {quote(side)} out."
            )


class Remedy(NamedTuple):
    """Something a person tries, with its category and a one-line hint."""

    name: str
    category: Category = "other"
    hint: str = ""
    aliases: tuple[str, ...] = ()
    hidden: bool = False


TermT = TypeVar("TermT", bound=Region | Remedy)


class Terms(Generic[TermT]):
    """The regions, or the remedies, of one diary, found by name or alias."""

    def __init__(self, noun: Noun, terms: Iterable[TermT]) -> None:
        self.noun = noun
        self._terms = tuple(terms)
        self._by_key = {
            name_key(name): term for term in self._terms for name in (*term.aliases, term.name)
        }
        self.most_words = max((key.count(" ") + 1 for key in self._by_key), default=0)

    def __iter__(self) -> Iterator[TermT]:
        return iter(self._terms)

    def find(self, name: str) -> TermT | None:
        """Return the term with this name or alias, in any letter case, or None."""
        return self._by_key.get(name_key(name))

    def nearest(self, name: str) -> list[str]:
        """Return the names and aliases that resemble `name`, hidden terms left out."""
        offered = (term for term in self._terms if not term.hidden)
        return nearest(name, (word for term in offered for word in (term.name, *term.aliases)))

    def get(self, name: str) -> TermT:
        """Return the term with this name or alias.

        Raises:
            NotUnderstood: naming the nearest terms, or the command that adds a new one.
        """
        found = self.find(name)
        if found is None:
            raise NotUnderstood(self.unknown(name))
        return found

    def unknown(self, name: str) -> str:
        """Return the sentence that refuses `name` and says what would have worked."""
        close = self.nearest(name)
        nearby = f"type {either(close)}, " if close else ""
        known = f"fibrolog {plural(self.noun)}"
        refused = f"The {self.noun} {quote(name)} is not known; {nearby}see {known}"
        if len(name) > LONGEST_NAME:
            return f"{refused}."
        return f"{refused}, or add it with: {known} add {shell_quoted(name)}"


class Vocabulary(Protocol):
    """Whatever knows the regions and remedies of one diary; the diary itself does."""

    @property
    def regions(self) -> Terms[Region]:
        """Every region, hidden ones included."""
        ...

    @property
    def remedies(self) -> Terms[Remedy]:
        """Every remedy, hidden ones included."""
        ...


class FixedList(NamedTuple):
    """Words from a list that is the same in every diary, each with its aliases."""

    noun: str
    aliases: dict[str, tuple[str, ...]]

    def get(self, word: str) -> str:
        """Return the listed word for this word or alias.

        Raises:
            NotUnderstood: naming the nearest listed words.
        """
        wanted = name_key(word)
        for name, others in self.aliases.items():
            if wanted in (name, *map(name_key, others)):
                return name
        known = [word for name, others in self.aliases.items() for word in (name, *others)]
        close = nearest(word, known) or list(self.aliases)
        raise NotUnderstood(f"The {self.noun} {quote(word)} is not known; type {either(close)}.")


SIGNS = FixedList(
    "sign",
    {
        "weakness": ("muscle weakness", "weak", "weak muscles"),
        "numbness": ("numb skin", "numb"),
        "pins and needles": ("tingling", "prickling"),
        "slow movement": ("slower movements", "slow movements", "slowness"),
        "tremor": ("trembling", "shaking"),
        "back pain": ("pain in the back",),
        "neck pain": ("pain in the neck",),
        "headache": ("pain in the head", "head pain"),
    },
)
PAIN_TYPES = FixedList(
    "pain type",
    {
        "hyperalgesia": ("amplified pain",),
        "allodynia": ("pain from touch", "touch pain"),
        "paresthesia": ("painful paresthesia", "painful nerve sensations", "paraesthesia"),
    },
)
