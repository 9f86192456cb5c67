"""Finding a region or remedy by a few of its letters, for questions that show what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from fibrolog.domain.vocabulary import Region, Remedy, Terms
from fibrolog.text import name_key

TermT = TypeVar("TermT", bound=Region | Remedy)

# An alias that shares its first letters with the name is another form of it.
_TELLING = 3


class Found(NamedTuple):
    """A name that was found, and how to show it: `calf`, or `calf (charley horse)`."""

    name: str
    label: str


def beginning(terms: Terms[TermT], typed: str) -> list[Found]:
    """Return what has a word that begins with `typed` in its name or an alias."""
    wanted = name_key(typed)
    if not wanted:
        return []
    return list(_found(terms, lambda key: key.startswith(wanted) or f" {wanted}" in key))


def resembling(terms: Terms[TermT], typed: str) -> list[Found]:
    """Return what begins with `typed`, has it inside, or is nearest to it; the best first."""
    wanted = name_key(typed)
    if not wanted:
        return []
    near = [_labelled(terms, name) for name in terms.nearest(typed)]
    # One letter is inside nearly everything.
    inside = _found(terms, lambda key: wanted in key) if len(wanted) > 1 else ()
    every = {one.name: one for one in reversed([*beginning(terms, typed), *near, *inside])}
    return list(reversed(every.values()))


def recent_first(found: Iterable[Found], recent: Iterable[str]) -> list[Found]:
    """Return what was found with the names of late in front."""
    rank = {name: index for index, name in enumerate(dict.fromkeys(recent))}
    return sorted(found, key=lambda one: rank.get(one.name, len(rank)))


def _found(terms: Terms[TermT], fits: Callable[[str], bool]) -> Iterator[Found]:
    for term in terms:
        if term.hidden:
            continue
        called = next((name for name in (term.name, *term.aliases) if fits(name_key(name))), None)
        if called is not None:
            yield Found(term.name, _label(term.name, called))


def _labelled(terms: Terms[TermT], name: str) -> Found:
    term = terms.get(name)
    return Found(term.name, _label(term.name, name))


def _label(name: str, called: str) -> str:
    # `calves` says nothing that `calf` does not, but `cheek` tells why face is offered.
    same = name_key(called)[:_TELLING] == name_key(name)[:_TELLING]
    return name if same else f"{name} ({called})"
